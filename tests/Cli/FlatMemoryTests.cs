using System.Globalization;
using System.Text;

namespace GrowthBook.Cli.Tests;

/// <summary>Records from a stream that makes them: live memory does not grow with their number.</summary>
[Collection(nameof(Alone))]
public sealed class FlatMemoryTests(Files files) : IClassFixture<Files>
{
    private const int Records = 1_000_000;

    // The text of the records is 100 MB and more, and one object per record would be 24 MB. Blocks under way are some MB.
    private const long MaxGrowth = 8 << 20;

    private const string Payload = """{"features":{"f":{"rules":[{"key":"x","variations":[0,1],"hashVersion":2,"weights":[0.5,0.5]}]},"g":{"defaultValue":0}}}""";

    [Theory]
    [InlineData("replay", "replayed 1000000: 1000000 the same, 0 different")]
    [InlineData("diff", "records: 1,000,000, of which 20")]
    public async Task Memory_is_flat_over_1_000_000_records(string command, string summary)
    {
        var payload = files.Write("p.json", Payload);
        var changed = files.Write("n.json", Payload.Replace("0.5,0.5", "0.3,0.7", StringComparison.Ordinal));
        // A recording ends with its outcome, which a replay must find again; a diff reads requests, of whose users some move.
        var recording = (await Gb.RunAsync("eval", "g", "--payload", payload, "--json")).Output.TrimEnd();
        var stream = command == "replay"
            ? new RecordStream("{\"id\":", "," + recording[1..] + "\n")
            : new RecordStream("{\"context\":{\"attributes\":{\"id\":\"u-", "\"}},\"feature\":\"f\"}\n");
        string[] args = command == "replay" ? ["replay", "--records", "-", "--payload", payload] : ["diff", payload, changed, "--records", "-"];

        var run = await Gb.RunWithAsync(stream, args);

        Assert.Contains(summary, run.Output, StringComparison.Ordinal);
        Assert.InRange(stream.Samples, 5, int.MaxValue);
        Assert.InRange(stream.MaxMemory - stream.FirstMemory, long.MinValue, MaxGrowth);
    }

    /// <summary>Makes records while they are read, and measures the live memory at each eighth of them.</summary>
    private sealed class RecordStream(string beforeNumber, string afterNumber) : MemoryStream
    {
        private readonly byte[] _before = Encoding.UTF8.GetBytes(beforeNumber);
        private readonly byte[] _after = Encoding.UTF8.GetBytes(afterNumber);
        private int _count;

        public long FirstMemory { get; private set; }

        public long MaxMemory { get; private set; }

        public int Samples { get; private set; }

        /// <summary>Whole records: as many as fit up to the next measurement.</summary>
        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = 0;
            while (_count < Records && length + _before.Length + 10 + _after.Length <= count)
            {
                length += Write(buffer.AsSpan(offset + length));
                if (++_count % (Records / 8) != 0)
                    continue;
                Measure();
                break;
            }
            return length;
        }

        private int Write(Span<byte> target)
        {
            _before.CopyTo(target);
            _count.TryFormat(target[_before.Length..], out var digits, provider: CultureInfo.InvariantCulture);
            _after.CopyTo(target[(_before.Length + digits)..]);
            return _before.Length + digits + _after.Length;
        }

        private void Measure()
        {
            var memory = GC.GetTotalMemory(forceFullCollection: true);
            FirstMemory = Samples++ == 0 ? memory : FirstMemory;
            MaxMemory = Math.Max(MaxMemory, memory);
        }
    }
}

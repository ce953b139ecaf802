using System.Text;

namespace GrowthBook.Cli.Tests;

/// <summary>Records from a stream that makes them: live memory does not grow with their number.</summary>
[Collection(nameof(Alone))]
public sealed class FlatMemoryTests(Files files) : IClassFixture<Files>
{
    private const int Records = 200_000;

    // The text of the records is 30 MB and more, and one object per record would be 5 MB.
    private const long MaxGrowth = 3 << 20;

    private const string Payload = """{"features":{"f":{"defaultValue":0,"rules":[{"key":"x","variations":[0,1],"hashVersion":2,"weights":[0.5,0.5]}]}}}""";

    [Theory]
    [InlineData("replay", "replayed 200000: 200000 the same, 0 different")]
    [InlineData("diff", "users: 200,000, of which 40")]
    public async Task Memory_is_flat_over_200_000_records(string command, string summary)
    {
        var payload = files.Write("p.json", Payload);
        var changed = files.Write("n.json", Payload.Replace("0.5,0.5", "0.3,0.7", StringComparison.Ordinal));
        var line = (await Gb.RunAsync("eval", "f", "--payload", payload, "--attributes", """{"id":"u-NUMBER"}""", "--json")).Output;
        // Each user is the same for a replay, whose outcomes must fit; a diff reads requests of different users.
        var stream = new RecordStream(command == "replay" ? line : """{"context":{"attributes":{"id":"u-NUMBER"}},"feature":"f"}""" + "\n", isNumbered: command == "diff");
        string[] args = command == "replay" ? ["replay", "--records", "-", "--payload", payload] : ["diff", payload, changed, "--records", "-"];

        var run = await Gb.RunWithAsync(stream, args);

        Assert.Contains(summary, run.Output, StringComparison.Ordinal);
        Assert.InRange(stream.Samples, 5, int.MaxValue);
        Assert.InRange(stream.MaxMemory - stream.FirstMemory, long.MinValue, MaxGrowth);
    }

    /// <summary>Makes records while they are read, and measures the live memory at each eighth of them.</summary>
    private sealed class RecordStream(string record, bool isNumbered) : MemoryStream
    {
        private byte[] _block = [];
        private int _at;
        private int _count;

        public long FirstMemory { get; private set; }

        public long MaxMemory { get; private set; }

        public int Samples { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at == _block.Length)
                Fill();
            var length = Math.Min(count, _block.Length - _at);
            _block.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        private void Fill()
        {
            var text = new StringBuilder();
            for (var i = 0; i < 500 && _count < Records; i++, _count++)
                text.Append(isNumbered ? record.Replace("NUMBER", $"{_count}", StringComparison.Ordinal) : record);
            (_block, _at) = (Encoding.UTF8.GetBytes(text.ToString()), 0);
            if (_count % (Records / 8) != 0 || _block.Length == 0)
                return;
            var memory = GC.GetTotalMemory(forceFullCollection: true);
            FirstMemory = Samples++ == 0 ? memory : FirstMemory;
            MaxMemory = Math.Max(MaxMemory, memory);
        }
    }
}

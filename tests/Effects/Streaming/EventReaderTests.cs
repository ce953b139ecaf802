using System.Text;

namespace GrowthBook.Client.Tests.Streaming;

/// <summary>Server-sent events are read in any pieces, and a large event leaves no memory.</summary>
public sealed class EventReaderTests
{
    private const int Limit = 64 * 1024 * 1024;

    [Theory]
    [InlineData("event: features\ndata: {}\n\n", "{}")]
    [InlineData("event: features\r\ndata: {}\r\n\r\n", "{}")]
    [InlineData("event: features\rdata: {}\r\r", "{}")]
    [InlineData("\uFEFFevent:features\ndata:{}\n\n", "{}")]
    [InlineData("data: {\nevent: features\ndata:  \"a\":1\ndata\ndata:}\n\n", "{\n \"a\":1\n\n}")]
    [InlineData("event: features\ndata\n\n", "")]
    [InlineData("event: features\ndata: a:b\nid: 7\n: comment\nunknown\n\n", "a:b")]
    [InlineData("event: other\nevent: features\ndata: ü\n\n", "ü")]
    [InlineData("event: features-updated\ndata: {}\n\n", "changed")]
    [InlineData("event: features-updated\ndata:\n\n", "changed")]
    [InlineData("data: {}\n\n", "other")]
    [InlineData("event: featuresX\ndata: {}\n\n", "other")]
    [InlineData("event: features\n\ndata: {}\n\n", "other")]
    [InlineData("event: features\n\n", "none")]
    [InlineData("event: features\ndata: {}\n", "none")]
    [InlineData(": ping\n\n\n\n", "none")]
    [InlineData("", "none")]
    public async Task Events_are_read_by_the_rules_of_the_HTML_standard(string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var piece = 1; piece <= bytes.Length + 1; piece++)
        {
            var reader = new EventReader(new Pieces(bytes, piece), Limit, () => { });
            Assert.Equal(expected, TextOf(await reader.ReadAsync(default)));
            Assert.Null(await reader.ReadAsync(default));
        }
    }

    [Theory]
    [InlineData("retry: 5000\n\n", 5000)]
    [InlineData("retry: 5000\nretry: soon\nretry: -1\nretry:\n\n", 5000)]
    [InlineData("retry: 999999999999999999\n\n", 300_000)]
    [InlineData("retry: 99999999999999999999\n\n", null)]
    [InlineData("data: 1\n\n", null)]
    public async Task The_last_valid_retry_time_counts(string text, int? milliseconds)
    {
        var reader = new EventReader(new Pieces(Encoding.UTF8.GetBytes(text), 7), Limit, () => { });
        while (await reader.ReadAsync(default) is not null)
            continue;
        Assert.Equal(milliseconds, (int?)reader.Retry?.TotalMilliseconds);
    }

    [Fact]
    public async Task An_event_of_the_largest_size_is_taken_and_one_byte_more_is_refused()
    {
        var text = Encoding.UTF8.GetBytes("event: features\ndata: {}\n\n");
        Assert.NotNull(await new EventReader(new Pieces(text, 5), text.Length - 1, () => { }).ReadAsync(default));
        await Assert.ThrowsAsync<EventTooLargeException>(() => new EventReader(new Pieces(text, 5), text.Length - 2, () => { }).ReadAsync(default));
    }

    [Fact]
    public async Task A_taken_event_of_40_MB_leaves_a_few_kilobytes()
    {
        const int size = 40_000_000;
        var data = new byte[size];
        Array.Fill(data, (byte)'x');
        using var stream = new Concatenated("event: features\ndata: "u8.ToArray(), data, "\n\nevent: features\ndata: {}\n\n"u8.ToArray());
        var reader = new EventReader(stream, Limit, () => { });
        Assert.Equal(size, Assert.IsType<StreamEvent.Payload>(await reader.ReadAsync(default)).Json.Length);
        Assert.InRange(reader.HeldBytes, 0, 2 * EventReader.KeptBytes);
        Assert.Equal("{}", TextOf(await reader.ReadAsync(default)));
    }

    [Fact]
    public async Task A_refused_event_of_40_MB_is_read_up_to_the_limit_only()
    {
        const int limit = 1_000_000;
        var data = new byte[40_000_000];
        Array.Fill(data, (byte)'x');
        using var stream = new Concatenated("data: "u8.ToArray(), data);
        var reader = new EventReader(stream, limit, () => { });
        await Assert.ThrowsAsync<EventTooLargeException>(() => reader.ReadAsync(default));
        Assert.InRange(reader.HeldBytes, 0, limit + EventReader.KeptBytes);
        Assert.InRange(stream.Position, limit, limit + EventReader.KeptBytes);
    }

    [Fact]
    public async Task Many_small_events_need_no_larger_buffer()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("event: features-updated\ndata: {}\n\n", 10_000)));
        var reader = new EventReader(new MemoryStream(text), 100, () => { });
        for (var i = 0; i < 10_000; i++)
            Assert.IsType<StreamEvent.Changed>(await reader.ReadAsync(default));
        Assert.InRange(reader.HeldBytes, 0, 2 * EventReader.KeptBytes);
    }

    private static string TextOf(StreamEvent? e) => e switch
    {
        StreamEvent.Payload payload => Encoding.UTF8.GetString(payload.Json.ToArray()),
        StreamEvent.Changed => "changed",
        StreamEvent.Other => "other",
        _ => "none",
    };

    /// <summary>Gives its bytes in pieces of a length.</summary>
    private sealed class Pieces(byte[] bytes, int length) : MemoryStream(bytes)
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            base.ReadAsync(buffer, offset, Math.Min(count, length), cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, length)], cancellationToken);
    }

    private sealed class Concatenated(params byte[][] parts) : MemoryStream(parts.SelectMany(part => part).ToArray());
}

using System.Text;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace FlagServer.Tests;

/// <summary>A slow reader holds a slice of a payload, and not the whole of it.</summary>
public sealed class SliceTests
{
    private static readonly string Payload = "{\"features\":{\"f\":{\"defaultValue\":\"" + new string('x', 1_000_000) + "\"}}}";

    [Fact]
    public async Task A_stream_gets_a_payload_in_slices()
    {
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { KeepsPayloadText = true }, new ClientServices { Source = new InMemoryPayloadSource(Payload) });
        await client.StartAsync(TimeSpan.FromSeconds(30));
        using var stopping = new CancellationTokenSource();
        await using var body = new SlowBody("\"}}}\n\n");
        var http = new DefaultHttpContext { Response = { Body = body } };
        var sending = FeatureStream.SendAsync(http, client, withPayloads: true, stopping.Token);
        await body.Ended.WaitAsync(TimeSpan.FromMinutes(2));
        await stopping.CancelAsync();
        await sending;
        Assert.Equal($"retry: 10000\n\nid: 1\nevent: features\ndata: {Payload}\n\n", body.Text);
        Assert.InRange(body.LargestWrite, 1, 16 * 1024);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(1_000_000)]
    public async Task An_answer_is_written_in_slices(int length)
    {
        await using var body = new SlowBody("");
        var json = new string('x', length);
        await Answer.WriteAsync(new DefaultHttpContext { Response = { Body = body } }, 200, Encoding.UTF8.GetBytes(json));
        Assert.Equal(json, body.Text);
        Assert.InRange(body.LargestWrite, 0, 16 * 1024);
    }

    /// <summary>A response's body that takes one write at a time, each of them later.</summary>
    private sealed class SlowBody(string end) : WriteOnlyStream
    {
        private readonly MemoryStream _written = new();
        private readonly TaskCompletionSource _ended = new();
        private bool _isWriting;

        public int LargestWrite { get; private set; }

        public string Text => Encoding.UTF8.GetString(_written.GetBuffer(), 0, (int)_written.Length);

        /// <summary>Whether the text ends as the test expects.</summary>
        public Task Ended => _ended.Task;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.False(_isWriting, "a write began before the one before it ended");
            _isWriting = true;
            await Task.Yield();
            _written.Write(buffer.Span);
            LargestWrite = Math.Max(LargestWrite, buffer.Length);
            _isWriting = false;
            if (Text.EndsWith(end, StringComparison.Ordinal))
                _ended.TrySetResult();
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

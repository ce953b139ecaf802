using System.Text;
using System.Threading.Channels;
using GrowthBook.Client;

namespace FlagServer;

/// <summary>The stream of events of one SDK.</summary>
internal static class FeatureStream
{
    private static readonly TimeSpan TimeBetweenPings = TimeSpan.FromSeconds(30);

    /// <summary>Sends each payload that comes into use, until the SDK disconnects or the server stops.</summary>
    /// <param name="http">The request.</param>
    /// <param name="client">The client whose payloads they are.</param>
    /// <param name="withPayloads">Whether events have the payload; otherwise they only say that there is one.</param>
    /// <param name="stopping">Whether the server stops.</param>
    public static async Task SendAsync(HttpContext http, GrowthBookClient client, bool withPayloads, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        // Of payloads that come faster than the SDK reads, it gets the last one.
        var payloads = Channel.CreateBounded<PayloadSnapshot?>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        // The first event is the present payload: one that came into use after the SDK's request would be missed.
        using var subscription = client.Subscribe(payload => payloads.Writer.TryWrite(payload), withCurrent: true);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await WriteAsync(http, "retry: 10000\n\n"u8.ToArray(), ended.Token);
            for (var id = 1; ; id++)
            {
                var payload = await NextAsync(payloads.Reader, ended.Token);
                await WriteAsync(http, payload is null ? "data: \n\n"u8.ToArray() : Start(id, withPayloads), ended.Token);
                if (payload is not null && withPayloads)
                {
                    await Slices.WriteAsync(http.Response.Body, PayloadLine.Of(payload), ended.Token);
                    await WriteAsync(http, "\n\n"u8.ToArray(), ended.Token);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The stream ends.
        }
    }

    /// <summary>The next payload; <c>null</c> if a ping is due first.</summary>
    private static async Task<PayloadSnapshot?> NextAsync(ChannelReader<PayloadSnapshot?> payloads, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(TimeBetweenPings);
        try
        {
            return await payloads.ReadAsync(wait.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static byte[] Start(int id, bool withPayload) => Encoding.UTF8.GetBytes(withPayload
        ? FormattableString.Invariant($"id: {id}\nevent: features\ndata: ")
        : FormattableString.Invariant($"id: {id}\nevent: features-updated\ndata: \n\n"));

    private static async Task WriteAsync(HttpContext http, byte[] bytes, CancellationToken cancellationToken)
    {
        await http.Response.Body.WriteAsync(bytes, cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}

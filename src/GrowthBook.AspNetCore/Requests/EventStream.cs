using System.Threading.Channels;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GrowthBook.AspNetCore;

/// <summary>A response of server-sent events about the payloads of a client.</summary>
internal static class EventStream
{
    /// <summary>A comment, which is no event. Proxies close connections without traffic.</summary>
    public const string Ping = ":\n\n";

    /// <summary>Sends texts until the caller disconnects or the application stops.</summary>
    /// <param name="http">The request.</param>
    /// <param name="client">The client.</param>
    /// <param name="next">Returns the text to send at the beginning, after a payload and after the interval. Payloads that come faster than the caller reads get one text.</param>
    /// <param name="interval">The time between two texts without a payload.</param>
    /// <param name="time">Measures the interval.</param>
    /// <param name="stopping">Whether the application stops.</param>
    public static async Task SendAsync(
        HttpContext http, GrowthBookClient client, Func<string> next, TimeSpan interval, TimeProvider time, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = client.Subscribe(_ => wake.Writer.TryWrite(true));
        await using var timer = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, interval, interval);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            do
            {
                await http.Response.WriteAsync(next(), ended.Token);
                await http.Response.Body.FlushAsync(ended.Token);
            }
            while (await wake.Reader.ReadAsync(ended.Token));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The stream ends.
        }
    }
}

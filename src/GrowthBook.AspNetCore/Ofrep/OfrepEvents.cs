using System.Text;
using System.Threading.Channels;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The stream of events that asks front ends to evaluate again. An event has the content hash of the payload as its id, so that a front end
/// that reconnects, also to another process, misses no payload and gets no event without one.
/// </summary>
internal static class OfrepEvents
{
    private static readonly TimeSpan TimeBetweenPings = TimeSpan.FromSeconds(30);

    /// <summary>Sends events until the front end disconnects or the application stops.</summary>
    /// <param name="http">The request. The front end knows the payload of its <c>Last-Event-ID</c>, or else of its parameter <c>since</c>.</param>
    /// <param name="client">The client whose payloads they are.</param>
    /// <param name="time">Measures the time between pings.</param>
    /// <param name="stopping">Whether the application stops.</param>
    public static async Task SendAsync(HttpContext http, GrowthBookClient client, TimeProvider time, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = client.Subscribe(_ => wake.Writer.TryWrite(true));
        await using var pings = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, TimeBetweenPings, TimeBetweenPings);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var known = KnownBy(http.Request);
        try
        {
            await WriteAsync(http, "retry: 10000\n\n", ended.Token);
            while (true)
            {
                var current = client.Current?.ContentHash;
                await WriteAsync(http, Text(current, known), ended.Token);
                known = current ?? known;
                await wake.Reader.ReadAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The stream ends.
        }
    }

    private static string? KnownBy(HttpRequest request)
    {
        var last = request.Headers["Last-Event-ID"].ToString();
        var known = last.Length > 0 ? last : request.Query["since"].ToString();
        return known.Length > 0 ? known : null;
    }

    /// <summary>An event if the payload is another one than the front end knows; otherwise a ping, with the id that it does not know yet.</summary>
    private static string Text(string? current, string? known) => current is null || current == known
        ? ":\n\n"
        : known is null
            ? $"id: {current}\n\n"
            : $"id: {current}\nevent: message\ndata: {{\"type\":\"refetchEvaluation\"}}\n\n";

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken cancellationToken)
    {
        await http.Response.WriteAsync(text, Encoding.UTF8, cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}

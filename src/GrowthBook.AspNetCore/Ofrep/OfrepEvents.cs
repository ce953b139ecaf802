using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The stream of events that asks front ends to evaluate again. An event has the content hash of the payload as its id, so that a front end
/// that reconnects, also to another process, misses no payload and gets no event without one.
/// </summary>
internal static class OfrepEvents
{
    /// <summary>The version of the features before the first payload: the first one is an event.</summary>
    public const string NoPayload = "none";

    private static readonly TimeSpan TimeBetweenPings = TimeSpan.FromSeconds(30);

    /// <summary>Sends events until the front end disconnects or the application stops.</summary>
    /// <param name="http">The request. The front end knows the payload of its <c>Last-Event-ID</c>, or else of its parameter <c>since</c>.</param>
    /// <param name="client">The client whose payloads they are.</param>
    /// <param name="time">Measures the time between pings.</param>
    /// <param name="stopping">Whether the application stops.</param>
    public static Task SendAsync(HttpContext http, GrowthBookClient client, TimeProvider time, CancellationToken stopping)
    {
        var retry = "retry: 10000\n\n";
        var known = KnownBy(http.Request);
        return EventStream.SendAsync(http, client, Next, TimeBetweenPings, time, stopping);

        string Next()
        {
            var current = client.Current?.ContentHash;
            var text = retry + Text(current, known);
            (retry, known) = ("", current ?? known);
            return text;
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
        ? EventStream.Ping
        : known is null
            ? $"id: {current}\n\n"
            : $"id: {current}\nevent: message\ndata: {{\"type\":\"refetchEvaluation\"}}\n\n";
}

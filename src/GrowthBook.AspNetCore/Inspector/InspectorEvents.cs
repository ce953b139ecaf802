using System.Threading.Channels;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Tells the page of payloads and failures by server-sent events, until the browser or the host ends the connection.</summary>
internal sealed class InspectorEvents(GrowthBookClient client, TimeProvider time, CancellationToken stopping)
{
    /// <summary>The time between two looks for failures, which the client does not announce; each is a sign of life for proxies.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public async Task SendAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = client.Subscribe(_ => changes.Writer.TryWrite(true));
        using var timer = time.CreateTimer(_ => changes.Writer.TryWrite(true), null, Interval, Interval);
        Payload? evaluated = null;
        Value.Object? sent = null;
        try
        {
            do
            {
                var (payload, state) = (client.Payload, InspectorAnswers.Payload(client));
                // The first event, too, has the page evaluate: it may have missed payloads.
                var name = !ReferenceEquals(payload, evaluated) ? "payload" : !state.Equals(sent) ? "state" : null;
                await http.Response.WriteAsync(name is null ? ":\n\n" : $"event: {name}\ndata: {WithAge(state)}\n\n", end.Token);
                await http.Response.Body.FlushAsync(end.Token);
                (evaluated, sent) = (payload, state);
            }
            while (await changes.Reader.ReadAsync(end.Token));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The browser has left, or the host stops.
        }
    }

    /// <summary>The age grows all the time, so it is no change.</summary>
    private Value.Object WithAge(Value.Object state) => client.Current?.Age is { } age ? state.With("ageSeconds", age.TotalSeconds) : state;
}

using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Tells the page of payloads and failures by server-sent events, until the browser or the host ends the connection.</summary>
internal sealed class InspectorEvents(GrowthBookClient client, TimeProvider time, CancellationToken stopping)
{
    /// <summary>The time between two looks for failures, which the client does not announce.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public Task SendAsync(HttpContext http)
    {
        Payload? evaluated = null;
        Value.Object? sent = null;
        return EventStream.SendAsync(http, client, Next, Interval, time, stopping);

        string Next()
        {
            var (payload, state) = (client.Payload, InspectorAnswers.Payload(client));
            // The first event, too, has the page evaluate: it may have missed payloads.
            var name = !ReferenceEquals(payload, evaluated) ? "payload" : !state.Equals(sent) ? "state" : null;
            (evaluated, sent) = (payload, state);
            return name is null ? EventStream.Ping : $"event: {name}\ndata: {WithAge(state)}\n\n";
        }
    }

    /// <summary>The age grows all the time, so it is no change.</summary>
    private Value.Object WithAge(Value.Object state) => client.Current?.Age is { } age ? state.With("ageSeconds", age.TotalSeconds) : state;
}

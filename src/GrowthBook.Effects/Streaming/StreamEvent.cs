namespace GrowthBook.Client;

/// <summary>What a stream brings while it is open. Closed: the nested records are all the cases there are.</summary>
internal abstract record StreamEvent
{
    private StreamEvent()
    {
    }

    /// <summary>The server accepted the request.</summary>
    public sealed record Opened : StreamEvent;

    /// <summary>The event <c>features</c>: a payload in the form of the features endpoint.</summary>
    public sealed record Payload(ReadOnlyMemory<byte> Json) : StreamEvent;

    /// <summary>The event <c>features-updated</c>: the payload is to be fetched again.</summary>
    public sealed record Changed : StreamEvent;

    /// <summary>Any other event, such as the pings that say only that the stream lives.</summary>
    public sealed record Other : StreamEvent;
}

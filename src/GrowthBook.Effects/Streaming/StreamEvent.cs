namespace GrowthBook.Client;

/// <summary>An event of an open stream. Closed: the nested records are all its cases.</summary>
internal abstract record StreamEvent
{
    private StreamEvent()
    {
    }

    /// <summary>The server accepted the request.</summary>
    public sealed record Opened : StreamEvent;

    /// <summary>The event <c>features</c>: a payload in the form of the features endpoint.</summary>
    public sealed record Payload(ReadOnlyMemory<byte> Json) : StreamEvent;

    /// <summary>The event <c>features-updated</c>: the payload must be fetched again.</summary>
    public sealed record Changed : StreamEvent;

    /// <summary>Any other event, such as a ping.</summary>
    public sealed record Other : StreamEvent;
}

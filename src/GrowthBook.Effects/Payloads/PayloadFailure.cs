namespace GrowthBook.Client;

/// <summary>Why no payload could be had, as a value. Holds no key and no attribute.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">What happened, for people: lower case, no final period.</param>
/// <param name="IsUnrecoverable">Whether the server says that trying again will never help, as for an unknown client key.</param>
public sealed record PayloadFailure(PayloadFailureReason Reason, string Message, bool IsUnrecoverable = false)
{
    /// <summary>
    /// How long the server wants not to be asked, where it refuses everybody (408, 429 and 5xx); zero where it does not
    /// say how long. <c>null</c> with anything else.
    /// </summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the server refused because of what this one request holds (400, 413, 414, 422 and 431).</summary>
    internal bool IsOfOneRequest { get; init; }

    /// <summary>The message.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => Message;
}

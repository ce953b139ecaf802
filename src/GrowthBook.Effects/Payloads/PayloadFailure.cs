namespace GrowthBook.Client;

/// <summary>Why no payload could be had, as a value. Holds no key and no attribute.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">What happened, for people: lower case, no final period.</param>
/// <param name="IsUnrecoverable">Whether the server says that trying again will never help, as for an unknown client key.</param>
public sealed record PayloadFailure(PayloadFailureReason Reason, string Message, bool IsUnrecoverable = false)
{
    /// <summary>The message.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => Message;
}

namespace GrowthBook.Client;

/// <summary>Why a payload could not be loaded. Contains no key and no attribute.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">A description: lower case, no final period.</param>
/// <param name="IsUnrecoverable">Whether the server says that retrying does not help, as for an unknown client key.</param>
public sealed record PayloadFailure(PayloadFailureReason Reason, string Message, bool IsUnrecoverable = false)
{
    /// <summary>
    /// The server's <c>Retry-After</c> if it refuses all requests (408, 429 and 5xx), or zero without that header;
    /// <c>null</c> for other failures.
    /// </summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the server refused because of the content of this request (400, 413, 414, 422 and 431).</summary>
    internal bool IsOfOneRequest { get; init; }

    /// <summary>Whether no request was sent, because an earlier response asked to wait (<c>Retry-After</c>).</summary>
    internal bool IsPause { get; init; }

    /// <summary>The message.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => Message;
}

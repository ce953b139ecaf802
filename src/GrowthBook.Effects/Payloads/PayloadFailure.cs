using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>Why a payload could not be loaded. Contains no key and no attribute.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">
/// A description: lower case, no final period. It is one line without control characters, also if a source of the application puts a
/// server's text into it: such characters are escaped, and more than 1,000 characters are cut.
/// </param>
/// <param name="IsUnrecoverable">Whether the server says that retrying does not help, as for an unknown client key.</param>
[JsonConverter(typeof(PayloadJsonConverter))]
public sealed record PayloadFailure(PayloadFailureReason Reason, string Message, bool IsUnrecoverable = false)
{
    /// <summary>A description of one line; see the parameter.</summary>
    public string Message { get; init => field = PlainText.Of(value ?? throw new ArgumentNullException(nameof(Message)), PlainText.MaxMessage); } =
        PlainText.Of(Message ?? throw new ArgumentNullException(nameof(Message)), PlainText.MaxMessage);

    /// <summary>
    /// The server's <c>Retry-After</c> if it refuses all requests (408, 429 and 5xx), or zero without that header;
    /// <c>null</c> for other failures.
    /// </summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>The status of a response that carries no payload; otherwise <c>null</c>.</summary>
    internal int? Status { get; init; }

    /// <summary>Whether the refusal can concern this request alone (4xx except 408 and 429).</summary>
    internal bool CanBeOfOneRequest => Status is >= 400 and < 500 and not 408 and not 429;

    /// <summary>Whether no request was sent, because an earlier response asked to wait (<c>Retry-After</c>).</summary>
    internal bool IsPause { get; init; }

    /// <summary>The message.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => Message;
}

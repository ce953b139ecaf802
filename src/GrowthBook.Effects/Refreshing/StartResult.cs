using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>The result of a start.</summary>
/// <param name="Origin">Where the payload in use came from, or why there is none.</param>
/// <param name="Reason">
/// The reason: why a stale payload is used or why there is no payload, such as a wrong decryption key.
/// <c>null</c> if nothing went wrong.
/// </param>
[JsonConverter(typeof(StartResultJsonConverter))]
public sealed record StartResult(PayloadOrigin Origin, string? Reason = null)
{
    /// <summary>Whether a payload is in use, or none is needed because the server evaluates, which a start does not try.</summary>
    public bool HasPayload => Origin is not (PayloadOrigin.Timeout or PayloadOrigin.Error);

    /// <summary>Throws unless <see cref="HasPayload"/>, such as for a missing file: for programs that must not run with fallback values.</summary>
    /// <returns>This result.</returns>
    /// <exception cref="InvalidOperationException">There is no payload; the message has <see cref="Reason"/>.</exception>
    public StartResult EnsurePayload() => HasPayload ? this : throw new InvalidOperationException($"there is no payload: {Reason}");
}

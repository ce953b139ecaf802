namespace GrowthBook.Client;

/// <summary>What a start came to.</summary>
/// <param name="Origin">Where the payload in use came from, or why there is none.</param>
/// <param name="Reason">
/// What went wrong, where something did: why a stale payload is used, why there is none, the first fault of a payload
/// whose features could not be read; otherwise <c>null</c>.
/// </param>
public sealed record StartResult(PayloadOrigin Origin, string? Reason = null)
{
    /// <summary>Whether there is a payload to evaluate with.</summary>
    public bool HasPayload => Origin is not (PayloadOrigin.Timeout or PayloadOrigin.Error);
}

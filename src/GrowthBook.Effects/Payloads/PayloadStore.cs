namespace GrowthBook.Client;

/// <summary>
/// The payload in use, and the one rule by which another takes its place. Readers never wait: the snapshot is one
/// reference that is replaced whole.
/// </summary>
internal sealed class PayloadStore(string? decryptionKey, bool keepsJson, Subscribers<PayloadSnapshot> subscribers, PayloadDiagnostics diagnostics)
{
    private readonly object _gate = new();
    private volatile PayloadSnapshot? _current;
    private (ContentHash Hash, RefreshResult Result)? _refused;

    public PayloadSnapshot? Current => _current;

    /// <summary>Takes what is offered, unless it is unusable, older than the payload in use, or the same.</summary>
    public RefreshResult Offer(PayloadOffer offer)
    {
        var hash = ContentHash.Of(offer.Json.Span);
        lock (_gate)
        {
            if (_current is { } current && current.Hash == hash)
                return Confirm(current, offer);
            if (_refused is { } refused && refused.Hash == hash)
                return refused.Result;
        }
        var candidate = Read(offer, hash);
        diagnostics.Report(candidate);
        RefreshResult result;
        lock (_gate)
        {
            result = Decide(candidate, offer);
            if (result is RefreshResult.Updated)
            {
                (_current, _refused) = (candidate, null);
                subscribers.Enqueue(candidate);
            }
            else if (result is RefreshResult.Failed or RefreshResult.Older)
            {
                _refused = (hash, result);
            }
        }
        subscribers.Notify();
        return result;
    }

    /// <summary>Renews the age of the payload in use because its source confirmed it.</summary>
    public RefreshResult Confirm(PayloadOrigin origin, DateTimeOffset fetchedAt, CacheLifetime lifetime)
    {
        lock (_gate)
        {
            return _current is { } current
                ? new RefreshResult.Unchanged(_current = current.Confirmed(origin, fetchedAt, null, lifetime))
                : new RefreshResult.Failed(new PayloadFailure(PayloadFailureReason.Refused, "the source says that nothing changed, but nothing was known"));
        }
    }

    private RefreshResult.Unchanged Confirm(PayloadSnapshot current, PayloadOffer offer)
    {
        if (offer.FetchedAt >= current.FetchedAt)
            _current = current.Confirmed(offer.Origin, offer.FetchedAt, offer.ETag, offer.Lifetime);
        return new RefreshResult.Unchanged(_current!);
    }

    private PayloadSnapshot Read(PayloadOffer offer, ContentHash hash)
    {
        var (payload, errors) = PayloadText.Read(offer.Json.Span, decryptionKey);
        return new PayloadSnapshot(
            payload, errors, offer.Origin, offer.FetchedAt, offer.ETag, offer.Lifetime, hash, keepsJson ? offer.Json : default);
    }

    private RefreshResult Decide(PayloadSnapshot candidate, PayloadOffer offer)
    {
        var current = _current;
        if (FaultOf(candidate, current) is { } fault)
            return new RefreshResult.Failed(new PayloadFailure(PayloadFailureReason.Unusable, $"what came is not usable: {fault}"));
        if (current is null)
            return new RefreshResult.Updated(candidate);
        if (candidate.DateUpdated < current.DateUpdated)
            return new RefreshResult.Older(current, candidate.DateUpdated.GetValueOrDefault());
        return IsOvertaken(offer, current) && !(candidate.DateUpdated > current.DateUpdated)
            ? new RefreshResult.Unchanged(current)
            : new RefreshResult.Updated(candidate);
    }

    /// <summary>
    /// Whether the payload in use is what the server said later: a cache keeps what was said before, and while an answer
    /// was on its way a stream may have brought a newer payload. Only a date can prove otherwise.
    /// </summary>
    private static bool IsOvertaken(PayloadOffer offer, PayloadSnapshot current)
    {
        if (current.Origin == PayloadOrigin.Init)
            return false;
        return offer.Origin == PayloadOrigin.Cache
            ? offer.FetchedAt < current.FetchedAt
            : offer.AskedWith is { } known && known.Hash != current.Hash && offer.FetchedAt <= current.FetchedAt;
    }

    /// <summary>The fault for which a payload is not taken: it is none at all, or lost the features that the payload in use has.</summary>
    private static PayloadError? FaultOf(PayloadSnapshot candidate, PayloadSnapshot? current)
    {
        if (candidate.Errors.FirstOrDefault(IsNoPayload) is { } fault)
            return fault;
        return candidate.LacksFeatures && current is { LacksFeatures: false } ? candidate.Fault : null;
    }

    /// <summary>Whether a fault means that what was read is no payload at all.</summary>
    public static bool IsNoPayload(PayloadError error) =>
        error.Severity == ErrorSeverity.Fatal || (error.Severity == ErrorSeverity.Error && error.Path == "$");
}

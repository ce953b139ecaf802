namespace GrowthBook.Client;

/// <summary>
/// The payload in use, and the rule by which another payload replaces it. Reading never blocks: a replacement swaps one
/// reference to an immutable snapshot. Thread-safe.
/// </summary>
internal sealed class PayloadStore(string? decryptionKey, bool keepsJson, Subscribers<PayloadSnapshot> subscribers, PayloadDiagnostics diagnostics)
{
    private readonly object _gate = new();
    private volatile PayloadSnapshot? _current;
    private (ContentHash Hash, RefreshResult Result)? _rejected;

    public PayloadSnapshot? Current => _current;

    /// <summary>Replaces the payload in use, unless the candidate is unusable, older or the same.</summary>
    public RefreshResult TryReplace(Candidate candidate)
    {
        var hash = ContentHash.Of(candidate.Json.Span);
        lock (_gate)
        {
            if (_current is { } current && current.Hash == hash)
                return Confirm(current, candidate);
            if (_rejected is { } rejected && rejected.Hash == hash)
                return rejected.Result;
        }
        var snapshot = Read(candidate, hash);
        diagnostics.Report(snapshot);
        RefreshResult result;
        lock (_gate)
        {
            result = Decide(candidate, snapshot);
            if (result is RefreshResult.Updated)
            {
                (_current, _rejected) = (snapshot, null);
                subscribers.Enqueue(snapshot);
            }
            else if (result is RefreshResult.Failed or RefreshResult.Older)
            {
                _rejected = (hash, result);
            }
        }
        subscribers.Notify();
        return result;
    }

    /// <summary>Resets the age of the payload in use after its source has confirmed it.</summary>
    public RefreshResult Confirm(PayloadOrigin origin, DateTimeOffset fetchedAt, CacheLifetime lifetime)
    {
        lock (_gate)
        {
            return _current is { } current
                ? new RefreshResult.Unchanged(_current = current.Confirmed(origin, fetchedAt, null, lifetime))
                : new RefreshResult.Failed(new PayloadFailure(PayloadFailureReason.Refused, "the source confirmed the current payload, but there is none"));
        }
    }

    private RefreshResult.Unchanged Confirm(PayloadSnapshot current, Candidate same)
    {
        if (same.FetchedAt >= current.FetchedAt)
            _current = current.Confirmed(same.Origin, same.FetchedAt, same.ETag, same.Lifetime);
        return new RefreshResult.Unchanged(_current!);
    }

    private PayloadSnapshot Read(Candidate candidate, ContentHash hash)
    {
        var (payload, errors) = PayloadText.Read(candidate.Json.Span, decryptionKey);
        return new PayloadSnapshot(
            payload, errors, candidate.Origin, candidate.FetchedAt, candidate.ETag, candidate.Lifetime, hash, keepsJson ? candidate.Json : default);
    }

    private RefreshResult Decide(Candidate candidate, PayloadSnapshot snapshot)
    {
        var current = _current;
        if (FaultOf(snapshot, current) is { } fault)
            return new RefreshResult.Failed(new PayloadFailure(PayloadFailureReason.Unusable, $"the payload is not usable: {fault}"));
        if (current is null)
            return new RefreshResult.Updated(snapshot);
        if (snapshot.DateUpdated < current.DateUpdated)
            return new RefreshResult.Older(current, snapshot.DateUpdated.GetValueOrDefault());
        return IsOvertaken(candidate, current) && !(snapshot.DateUpdated > current.DateUpdated)
            ? new RefreshResult.Unchanged(current)
            : new RefreshResult.Updated(snapshot);
    }

    /// <summary>
    /// Whether the payload in use is newer than the candidate although no date says so: a cache holds an earlier response, and
    /// during a request the stream may have delivered a newer payload.
    /// </summary>
    private static bool IsOvertaken(Candidate candidate, PayloadSnapshot current)
    {
        if (current.Origin == PayloadOrigin.Init)
            return false;
        return candidate.Origin == PayloadOrigin.Cache
            ? candidate.FetchedAt < current.FetchedAt
            : candidate.CurrentAtRequest is { } known && known.Hash != current.Hash && candidate.FetchedAt <= current.FetchedAt;
    }

    /// <summary>The fault that makes a payload unusable: it is no payload at all, or it lost features that the payload in use has.</summary>
    private static PayloadError? FaultOf(PayloadSnapshot snapshot, PayloadSnapshot? current)
    {
        if (snapshot.Errors.FirstOrDefault(PayloadText.IsNoPayload) is { } fault)
            return fault;
        return snapshot.LacksFeatures && current is { LacksFeatures: false } ? snapshot.Fault : null;
    }
}

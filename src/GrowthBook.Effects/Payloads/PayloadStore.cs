namespace GrowthBook.Client;

/// <summary>
/// The payload in use, and the rule by which another payload replaces it. Reading never blocks: a replacement swaps one
/// reference to an immutable snapshot. Thread-safe.
/// </summary>
internal sealed class PayloadStore(
    string? decryptionKey, bool keepsJson, TimeSpan olderPayloadDelay, Func<CacheLifetime, CacheLifetime> lifetimeOf, Subscribers<PayloadSnapshot> subscribers,
    PayloadDiagnostics diagnostics)
{
    private readonly object _gate = new();
    private volatile PayloadSnapshot? _current;
    private volatile HeldAnswer? _held;
    private (ContentHash Hash, RefreshResult Result)? _rejected;

    /// <summary>The content that an answer with an older date replaced last; a cache that still holds it does not bring it back.</summary>
    private ContentHash? _withdrawn;

    /// <summary>How long the server must keep to an answer with an earlier date until it is used.</summary>
    public TimeSpan OlderPayloadDelay => olderPayloadDelay;

    public PayloadSnapshot? Current => _current;

    /// <summary>The server's answer that is held because its date is before that of the payload in use; <c>null</c> if there is none.</summary>
    public HeldAnswer? Held => _held;

    /// <summary>Adds a subscriber of new payloads, which gets the payload in use before this call returns.</summary>
    public IDisposable SubscribeFromCurrent(Action<PayloadSnapshot> callback)
    {
        Subscribers<PayloadSnapshot>.Subscription subscription;
        lock (_gate)
            subscription = subscribers.Add(callback, _current);
        subscription.CallFirst();
        return subscription;
    }

    /// <summary>Replaces the payload in use, unless the candidate is unusable, older or the same. An exception is a failure too.</summary>
    public RefreshResult TryReplace(Candidate candidate)
    {
        try
        {
            return Replace(candidate);
        }
        catch (Exception e)
        {
            return new RefreshResult.Failed(new PayloadFailure(PayloadFailureReason.Unusable, $"taking the payload threw `{e.GetType().Name}`"));
        }
    }

    private RefreshResult Replace(Candidate candidate)
    {
        var hash = ContentHash.OfPayload(candidate.Json, decryptionKey);
        lock (_gate)
        {
            if (_current is { } current && current.Hash == hash)
                return Confirm(current, candidate);
            if (_rejected is { } rejected && rejected.Hash == hash && IsStillRejected(candidate, rejected.Result))
                return rejected.Result;
        }
        var snapshot = Read(candidate, hash);
        diagnostics.Report(snapshot, candidate.Place);
        RefreshResult result;
        lock (_gate)
        {
            result = Decide(candidate, snapshot);
            if (result is RefreshResult.Updated)
            {
                if (snapshot.DateUpdated < _current?.DateUpdated)
                    _withdrawn = _current?.Hash;
                else if (snapshot.Hash == _withdrawn)
                    _withdrawn = null;
                (_current, _rejected, _held) = (snapshot, null, null);
                subscribers.Enqueue(snapshot);
            }
            else if (result is RefreshResult.Failed or RefreshResult.Older)
            {
                _rejected = (hash, result);
            }
        }
        if (result is RefreshResult.Updated)
            diagnostics.ReportPlain(candidate, decryptionKey);
        subscribers.Notify();
        return result;
    }

    /// <summary>
    /// Resets the age of the payload that was in use at the request, after its source has confirmed it. A payload that arrived
    /// during the request keeps its age.
    /// </summary>
    public RefreshResult Confirm(PayloadSnapshot? known, PayloadOrigin origin, Confirmation confirmation, CacheLifetime? serverLifetime)
    {
        lock (_gate)
        {
            if (known is null || _current is not { } current)
                return new RefreshResult.Failed(new PayloadFailure(PayloadFailureReason.Refused, "the source confirmed the current payload, but there is none"));
            return known.Hash == current.Hash ? Confirm(current, origin, confirmation, null, serverLifetime) : new RefreshResult.Unchanged(current);
        }
    }

    private RefreshResult.Unchanged Confirm(PayloadSnapshot current, Candidate same) => same.IsInitial
        ? new RefreshResult.Unchanged(current)
        : Confirm(current, same.Origin, same.Confirmation, same.ETag, same.ServerLifetime);

    private RefreshResult.Unchanged Confirm(PayloadSnapshot current, PayloadOrigin origin, Confirmation confirmation, string? eTag, CacheLifetime? serverLifetime)
    {
        // The server gave this content to this process, although another process confirmed it since.
        if (current.Origin == PayloadOrigin.Network && origin == PayloadOrigin.Cache)
            origin = PayloadOrigin.Network;
        else if (origin == PayloadOrigin.Network)
            _held = null;
        if (!confirmation.IsBefore(current.Confirmation))
        {
            var said = serverLifetime ?? current.ServerLifetime;
            _current = current.Confirmed(origin, confirmation, eTag, said, lifetimeOf(said ?? CacheLifetime.Unknown));
        }
        return new RefreshResult.Unchanged(_current!);
    }

    private PayloadSnapshot Read(Candidate candidate, ContentHash hash)
    {
        var (payload, errors) = PayloadText.Read(candidate.Json.Span, decryptionKey);
        var said = candidate.ServerLifetime ?? _current?.ServerLifetime;
        return new PayloadSnapshot(
            payload, errors, candidate.Origin, candidate.Confirmation, candidate.ETag, said, lifetimeOf(said ?? CacheLifetime.Unknown), hash, keepsJson ? candidate.Json : default)
        {
            Place = candidate.Place,
        };
    }

    private RefreshResult Decide(Candidate candidate, PayloadSnapshot snapshot)
    {
        if (PayloadText.FaultOf(snapshot.Payload, snapshot.Errors) is { } fault)
            return new RefreshResult.Failed(new PayloadFailure(PayloadFailureReason.Unusable, $"the payload is not usable{(_current is null ? "" : ", so the payload in use stays")}: {fault}"));
        if (_current is not { } current)
            return new RefreshResult.Updated(snapshot);
        return Precedence(candidate, snapshot.DateUpdated, snapshot.Hash, current) switch
        {
            PayloadPrecedence.Candidate => new RefreshResult.Updated(snapshot),
            PayloadPrecedence.Current => new RefreshResult.Unchanged(current),
            PayloadPrecedence.CurrentByDate => new RefreshResult.Older(current, snapshot.DateUpdated.GetValueOrDefault()),
        };
    }

    private bool IsStillRejected(Candidate candidate, RefreshResult result) => result is not RefreshResult.Older older
        || (_current is { } current && Precedence(candidate, older.DateUpdated, null, current) == PayloadPrecedence.CurrentByDate);

    /// <summary>The order of payloads, except that an answer with an older date is used if the server keeps to it or the caller asks for it.</summary>
    private PayloadPrecedence Precedence(Candidate candidate, DateTimeOffset? dateUpdated, ContentHash? hash, PayloadSnapshot current)
    {
        var precedence = PayloadOrder.Of(candidate, dateUpdated, current);
        if (candidate.Origin == PayloadOrigin.Cache)
            return precedence == PayloadPrecedence.Candidate && hash is not null && hash == _withdrawn ? PayloadPrecedence.Current : precedence;
        if (precedence != PayloadPrecedence.CurrentByDate)
            return precedence;
        _held = new HeldAnswer(dateUpdated.GetValueOrDefault(), _held?.Since ?? candidate.Confirmation, olderPayloadDelay);
        return candidate.MayBeOlder || _held.Remaining == TimeSpan.Zero ? PayloadPrecedence.Candidate : precedence;
    }
}

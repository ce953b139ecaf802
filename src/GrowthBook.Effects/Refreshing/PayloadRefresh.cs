using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>One refresh from start to end: the source's response, the store's decision, the cache entry and the journal record.</summary>
internal sealed class PayloadRefresh(
    IPayloadSource source, PayloadStore store, CacheExchange? cache, FleetRefresh? fleet, PayloadUpdaterSettings settings, RefreshJournal journal, StreamAvailability stream)
{
    private int _isForced;
    private int _mayBeOlder;

    /// <summary>Whether the source has the initial payload. Default: <c>false</c>.</summary>
    public bool IsInitial { get; init; }

    /// <summary>Ends when the server offers a stream.</summary>
    public Task StreamOffered => stream.FirstOffer;

    /// <summary>Whether a full response of the server is still needed to learn whether it offers a stream.</summary>
    public bool NeedsStreamOffer => settings.Mode == PayloadUpdateMode.Streaming && !settings.StreamWithoutOffer && !stream.IsKnown;

    private TimeProvider Time => settings.TimeProvider;

    /// <summary>Makes the next refresh reject payloads that another process fetched before now.</summary>
    public void Force() => Interlocked.Exchange(ref _isForced, 1);

    /// <summary>Makes the next refresh also use an answer with an older date, and ask although the server asked to wait.</summary>
    public void ForceAnyDate()
    {
        Force();
        Interlocked.Exchange(ref _mayBeOlder, 1);
    }

    /// <summary>
    /// Refreshes from the source. In a fleet, another process may refresh instead, unless the server forbids storing its payload.
    /// </summary>
    public async Task<RefreshResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // the disposal may come while a forced refresh waits for the one in progress
        var started = Time.GetTimestamp();
        var isForced = Interlocked.Exchange(ref _isForced, 0) == 1;
        var mayBeOlder = Interlocked.Exchange(ref _mayBeOlder, 0) == 1;
        Func<CancellationToken, Task<RefreshResult>> fetch = token => FetchAsync(mayBeOlder, token);
        // Without the fleet, whose cache may hold the payload that the caller wants replaced.
        var result = fleet is not null && cache is { IsForbidden: false } && !mayBeOlder
            ? await fleet.RunAsync(fetch, isForced, cancellationToken).ConfigureAwait(false)
            : await fetch(cancellationToken).ConfigureAwait(false);
        journal.Record(result, Time.GetElapsedTime(started));
        return result;
    }

    /// <summary>Processes a payload that was not requested, such as one of the stream.</summary>
    /// <param name="json">The payload; must not change later.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="received">When it came, which may be before now.</param>
    /// <param name="cancellationToken">Cancels writing the payload to the cache.</param>
    public async Task<RefreshResult> TakeAsync(ReadOnlyMemory<byte> json, PayloadOrigin origin, Confirmation received, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        var result = store.TryReplace(new Candidate(json, origin, received) { IsPushed = true });
        if (cache is not null && result is RefreshResult.Updated)
            await cache.PublishAsync(cancellationToken).ConfigureAwait(false);
        journal.Record(result, Time.GetElapsedTime(started), isPushed: true);
        return result;
    }

    private async Task<RefreshResult> FetchAsync(bool mayBeOlder, CancellationToken cancellationToken)
    {
        if (!mayBeOlder && !IsInitial && journal.PauseFailure is { } failure)
            return new RefreshResult.Failed(failure);
        var known = store.Current;
        var started = Confirmation.Now(Time);
        // A 304 response may lack the header that offers a stream, so the first request omits If-None-Match.
        var fetch = await FetchAsync(NeedsStreamOffer ? null : known?.ETag, cancellationToken).ConfigureAwait(false);
        if (!IsInitial)
            journal.Answered(fetch);
        var result = Accept(fetch, known, started, mayBeOlder);
        if (cache is not null && source.Origin == PayloadOrigin.Network && result is RefreshResult.Updated or RefreshResult.Unchanged)
            await cache.WriteAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    private RefreshResult Accept(PayloadFetch fetch, PayloadSnapshot? known, Confirmation started, bool mayBeOlder)
    {
        switch (fetch)
        {
            case PayloadFetch.Loaded loaded:
                stream.SetFromServer(loaded.OffersStream);
                SetForbidden(loaded.Lifetime.NoStore);
                return store.TryReplace(new Candidate(loaded.Json, source.Origin, started)
                {
                    Place = PlaceOf(source),
                    ETag = loaded.ETag,
                    ServerLifetime = loaded.Lifetime,
                    CurrentAtRequest = known,
                    IsInitial = IsInitial,
                    MayBeOlder = mayBeOlder,
                });
            case PayloadFetch.NotModified same:
                if (same.OffersStream)
                    stream.SetFromServer(true);
                // Without `Cache-Control` it does not change what the server said before; with it, also without durations or `no-store`, it does (RFC 9111, 3.2).
                SetForbidden(same.Lifetime is { } said ? said.NoStore : cache is { IsForbidden: true });
                return store.Confirm(known, source.Origin, started, same.Lifetime);
            case PayloadFetch.Failed failed:
                return new RefreshResult.Failed(failed.Failure);
            default:
                throw new UnreachableException();
        }
    }

    private void SetForbidden(bool isForbidden)
    {
        if (cache is null)
            return;
        if (isForbidden && !cache.IsForbidden)
            journal.StoringForbidden();
        cache.IsForbidden = isForbidden;
    }

    private async Task<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
    {
        try
        {
            return await source.FetchAsync(knownETag, cancellationToken).ConfigureAwait(false)
                ?? new PayloadFetch.Failed(PayloadFailureReason.Unreadable, NullResultException.Of(source, nameof(source.FetchAsync), "return a PayloadFetch").Message);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new PayloadFetch.Failed(PayloadFailureReason.Unreadable, settings.LogExceptionMessages
                ? $"the payload source {source.GetType().Name} threw {FailureText.Of(e, withMessages: true)}"
                : e is ILoggableException ? FailureText.ReasonOf(e) : $"the payload source threw `{e.GetType().Name}`");
        }
    }

    /// <summary>The file or resource of a source in log lines; <c>null</c> for other sources.</summary>
    private static string? PlaceOf(IPayloadSource source) => source switch
    {
        FilePayloadSource file => file.Place,
        EmbeddedPayloadSource resource => resource.Place,
        _ => null,
    };
}

using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>
/// One refresh from its beginning to its end: what the source says, whether the store takes it, what the cache is told,
/// and what the journal notes.
/// </summary>
internal sealed class PayloadRefresh(
    IPayloadSource source, PayloadStore store, CacheExchange? cache, PayloadUpdaterOptions options, RefreshJournal journal, StreamOffer offer)
{
    private int _isDemanded;

    /// <summary>Ends when the server offers a stream.</summary>
    public Task StreamOffer => offer.Made;

    /// <summary>Whether the server is still to be asked if it offers a stream.</summary>
    public bool IsOfferWanted => options.Mode == PayloadUpdateMode.Streaming && !options.StreamWithoutOffer && !offer.IsKnown;

    private TimeProvider Time => options.TimeProvider;

    /// <summary>The next refresh is not content with what another process fetched before now.</summary>
    public void Demand() => Interlocked.Exchange(ref _isDemanded, 1);

    /// <summary>Refreshes from the source, or in a fleet from the cache where another process does it, unless the server forbids to store its payload.</summary>
    public async Task<RefreshResult> RunAsync(CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        var isDemanded = Interlocked.Exchange(ref _isDemanded, 0) == 1;
        var result = cache is { IsShared: true, IsForbidden: false }
            ? await cache.RefreshWithinFleetAsync(FetchAsync, isDemanded, cancellationToken).ConfigureAwait(false)
            : await FetchAsync(cancellationToken).ConfigureAwait(false);
        journal.Record(result, Time.GetElapsedTime(started));
        return result;
    }

    /// <summary>Takes a payload that the stream brought.</summary>
    public async Task<RefreshResult> TakeAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        var result = store.Offer(new PayloadOffer(json, source.Origin, Time.GetUtcNow()) { Lifetime = options.LifetimeOf(CacheLifetime.Unknown) });
        if (cache is not null && result is RefreshResult.Updated)
            await cache.PublishAsync(cancellationToken).ConfigureAwait(false);
        journal.Record(result, Time.GetElapsedTime(started));
        return result;
    }

    private async Task<RefreshResult> FetchAsync(CancellationToken cancellationToken)
    {
        var known = store.Current;
        var asked = Time.GetUtcNow();
        // A 304 need not have the header that offers a stream, so the first question for one is for a whole answer.
        var fetch = await AskAsync(known is { LacksFeatures: false } && !IsOfferWanted ? known.ETag : null, cancellationToken).ConfigureAwait(false);
        var result = Accept(fetch, known, asked);
        if (cache is not null && source.Origin == PayloadOrigin.Network && result is RefreshResult.Updated or RefreshResult.Unchanged)
            await cache.WriteAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    private RefreshResult Accept(PayloadFetch fetch, PayloadSnapshot? known, DateTimeOffset asked)
    {
        switch (fetch)
        {
            case PayloadFetch.Loaded loaded:
                offer.Answered(loaded.OffersStream);
                NoteStoring(loaded.Lifetime.NoStore);
                return store.Offer(new PayloadOffer(loaded.Json, source.Origin, asked)
                {
                    ETag = loaded.ETag,
                    Lifetime = options.LifetimeOf(loaded.Lifetime),
                    AskedWith = known,
                });
            case PayloadFetch.NotModified same:
                if (same.OffersStream)
                    offer.Answered(true);
                NoteStoring(cache is { IsForbidden: true } || same.Lifetime.NoStore); // a 304 need not have the header again
                return store.Confirm(source.Origin, asked, options.LifetimeOf(same.Lifetime));
            case PayloadFetch.Failed failed:
                return new RefreshResult.Failed(failed.Failure);
            default:
                throw new UnreachableException();
        }
    }

    private void NoteStoring(bool isForbidden)
    {
        if (cache is null)
            return;
        if (isForbidden && !cache.IsForbidden)
            journal.StoringForbidden();
        cache.IsForbidden = isForbidden;
    }

    private async Task<PayloadFetch> AskAsync(string? knownETag, CancellationToken cancellationToken)
    {
        try
        {
            return await source.FetchAsync(knownETag, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new PayloadFetch.Failed(PayloadFailureReason.Unreadable, $"the payload source threw `{e.GetType().Name}`");
        }
    }
}

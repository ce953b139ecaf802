namespace GrowthBook.Client;

/// <summary>A cache that the processes of a fleet share: one of them refreshes, and all hear of it.</summary>
public interface ISharedPayloadCache : IPayloadCache
{
    /// <summary>
    /// Notes that the stored payload was confirmed, if it has the same JSON text: its time, its entity tag and whether there is a
    /// stream, where these are not older than what is stored. The text is not stored again, and nobody hears of it.
    /// </summary>
    /// <param name="key">Names the SDK connection.</param>
    /// <param name="payload">The payload that was confirmed.</param>
    /// <param name="cancellationToken">Cancels the noting.</param>
    /// <returns>Whether the same text is stored; when not, it is to be written.</returns>
    ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken);

    /// <summary>Asks to be the only process that refreshes.</summary>
    /// <param name="key">Names the SDK connection.</param>
    /// <param name="duration">After how long another process may refresh although this one did not say that it has ended; above zero.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    /// <returns>What to dispose when the refresh has ended; <c>null</c> when another process is refreshing.</returns>
    ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Hears of payloads that another process writes; not of those that it renews.</summary>
    /// <param name="key">Names the SDK connection.</param>
    /// <param name="written">Called after a write, at least once for the last of several; quick, and never called by two threads at once.</param>
    /// <param name="cancellationToken">Cancels the subscribing.</param>
    /// <returns>What to dispose to hear no more.</returns>
    ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken);
}

namespace GrowthBook.Client;

/// <summary>A cache that the processes of a fleet share: one process refreshes and notifies the other processes. Implementations must be thread-safe.</summary>
public interface ISharedPayloadCache : IPayloadCache
{
    /// <summary>
    /// Updates the time, the entity tag, the stream offer and the lifetime of the stored payload, if it has the same
    /// <see cref="CachedPayload.ContentHash"/>, or without one the same JSON text, and is not newer. The text is not stored again,
    /// and no process is notified.
    /// </summary>
    /// <param name="key">Identifies the SDK connection.</param>
    /// <param name="payload">The confirmed payload.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    /// <returns>Whether the same content is stored; if not, the caller writes it.</returns>
    ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken);

    /// <summary>Acquires the lease for a refresh.</summary>
    /// <param name="key">Identifies the SDK connection.</param>
    /// <param name="duration">Lease duration: how long this process may hold the lease; more than zero.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lease, to be disposed after the refresh; <c>null</c> if another process holds it.</returns>
    ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Subscribes to writes of other processes; renewals are not reported.</summary>
    /// <param name="key">Identifies the SDK connection.</param>
    /// <param name="written">Called after a write, at least once after the last of several; quick; one call at a time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Dispose it to unsubscribe.</returns>
    ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken);
}

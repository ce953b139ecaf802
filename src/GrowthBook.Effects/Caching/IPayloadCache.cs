namespace GrowthBook.Client;

/// <summary>Where payloads outlive the process. Failing to read or to write one never fails an evaluation.</summary>
public interface IPayloadCache
{
    /// <summary>Reads a payload.</summary>
    /// <param name="key">Names the SDK connection; holds no secret.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The payload; <c>null</c> when there is none or it cannot be read.</returns>
    ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a payload in the place of an older one. Called also when the server confirms the payload, with its new time,
    /// except where <see cref="ISharedPayloadCache.TryRenewAsync"/> has noted that.
    /// </summary>
    /// <param name="key">Names the SDK connection; holds no secret.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>A task that ends when the payload is stored.</returns>
    ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken);
}

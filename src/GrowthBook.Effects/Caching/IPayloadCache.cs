namespace GrowthBook.Client;

/// <summary>Stores payloads beyond the lifetime of the process. A failing cache never fails an evaluation. Implementations must be thread-safe.</summary>
public interface IPayloadCache
{
    /// <summary>Reads a payload.</summary>
    /// <param name="key">Identifies the SDK connection; contains no secret.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The payload; <c>null</c> if there is none or it is unreadable.</returns>
    ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a payload over an older one. Also called with a new time after the server has confirmed the payload, at most
    /// every five minutes and at least every hour, unless <see cref="ISharedPayloadCache.TryRenewAsync"/> stores that time.
    /// </summary>
    /// <param name="key">Identifies the SDK connection; contains no secret.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>A task that ends after the payload is stored.</returns>
    ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken);
}

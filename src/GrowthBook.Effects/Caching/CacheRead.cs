namespace GrowthBook.Client;

/// <summary>The outcome of a read of the cache.</summary>
/// <param name="Succeeded">Whether the cache answered.</param>
/// <param name="Payload">The payload; <c>null</c> if the cache has none, has too large a one, or failed.</param>
internal readonly record struct CacheRead(bool Succeeded, CachedPayload? Payload)
{
    public static CacheRead Failed { get; } = new(false, null);
}

namespace GrowthBook.Client.Tests;

/// <summary>A cache of one payload that counts writes.</summary>
internal sealed class CountingCache : IPayloadCache
{
    public CachedPayload? Payload { get; private set; }

    public int Writes { get; private set; }

    public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => new(Payload);

    public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
    {
        (Payload, Writes) = (payload, Writes + 1);
        return default;
    }
}

namespace GrowthBook.Client;

/// <summary>A JSON text that may become the payload in use.</summary>
internal sealed record PayloadOffer(ReadOnlyMemory<byte> Json, PayloadOrigin Origin, DateTimeOffset FetchedAt)
{
    public string? ETag { get; init; }

    public CacheLifetime Lifetime { get; init; }

    /// <summary>The payload that was in use when this one was asked for; for what nobody asked for, <c>null</c>.</summary>
    public PayloadSnapshot? AskedWith { get; init; }
}

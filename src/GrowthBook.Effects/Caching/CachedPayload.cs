using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>A payload as the server sent it, with the data for its later use.</summary>
/// <param name="Json">The UTF-8 JSON text, encrypted if the server encrypted it.</param>
/// <param name="FetchedAt">When the server last confirmed that this is its current payload.</param>
/// <param name="ETag">The server's entity tag with its quotes; <c>null</c> if it sent none.</param>
[JsonConverter(typeof(CachedPayloadJsonConverter))]
public sealed record CachedPayload(ReadOnlyMemory<byte> Json, DateTimeOffset FetchedAt, string? ETag = null)
{
    /// <summary>
    /// The hash of the content, equal for payloads that differ only in their encryption: what <see cref="ISharedPayloadCache"/>
    /// compares. A cache need not store it. Default: <c>null</c>, the JSON text itself is compared.
    /// </summary>
    public string? ContentHash { get; init; }

    /// <summary>
    /// Whether the server offers a stream of changes (<c>x-sse-support: enabled</c>). If a cache does not store it, a streaming
    /// process sends one more request at its start. Default: <c>false</c>, which may also mean unknown.
    /// </summary>
    public bool OffersStream { get; init; }

    /// <summary>
    /// How long the server allows its use, as it said, counted from <see cref="FetchedAt"/>; the options of the client that reads it apply on top.
    /// <see cref="CacheLifetime.Unknown"/> if the server gave no duration, which replaces durations that it gave before. Its
    /// <see cref="CacheLifetime.NoStore"/> says nothing: such a payload is not cached. Default: <c>null</c>, if the cache does not store it. Then a process keeps
    /// what it knows, and a restarted one has the defaults of the options until the server's next answer.
    /// </summary>
    public CacheLifetime? Lifetime { get; init; }
}

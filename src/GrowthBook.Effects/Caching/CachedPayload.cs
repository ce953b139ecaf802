namespace GrowthBook.Client;

/// <summary>A payload as the server sent it, with what is needed to use it again later.</summary>
/// <param name="Json">The UTF-8 JSON text, encrypted where the server encrypted it.</param>
/// <param name="FetchedAt">When the server last confirmed that this is its current payload.</param>
/// <param name="ETag">The server's entity tag with its quotes; <c>null</c> where it sent none.</param>
public sealed record CachedPayload(ReadOnlyMemory<byte> Json, DateTimeOffset FetchedAt, string? ETag = null)
{
    /// <summary>
    /// Whether the server offers a stream of changes (<c>x-sse-support: enabled</c>). A cache that does not keep it costs a
    /// process that streams one more request at its start. Default: no, or not known.
    /// </summary>
    public bool OffersStream { get; init; }
}

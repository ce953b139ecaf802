using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>The response of a payload source. Closed: the nested records are all its cases.</summary>
[JsonConverter(typeof(PayloadFetchJsonConverter))]
public abstract record PayloadFetch
{
    private protected PayloadFetch()
    {
    }

    /// <summary>Whether only a request with an entity tag can have this response.</summary>
    // No other assembly can override it, which closes the hierarchy: a record's copy constructor is open to all.
    internal abstract bool NeedsETag { get; }

    /// <summary>A payload.</summary>
    /// <param name="Json">The UTF-8 JSON text, encrypted if the server encrypts; must not change later.</param>
    [JsonConverter(typeof(PayloadFetchJsonConverter))]
    public sealed record Loaded(ReadOnlyMemory<byte> Json) : PayloadFetch
    {
        /// <summary>The server's entity tag with its quotes. Default: none.</summary>
        public string? ETag { get; init; }

        /// <summary>How long the response may be used. Default: unknown.</summary>
        public CacheLifetime Lifetime { get; init; }

        /// <summary>Whether the server offers a stream of changes (<c>x-sse-support: enabled</c>). Default: <c>false</c>.</summary>
        public bool OffersStream { get; init; }

        internal override bool NeedsETag => false;
    }

    /// <summary>The payload with the given entity tag is still current.</summary>
    [JsonConverter(typeof(PayloadFetchJsonConverter))]
    public sealed record NotModified : PayloadFetch
    {
        /// <summary>How long the response may be used. Default: <c>null</c>, if the server sent no <c>Cache-Control</c>, so that what it last said still applies.</summary>
        public CacheLifetime? Lifetime { get; init; }

        /// <summary>Whether the server offers a stream of changes (<c>x-sse-support: enabled</c>). Default: <c>false</c>.</summary>
        public bool OffersStream { get; init; }

        internal override bool NeedsETag => true;
    }

    /// <summary>The payload could not be loaded.</summary>
    /// <param name="Failure">Why.</param>
    [JsonConverter(typeof(PayloadFetchJsonConverter))]
    public sealed record Failed(PayloadFailure Failure) : PayloadFetch
    {
        internal Failed(PayloadFailureReason reason, string message, bool isUnrecoverable = false)
            : this(new PayloadFailure(reason, message, isUnrecoverable))
        {
        }

        internal override bool NeedsETag => false;
    }
}

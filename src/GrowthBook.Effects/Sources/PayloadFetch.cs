namespace GrowthBook.Client;

/// <summary>What a payload source answered. Closed: the nested records are all the cases there are.</summary>
public abstract record PayloadFetch
{
    private protected PayloadFetch()
    {
    }

    /// <summary>Whether only a request with an entity tag can get this answer.</summary>
    // No other assembly can override it, which closes the hierarchy: a record's copy constructor is open to all.
    internal abstract bool NeedsETag { get; }

    /// <summary>A payload.</summary>
    /// <param name="Json">The UTF-8 JSON text, encrypted where the server encrypts; nobody changes it afterwards.</param>
    public sealed record Loaded(ReadOnlyMemory<byte> Json) : PayloadFetch
    {
        /// <summary>The server's entity tag with its quotes. Default: none.</summary>
        public string? ETag { get; init; }

        /// <summary>How long the answer may be used. Default: unknown.</summary>
        public CacheLifetime Lifetime { get; init; }

        /// <summary>Whether the server also offers a stream of changes (<c>x-sse-support: enabled</c>). Default: no.</summary>
        public bool OffersStream { get; init; }

        internal override bool NeedsETag => false;
    }

    /// <summary>The payload whose entity tag was given is still the current one.</summary>
    public sealed record NotModified : PayloadFetch
    {
        /// <summary>How long the answer may be used. Default: unknown.</summary>
        public CacheLifetime Lifetime { get; init; }

        /// <summary>Whether the server also offers a stream of changes (<c>x-sse-support: enabled</c>). Default: no.</summary>
        public bool OffersStream { get; init; }

        internal override bool NeedsETag => true;
    }

    /// <summary>No payload could be had.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(PayloadFailure Failure) : PayloadFetch
    {
        internal Failed(PayloadFailureReason reason, string message, bool isUnrecoverable = false)
            : this(new PayloadFailure(reason, message, isUnrecoverable))
        {
        }

        internal override bool NeedsETag => false;
    }
}

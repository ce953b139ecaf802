namespace GrowthBook.Client.Redis;

/// <summary>How a <see cref="RedisStickyBucketStore"/> keeps its documents. The defaults are those of the JavaScript SDK.</summary>
public sealed record RedisStickyBucketOptions
{
    /// <summary>
    /// What stands in front of each key. Default: <c>""</c>, as in the JavaScript SDK, which finds no documents behind a
    /// prefix.
    /// </summary>
    public string KeyPrefix { get; init => field = value ?? throw new ArgumentNullException(nameof(KeyPrefix)); } = "";

    /// <summary>
    /// How long a document is kept after it was last saved; above zero, in steps of a millisecond. Default: <c>null</c>, for
    /// ever.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is below a millisecond.</exception>
    public TimeSpan? Expiry
    {
        get;
        init => field = value is null || value >= TimeSpan.FromMilliseconds(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Expiry), value, "documents cannot expire before a millisecond has passed; use null to keep them for ever");
    }
}

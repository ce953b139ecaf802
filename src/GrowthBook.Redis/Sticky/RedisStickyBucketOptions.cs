using System.Collections.Immutable;

namespace GrowthBook.Client.Redis;

/// <summary>Options of a <see cref="RedisStickyBucketStore"/>. The defaults are those of the JavaScript SDK.</summary>
public sealed class RedisStickyBucketOptions
{
    /// <summary>The lifetime of a document since it was last saved; at least one millisecond. Default: <c>null</c>, unlimited.</summary>
    public TimeSpan? Expiry { get; set; }

    /// <summary>
    /// The prefix of all keys. The JavaScript SDK uses none and does not find documents with one. Default: <c>""</c>.
    /// </summary>
    public string KeyPrefix { get; set => field = value ?? ""; } = "";

    /// <summary>
    /// The maximum size of a stored document in bytes; above zero. Of a larger one only so many bytes are read: it counts as missing, is
    /// logged, and the next save replaces it. Default: 1 MiB, room for more than 10,000 assignments of one identifier.
    /// </summary>
    public int MaxDocumentBytes { get; set; } = 1024 * 1024;

    /// <summary>Finds all faults of the options.</summary>
    /// <returns>One message per fault; empty if the options are valid.</returns>
    public ImmutableArray<string> Validate() => Faults().ToImmutable();

    internal OptionFaults Faults() => RedisOptions.Faults(nameof(RedisStickyBucketOptions), Expiry, nameof(MaxDocumentBytes), MaxDocumentBytes);
}

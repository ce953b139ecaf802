using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// A store in memory, for one process, development and tests. Saving merges atomically: concurrent saves lose no
/// assignment.
/// </summary>
/// <param name="capacity">
/// The maximum number of documents, at least 1; beyond it the least recently used document is evicted. Default: no limit.
/// </param>
/// <param name="maxBytes">
/// The maximum memory of all documents in bytes, above zero, estimated from their texts; beyond it the least recently used documents are evicted, and a
/// larger document is not kept. Identifiers are as long as visitors make them. Default: 256 MiB.
/// </param>
public sealed class InMemoryStickyBucketStore(int capacity = int.MaxValue, long maxBytes = InMemoryStickyBucketStore.DefaultMaxBytes) : IStickyBucketStore
{
    private const long DefaultMaxBytes = 256 * 1024 * 1024;

    /// <summary>About the bytes of a document without its texts, and of an assignment without its texts.</summary>
    private const int DocumentBytes = 400, AssignmentBytes = 150;

    private static readonly ImmutableSortedDictionary<string, string> NoAssignments =
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    private readonly object _gate = new();
    private readonly LeastRecentlyUsed<string, StickyAssignmentDocument> _documents = new(
        capacity >= 1 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "the capacity must be at least 1"),
        KeyedTexts.Comparer,
        maxBytes > 0 ? maxBytes : throw new ArgumentOutOfRangeException(nameof(maxBytes), maxBytes, "the memory must be above zero"));

    /// <summary>How many documents are stored.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _documents.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = StickyBuckets.Empty;
        lock (_gate)
        {
            foreach (var key in keys.IsDefault ? [] : keys)
            {
                if (_documents.TryGet(key, out var document))
                    found = found.With(document);
            }
        }
        return new ValueTask<StickyBuckets>(found);
    }

    /// <inheritdoc/>
    public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
    {
        _ = document ?? throw new ArgumentNullException(nameof(document));
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var stored = _documents.TryGet(document.Key, out var found) ? found : document with { Assignments = NoAssignments };
            var merged = stored.Merge(document);
            _documents.Set(document.Key, merged, BytesOf(merged));
        }
        return default;
    }

    /// <summary>The key has the texts of name and value again.</summary>
    private static long BytesOf(StickyAssignmentDocument document)
    {
        var bytes = DocumentBytes + (2L * sizeof(char) * (document.AttributeName.Length + document.AttributeValue.Length));
        foreach (var assignment in document.Assignments)
            bytes += AssignmentBytes + (sizeof(char) * (assignment.Key.Length + assignment.Value.Length));
        return bytes;
    }
}

using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// A store in memory, for one process, development and tests. Saving merges atomically: concurrent saves lose no
/// assignment.
/// </summary>
/// <param name="capacity">
/// The maximum number of documents, at least 1; beyond it the least recently used document is evicted. Default: no limit.
/// </param>
public sealed class InMemoryStickyBucketStore(int capacity = int.MaxValue) : IStickyBucketStore
{
    private static readonly ImmutableSortedDictionary<string, string> NoAssignments =
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    private readonly object _gate = new();
    private readonly LeastRecentlyUsed<string, StickyAssignmentDocument> _documents = new(
        capacity >= 1 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "the capacity must be at least 1"),
        KeyedTexts.Comparer);

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
            _documents.Set(document.Key, stored.Merge(document));
        }
        return default;
    }
}

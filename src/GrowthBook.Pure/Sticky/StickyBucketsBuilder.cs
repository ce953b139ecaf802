namespace GrowthBook;

/// <summary>Collects documents by their keys. A user has few. The keys of more are found by hash, so that the cost is linear in their number.</summary>
internal struct StickyBucketsBuilder()
{
    private StickyBuckets _few = StickyBuckets.Empty;
    private List<KeyValuePair<string, StickyAssignmentDocument>>? _many;

    /// <summary>Adds a document in the place of the one that has its key.</summary>
    public void Set(string key, StickyAssignmentDocument document)
    {
        if (_many is null && _few.Count < StickyBuckets.MaxSearched)
            _few = _few.With(key, document);
        else
            (_many ??= [.. _few.Entries]).Add(new(key, document));
    }

    public readonly StickyBuckets ToBuckets() => _many is null ? _few : StickyBuckets.OfMany(IndexedDocuments.Of(_many));
}

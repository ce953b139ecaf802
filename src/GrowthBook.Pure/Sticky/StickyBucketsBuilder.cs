using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Collects documents by their keys. A user has few; from 16 on keys are found by hash, so that many cost no product.</summary>
internal struct StickyBucketsBuilder()
{
    private const int IndexedFrom = 16;

    private StickyBuckets _few = StickyBuckets.Empty;
    private ImmutableArray<KeyValuePair<string, StickyAssignmentDocument>>.Builder? _all;
    private Dictionary<string, int>? _index;

    /// <summary>Adds a document in the place of the one that has its key.</summary>
    public void Set(string key, StickyAssignmentDocument document)
    {
        if (_all is null && _few.Count < IndexedFrom)
        {
            _few = _few.With(key, document);
            return;
        }
        var (all, index) = (_all ??= _few.ToBuilder(), _index ??= IndexOf(_all));
        if (index.TryGetValue(key, out var at))
        {
            all[at] = new(key, document);
            return;
        }
        index.Add(key, all.Count);
        all.Add(new(key, document));
    }

    public readonly StickyBuckets ToBuckets() => _all is null ? _few : StickyBuckets.OfDistinct(_all.ToImmutable());

    private static Dictionary<string, int> IndexOf(ImmutableArray<KeyValuePair<string, StickyAssignmentDocument>>.Builder all)
    {
        var index = new Dictionary<string, int>(KeyedTexts.Comparer);
        for (var i = 0; i < all.Count; i++)
            index.Add(all[i].Key, i);
        return index;
    }
}

using System.Collections;
using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// Many documents in the order in which they came, found by a hash of their keys. One more shares the rest, so that neither many lookups nor
/// many assignments of one evaluation cost a product.
/// </summary>
internal sealed class IndexedDocuments : IReadOnlyCollection<KeyValuePair<string, StickyAssignmentDocument>>
{
    private readonly ImmutableList<KeyValuePair<string, StickyAssignmentDocument>> _documents;
    private readonly ImmutableDictionary<string, int> _places;

    private IndexedDocuments(ImmutableList<KeyValuePair<string, StickyAssignmentDocument>> documents, ImmutableDictionary<string, int> places)
    {
        _documents = documents;
        _places = places;
    }

    public int Count => _documents.Count;

    /// <summary>The documents, in the place of the first one with their key; of several with the same key the last counts.</summary>
    public static IndexedDocuments Of(IEnumerable<KeyValuePair<string, StickyAssignmentDocument>> documents)
    {
        var all = ImmutableList.CreateBuilder<KeyValuePair<string, StickyAssignmentDocument>>();
        var places = ImmutableDictionary.CreateBuilder<string, int>(KeyedTexts.Comparer);
        foreach (var entry in documents)
        {
            if (places.TryGetValue(entry.Key, out var place))
            {
                all[place] = entry;
                continue;
            }
            places.Add(entry.Key, all.Count);
            all.Add(entry);
        }
        return new IndexedDocuments(all.ToImmutable(), places.ToImmutable());
    }

    public IndexedDocuments With(KeyValuePair<string, StickyAssignmentDocument> entry) => _places.TryGetValue(entry.Key, out var place)
        ? new IndexedDocuments(_documents.SetItem(place, entry), _places)
        : new IndexedDocuments(_documents.Add(entry), _places.Add(entry.Key, Count));

    public StickyAssignmentDocument? Find(string key) => _places.TryGetValue(key, out var place) ? _documents[place].Value : null;

    public IEnumerator<KeyValuePair<string, StickyAssignmentDocument>> GetEnumerator() => _documents.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using System.Collections;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// The documents of one user's stored assignments, by their keys (<c>id||123</c>). A user has few: a lookup among up to 16 compares a key
/// in its parts, without allocating a string; among more it takes the time of hashing the key.
/// </summary>
[JsonConverter(typeof(StickyJsonConverter))]
public sealed class StickyBuckets : IReadOnlyCollection<StickyAssignmentDocument>, IEquatable<StickyBuckets>
{
    /// <summary>The number of documents among which a key is searched; more have an index.</summary>
    internal const int MaxSearched = 16;

    /// <summary>An array of few documents, or <see cref="IndexedDocuments"/>.</summary>
    private readonly IReadOnlyCollection<KeyValuePair<string, StickyAssignmentDocument>> _documents;

    private StickyBuckets(IReadOnlyCollection<KeyValuePair<string, StickyAssignmentDocument>> documents) => _documents = documents;

    /// <summary>No stored assignments.</summary>
    public static StickyBuckets Empty { get; } = new(Array.Empty<KeyValuePair<string, StickyAssignmentDocument>>());

    /// <summary>How many documents there are.</summary>
    public int Count => _documents.Count;

    /// <summary>The documents given, each under its own key; of several with the same key the last counts.</summary>
    /// <param name="documents">The documents.</param>
    /// <returns>The documents as a collection.</returns>
    public static StickyBuckets Of(params IEnumerable<StickyAssignmentDocument> documents)
    {
        var all = new StickyBucketsBuilder();
        foreach (var document in documents ?? throw new ArgumentNullException(nameof(documents)))
            all.Set((document ?? throw new ArgumentNullException(nameof(documents))).Key, document);
        return all.ToBuckets();
    }

    /// <summary>These documents with another one, in the place of the one that has its key.</summary>
    /// <param name="document">The document.</param>
    /// <returns>New documents; these stay as they are.</returns>
    public StickyBuckets With(StickyAssignmentDocument document) =>
        With((document ?? throw new ArgumentNullException(nameof(document))).Key, document);

    /// <summary>Returns these documents with the assignments of another one merged in; its assignments win.</summary>
    /// <param name="document">The newer document.</param>
    /// <returns>New documents; these are unaffected.</returns>
    public StickyBuckets Merge(StickyAssignmentDocument document)
    {
        _ = document ?? throw new ArgumentNullException(nameof(document));
        return With(Find(document.AttributeName, document.AttributeValue)?.Merge(document) ?? document);
    }

    /// <inheritdoc/>
    public IEnumerator<StickyAssignmentDocument> GetEnumerator() => _documents.Select(document => document.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both have the same documents under the same keys, in any order.</summary>
    /// <param name="left">Documents, or <c>null</c>.</param>
    /// <param name="right">Other documents, or <c>null</c>.</param>
    /// <returns><c>true</c> when equal; two <c>null</c> are.</returns>
    public static bool operator ==(StickyBuckets? left, StickyBuckets? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">Documents, or <c>null</c>.</param>
    /// <param name="right">Other documents, or <c>null</c>.</param>
    /// <returns><c>true</c> when not equal.</returns>
    public static bool operator !=(StickyBuckets? left, StickyBuckets? right) => !(left == right);

    /// <summary>Whether both have the same documents under the same keys, in any order.</summary>
    /// <param name="other">Other documents.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(StickyBuckets? other) =>
        other is not null && Count == other.Count
        && _documents.All(entry => entry.Value.Equals(other.Find(entry.Key)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StickyBuckets);

    /// <inheritdoc/>
    public override int GetHashCode() => _documents.Aggregate(0, (hash, entry) => hash ^ KeyedTexts.Comparer.GetHashCode(entry.Key));

    /// <summary>The documents by key, as the context of an evaluation record has them.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(_documents.Select(
        static document => new KeyValuePair<string, Value>(document.Key, document.Value.ToValue())));

    /// <summary>The JSON text of the documents by key.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();

    /// <summary>Reads documents by key; malformed ones are left out with an error. Those that the evaluation would not use as they say are warnings.</summary>
    internal static StickyBuckets Read(Value.Object source, Faults faults)
    {
        var buckets = new StickyBucketsBuilder();
        foreach (var member in source)
        {
            faults.Position.Enter(member.Key);
            if (StickyAssignmentDocument.ReadUnder(member.Key, member.Value, faults) is { } document)
                buckets.Set(member.Key, document);
            faults.Position.Leave();
        }
        return buckets.ToBuckets();
    }

    internal static StickyBuckets OfMany(IndexedDocuments documents) => new(documents);

    internal IReadOnlyCollection<KeyValuePair<string, StickyAssignmentDocument>> Entries => _documents;

    /// <summary>The same under a key that need not be the document's own (as a store may have kept it).</summary>
    internal StickyBuckets With(string key, StickyAssignmentDocument document)
    {
        var entry = new KeyValuePair<string, StickyAssignmentDocument>(key, document);
        if (_documents is IndexedDocuments many)
            return new StickyBuckets(many.With(entry));
        var few = (KeyValuePair<string, StickyAssignmentDocument>[])_documents;
        var place = 0;
        while (place < few.Length && few[place].Key != key)
            place++;
        if (place == MaxSearched)
            return new StickyBuckets(IndexedDocuments.Of(few.Append(entry)));
        var changed = new KeyValuePair<string, StickyAssignmentDocument>[Math.Max(few.Length, place + 1)];
        Array.Copy(few, changed, few.Length);
        changed[place] = entry;
        return new StickyBuckets(changed);
    }

    internal StickyAssignmentDocument? Find(string attribute, string value)
    {
        if (_documents is IndexedDocuments many)
            return many.Find(StickyAssignmentDocument.KeyOf(attribute, value));
        foreach (var entry in (KeyValuePair<string, StickyAssignmentDocument>[])_documents)
        {
            if (StickyAssignmentDocument.IsKeyOf(entry.Key, attribute, value))
                return entry.Value;
        }
        return null;
    }

    private StickyAssignmentDocument? Find(string key) =>
        _documents is IndexedDocuments many ? many.Find(key) : _documents.FirstOrDefault(entry => entry.Key == key).Value;
}

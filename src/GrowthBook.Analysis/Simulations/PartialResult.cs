using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// The counts of one or several shards, with what is needed to make the result of the whole from them. One line of JSON; merging any
/// split of the work, in any order and nesting, gives the same as the whole.
/// </summary>
/// <param name="Kind">The kind of result: <c>diff</c>, <c>simulate</c> or <c>srm</c>.</param>
/// <param name="About">What all shards have in common: payloads, seed, experiments.</param>
/// <param name="Of">The number of shards; 0 for <see cref="Shard.Piece"/>.</param>
/// <param name="Shards">The shards that are counted, ascending; empty for pieces.</param>
/// <param name="Tally">The counts.</param>
public sealed record PartialResult(string Kind, Value.Object About, int Of, ImmutableArray<int> Shards, Value.Object Tally)
{
    /// <summary>The version of the JSON form.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The member that no other result has.</summary>
    internal const string Member = "partial";

    /// <summary>The shards that are missing from the whole, ascending.</summary>
    public ImmutableArray<int> Missing => [.. Enumerable.Range(0, Of).Except(Shards)];

    /// <summary>The number of users or records.</summary>
    internal double UserCount => Kind == UserDiff.Kind ? UndecidedUsers.All(Tally, hasStickyBuckets: false)["users"].AsDouble() ?? 0 : Tally["users"].AsDouble() ?? 0;

    /// <summary>The result of one shard.</summary>
    /// <param name="kind">The kind of result.</param>
    /// <param name="about">What all shards have in common.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="tally">Its counts.</param>
    /// <returns>The partial result.</returns>
    public static PartialResult OfShard(string kind, Value.Object about, Shard shard, Value.Object tally) =>
        new(kind, about, shard.Of, shard == Shard.Piece ? [] : [shard.Index], TallyMerge.Add(tally ?? throw new ArgumentNullException(nameof(tally)), Value.Object.Empty));

    /// <summary>Reads a partial result.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The result, or <c>null</c> and the error.</returns>
    public static Parsed<PartialResult?> Parse(string json)
    {
        var (value, errors) = Value.Parse(json);
        if (value is null)
            return new Parsed<PartialResult?>(null, errors);
        var shards = value[Member]["shards"] is Value.Array list ? list.Select(item => item.AsInt32()).ToArray() : [];
        if (value["kind"].AsString() is not { } kind || value["about"] is not Value.Object about || value["tally"] is not Value.Object tally
            || value[Member]["of"].AsInt32() is not (>= 0 and <= Shard.MaxOf and var of) || (shards.Length == 0) != (of == 0) || shards.Any(shard => !(shard >= 0 && shard < of)))
        {
            return Fault("not a partial result; make one with --partial");
        }
        return value["schemaVersion"].AsInt32() != SchemaVersion ? Fault($"a partial result of schema version {ShortJson.Of(value["schemaVersion"], PlainText.MaxName)}; this version reads {SchemaVersion}")
            : PartialShape.FaultOf(kind, about, tally) is { } fault ? Fault($"a partial result that was changed: {fault}; make it again with --partial")
            : new Parsed<PartialResult?>(new PartialResult(kind, about, of, [.. shards.Select(shard => shard!.Value).Order()], tally), errors);
    }

    /// <summary>Merges two results.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>The merged result, or <c>null</c> and the reason why they do not belong together.</returns>
    public (PartialResult? Merged, string? Refusal) Merge(PartialResult other)
    {
        _ = other ?? throw new ArgumentNullException(nameof(other));
        var refusal = Kind != other.Kind ? $"one is of `{Kind}`, the other of `{other.Kind}`"
            : Of != other.Of && (Of == 0 || other.Of == 0) ? $"one is a piece, the other of {Shown.Count(Of + other.Of, "shard")}"
            : Of != other.Of ? $"one is of {Shown.Count(Of, "shard")}, the other of {Shown.Count(other.Of)}"
            : Shards.Intersect(other.Shards).Any() ? $"both have shard {string.Join(", ", Shards.Intersect(other.Shards))}"
            : DifferenceOf(About, other.About) is { } difference ? $"they differ in {difference}"
            : null;
        if (refusal is not null)
            return (null, refusal);
        var tally = AttributeCounts.OfBoth(TallyMerge.Add(Tally, other.Tally), Tally, other.Tally);
        return PartialShape.FaultOf(Kind, About, tally) is { } fault
            ? (null, $"their counts have no sum: {fault}")
            : (this with { Shards = [.. Shards.Concat(other.Shards).Order()], Tally = tally }, null);
    }

    /// <summary>The result as JSON: <c>{"kind","schemaVersion","partial","about","tally"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("kind", Kind),
        new("schemaVersion", SchemaVersion),
        new(Member, new Value.Object([new("of", Of), new("shards", new Value.Array(Shards.Select(shard => (Value)shard)))])),
        new("about", About),
        new("tally", Tally),
    ]);

    /// <summary>The first part that differs, with its path and both values; <c>null</c> for equal objects.</summary>
    private static string? DifferenceOf(Value.Object left, Value.Object right) =>
        left.Keys.Union(right.Keys, StringComparer.Ordinal).FirstOrDefault(name => !left[name].Equals(right[name])) is { } name
            ? DifferenceAt(Finding.Name(name), left[name], right[name])
            : null;

    private static string DifferenceAt(string path, Value left, Value right)
    {
        if (left is Value.Object one && right is Value.Object other && one.Count == other.Count && one.Keys.All(other.ContainsKey))
        {
            var name = one.Keys.First(name => !one[name].Equals(other[name]));
            return DifferenceAt($"{path}.{Finding.Name(name)}", one[name], other[name]);
        }
        if (left is Value.Array items && right is Value.Array others && items.Count == others.Count)
        {
            var index = Enumerable.Range(0, items.Count).First(i => !items[i].Equals(others[i]));
            return DifferenceAt(FormattableString.Invariant($"{path}[{index}]"), items[index], others[index]);
        }
        return $"`{path}`: {ShortJson.Of(left, PlainText.MaxName)} and {ShortJson.Of(right, PlainText.MaxName)}";
    }

    private static Parsed<PartialResult?> Fault(string message) => new(null, [new PayloadError(ErrorSeverity.Fatal, "$", message)]);
}

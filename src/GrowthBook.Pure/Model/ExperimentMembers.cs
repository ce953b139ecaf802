using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Reads the members of experiments that are lists or objects.</summary>
internal static class ExperimentMembers
{
    private static readonly MemberNames MetaNames = new("key", "name", "passthrough");

    private static readonly MemberNames FilterNames = new("attribute", "seed", "hashVersion", "ranges");

    private static readonly MemberNames UrlPatternNames = new("include", "type", "pattern");

    private static readonly MemberNames ContextualBanditNames = new("leafId", "variationWeights", "banditVersion");

    /// <summary>The members of a parent condition.</summary>
    public static MemberNames ParentNames { get; } = new("id", "condition", "gate");

    /// <summary>The share of users. As in the reference an explicit <c>null</c> is not an absent coverage: it compares as 0.</summary>
    public static double? Coverage(this ref Members members) => members.Has("coverage") ? members.Number("coverage") ?? 0 : null;

    /// <summary>
    /// Weights; with a warning, those that are not an array are left out, and elements of an array that are not numbers are NaN,
    /// which lets no user in.
    /// </summary>
    public static ImmutableArray<double> Weights(this ref Members members, string name, ModelPool pool)
    {
        var value = members.Find(name);
        if (value is null)
            return default;
        if (value is not Value.Array array)
        {
            members.Faults.WarningAt(name, "not an array of numbers; the variations get equal weights");
            return default;
        }
        if (pool.Numbers(array) is { IsDefault: false } weights)
            return weights;
        members.Faults.WarningAt(name, "not an array of numbers; if there is one per variation, no user is in the experiment");
        return array.Select(weight => weight is Value.Number number ? number.Content : double.NaN).ToImmutableArray();
    }

    /// <summary>
    /// The metadata of the variations; an entry of the wrong type counts as an entry without members. Fewer entries than
    /// <paramref name="variations"/> are a warning.
    /// </summary>
    public static ImmutableArray<VariationMeta> Meta(this ref Members members, int variations, ModelPool pool)
    {
        if (members.Array("meta") is not { } entries)
            return default;
        var faults = members.Faults;
        var meta = ImmutableArray.CreateBuilder<VariationMeta>(entries.Count);
        faults.Position.Enter("meta");
        if (entries.Count < variations)
            faults.Warning($"has fewer entries than the experiment has variations, {entries.Count} of {variations}; the others have their index as key, and their stored assignments do not count");
        for (var i = 0; i < entries.Count; i++)
        {
            faults.Position.Enter(i);
            if (entries[i] is not Value.Object)
                faults.Warning("not an object; the variation has its index as key");
            meta.Add(ReadMeta(entries[i] as Value.Object ?? Value.Object.Empty, faults, pool));
            faults.Position.Leave();
        }
        faults.Position.Leave();
        return pool.Metas(meta.MoveToImmutable());
    }

    public static VariationMeta ReadMeta(Value.Object source, Faults faults, ModelPool pool)
    {
        var entry = new Members(source, faults);
        entry.Expect(MetaNames);
        return pool.Meta(entry.Label("key"), entry.Label("name"), entry.Flag("passthrough"));
    }

    public static ImmutableArray<Filter> Filters(this ref Members members) =>
        members.Objects("filters", (object?)null, static (source, faults, _) => ReadFilter(source, faults));

    /// <summary>A filter; <c>null</c> where it is malformed.</summary>
    public static Filter? ReadFilter(Value.Object source, Faults faults)
    {
        var filter = new Members(source, faults);
        filter.Expect(FilterNames);
        var ranges = filter.Ranges("ranges");
        if (ranges.IsDefault)
            filter.Missing("ranges");
        // The reference hashes the text "undefined" there, which gives the buckets of a seed that no author chose.
        var seed = filter.Text("seed");
        if (seed is null)
            filter.Missing("seed");
        var read = new Filter(seed ?? "", ranges, filter.Text("attribute"), filter.Number("hashVersion"));
        return filter.IsMalformed ? null : read;
    }

    public static ImmutableArray<ParentCondition> ParentConditions(this ref Members members, ModelPool pool) =>
        members.Objects("parentConditions", pool, ReadParentCondition);

    /// <summary>A prerequisite; <c>null</c> where it is malformed.</summary>
    public static ParentCondition? ReadParentCondition(Value.Object source, Faults faults, ModelPool pool)
    {
        var parent = new Members(source, faults);
        parent.Expect(ParentNames);
        var key = parent.ParentKey();
        var read = new ParentCondition(key, parent.Condition("condition", pool.Symbols), parent.Flag("gate"));
        return parent.IsMalformed ? null : read;
    }

    /// <summary>The required key of the feature that a parent condition tests.</summary>
    public static string ParentKey(this ref Members parent)
    {
        var key = parent.Text("id");
        if (key is null)
            parent.Missing("id");
        return key ?? "";
    }

    public static ImmutableArray<UrlPattern> UrlPatterns(this ref Members members) =>
        members.Objects("urlPatterns", (object?)null, static (source, faults, _) => ReadUrlPattern(source, faults));

    /// <summary>A pattern; <c>null</c> where it is malformed.</summary>
    public static UrlPattern? ReadUrlPattern(Value.Object source, Faults faults)
    {
        var pattern = new Members(source, faults);
        pattern.Expect(UrlPatternNames);
        var read = new UrlPattern(pattern.Text("type") ?? "", pattern.Text("pattern") ?? "", pattern.Flag("include"));
        return pattern.IsMalformed ? null : read;
    }

    public static ContextualBandit? ContextualBandit(this ref Members members, ModelPool pool)
    {
        if (members.Object("contextualBandit") is not { } source)
            return null;
        members.Faults.Position.Enter("contextualBandit");
        var read = ReadBandit(source, members.Faults, pool);
        members.Faults.Position.Leave();
        return read;
    }

    public static ContextualBandit ReadBandit(Value.Object source, Faults faults, ModelPool pool)
    {
        var bandit = new Members(source, faults);
        bandit.Expect(ContextualBanditNames);
        var weights = bandit.Weights("variationWeights", pool);
        return new ContextualBandit(bandit.Integer("leafId") ?? -1, weights, bandit.Integer("banditVersion"));
    }
}

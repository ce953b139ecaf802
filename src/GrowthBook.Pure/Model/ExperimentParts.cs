using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>The parts that experiments and experiment rules have in common, from JSON.</summary>
internal static class ExperimentParts
{
    public static ExperimentNamespace? Namespace(ref Members members)
    {
        if (members.Array("namespace") is not { } parts)
            return null;
        if (parts.Count >= 3 && parts[0] is Value.String id && parts[1] is Value.Number start && parts[2] is Value.Number end)
            return new ExperimentNamespace(id.Content, new BucketRange(start.Content, end.Content));
        members.Malformed("namespace", "a namespace such as [\"checkout\", 0, 0.5]");
        return null;
    }

    /// <summary>What is known of the variations; an entry of the wrong type counts as nothing known.</summary>
    public static ImmutableArray<VariationMeta> Meta(ref Members members)
    {
        if (members.Array("meta") is not { } entries)
            return default;
        var errors = members.Errors;
        var meta = ImmutableArray.CreateBuilder<VariationMeta>(entries.Count);
        errors.Enter("meta");
        for (var i = 0; i < entries.Count; i++)
        {
            errors.Enter(i);
            var entry = new Members(entries[i] as Value.Object ?? Value.Object.Empty, errors);
            if (entries[i] is not Value.Object)
                errors.Warning("not an object; the variation has its index as key");
            meta.Add(errors.Shared.Meta(entry.Label("key"), entry.Label("name"), entry.Flag("passthrough")));
            errors.Leave();
        }
        errors.Leave();
        return errors.Shared.Metas(meta.MoveToImmutable());
    }

    public static ImmutableArray<Filter> Filters(ref Members members) => members.Objects("filters", (source, errors) =>
    {
        var filter = new Members(source, errors);
        var ranges = filter.Ranges("ranges");
        if (ranges.IsDefault)
            filter.Missing("ranges");
        var read = new Filter(filter.Text("seed") ?? "", ranges, filter.Text("attribute"), filter.Number("hashVersion"));
        return filter.IsMalformed ? null : read;
    });

    public static ImmutableArray<ParentCondition> ParentConditions(ref Members members) =>
        members.Objects("parentConditions", (source, errors) =>
        {
            var parent = new Members(source, errors);
            var key = ParentKey(ref parent);
            var read = new ParentCondition(key, parent.Condition("condition"), parent.Flag("gate"));
            return parent.IsMalformed ? null : read;
        });

    /// <summary>The key of the feature that a parent condition is about, which must be there.</summary>
    public static string ParentKey(ref Members parent)
    {
        var key = parent.Text("id");
        if (key is null)
            parent.Missing("id");
        return key ?? "";
    }

    public static ImmutableArray<UrlPattern> UrlPatterns(ref Members members) =>
        members.Objects("urlPatterns", (source, errors) =>
        {
            var pattern = new Members(source, errors);
            var read = new UrlPattern(pattern.Text("type") ?? "", pattern.Text("pattern") ?? "", pattern.Flag("include"));
            if (read.Type is not ("simple" or "regex"))
                errors.WarningAt("type", "neither \"simple\" nor \"regex\"; the pattern matches nothing");
            return pattern.IsMalformed ? null : read;
        });

    public static ContextualBandit? ContextualBandit(ref Members members)
    {
        if (members.Object("contextualBandit") is not { } source)
            return null;
        members.Errors.Enter("contextualBandit");
        var bandit = new Members(source, members.Errors);
        var weights = bandit.Weights("variationWeights");
        var read = new ContextualBandit(
            bandit.Integer("leafId") ?? -1, weights.IsDefault ? [] : weights, bandit.Integer("banditVersion"));
        members.Errors.Leave();
        return read;
    }
}

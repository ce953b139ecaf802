using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Writes experiments in the JSON form of the other GrowthBook SDKs: members that are not set are left out.</summary>
internal static class ExperimentJson
{
    /// <summary>The members that are not unknown ones.</summary>
    public static ImmutableArray<string> KnownNames { get; } =
    [
        "variations", "key", "coverage", "weights", "hashAttribute", "fallbackAttribute", "disableStickyBucketing",
        "bucketVersion", "minBucketVersion", "namespace", "meta", "ranges", "name", "phase", "seed", "hashVersion",
        "filters", "condition", "parentConditions", "urlPatterns", "force", "active", "status", "persistQueryString",
        "manual", "changeId", "contextualBandit",
    ];

    private static readonly MemberNames Known = new(KnownNames);

    /// <summary>
    /// Deprecated targeting of the reference. An experiment with it is refused, because running it without would enrol users that
    /// it keeps out.
    /// </summary>
    public static ImmutableArray<string> Refused { get; } = ["groups", "url", "include"];

    /// <summary>Returns the members; throws if one of them is deprecated targeting.</summary>
    public static Value.Object NotRefused(Value.Object members) => Refused.FirstOrDefault(name => members[name].IsTruthy) is { } refused
        ? throw new ArgumentException($"`{refused}` is deprecated targeting and not supported; use Condition or UrlPatterns", nameof(members))
        : members;

    public static bool IsKnown(string member) => Known.Has(member);

    public static Value.Object Of(Experiment experiment)
    {
        var members = new ObjectMembers(24);
        members.Set("variations", new Value.Array(experiment.Variations));
        members.Set("key", experiment.Key);
        Set(members, "coverage", experiment.Coverage);
        if (!experiment.Weights.IsDefault)
            members.Set("weights", Of(experiment.Weights));
        Set(members, "hashAttribute", experiment.HashAttribute);
        Set(members, "fallbackAttribute", experiment.FallbackAttribute);
        Set(members, "disableStickyBucketing", experiment.DisableStickyBucketing);
        Set(members, "bucketVersion", experiment.BucketVersion);
        Set(members, "minBucketVersion", experiment.MinBucketVersion);
        if (experiment.Namespace is not null)
            members.Set("namespace", BucketRangeMembers.ToValue(experiment.Namespace));
        SetList(members, "meta", experiment.Meta, Of);
        SetList(members, "ranges", experiment.Ranges, BucketRangeMembers.ToValue);
        Set(members, "name", experiment.Name);
        Set(members, "phase", experiment.Phase);
        Set(members, "seed", experiment.Seed);
        Set(members, "hashVersion", experiment.HashVersion);
        SetList(members, "filters", experiment.Filters, Of);
        if (experiment.Condition is not null)
            members.Set("condition", experiment.Condition.Source);
        SetList(members, "parentConditions", experiment.ParentConditions, Of);
        SetList(members, "urlPatterns", experiment.UrlPatterns, Of);
        Set(members, "force", experiment.Force);
        Set(members, "active", experiment.Active);
        Set(members, "status", experiment.Status);
        Set(members, "persistQueryString", experiment.PersistQueryString);
        Set(members, "manual", experiment.Manual);
        Set(members, "changeId", experiment.ChangeId);
        if (experiment.ContextualBandit is not null)
            members.Set("contextualBandit", Of(experiment.ContextualBandit));
        foreach (var unknown in experiment.UnknownMembers)
        {
            if (!IsKnown(unknown.Key))
                members.Set(unknown.Key, unknown.Value);
        }
        return new Value.Object(members);
    }

    public static Value.Array Of(ImmutableArray<double> numbers) =>
        numbers.IsDefault ? Value.Array.Empty : new(numbers.Select(number => (Value)number).ToArray());

    private static void Set(ObjectMembers members, string name, string? text)
    {
        if (text is not null)
            members.Set(name, text);
    }

    private static void Set(ObjectMembers members, string name, double? number)
    {
        if (number is not null)
            members.Set(name, number.Value);
    }

    private static void Set(ObjectMembers members, string name, bool? flag)
    {
        if (flag is not null)
            members.Set(name, flag.Value);
    }

    private static void SetList<T>(ObjectMembers members, string name, ImmutableArray<T> items, Func<T, Value> toValue)
    {
        if (!items.IsDefault)
            members.Set(name, new Value.Array(items.Select(toValue).ToArray()));
    }

    public static Value Of(VariationMeta meta)
    {
        var members = new ObjectMembers();
        Set(members, "key", meta.Key);
        Set(members, "name", meta.Name);
        Set(members, "passthrough", meta.Passthrough);
        return new Value.Object(members);
    }

    public static Value Of(Filter filter)
    {
        var members = new ObjectMembers();
        Set(members, "attribute", filter.Attribute);
        members.Set("seed", filter.Seed);
        Set(members, "hashVersion", filter.HashVersion);
        SetList(members, "ranges", filter.Ranges, BucketRangeMembers.ToValue);
        return new Value.Object(members);
    }

    public static Value Of(ParentCondition parent)
    {
        var members = new ObjectMembers();
        members.Set("id", parent.Id);
        if (parent.Condition is not null)
            members.Set("condition", parent.Condition.Source);
        Set(members, "gate", parent.Gate);
        return new Value.Object(members);
    }

    public static Value Of(UrlPattern pattern)
    {
        var members = new ObjectMembers();
        Set(members, "include", pattern.Include);
        members.Set("type", pattern.Type);
        members.Set("pattern", pattern.Pattern);
        return new Value.Object(members);
    }

    public static Value Of(ContextualBandit bandit)
    {
        var members = new ObjectMembers();
        members.Set("leafId", bandit.LeafId);
        if (!bandit.VariationWeights.IsDefault)
            members.Set("variationWeights", Of(bandit.VariationWeights));
        Set(members, "banditVersion", bandit.BanditVersion);
        return new Value.Object(members);
    }
}

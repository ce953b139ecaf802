using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook;

/// <summary>Explanations and their parts as JSON.</summary>
internal static class TraceJson
{
    /// <summary>
    /// The length in characters above which the JSON text of a value is shortened: otherwise each test of a large attribute would repeat it.
    /// </summary>
    private const int MaxValueLength = 1000;

    /// <summary>The number of weights above which they are shortened: all rules of a bandit repeat those of a leaf.</summary>
    private const int MaxWeights = 100;

    public static Value.Object Of(Explanation explanation) => new(new Dictionary<string, Value>
    {
        ["result"] = explanation.Result.ToValue(),
        ["effects"] = explanation.Effects.ToValue(),
        ["trace"] = new Value.Array(explanation.Apart.Insert(0, explanation.Trace).Select(trace => Of(trace))),
    });

    public static Value.Object Of(ExperimentExplanation explanation) => new(new Dictionary<string, Value>
    {
        ["result"] = explanation.Result.ToValue(),
        ["effects"] = explanation.Effects.ToValue(),
        ["steps"] = Steps(explanation.Steps),
        ["apart"] = new Value.Array(explanation.Apart.Select(trace => Of(trace))),
    });

    public static Value.Object Of(FeatureTrace feature)
    {
        var members = new ObjectMembers();
        Add(members, [("feature", feature.Key), ("value", feature.Result.Value), ("source", FeatureResultSources.ToName(feature.Result.Source))]);
        members.Set("rules", new Value.Array(feature.Rules.Select(rule => Of(rule))));
        return new Value.Object(members);
    }

    public static Value.Object Of(RuleTrace rule) => new(new Dictionary<string, Value>
    {
        ["index"] = rule.Index,
        ["id"] = rule.Id,
        ["kind"] = RuleKinds.ToName(rule.Kind),
        ["outcome"] = RuleOutcomes.ToName(rule.Outcome),
        ["steps"] = Steps(rule.Steps),
    });

    public static Value.Object Of(TraceStep step)
    {
        var members = new ObjectMembers();
        members.Set("check", step.Check);
        members.Set("passed", step.Passed);
        Add(members, Members(step));
        if (step is TraceStep.BanditLeaf leaf)
            AddWeights(members, leaf);
        if (step is TraceStep.Prerequisite { Trace: { } trace })
            members.Set("trace", Of(trace));
        if (!step.Steps.IsEmpty)
            members.Set("steps", Steps(step.Steps));
        return new Value.Object(members);
    }

    public static Value.Object Of(UserBucket user)
    {
        var members = new ObjectMembers();
        foreach (var (name, value) in Members(user))
            members.Set(name, value);
        return new Value.Object(members);
    }

    public static UserBucket? ReadUserBucket(Value.Object source, Faults faults)
    {
        var members = new Members(source, faults);
        var (attribute, seed) = (members.Text("attribute"), members.Text("seed"));
        if (!members.Has("attribute"))
            members.Missing("attribute");
        if (!members.Has("seed"))
            members.Missing("seed");
        var user = new UserBucket(attribute ?? "", members.Find("hashValue"), seed ?? "", members.Number("bucket")) { SimilarAttribute = members.Text("similarAttribute"), StickyFallback = members.Text("stickyFallback") };
        return members.IsMalformed ? null : user;
    }

    /// <summary>The weights of a leaf; of many a text with the first ones and their number.</summary>
    public static Value Weights(ImmutableArray<double> weights) => weights.IsDefault || weights.Length <= MaxWeights
        ? ExperimentJson.Of(weights)
        : $"{ExperimentJson.Of(weights.RemoveRange(MaxWeights, weights.Length - MaxWeights))} ({EcmaNumber.ToText(weights.Length)} weights)";

    private static (string Name, Value? Value)[] Members(TraceStep step) => step switch
    {
        TraceStep.Test test => [("path", test.Path), ("operator", test.Operator), ("expected", test.Expected), ("actual", test.Actual),
            .. test.GroupFault is { } fault ? [("groupFault", SavedGroupLookups.ToName(fault))] : Array.Empty<(string, Value?)>(), .. Similar(test.SimilarAttribute)],
        TraceStep.Condition or TraceStep.Malformed or TraceStep.Enabled or TraceStep.QaMode => [],
        TraceStep.Group group => [("operator", GroupOperators.ToName(group.Operator))],
        TraceStep.SavedGroup group => [("id", group.Id), ("lookup", SavedGroupLookups.ToName(group.Lookup))],
        TraceStep.StepLimit limit => [("part", limit.Part)],
        TraceStep.Prerequisite prerequisite => Members(prerequisite),
        TraceStep.Filter filter => [.. Members(filter.User), ("ranges", Ranges(filter.Ranges))],
        TraceStep.RolloutRange rollout => [.. Members(rollout.User), ("range", BucketRangeMembers.ToValue(rollout.Range))],
        TraceStep.RolloutCoverage rollout => [.. Members(rollout.User), ("coverage", rollout.Coverage)],
        TraceStep.BanditLeaf leaf => [("leafId", leaf.LeafId)],
        TraceStep.Variations variations => [("count", variations.Count)],
        TraceStep.Url url => [("url", url.Address), .. url.MalformedPattern is { } pattern ? [("malformedPattern", pattern)] : Array.Empty<(string, Value?)>()],
        TraceStep.QueryString forced => [("variation", forced.Variation)],
        TraceStep.UnusedQueryString unused => [("value", unused.Value), ("count", unused.Count), .. unused.Key is { } key ? [("key", key)] : Array.Empty<(string, Value?)>()],
        TraceStep.ForcedVariation forced => [("variation", forced.Variation)],
        TraceStep.Active active => [("status", active.Status)],
        TraceStep.HashAttribute hash => [("attribute", hash.Attribute), .. Similar(hash.SimilarAttribute), .. Fallback(hash.StickyFallback)],
        TraceStep.StickyBucket sticky => [("assignment", sticky.Assignment), ("variation", sticky.Variation)],
        TraceStep.StickyBucketVersion sticky => [("minBucketVersion", sticky.MinBucketVersion)],
        TraceStep.Namespace part => [("namespace", part.Id), ("bucket", part.NamespaceBucket), ("range", BucketRangeMembers.ToValue(part.Range))],
        TraceStep.HashVersion hash => [("hashVersion", hash.Version)],
        TraceStep.Bucket bucket => [.. Members(bucket.User), ("ranges", Ranges(bucket.Ranges)), ("variation", bucket.Variation)],
        TraceStep.Force forced => [("variation", forced.Variation)],
        _ => throw new UnreachableException(),
    };

    private static (string Name, Value? Value)[] Members(TraceStep.Prerequisite prerequisite) =>
    [
        ("feature", prerequisite.Feature), ("value", prerequisite.Result.Value),
        ("source", FeatureResultSources.ToName(prerequisite.Result.Source)), ("gate", prerequisite.IsGate),
        ("evaluation", PrerequisiteEvaluations.ToName(prerequisite.Evaluation)),
    ];

    private static (string Name, Value? Value)[] Members(UserBucket? user) => user is null
        ? []
        : [("attribute", user.Attribute), ("hashValue", user.HashValue), ("seed", user.Seed), ("bucket", user.Bucket is { } bucket ? bucket : null), .. Similar(user.SimilarAttribute), .. Fallback(user.StickyFallback)];

    private static (string Name, Value? Value)[] Similar(string? attribute) => attribute is null ? [] : [("similarAttribute", attribute)];

    private static (string Name, Value? Value)[] Fallback(string? attribute) => attribute is null ? [] : [("stickyFallback", attribute)];

    /// <summary>Adds members. In the place of a long value stands the beginning of its JSON text, and <c>shortened</c> names its member.</summary>
    private static void Add(ObjectMembers members, (string Name, Value? Value)[] parts)
    {
        List<Value>? shortened = null;
        foreach (var (name, value) in parts)
        {
            if (value is null || ShortJson.Fits(value, MaxValueLength))
            {
                members.Set(name, value);
                continue;
            }
            members.Set(name, ShortJson.Of(value, MaxValueLength));
            (shortened ??= []).Add(name);
        }
        if (shortened is not null)
            members.Set("shortened", new Value.Array(shortened));
    }

    private static void AddWeights(ObjectMembers members, TraceStep.BanditLeaf leaf)
    {
        var weights = Weights(leaf.Weights);
        members.Set("weights", weights);
        if (weights is Value.String)
            members.Set("shortened", new Value.Array(["weights"]));
    }

    private static Value.Array Steps(ImmutableArray<TraceStep> steps) => new(steps.Select(step => Of(step)));

    private static Value.Array Ranges(ImmutableArray<BucketRange> ranges) =>
        ranges.IsDefault ? Value.Array.Empty : new Value.Array(ranges.Select(BucketRangeMembers.ToValue));
}

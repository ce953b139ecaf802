using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace GrowthBook;

/// <summary>Explanations and their parts as text for people.</summary>
internal static class TraceText
{
    /// <summary>The length in characters above which the JSON text of a value is shortened.</summary>
    private const int MaxValueLength = 200;

    private const int MaxSimilarLength = 50;

    private const string WholeName = "; the user has an attribute of this whole name, and the condition reads a member of an object";

    /// <summary>Decimal places of ranges: sums of weights end in digits such as 0.30000000000000004.</summary>
    private const int RangeDigits = 6;

    public static string Of(Explanation explanation)
    {
        var text = new StringBuilder();
        Append(text, explanation.Trace, 0);
        foreach (var apart in explanation.Apart)
            Append(text, apart, 0);
        return text.ToString();
    }

    public static string Of(ExperimentExplanation explanation)
    {
        var text = new StringBuilder();
        Append(text, explanation.Steps, 0);
        foreach (var apart in explanation.Apart)
            Append(text, apart, 0);
        return text.ToString();
    }

    public static string Of(FeatureTrace feature) =>
        $"{Name(feature.Key)} = {Short(feature.Result.Value)} {FeatureResultSources.ToName(feature.Result.Source)}";

    public static string Of(RuleTrace rule)
    {
        var place = $"rules[{EcmaNumber.ToText(rule.Index)}] {RuleKinds.ToName(rule.Kind)}{(rule.Id.Length == 0 ? "" : " " + Name(rule.Id))}";
        return rule.Outcome switch
        {
            RuleOutcome.Answered => $"✓ {place} answered",
            RuleOutcome.Skipped when rule.Kind == RuleKind.Gate && rule.Steps.All(step => step.Passed) => $"– {place} passed",
            RuleOutcome.Skipped => $"– {place} did not apply",
            RuleOutcome.Ended => $"✗ {place} ended the evaluation",
            RuleOutcome.NotReached => $"· {place} not reached",
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The step without its mark and its parts.</summary>
    public static string Of(TraceStep step) => step switch
    {
        TraceStep.Test test => $"{Name(test.Path)} {Name(test.Operator)} {Short(test.Expected)}{Reason(test.GroupFault)}, actual {Short(test.Actual)}{(test.SimilarAttribute == test.Path ? WholeName : Similar(test.SimilarAttribute))}",
        TraceStep.Condition => step.Passed ? "the condition is met" : "the condition is not met",
        TraceStep.Malformed => "malformed condition, which matches no user",
        TraceStep.Group group => GroupOperators.ToName(group.Operator),
        TraceStep.SavedGroup group => $"in the saved group {Quoted(group.Id)}{Reason(group.Lookup)}",
        TraceStep.StepLimit limit => $"{Name(limit.Part)} needs more steps than are left and does not match",
        TraceStep.Prerequisite prerequisite =>
            $"prerequisite {Name(prerequisite.Feature)} is {Short(prerequisite.Result.Value)}{(prerequisite.IsGate ? ", a gate" : "")}{Reason(prerequisite.Evaluation)}",
        TraceStep.Filter filter => $"filter: {Bucket(filter.User)}{In(filter.User, filter.Passed, Ranges(filter.Ranges))}",
        TraceStep.RolloutRange rollout => $"rollout: {Bucket(rollout.User)}{In(rollout.User, rollout.Passed, Range(rollout.Range))}",
        TraceStep.RolloutCoverage { User: { } user } rollout =>
            $"rollout: {Bucket(user)}{In(user, rollout.Passed, $"[0, {Rounded(rollout.Coverage)}]")}",
        TraceStep.RolloutCoverage => "rollout: coverage 0 includes no user",
        TraceStep.BanditLeaf leaf =>
            $"{(leaf.Passed ? $"bandit leaf {EcmaNumber.ToText(leaf.LeafId)}" : "in no leaf of the bandit")}: {Weights(leaf.Weights)}",
        TraceStep.Variations => "the experiment has fewer than two variations",
        TraceStep.Enabled => "the context disables experiments",
        TraceStep.Url url =>
            $"{Address(url.Address)} is {(url.Passed ? "" : "not ")}targeted{(url.MalformedPattern is { } pattern ? $"; the pattern {Quoted(pattern)} is malformed or of an unknown type and matches nothing" : "")}",
        TraceStep.QueryString forced => $"the URL's query string forces variation {EcmaNumber.ToText(forced.Variation)}",
        TraceStep.UnusedQueryString { Key: { } key } => $"the URL's query string forces nothing: {Quoted(key)} is not the key of the experiment",
        TraceStep.UnusedQueryString unused => $"the URL's query string forces nothing: {Quoted(unused.Value)} is no index from 0 to {EcmaNumber.ToText(unused.Count - 1)}",
        TraceStep.ForcedVariation forced => $"the context forces variation {EcmaNumber.ToText(forced.Variation)}{NoVariation(forced.Passed)}",
        TraceStep.Active active => $"the experiment is {Name(active.Status)}",
        TraceStep.HashAttribute hash => Missing(hash.Attribute, hash.SimilarAttribute, hash.StickyFallback),
        TraceStep.StickyBucket sticky =>
            $"stored assignment {Name(sticky.Assignment)} = {Name(sticky.Variation)}{NoVariation(sticky.Passed)}",
        TraceStep.StickyBucketVersion sticky => $"a stored assignment is older than version {EcmaNumber.ToText(sticky.MinBucketVersion)}",
        TraceStep.Namespace part => $"namespace {Name(part.Id)}: bucket {EcmaNumber.ToText(part.NamespaceBucket)}{In(part.Passed, Range(part.Range))}",
        TraceStep.HashVersion hash => $"hash version {EcmaNumber.ToText(hash.Version)} is unknown",
        TraceStep.Bucket bucket => $"{Bucket(bucket.User)}{In(bucket.User, bucket.Passed, Ranges(bucket.Ranges))}: {Variation(bucket.Variation)}",
        TraceStep.Force forced => $"the experiment forces variation {EcmaNumber.ToText(forced.Variation)}{NoVariation(forced.Passed)}",
        TraceStep.QaMode => "QA mode allows forced variations only",
        _ => throw new UnreachableException(),
    };

    private static void Append(StringBuilder text, FeatureTrace feature, int depth)
    {
        AppendLine(text, Of(feature), depth);
        foreach (var rule in feature.Rules)
        {
            AppendLine(text, Of(rule), depth + 1);
            Append(text, rule.Steps, depth + 2);
        }
    }

    private static void Append(StringBuilder text, ImmutableArray<TraceStep> steps, int depth)
    {
        foreach (var step in steps)
        {
            AppendLine(text, step.ToString(), depth);
            if (step is TraceStep.Prerequisite { Trace: { } nested })
                Append(text, nested, depth + 1);
            Append(text, step.Steps, depth + 1);
        }
    }

    private static void AppendLine(StringBuilder text, string line, int depth) => text.Append(' ', depth * 2).Append(line).Append('\n');

    private static string Reason(SavedGroupLookup? groupFault) => groupFault switch
    {
        null => "",
        SavedGroupLookup.Unusable => ", which is no list of ids",
        { } lookup => Reason(lookup),
    };

    private static string Reason(SavedGroupLookup lookup) => lookup switch
    {
        SavedGroupLookup.List or SavedGroupLookup.Condition => "",
        SavedGroupLookup.Missing => ", which the payload does not have",
        SavedGroupLookup.Unusable => ", which is malformed or names no attribute",
        SavedGroupLookup.Recursive => ", which refers to itself or nests too deep",
        SavedGroupLookup.Untraced => ", whose tests are not shown again",
        _ => throw new UnreachableException(),
    };

    private static string Reason(PrerequisiteEvaluation evaluation) => evaluation switch
    {
        PrerequisiteEvaluation.Nested => "",
        PrerequisiteEvaluation.Apart => ", traced below",
        PrerequisiteEvaluation.Known => ", as evaluated before",
        PrerequisiteEvaluation.Cycle => ", closing a cycle",
        _ => throw new UnreachableException(),
    };

    private static string Bucket(UserBucket user) => user switch
    {
        { HashValue: null } => Missing(user.Attribute, user.SimilarAttribute, user.StickyFallback),
        { Bucket: null } => $"no bucket of {Name(user.Attribute)} {Short(user.HashValue)}, because the hash version is unknown",
        { Bucket: { } bucket } => $"bucket {EcmaNumber.ToText(bucket)} of {Name(user.Attribute)} {Short(user.HashValue)} with seed {Quoted(user.Seed)}",
    };

    /// <summary>No attribute, or one that is <c>null</c>, <c>""</c>, <c>0</c> or <c>false</c>.</summary>
    private static string Missing(string attribute, string? similar, string? stickyFallback) =>
        $"the user has no value of {Name(attribute)} to hash{Similar(similar)}{(stickyFallback is null ? "" : $"; with sticky buckets, {Name(stickyFallback)} would be hashed")}";

    private static string Similar(string? attribute) => attribute is null ? "" : $"; the user has {PlainText.Of(attribute, MaxSimilarLength)}";

    /// <summary>Where the bucket lies; empty for a user without one.</summary>
    private static string In(UserBucket user, bool passed, string ranges) => user.Bucket is null ? "" : In(passed, ranges);

    private static string In(bool passed, string ranges) =>
        ranges.Length == 0 ? ", but there are no ranges" : passed ? " in " + ranges : " not in " + ranges;

    private static string Address(string url) => url.Length == 0 ? "the context's empty URL" : "the URL " + PlainText.Of(url, MaxValueLength);

    private static string Weights(ImmutableArray<double> weights) => weights.IsDefaultOrEmpty ? "equal weights" : "weights " + TraceJson.Weights(weights);

    private static string NoVariation(bool exists) => exists ? "" : ", which is no variation";

    private static string Variation(int variation) => variation < 0 ? "no variation" : "variation " + EcmaNumber.ToText(variation);

    private static string Ranges(ImmutableArray<BucketRange> ranges) =>
        ranges.IsDefault ? "" : string.Join(" ", ranges.Select(range => Range(range)));

    private static string Range(BucketRange range) => $"[{Rounded(range.Start)}, {Rounded(range.End)})";

    private static string Rounded(double number) => EcmaNumber.ToText(Math.Round(number, RangeDigits));

    private static string Quoted(string text) => Short(text);

    private static string Short(Value value) => ShortJson.Of(value, MaxValueLength);

    private static string Name(string name) => name.Length == 0 ? "\"\"" : PlainText.Of(name, PlainText.MaxName);
}

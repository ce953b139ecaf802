using System.Globalization;

namespace GrowthBook.Cli;

/// <summary>A step of a trace in words, with the values that it looked at.</summary>
internal static class StepText
{
    private const int Longest = 200;

    public static string Of(TraceStep step)
    {
        var facts = step.Facts;
        return step.Check switch
        {
            TraceCheck.Test => Test(facts),
            TraceCheck.Condition when facts["operator"] is Value.String name => name.Content,
            TraceCheck.Condition => step.Passed ? "the condition is met" : "the condition is not met",
            TraceCheck.Prerequisite => $"prerequisite {Text(facts["feature"])} is {Short(facts["value"])}{(facts["gate"].IsTruthy ? ", a gate" : "")}",
            TraceCheck.Filter => $"filter: {Bucket(facts)} {In(step)} {Ranges(facts["ranges"])}",
            TraceCheck.Rollout => Rollout(step),
            TraceCheck.BanditLeaf => step.Passed
                ? $"bandit leaf {facts["leafId"]}: weights {facts["weights"]}"
                : $"in no leaf of the bandit: weights {facts["weights"]}",
            TraceCheck.Variations => "the experiment has fewer than two variations",
            TraceCheck.Enabled => "the context switches experiments off",
            TraceCheck.Url => $"the url {facts["url"]} is {(step.Passed ? "" : "not ")}targeted",
            TraceCheck.QueryString => $"the url's query string asks for variation {facts["variation"]}",
            TraceCheck.ForcedVariation => $"the context forces variation {facts["variation"]}",
            TraceCheck.Active => "the experiment does not run",
            TraceCheck.HashAttribute => $"the user has no {Text(facts["attribute"])}",
            TraceCheck.StickyBucket => step.Passed
                ? $"stored assignment {Text(facts["assignment"])} = {Text(facts["variation"])}"
                : $"stored assignment {Text(facts["assignment"])} = {Text(facts["variation"])}, which is no variation",
            TraceCheck.StickyBucketVersion => $"a stored assignment is older than version {facts["minBucketVersion"]}",
            TraceCheck.Namespace => $"namespace {Text(facts["namespace"])}: bucket {facts["bucket"]} {In(step)} {Range(facts["range"])}",
            TraceCheck.HashVersion => $"hash version {facts["hashVersion"]} is unknown",
            TraceCheck.Bucket => step.Passed
                ? $"{Bucket(facts)} in {Ranges(facts["ranges"])}: variation {facts["variation"]}"
                : $"{Bucket(facts)} {In(step)} {Ranges(facts["ranges"])}: no variation",
            TraceCheck.Force => $"the experiment forces variation {facts["variation"]}",
            TraceCheck.QaMode => "in QA mode only forced variations are given",
            TraceCheck.RegexBudget => $"the regular expression {Text(facts["pattern"])} took too many steps and was given up",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string Test(Value.Object facts)
    {
        var (path, name) = (Text(facts["path"]), Text(facts["operator"]));
        if (name == "$savedGroup")
            return $"in the saved group {facts["expected"]}";
        if (path.Length == 0 && name.Length == 0)
            return "malformed, which nobody meets";
        return $"{path} {(name.Length == 0 ? "is" : name)} {Short(facts["expected"])}, actual {Short(facts["actual"])}";
    }

    private static string Rollout(TraceStep step)
    {
        var facts = step.Facts;
        if (!facts.ContainsKey("bucket"))
            return "coverage 0 is nobody";
        return facts.ContainsKey("range")
            ? $"rollout: {Bucket(facts)} {In(step)} {Range(facts["range"])}"
            : $"rollout: {Bucket(facts)} {In(step)} [0, {Rounded(facts["coverage"])}]";
    }

    private static string Bucket(Value.Object facts) => facts["bucket"] is Value.Null
        ? $"no bucket for {Text(facts["attribute"])} {facts["hashValue"]}"
        : $"bucket {facts["bucket"]} of {Text(facts["attribute"])} {facts["hashValue"]} with seed {facts["seed"]}";

    private static string Ranges(Value ranges) =>
        ranges is Value.Array { Count: > 0 } list ? string.Join(" ", list.Select(Range)) : "no ranges";

    private static string Range(Value range) =>
        range is Value.Array { Count: 2 } ends ? $"[{Rounded(ends[0])}, {Rounded(ends[1])})" : range.ToString();

    /// <summary>Without the noise of floating-point sums, which end in 0.30000000000000004.</summary>
    private static string Rounded(Value value) => value is Value.Number { Content: var number }
        ? Math.Round(number, 6).ToString(CultureInfo.InvariantCulture)
        : value.ToString();

    /// <summary>A value that is there to be recognised, not to be read to its end.</summary>
    public static string Short(Value value) => value.ToString() is { Length: > Longest } text
        ? $"{text.AsSpan(0, Longest)}… ({text.Length} characters)"
        : value.ToString();

    private static string In(TraceStep step) => step.Passed ? "in" : "not in";

    private static string Text(Value value) => value is Value.String text ? text.Content : value.ToString();
}

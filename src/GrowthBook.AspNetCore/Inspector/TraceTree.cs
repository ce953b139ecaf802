using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook.AspNetCore;

/// <summary>A trace as JSON nodes, <c>{"text","mark","open","parts"}</c>, which the page shows as a tree.</summary>
internal static class TraceTree
{
    public static Value.Array Of(Explanation explanation) => new(explanation.Apart.Insert(0, explanation.Trace).Select(Of));

    public static Value.Array Of(ExperimentExplanation explanation) => new(Of(explanation.Steps).Concat(explanation.Apart.Select(Of)));

    private static Value.Object Of(FeatureTrace feature) => Node(feature.ToString(), "feature", true, feature.Rules.Select(Of));

    private static Value.Object Of(RuleTrace rule) => Node(
        rule.ToString()[2..],
        rule.Outcome switch
        {
            RuleOutcome.Answered => "passed",
            RuleOutcome.Skipped => "skipped",
            RuleOutcome.Ended => "failed",
            RuleOutcome.NotReached => "unreached",
            _ => throw new UnreachableException(),
        },
        rule.Outcome is RuleOutcome.Answered or RuleOutcome.Ended,
        Of(rule.Steps));

    private static IEnumerable<Value.Object> Of(ImmutableArray<TraceStep> steps) => steps.Select(step => Node(
        step.ToString()[2..],
        step.Passed ? "passed" : "failed",
        true,
        [.. step is TraceStep.Prerequisite { Trace: { } nested } ? [Of(nested)] : Array.Empty<Value.Object>(), .. Of(step.Steps)]));

    private static Value.Object Node(string text, string mark, bool isOpen, IEnumerable<Value.Object> parts) => InspectorAnswers.Object(
        ("text", text), ("mark", mark), ("open", isOpen), ("parts", new Value.Array(parts)));
}

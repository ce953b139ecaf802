namespace GrowthBook.Analysis;

/// <summary>The steps of a trace that decided, on one line.</summary>
internal static class RuleReason
{
    /// <summary>The step of the rule that answered or ended the evaluation; of each rule if none did.</summary>
    public static string Of(FeatureTrace trace) => trace.Rules.FirstOrDefault(rule => rule.Outcome is RuleOutcome.Answered or RuleOutcome.Ended) is { } decisive
        ? Of(decisive)
        : string.Join("; ", trace.Rules.Select(Of));

    /// <summary>The step of a rule that decided: <c>fr_1: country $in ["PT"], actual "US"</c>.</summary>
    public static string Of(RuleTrace rule) =>
        $"{(rule.Id.Length > 0 ? rule.Id : FormattableString.Invariant($"rules[{rule.Index}]"))}: {(rule.Steps.IsEmpty ? "for all users" : Of(rule.Steps[^1]))}";

    /// <summary>A step, or the one within it that decided.</summary>
    public static string Of(TraceStep step) => step switch
    {
        TraceStep.Condition or TraceStep.Group { Operator: GroupOperator.And } when Decisive(step) is { } part => Of(part),
        TraceStep.SavedGroup when Decisive(step) is { } part => $"{TraceText.Of(step)}: {Of(part)}",
        TraceStep.Group { Steps.IsEmpty: false } => $"{TraceText.Of(step)} ({string.Join("; ", step.Steps.Select(Of))})",
        TraceStep.Prerequisite { Passed: false, Trace: { Rules.IsEmpty: false } trace } => $"{TraceText.Of(step)} ({Inner(trace)})",
        _ => TraceText.Of(step),
    };

    /// <summary>The reason of the value of a prerequisite: the step of the rule that answered or ended, or of the last one. Prerequisites of its own have no reason.</summary>
    private static string Inner(FeatureTrace trace) =>
        (trace.Rules.FirstOrDefault(rule => rule.Outcome is RuleOutcome.Answered or RuleOutcome.Ended) ?? trace.Rules[^1]).Steps is [.., var last] ? TraceText.Of(Innermost(last)) : "for all users";

    private static TraceStep Innermost(TraceStep step) => step is TraceStep.Condition or TraceStep.Group { Operator: GroupOperator.And } && Decisive(step) is { } part ? Innermost(part) : step;

    /// <summary>The part that decided a conjunction: the last one of those that failed, or the only one.</summary>
    private static TraceStep? Decisive(TraceStep step) => step.Steps is [.., var last] && (!step.Passed || step.Steps.Length == 1) ? last : null;
}

using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>
/// A trace as an outline: the tests of a condition under the condition, the trace of a prerequisite under the step
/// that asked for it. The trace itself is flat, in the order of the evaluation, which this walks again.
/// </summary>
internal sealed class TraceOutline
{
    /// <summary>More features than this are listed one behind the other: nobody reads a tree that deep.</summary>
    private const int Nested = 32;

    private readonly ImmutableArray<FeatureTrace> _traces;
    private int _next;

    private TraceOutline(ImmutableArray<FeatureTrace> traces) => _traces = traces;

    /// <summary>The features at the top: the one that was asked for, with all others below it unless there are too many.</summary>
    public static ImmutableArray<Feature> Of(Explanation explanation)
    {
        if (explanation.Features.Length <= Nested)
            return [new TraceOutline(explanation.Features).Take()];
        return explanation.Features.Select(trace => new TraceOutline([trace]).Take()).ToImmutableArray();
    }

    private Feature Take()
    {
        var trace = _traces[_next++];
        return new Feature(trace, trace.Rules.Select(rule => OfRule(trace, rule)).ToImmutableArray());
    }

    private Rule OfRule(FeatureTrace feature, RuleTrace rule)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        var tests = new List<TraceStep>();
        foreach (var step in rule.Steps)
        {
            if (IsPartOfCondition(step))
            {
                tests.Add(step);
                continue;
            }
            var prerequisite = step.Check == TraceCheck.Prerequisite ? TakePrerequisite(step) : null;
            steps.Add(new Step(step, Nest(tests, 0, tests.Count, 0), prerequisite));
            tests.Clear();
        }
        steps.AddRange(Nest(tests, 0, tests.Count, 0));

        // A cycle ends the rule before the step of its prerequisite.
        var ending = rule.Outcome == RuleOutcome.Ended && feature.Result.Source == FeatureResultSource.CyclicPrerequisite && _next < _traces.Length
            ? Take()
            : null;
        return new Rule(rule, steps.ToImmutable(), ending);
    }

    private Feature? TakePrerequisite(TraceStep step) =>
        _next < _traces.Length && step.Facts["feature"] is Value.String key && key.Content == _traces[_next].Key ? Take() : null;

    private static bool IsPartOfCondition(TraceStep step) =>
        step.Check is TraceCheck.Test or TraceCheck.RegexBudget || (step.Check == TraceCheck.Condition && step.Facts.Count > 0);

    /// <summary>Steps from <paramref name="start"/> to <paramref name="end"/> exclusive, each with the deeper ones behind it as its parts.</summary>
    private static ImmutableArray<Step> Nest(List<TraceStep> tests, int start, int end, int depth)
    {
        var nested = ImmutableArray.CreateBuilder<Step>();
        for (var at = start; at < end;)
        {
            var next = at + 1;
            while (next < end && tests[next].Depth > depth)
                next++;
            nested.Add(new Step(tests[at], Nest(tests, at + 1, next, depth + 1), null));
            at = next;
        }
        return nested.ToImmutable();
    }

    /// <summary>A feature and what became of its rules.</summary>
    internal sealed record Feature(FeatureTrace Trace, ImmutableArray<Rule> Rules);

    /// <summary>A rule, its steps, and the prerequisite on a cycle that ended it.</summary>
    internal sealed record Rule(RuleTrace Trace, ImmutableArray<Step> Steps, Feature? Ending);

    /// <summary>A step, the tests that it consists of, and the prerequisite that it asked for.</summary>
    internal sealed record Step(TraceStep Trace, ImmutableArray<Step> Parts, Feature? Prerequisite);
}

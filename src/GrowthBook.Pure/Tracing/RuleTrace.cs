using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook;

/// <summary>What became of a rule.</summary>
public enum RuleOutcome
{
    /// <summary>The rule gave the feature's value.</summary>
    Answered,

    /// <summary>A step stopped the rule, or it has no answer; the evaluation went on with the next.</summary>
    Skipped,

    /// <summary>A prerequisite of the rule ended the evaluation of the feature.</summary>
    Ended,

    /// <summary>An earlier rule ended the evaluation.</summary>
    NotReached,
}

/// <summary>What became of one rule of a feature, and why.</summary>
/// <param name="Index">The rule's place in the feature, from 0; malformed rules, which were left out, do not count.</param>
/// <param name="Id">The rule's id, <c>""</c> where it has none.</param>
/// <param name="Kind"><c>force</c>, <c>experiment</c> or <c>gate</c>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Steps">What was looked at, in order.</param>
public sealed record RuleTrace(int Index, string Id, string Kind, RuleOutcome Outcome, ImmutableArray<TraceStep> Steps)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Another trace.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(RuleTrace? other) =>
        other is not null && (Index, Id, Kind, Outcome) == (other.Index, other.Id, other.Kind, other.Outcome)
        && Sequence.Equal(Steps, other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Index;

    /// <summary>The trace as JSON: <c>{"index","id","kind","outcome","steps"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(new Dictionary<string, Value>
    {
        ["index"] = Index,
        ["id"] = Id,
        ["kind"] = Kind,
        ["outcome"] = Outcome switch
        {
            RuleOutcome.Answered => "answered",
            RuleOutcome.Skipped => "skipped",
            RuleOutcome.Ended => "ended",
            RuleOutcome.NotReached => "notReached",
            _ => throw new UnreachableException(),
        },
        ["steps"] = new Value.Array(Steps.Select(step => step.ToValue())),
    });
}

using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The outcomes of a rule.</summary>
[JsonConverter(typeof(TraceJsonConverter))]
public enum RuleOutcome
{
    /// <summary>The rule gave the feature its value.</summary>
    Answered,

    /// <summary>A step excluded the user, or the rule has no value; the evaluation continued with the next rule.</summary>
    Skipped,

    /// <summary>A prerequisite of the rule ended the evaluation of the feature.</summary>
    Ended,

    /// <summary>An earlier rule ended the evaluation.</summary>
    NotReached,
}

internal static class RuleOutcomes
{
    /// <summary>The name in JSON.</summary>
    public static string ToName(RuleOutcome outcome) => outcome switch
    {
        RuleOutcome.Answered => "answered",
        RuleOutcome.Skipped => "skipped",
        RuleOutcome.Ended => "ended",
        RuleOutcome.NotReached => "notReached",
        _ => throw new UnreachableException(),
    };
}

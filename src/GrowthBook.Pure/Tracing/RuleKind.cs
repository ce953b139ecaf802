using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The kinds of rules.</summary>
[JsonConverter(typeof(TraceJsonConverter))]
public enum RuleKind
{
    /// <summary>The rule forces a value.</summary>
    Force,

    /// <summary>The rule runs an experiment or a contextual bandit.</summary>
    Experiment,

    /// <summary>The rule only has prerequisites, which decide whether the evaluation continues.</summary>
    Gate,
}

internal static class RuleKinds
{
    /// <summary>The name in JSON.</summary>
    public static string ToName(RuleKind kind) => kind switch
    {
        RuleKind.Force => "force",
        RuleKind.Experiment => "experiment",
        RuleKind.Gate => "gate",
        _ => throw new UnreachableException(),
    };
}

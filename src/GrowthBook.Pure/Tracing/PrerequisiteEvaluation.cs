using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>Whether a prerequisite was evaluated at a step, and where its trace is.</summary>
[JsonConverter(typeof(TraceJsonConverter))]
public enum PrerequisiteEvaluation
{
    /// <summary>The prerequisite was evaluated here, and its trace is part of the step.</summary>
    Nested,

    /// <summary>The prerequisite was evaluated here; its trace nests too deep and is in <see cref="Explanation.Apart"/>.</summary>
    Apart,

    /// <summary>The prerequisite was evaluated earlier in the same evaluation, and its result was used again.</summary>
    Known,

    /// <summary>The prerequisite is a feature that is still being evaluated: the step closes a cycle.</summary>
    Cycle,
}

internal static class PrerequisiteEvaluations
{
    /// <summary>The name in JSON.</summary>
    public static string ToName(PrerequisiteEvaluation evaluation) => evaluation switch
    {
        PrerequisiteEvaluation.Nested => "nested",
        PrerequisiteEvaluation.Apart => "apart",
        PrerequisiteEvaluation.Known => "known",
        PrerequisiteEvaluation.Cycle => "cycle",
        _ => throw new UnreachableException(),
    };
}

using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>Why a feature has its value, in the terms of OpenFeature and OpenTelemetry.</summary>
[JsonConverter(typeof(ResultJsonConverter))]
public enum EvaluationReason
{
    /// <summary>The value of every user: the default value of a feature without rules, a rule without targeting, or an override.</summary>
    Static,

    /// <summary>The default value of a feature with rules, none of which applied.</summary>
    Default,

    /// <summary>A rule whose condition, prerequisites, percentage or group the user meets.</summary>
    TargetingMatch,

    /// <summary>An experiment.</summary>
    Split,

    /// <summary>A prerequisite of the feature is not met; there is no value.</summary>
    Disabled,

    /// <summary>There is no such feature, or its prerequisites lead back to it; there is no value.</summary>
    Error,
}

/// <summary>The names of reasons in JSON.</summary>
internal static class EvaluationReasons
{
    /// <summary>The name in OpenFeature's form.</summary>
    public static string NameOf(EvaluationReason reason) => reason switch
    {
        EvaluationReason.Static => "STATIC",
        EvaluationReason.Default => "DEFAULT",
        EvaluationReason.TargetingMatch => "TARGETING_MATCH",
        EvaluationReason.Split => "SPLIT",
        EvaluationReason.Disabled => "DISABLED",
        EvaluationReason.Error => "ERROR",
        _ => throw new UnreachableException(),
    };
}

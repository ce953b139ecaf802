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

/// <summary>The names of <see cref="EvaluationReason"/>.</summary>
public static class EvaluationReasons
{
    /// <summary>Returns the name in JSON, which is that of OpenFeature.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>A name such as <c>TARGETING_MATCH</c>.</returns>
    public static string ToName(this EvaluationReason reason) => NamesOf(reason).Name;

    /// <summary>Returns the name by the conventions of OpenTelemetry for feature flags.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>A name such as <c>targeting_match</c>.</returns>
    public static string ToTelemetryName(this EvaluationReason reason) => NamesOf(reason).TelemetryName;

    private static (string Name, string TelemetryName) NamesOf(EvaluationReason reason) => reason switch
    {
        EvaluationReason.Static => ("STATIC", "static"),
        EvaluationReason.Default => ("DEFAULT", "default"),
        EvaluationReason.TargetingMatch => ("TARGETING_MATCH", "targeting_match"),
        EvaluationReason.Split => ("SPLIT", "split"),
        EvaluationReason.Disabled => ("DISABLED", "disabled"),
        EvaluationReason.Error => ("ERROR", "error"),
        _ => throw new UnreachableException(),
    };
}

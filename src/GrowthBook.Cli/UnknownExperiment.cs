using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The fault of an experiment that the payload does not have, with the nearest key, or of a rule that is not named.</summary>
internal static class UnknownExperiment
{
    public const string RuleName = "--rule";

    /// <param name="key">The key of the experiment.</param>
    /// <param name="rule">The name of the rule; <c>null</c> without one.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="error">The error of an experiment of one rule.</param>
    public static Fault Of(string key, string? rule, WrittenPayload payload, string? error = null) =>
        !ExperimentPower.KeysOf(payload).Contains(key, StringComparer.Ordinal)
            ? Fault.Input($"the payload has no experiment `{Columns.Short(key)}`{Nearest.Question(key, ExperimentPower.KeysOf(payload))}")
            : ExperimentRules.ErrorOf(payload, key, rule) is not { } ambiguous ? Fault.Input(error!)
            : Fault.Input(rule is null ? $"{ambiguous} with {RuleName}" : ambiguous);
}

using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The fault of an experiment that the payload does not have, with the nearest key, or of a rule that is not named.</summary>
internal static class UnknownExperiment
{
    public const string RuleName = "--rule";

    /// <summary>Maximum number of experiments of a feature that a message lists.</summary>
    private const int MaxListed = 10;

    /// <param name="key">The key of the experiment.</param>
    /// <param name="rule">The name of the rule; <c>null</c> without one.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="error">The error of an experiment of one rule.</param>
    public static Fault Of(string key, string? rule, WrittenPayload payload, string? error = null) =>
        !ExperimentPower.KeysOf(payload).Contains(key, StringComparer.Ordinal)
            ? Fault.Input($"the payload has no experiment `{Columns.Short(key)}`{(OfFeature(key, payload.Compiled) is { } feature ? $"; that is {feature}" : Nearest.Question(key, ExperimentPower.KeysOf(payload)))}")
            : ExperimentRules.ErrorOf(payload, key, rule) is not { } ambiguous ? Fault.Input(error!)
            : Fault.Input(rule is null ? $"{ambiguous} with {RuleName}" : ambiguous);

    /// <summary>What the key of a feature is, with the experiments that it runs; <c>null</c> for another key.</summary>
    public static string? OfFeature(string key, Payload payload)
    {
        if (!payload.HasFeature(key))
            return null;
        string[] experiments = [.. payload.ExperimentsOf(key).Select(each => each.Key).Distinct(StringComparer.Ordinal)];
        return experiments switch
        {
            [] => "a feature, which has no experiment",
            [var only] => $"a feature; its experiment is `{Columns.Short(only)}`",
            _ => $"a feature; its experiments are {string.Join(", ", experiments.Take(MaxListed).Select(each => $"`{Columns.Short(each)}`"))}{(experiments.Length > MaxListed ? ", …" : "")}",
        };
    }
}

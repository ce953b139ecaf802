using System.Globalization;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Prints the result and the effects of one feature for people.</summary>
internal static class FeatureSummary
{
    /// <summary>The column at which values start.</summary>
    private const int Indent = 13;

    public static void Print(string feature, FeatureResult result, Effects effects, IAnsiConsole screen)
    {
        screen.WriteLine($"[bold]{feature}[/]");
        Line(screen, "value", result.Value.ToJson());
        Line(screen, "source", SourceOf(result));
        Line(screen, "rule", result.RuleId.Length == 0 ? "none" : result.RuleId);
        if (result.ExperimentResult is { } drawn)
            PrintExperiment(result.Experiment!, drawn, screen);
        Line(screen, "effects", effects.Count == 0 ? "none" : EffectText.Of(effects[0]));
        for (var i = 1; i < effects.Count; i++)
            Line(screen, "", EffectText.Of(effects[i]));
    }

    /// <summary>The name of a source in JSON.</summary>
    public static string SourceOf(FeatureResult result) => ((Value.String)result.ToValue()["source"]).Content;

    private static void PrintExperiment(Experiment experiment, ExperimentResult result, IAnsiConsole screen)
    {
        Line(screen, "experiment", Named(experiment.Key, experiment.Name));
        Line(screen, "variation", $"{result.VariationId}, {Named(result.Key, result.Name)}");
        Line(screen, "bucket", Bucket(result));
        if (result.ContextualBandit is { } leaf)
            Line(screen, "leaf", leaf.VariationWeights.IsDefault ? $"{leaf.LeafId}" : $"{leaf.LeafId}, weights {string.Join(", ", leaf.VariationWeights.Select(Text))}");
    }

    private static string Bucket(ExperimentResult result)
    {
        var user = result.HashValue is Value.String { Content: "" } ? $"a user without {result.HashAttribute}" : $"{result.HashAttribute} {result.HashValue.ToJson()}";
        return result switch
        {
            { Bucket: null } => $"none, the variation was forced for {user}",
            { StickyBucketUsed: true } => $"{Text(result.Bucket.Value)} for {user}, but a stored assignment decided",
            _ => $"{Text(result.Bucket.Value)} for {user}",
        };
    }

    private static string Named(string key, string? name) => name is null ? key : $"{key} ({name})";

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Line(IAnsiConsole screen, string label, string text) =>
        screen.Write(new Labelled(label, Styled.Of($"{text}"), Indent));
}

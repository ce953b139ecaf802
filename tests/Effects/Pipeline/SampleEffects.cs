using System.Collections.Immutable;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Creates effects, events and contexts.</summary>
internal static class SampleEffects
{
    public static readonly DateTimeOffset Start = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static Context User(string id = "1") => new(Payload.Empty, new Attributes { ["id"] = id });

    public static Effect.FeatureEvaluated Usage(string key, Value value) =>
        new(key, new FeatureResult(value, FeatureResultSource.DefaultValue));

    public static Effect.ExperimentViewed Exposure(string experiment = "e", Value? hashValue = null, int variation = 1) => new(
        new Experiment(experiment, 0, 1),
        new ExperimentResult
        {
            Key = "v" + variation,
            VariationId = variation,
            Value = variation,
            InExperiment = true,
            HashUsed = true,
            HashAttribute = "id",
            HashValue = hashValue ?? "1",
        });

    public static StickyAssignmentDocument Document(string id, params (string Experiment, string Variation)[] assignments) => new(
        "id", id, assignments.ToImmutableSortedDictionary(each => each.Experiment, each => each.Variation, StringComparer.Ordinal));

    public static EffectEvent Event(int number) => new(Usage("f" + number, number), User(), Start);

    public static EffectEvent Event(Effect effect, Context? context = null) => new(effect, context ?? User(), Start);

    public static int NumberOf(EffectEvent effectEvent) =>
        (int)((Value.Number)((Effect.FeatureEvaluated)effectEvent.Effect).Result.Value).Content;
}

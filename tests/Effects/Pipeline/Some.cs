using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Effects and contexts, and waiting for conditions.</summary>
internal static class Some
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

    /// <summary>Waits for a condition, and meanwhile lets a clock run.</summary>
    public static async Task Until(Func<bool> condition, FakeTimeProvider? time = null, double stepInSeconds = 0.1)
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);
        var rounds = 0;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "the condition was not met within two minutes");
            time?.Advance(TimeSpan.FromSeconds(stepInSeconds));
            if (++rounds % 8 == 0)
                await Task.Delay(1);
            else
                await Task.Yield();
        }
    }

    public static async Task<T> Ends<T>(Task<T> task, FakeTimeProvider? time = null, double stepInSeconds = 0.1)
    {
        await Until(() => task.IsCompleted, time, stepInSeconds);
        return await task;
    }

    public static async Task Ends(Task task, FakeTimeProvider? time = null, double stepInSeconds = 0.1)
    {
        await Until(() => task.IsCompleted, time, stepInSeconds);
        await task;
    }
}

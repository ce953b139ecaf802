using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>An effect as an event for an event logger, named and shaped as in the other GrowthBook SDKs.</summary>
/// <param name="Name"><see cref="ExperimentViewed"/>, <see cref="FeatureEvaluated"/>, or the name of an event that the application logged.</param>
/// <param name="Properties">The properties of the event; a JSON object.</param>
[JsonConverter(typeof(PipelineJsonConverter))]
public sealed record TrackingEvent(string Name, Value.Object Properties)
{
    /// <summary>The name of an exposure.</summary>
    public const string ExperimentViewed = "Experiment Viewed";

    /// <summary>The name of a feature's usage.</summary>
    public const string FeatureEvaluated = "Feature Evaluated";

    /// <summary>The event of an effect.</summary>
    /// <param name="effect">The effect.</param>
    /// <returns>The event; <c>null</c> for a sticky assignment, which is no event.</returns>
    public static TrackingEvent? Of(Effect effect) => (effect ?? throw new ArgumentNullException(nameof(effect))) switch
    {
        Effect.ExperimentViewed viewed => new(ExperimentViewed, new Value.Object(
        [
            new("experimentId", viewed.Experiment.Key),
            new("variationId", viewed.Result.Key),
            new("hashAttribute", viewed.Result.HashAttribute),
            new("hashValue", viewed.Result.HashValue),
        ])),
        Effect.FeatureEvaluated evaluated => new(FeatureEvaluated, new Value.Object(
        [
            new("feature", evaluated.FeatureKey),
            new("source", evaluated.Result.Source.ToName()),
            new("value", evaluated.Result.Value),
            new("ruleId", evaluated.Result.Source == FeatureResultSource.DefaultValue ? "$default" : evaluated.Result.RuleId),
            new("variationId", evaluated.Result.ExperimentResult?.Key ?? ""),
        ])),
        Effect.EventLogged logged => new(logged.Name, logged.Properties),
        Effect.StickyBucketAssigned => null,
        _ => throw new UnreachableException(),
    };
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GrowthBook.Client;

/// <summary>
/// Adds an event <c>feature_flag.evaluation</c> to the current activity for each usage of a feature, by the
/// OpenTelemetry conventions for feature flags. Holds no attribute of the user. Texts
/// are escaped and cut after 1,000 characters, as in log messages. Where there is no recording activity it
/// does nothing. An activity, which can last as long as a connection, gets the first 1,000 events.
/// </summary>
public sealed class ActivityEventHandler : IEffectHandler, ISelectiveReceiver
{
    private const int MaxEvents = 1_000;

    /// <summary>The property of an activity that counts its events.</summary>
    private const string Counter = "growthbook.events";

    EffectKinds ISelectiveReceiver.Kinds => EffectKinds.Usage;

    /// <inheritdoc/>
    public void Handle(EffectEvent effectEvent)
    {
        _ = effectEvent ?? throw new ArgumentNullException(nameof(effectEvent));
        if (effectEvent.Effect is Effect.FeatureEvaluated evaluated && Activity.Current is { IsAllDataRequested: true } activity && HasRoom(activity))
            activity.AddEvent(new ActivityEvent("feature_flag.evaluation", effectEvent.Timestamp, Tags(evaluated, effectEvent.Context.Payload)));
    }

    private static bool HasRoom(Activity activity)
    {
        if (activity.GetCustomProperty(Counter) is not StrongBox<int> events)
            activity.SetCustomProperty(Counter, events = new StrongBox<int>());
        return Interlocked.Increment(ref events.Value) <= MaxEvents;
    }

    private static ActivityTagsCollection Tags(Effect.FeatureEvaluated evaluated, Payload payload)
    {
        var result = evaluated.Result;
        var tags = new ActivityTagsCollection
        {
            ["feature_flag.key"] = Plain(evaluated.FeatureKey),
            ["feature_flag.provider.name"] = "growthbook",
            ["feature_flag.result.reason"] = payload.ReasonOf(evaluated.FeatureKey, result).ToTelemetryName(),
            ["feature_flag.result.value"] = ShortJson.Of(result.Value, PlainText.MaxMessage),
        };
        if (result.ExperimentResult is { } experiment)
            tags["feature_flag.result.variant"] = Plain(experiment.Key);
        if (payload.DateUpdated is { } version)
            tags["feature_flag.version"] = Plain(version);
        if (Error(result.Source) is var (type, message))
        {
            tags["error.type"] = type;
            tags["feature_flag.error.message"] = message;
        }
        return tags;
    }

    /// <summary>A text of a payload or of the caller, as log messages have it.</summary>
    private static string Plain(string text) => PlainText.Of(text, PlainText.MaxMessage);

    private static (string Type, string Message)? Error(FeatureResultSource source) => source switch
    {
        FeatureResultSource.UnknownFeature => ("flag_not_found", "the payload has no feature of this key"),
        FeatureResultSource.CyclicPrerequisite => ("general", "the feature's prerequisites lead back to itself"),
        _ => null,
    };
}

using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>A set of kinds of effects: those that a receiver wants.</summary>
[Flags]
internal enum EffectKinds
{
    None = 0,
    Exposure = 1,
    Usage = 2,
    Assignment = 4,
    Event = 8,
    All = Exposure | Usage | Assignment | Event,
}

internal static class EffectKind
{
    /// <summary>Returns the kinds that a handler or sink wants; all, if it does not tell.</summary>
    public static EffectKinds WantedBy(object receiver) =>
        WrappedPart.LevelsOf(receiver).OfType<ISelectiveReceiver>().FirstOrDefault()?.Kinds ?? EffectKinds.All;

    /// <summary>Returns the kinds that have a function.</summary>
    public static EffectKinds WithFunction(object? onExperimentViewed, object? onFeatureEvaluated, object? onStickyBucketAssigned, object? onEventLogged) =>
        (onExperimentViewed is null ? EffectKinds.None : EffectKinds.Exposure)
        | (onFeatureEvaluated is null ? EffectKinds.None : EffectKinds.Usage)
        | (onStickyBucketAssigned is null ? EffectKinds.None : EffectKinds.Assignment)
        | (onEventLogged is null ? EffectKinds.None : EffectKinds.Event);

    /// <summary>Returns the kind of an effect.</summary>
    public static EffectKinds Of(Effect effect) => effect switch
    {
        Effect.FeatureEvaluated => EffectKinds.Usage,
        Effect.ExperimentViewed => EffectKinds.Exposure,
        Effect.StickyBucketAssigned => EffectKinds.Assignment,
        Effect.EventLogged => EffectKinds.Event,
        _ => throw new UnreachableException(),
    };
}

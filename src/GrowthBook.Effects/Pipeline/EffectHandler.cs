using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>Creates handlers from functions.</summary>
/// <example><code>
/// var handler = EffectHandler.Of(onExperimentViewed: (experiment, result, context) =&gt;
///     analytics.Track("Viewed Experiment", experiment.Key, result.Key));
/// </code></example>
public static partial class EffectHandler
{
    /// <summary>A handler of all effects.</summary>
    /// <param name="handle">Called with each effect.</param>
    /// <returns>A handler.</returns>
    public static IEffectHandler Of(Action<EffectEvent> handle) =>
        new Delegated(handle ?? throw new ArgumentNullException(nameof(handle)));

    /// <summary>A handler with a function for each kind of effect; a kind without one is ignored.</summary>
    /// <param name="onExperimentViewed">Called with the exposure of a user to an experiment's variation.</param>
    /// <param name="onFeatureEvaluated">Called with the key and the result of an evaluated feature.</param>
    /// <param name="onStickyBucketAssigned">Called with an assignment to store.</param>
    /// <param name="onEventLogged">Called with the name and properties of a logged event.</param>
    /// <returns>A handler.</returns>
    public static IEffectHandler Of(
        Action<Experiment, ExperimentResult, Context>? onExperimentViewed = null,
        Action<string, FeatureResult, Context>? onFeatureEvaluated = null,
        Action<StickyAssignmentDocument, Context>? onStickyBucketAssigned = null,
        Action<string, Value.Object, Context>? onEventLogged = null) =>
        new Delegated(effectEvent =>
        {
            switch (effectEvent.Effect)
            {
                case Effect.ExperimentViewed viewed:
                    onExperimentViewed?.Invoke(viewed.Experiment, viewed.Result, effectEvent.Context);
                    break;
                case Effect.FeatureEvaluated evaluated:
                    onFeatureEvaluated?.Invoke(evaluated.FeatureKey, evaluated.Result, effectEvent.Context);
                    break;
                case Effect.StickyBucketAssigned assigned:
                    onStickyBucketAssigned?.Invoke(assigned.Document, effectEvent.Context);
                    break;
                case Effect.EventLogged logged:
                    onEventLogged?.Invoke(logged.Name, logged.Properties, effectEvent.Context);
                    break;
                default:
                    throw new UnreachableException();
            }
        })
        {
            Kinds = EffectKind.WithFunction(onExperimentViewed, onFeatureEvaluated, onStickyBucketAssigned, onEventLogged),
        };

    /// <summary>Returns a handler that passes effects on if they meet a condition.</summary>
    /// <param name="condition">Whether an effect is passed on.</param>
    /// <param name="handler">Handles those effects.</param>
    /// <returns>A handler.</returns>
    public static IEffectHandler When(Func<EffectEvent, bool> condition, IEffectHandler handler)
    {
        _ = condition ?? throw new ArgumentNullException(nameof(condition));
        _ = handler ?? throw new ArgumentNullException(nameof(handler));
        (handler as IConnectedHandler)?.Connected();
        return new ConditionalHandler(condition, handler);
    }

    /// <summary>A handler with a name for log lines and metrics. Default: the name of the handler's type.</summary>
    /// <param name="name">The name, such as <c>analytics</c>; not blank.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>A handler.</returns>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public static IEffectHandler Named(string name, IEffectHandler handler)
    {
        var named = new NamedHandler(ReceiverName.Valid(name), handler ?? throw new ArgumentNullException(nameof(handler)));
        (handler as IConnectedHandler)?.Connected();
        return named;
    }

    private sealed class NamedHandler(string name, IEffectHandler handler) : IEffectHandler, INamedReceiver, IReceiverWrapper
    {
        public string Name => name;

        public object Wrapped => handler;

        public void Handle(EffectEvent effectEvent) => handler.Handle(effectEvent);
    }

    private sealed class ConditionalHandler(Func<EffectEvent, bool> condition, IEffectHandler handler) : IEffectHandler, INamedReceiver, IReceiverWrapper
    {
        public string Name => ReceiverName.Of(handler);

        public object Wrapped => handler;

        public void Handle(EffectEvent effectEvent)
        {
            if (condition(effectEvent ?? throw new ArgumentNullException(nameof(effectEvent))))
                handler.Handle(effectEvent);
        }
    }

    private sealed class Delegated(Action<EffectEvent> handle) : IEffectHandler, INamedReceiver, ISelectiveReceiver
    {
        public string Name => "EffectHandler.Of";

        public EffectKinds Kinds { get; init; } = EffectKinds.All;

        public void Handle(EffectEvent effectEvent) => handle(effectEvent ?? throw new ArgumentNullException(nameof(effectEvent)));
    }
}

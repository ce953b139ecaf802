using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>Sinks made of functions.</summary>
public static class EffectSink
{
    /// <summary>A sink of whole batches.</summary>
    /// <param name="write">Writes a batch; throws where it could not.</param>
    /// <returns>A sink.</returns>
    public static IEffectSink Of(Func<ImmutableArray<EffectEvent>, CancellationToken, ValueTask> write) =>
        new Batches(write ?? throw new ArgumentNullException(nameof(write)));

    /// <summary>
    /// A sink with a function for each kind of effect, called for one effect at a time; a kind without a
    /// function is not queued. If a function fails, later effects are still written, and only the failed one is retried.
    /// </summary>
    /// <param name="onExperimentViewed">Writes the exposure of a user to an experiment's variation.</param>
    /// <param name="onFeatureEvaluated">Writes the usage of a feature, by its key.</param>
    /// <param name="onStickyBucketAssigned">Stores an assignment.</param>
    /// <param name="onEventLogged">Writes an event that code logged, by its name and properties.</param>
    /// <returns>A sink.</returns>
    public static IEffectSink Of(
        Func<Experiment, ExperimentResult, Context, CancellationToken, ValueTask>? onExperimentViewed = null,
        Func<string, FeatureResult, Context, CancellationToken, ValueTask>? onFeatureEvaluated = null,
        Func<StickyAssignmentDocument, Context, CancellationToken, ValueTask>? onStickyBucketAssigned = null,
        Func<string, Value.Object, Context, CancellationToken, ValueTask>? onEventLogged = null) =>
        new Each((effectEvent, cancellationToken) =>
        {
            switch (effectEvent.Effect)
            {
                case Effect.ExperimentViewed viewed when onExperimentViewed is not null:
                    return onExperimentViewed(viewed.Experiment, viewed.Result, effectEvent.Context, cancellationToken);
                case Effect.FeatureEvaluated evaluated when onFeatureEvaluated is not null:
                    return onFeatureEvaluated(evaluated.FeatureKey, evaluated.Result, effectEvent.Context, cancellationToken);
                case Effect.StickyBucketAssigned assigned when onStickyBucketAssigned is not null:
                    return onStickyBucketAssigned(assigned.Document, effectEvent.Context, cancellationToken);
                case Effect.EventLogged logged when onEventLogged is not null:
                    return onEventLogged(logged.Name, logged.Properties, effectEvent.Context, cancellationToken);
                case Effect.ExperimentViewed or Effect.FeatureEvaluated or Effect.StickyBucketAssigned or Effect.EventLogged:
                    return default;
                default:
                    throw new UnreachableException();
            }
        })
        {
            Kinds = EffectKind.WithFunction(onExperimentViewed, onFeatureEvaluated, onStickyBucketAssigned, onEventLogged),
        };

    /// <summary>A sink with a name for log lines, metrics and <see cref="FlushResult"/>. Default: the name of the sink's type.</summary>
    /// <param name="name">The name, such as <c>exposures</c>; not blank.</param>
    /// <param name="sink">The sink.</param>
    /// <returns>A sink.</returns>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public static IEffectSink Named(string name, IEffectSink sink) =>
        new NamedSink(ReceiverName.Valid(name), sink ?? throw new ArgumentNullException(nameof(sink)));

    private sealed class NamedSink(string name, IEffectSink sink) : IEffectSink, INamedReceiver, IReceiverWrapper
    {
        public string Name => name;

        public object Wrapped => sink;

        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) => sink.WriteAsync(batch, cancellationToken);
    }

    private sealed class Batches(Func<ImmutableArray<EffectEvent>, CancellationToken, ValueTask> write) : IEffectSink, INamedReceiver
    {
        public string Name => "EffectSink.Of";

        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) =>
            batch.IsDefaultOrEmpty ? default : write(batch, cancellationToken);
    }

    private sealed class Each(Func<EffectEvent, CancellationToken, ValueTask> write) : IEffectSink, INamedReceiver, ISelectiveReceiver
    {
        public string Name => "EffectSink.Of";

        public required EffectKinds Kinds { get; init; }

        public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            if (batch.IsDefaultOrEmpty)
                return;
            var notWritten = ImmutableArray.CreateBuilder<EffectEvent>();
            Exception? failure = null;
            foreach (var effectEvent in batch)
            {
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await write(effectEvent, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    failure ??= e;
                    notWritten.Add(effectEvent);
                }
            }
            if (failure is not null)
                throw new EffectWriteException($"{notWritten.Count} of {batch.Length} effects could not be written", notWritten.ToImmutable(), null, failure);
        }
    }
}

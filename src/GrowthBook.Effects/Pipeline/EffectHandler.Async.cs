using System.ComponentModel;
using System.Runtime.InteropServices;

namespace GrowthBook.Client;

/// <content>
/// Refuses asynchronous functions at compile time. As an <c>Action</c> they are <c>async void</c>: no caller awaits them, and an
/// exception after the first <c>await</c> ends the process. The overloads are generic, so that a lambda that only throws is still an <c>Action</c>.
/// </content>
public static partial class EffectHandler
{
    /// <summary>Not for use: a handler is not awaited. Use <see cref="EffectSink.Of(Func{System.Collections.Immutable.ImmutableArray{EffectEvent}, CancellationToken, ValueTask})"/>.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="handle">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfHandler, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IEffectHandler Of<TTask>(Func<EffectEvent, TTask> handle)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfHandler);

    /// <inheritdoc cref="Of{TTask}(Func{EffectEvent, TTask})"/>
    /// <param name="onExperimentViewed">An asynchronous function.</param>
    /// <param name="onFeatureEvaluated">Not used.</param>
    /// <param name="onStickyBucketAssigned">Not used.</param>
    /// <param name="onEventLogged">Not used.</param>
    [Obsolete(AsyncVoid.OfHandler, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IEffectHandler Of<TTask>(
        Func<Experiment, ExperimentResult, Context, TTask> onExperimentViewed,
        [Optional] Action<string, FeatureResult, Context>? onFeatureEvaluated,
        [Optional] Action<StickyAssignmentDocument, Context>? onStickyBucketAssigned,
        [Optional] Action<string, Value.Object, Context>? onEventLogged)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfHandler);

    /// <inheritdoc cref="Of{TTask}(Func{EffectEvent, TTask})"/>
    /// <param name="onExperimentViewed">Not used.</param>
    /// <param name="onFeatureEvaluated">An asynchronous function.</param>
    /// <param name="onStickyBucketAssigned">Not used.</param>
    /// <param name="onEventLogged">Not used.</param>
    [Obsolete(AsyncVoid.OfHandler, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IEffectHandler Of<TTask>(
        [Optional] Action<Experiment, ExperimentResult, Context>? onExperimentViewed,
        Func<string, FeatureResult, Context, TTask> onFeatureEvaluated,
        [Optional] Action<StickyAssignmentDocument, Context>? onStickyBucketAssigned,
        [Optional] Action<string, Value.Object, Context>? onEventLogged)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfHandler);

    /// <inheritdoc cref="Of{TTask}(Func{EffectEvent, TTask})"/>
    /// <param name="onExperimentViewed">Not used.</param>
    /// <param name="onFeatureEvaluated">Not used.</param>
    /// <param name="onStickyBucketAssigned">An asynchronous function.</param>
    /// <param name="onEventLogged">Not used.</param>
    [Obsolete(AsyncVoid.OfHandler, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IEffectHandler Of<TTask>(
        [Optional] Action<Experiment, ExperimentResult, Context>? onExperimentViewed,
        [Optional] Action<string, FeatureResult, Context>? onFeatureEvaluated,
        Func<StickyAssignmentDocument, Context, TTask> onStickyBucketAssigned,
        [Optional] Action<string, Value.Object, Context>? onEventLogged)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfHandler);

    /// <inheritdoc cref="Of{TTask}(Func{EffectEvent, TTask})"/>
    /// <param name="onExperimentViewed">Not used.</param>
    /// <param name="onFeatureEvaluated">Not used.</param>
    /// <param name="onStickyBucketAssigned">Not used.</param>
    /// <param name="onEventLogged">An asynchronous function.</param>
    [Obsolete(AsyncVoid.OfHandler, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IEffectHandler Of<TTask>(
        [Optional] Action<Experiment, ExperimentResult, Context>? onExperimentViewed,
        [Optional] Action<string, FeatureResult, Context>? onFeatureEvaluated,
        [Optional] Action<StickyAssignmentDocument, Context>? onStickyBucketAssigned,
        Func<string, Value.Object, Context, TTask> onEventLogged)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfHandler);
}

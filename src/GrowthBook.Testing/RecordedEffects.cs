using System.Collections;
using System.Collections.Immutable;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>
/// A handler that records effects in their order, for the assertions of a test. Thread-safe.
/// Assertions are in <see cref="EffectAssertions"/>.
/// </summary>
/// <example><code>
/// var effects = new RecordedEffects();
/// var isOn = effects.Record(context, Evaluator.IsOn(context, "checkout"));
/// effects.ShouldHaveEvaluated("checkout").ShouldHaveViewed("checkout-test", variation: 1);
/// </code></example>
public sealed class RecordedEffects : IConnectedHandler, IReadOnlyCollection<EffectEvent>
{
    private readonly object _lock = new();
    private readonly List<EffectEvent> _events = [];
    private KnownKeys _known = KnownKeys.None;
    private bool _isConnected;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates an empty recording.</summary>
    public RecordedEffects()
        : this(TimeProvider.System)
    {
    }

    /// <summary>Creates an empty recording.</summary>
    /// <param name="timeProvider">The clock of effects that <see cref="Record{T}(Context, ValueTuple{T, Effects})"/> records.</param>
    public RecordedEffects(TimeProvider timeProvider) =>
        _timeProvider = timeProvider ?? throw new ArgumentNullException(nameof(timeProvider));

    /// <summary>The number of recorded effects.</summary>
    public int Count => Events.Length;

    /// <summary>All recorded effects.</summary>
    public ImmutableArray<EffectEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    /// <summary>The recorded exposures.</summary>
    public ImmutableArray<Effect.ExperimentViewed> Exposures => [.. Events.Select(recorded => recorded.Effect).OfType<Effect.ExperimentViewed>()];

    /// <summary>The recorded evaluations of features.</summary>
    public ImmutableArray<Effect.FeatureEvaluated> Evaluations => [.. Events.Select(recorded => recorded.Effect).OfType<Effect.FeatureEvaluated>()];

    /// <summary>The recorded sticky bucket documents, which were to be stored.</summary>
    public ImmutableArray<StickyAssignmentDocument> StickyAssignments =>
        [.. Events.Select(recorded => recorded.Effect).OfType<Effect.StickyBucketAssigned>().Select(assigned => assigned.Document)];

    /// <summary>The recorded events that code logged.</summary>
    public ImmutableArray<Effect.EventLogged> LoggedEvents => [.. Events.Select(recorded => recorded.Effect).OfType<Effect.EventLogged>()];

    /// <inheritdoc/>
    void IConnectedHandler.Connected()
    {
        lock (_lock)
            _isConnected = true;
    }

    /// <inheritdoc/>
    public void Handle(EffectEvent effectEvent)
    {
        _ = effectEvent ?? throw new ArgumentNullException(nameof(effectEvent));
        lock (_lock)
            _events.Add(effectEvent);
        Expect(effectEvent.Context.Payload);
    }

    /// <summary>Records the effects of an evaluation that a test made without a client.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="context">The context that was evaluated.</param>
    /// <param name="evaluation">The result of the evaluation with its effects.</param>
    /// <returns>The result.</returns>
    public T Record<T>(Context context, (T Result, Effects Effects) evaluation)
    {
        Expect((context ?? throw new ArgumentNullException(nameof(context))).Payload);
        foreach (var effect in evaluation.Effects)
            Handle(new EffectEvent(effect, context, _timeProvider.GetUtcNow()));
        return evaluation.Result;
    }

    /// <summary>The keys of the payloads that the code under test evaluates.</summary>
    internal KnownKeys Known
    {
        get
        {
            lock (_lock)
                return _known;
        }
    }

    /// <summary>Whether a client or pipeline has the recording, or a test recorded an evaluation.</summary>
    internal bool IsConnected
    {
        get
        {
            lock (_lock)
                return _isConnected;
        }
    }

    /// <summary>Adds the keys of a payload to the known ones.</summary>
    internal void Expect(Payload payload)
    {
        lock (_lock)
            (_known, _isConnected) = (_known.With(payload), true);
    }

    /// <summary>Removes all recorded effects.</summary>
    public void Clear()
    {
        lock (_lock)
            _events.Clear();
    }

    /// <inheritdoc/>
    public IEnumerator<EffectEvent> GetEnumerator() => ((IEnumerable<EffectEvent>)Events).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All recorded effects, one per line. The messages of failed assertions have at most 40.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => EffectText.Of(Events);
}

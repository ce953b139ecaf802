namespace GrowthBook.Client;

/// <summary>
/// A receiver of an <see cref="EffectPipeline"/>: an observer, a handler, or the queue of a sink. Handlers and sinks get each
/// exposure and usage once: each has its own memory, which holds a bounded number of them and evicts the least recently
/// seen. Up to that number it is exact. Thread-safe. Belongs to one pipeline.
/// </summary>
/// <remarks>
/// <para>Two exposures are the same if hash attribute, hash value, experiment and variation are.</para>
/// <para>
/// A usage is delivered if its value differs from the last one of the same user and feature. The pipeline says which
/// attributes identify a user. The usages of a user without any of them are always delivered.
/// </para>
/// <para>
/// Sticky assignments and logged events are always delivered: a repeated assignment is missing in its store, and two equal
/// purchases are two.
/// </para>
/// <para>
/// If a handler throws or a sink's queue drops an effect, only that receiver gets it again the next time it occurs.
/// </para>
/// </remarks>
public sealed class EffectReceiver
{
    /// <summary>The default number of exposures and usages that a handler or a sink remembers.</summary>
    public const int DefaultCapacity = 50_000;

    /// <summary>How deep handlers that evaluate may nest, so that a handler that evaluates its own feature does not overflow the stack.</summary>
    private const int MaxDepth = 16;

    [ThreadStatic]
    private static int _depth;

    private readonly IEffectHandler? _handler;
    private readonly BackgroundEffectWriter? _writer;
    private readonly EffectMemory? _memory;
    private readonly Settlement? _settle;
    private readonly FailureCount _failures = new();

    /// <param name="handler">Called with each effect; <c>null</c> for a queue.</param>
    /// <param name="writer">The queue; <c>null</c> for a handler.</param>
    /// <param name="capacity">The number of effects to remember; 0 to deliver every effect each time.</param>
    /// <param name="kinds">The kinds of effects to deliver.</param>
    private EffectReceiver(IEffectHandler? handler, BackgroundEffectWriter? writer, int capacity, EffectKinds kinds)
    {
        (_handler, _writer, Kinds) = (handler, writer, kinds);
        _memory = capacity == 0 ? null : new EffectMemory(capacity);
        if (_memory is not null && writer is not null)
            _settle = Settled;
    }

    /// <summary>The number of effects that are remembered, from 0 to the capacity.</summary>
    public int Remembered => _memory?.Count ?? 0;

    /// <summary>The number of effects that were not delivered because the receiver had taken them before.</summary>
    public long Duplicates => _memory?.Duplicates ?? 0;

    /// <summary>The number of failed calls of the handler. A sink's failures are in <see cref="BackgroundEffectWriter.Counts"/>.</summary>
    public long Failures => _failures.Value;

    internal EffectKinds Kinds { get; }

    internal bool Deduplicates => _memory is not null;

    /// <summary>Creates a receiver that gets every effect, without deduplication.</summary>
    /// <param name="handler">Called on the thread that evaluates.</param>
    /// <returns>A receiver.</returns>
    public static EffectReceiver Observer(IEffectHandler handler) => Of(handler, 0);

    /// <summary>Creates a receiver that gets each exposure and usage once, at once.</summary>
    /// <param name="handler">Called on the thread that evaluates.</param>
    /// <param name="capacity">The number of exposures and usages to remember; at least 1. Each takes up to about a kilobyte.</param>
    /// <returns>A receiver.</returns>
    public static EffectReceiver Handler(IEffectHandler handler, int capacity = DefaultCapacity) => Of(handler, AtLeastOne(capacity));

    /// <summary>Creates a receiver that queues each exposure and usage once, to be written in the background.</summary>
    /// <param name="writer">Queues effects and writes them to a sink.</param>
    /// <param name="capacity">The number of exposures and usages to remember; at least 1. Each takes up to about a kilobyte.</param>
    /// <returns>A receiver.</returns>
    public static EffectReceiver Sink(BackgroundEffectWriter writer, int capacity = DefaultCapacity) => Of(writer, AtLeastOne(capacity));

    internal static EffectReceiver Of(IEffectHandler handler, int capacity, EffectKinds kinds = EffectKinds.All) =>
        new(handler ?? throw new ArgumentNullException(nameof(handler)), null, capacity, kinds);

    internal static EffectReceiver Of(BackgroundEffectWriter writer, int capacity) =>
        new(null, writer ?? throw new ArgumentNullException(nameof(writer)), capacity, EffectKinds.All);

    /// <summary>Delivers an effect, unless the receiver took it before.</summary>
    /// <param name="effectEvent">An effect of a kind that the receiver wants.</param>
    /// <param name="identity">The effect's identity; <c>null</c> to deliver it in any case.</param>
    /// <returns>The handler's exception; <c>null</c> if there is none. The effect then counts as not taken.</returns>
    internal Exception? Deliver(EffectEvent effectEvent, in EffectIdentity? identity)
    {
        var receipt = default(EffectReceipt);
        if (_memory is not null && identity is { } known && !_memory.TryTake(known, out receipt))
            return null;
        if (_writer is not null)
        {
            _writer.Enqueue(new QueuedEffect(effectEvent, receipt.Version == 0 ? null : _settle, receipt));
            return null;
        }
        try
        {
            Call(_handler!, effectEvent);
            return null;
        }
        catch (Exception e)
        {
            if (receipt.Version != 0)
                _memory!.Undo(receipt);
            return e;
        }
    }

    /// <summary>Counts a failure of the handler.</summary>
    /// <returns>What to log and report.</returns>
    internal (object Source, bool IsLogged, long Total) CountFailure()
    {
        var isLogged = _failures.Add(1, out var total);
        return (_handler!, isLogged, total);
    }

    private static void Call(IEffectHandler handler, EffectEvent effectEvent)
    {
        if (_depth >= MaxDepth)
            throw new InvalidOperationException($"handlers that run effects are nested deeper than {MaxDepth} levels; do not evaluate the feature that is being handled");
        _depth++;
        try
        {
            handler.Handle(effectEvent);
        }
        finally
        {
            _depth--;
        }
    }

    private static int AtLeastOne(int capacity) => capacity >= 1
        ? capacity
        : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "the capacity must be at least 1");

    /// <summary>A stopped writer never takes the effect, so that there is no point in queueing it again.</summary>
    private void Settled(EffectEvent effectEvent, in EffectReceipt receipt, EffectWriterOutcome outcome)
    {
        if (outcome is EffectWriterOutcome.DroppedQueueFull or EffectWriterOutcome.DroppedAfterAttempts)
            _memory!.Undo(receipt);
    }
}

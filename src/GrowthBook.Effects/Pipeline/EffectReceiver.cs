namespace GrowthBook.Client;

/// <summary>
/// A receiver of an <see cref="EffectPipeline"/>: an observer, a handler, or the queue of a sink. Handlers and sinks get each
/// exposure and usage once: the pipeline remembers a bounded number of them, with the receivers that took each, and evicts the
/// least recently seen. Up to that number it is exact. Receivers of the same capacity share the memory. Thread-safe. Belongs to
/// one pipeline.
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

    /// <summary>The innermost handler that this thread is calling: the one that evaluates if there is a further call.</summary>
    [ThreadStatic]
    private static IEffectHandler? _running;

    private readonly IEffectHandler? _handler;
    private readonly BackgroundEffectWriter? _writer;
    private readonly IOptionalHandler? _optional;
    private readonly Settlement? _settle;
    private readonly FailureCounts<string> _failures = new();
    private ReceiverGroup? _group;
    private long _duplicates;

    /// <param name="handler">Called with each effect; <c>null</c> for a queue.</param>
    /// <param name="writer">The queue; <c>null</c> for a handler.</param>
    /// <param name="capacity">The number of effects to remember; 0 to deliver every effect each time.</param>
    /// <param name="kinds">The kinds of effects to deliver.</param>
    private EffectReceiver(IEffectHandler? handler, BackgroundEffectWriter? writer, int capacity, EffectKinds kinds)
    {
        (_handler, _writer, Capacity, Kinds) = (handler, writer, capacity, kinds);
        _optional = handler as IOptionalHandler;
        (handler as IConnectedHandler)?.Connected();
        if (capacity > 0 && writer is not null)
            _settle = Settled;
    }

    /// <summary>
    /// The number of effects that the receiver took and that are remembered, from 0 to the capacity. Its time is linear in the capacity.
    /// </summary>
    public int Remembered => _group?.Memory.CountOf(Bit) ?? 0;

    /// <summary>The number of effects that were not delivered because the receiver had taken them before.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates) + RepetitionsOf(EffectKinds.Exposure) + RepetitionsOf(EffectKinds.Usage);

    /// <summary>The number of failed calls of the handler. A sink's failures are in <see cref="BackgroundEffectWriter.Counts"/>.</summary>
    public long Failures => _failures.Value;

    /// <summary>The number of effects to remember; 0 to deliver every effect each time.</summary>
    internal int Capacity { get; }

    /// <summary>The kinds of effects that the receiver wants at some time.</summary>
    internal EffectKinds Kinds { get; }

    /// <summary>Whether the receiver at times wants no effects.</summary>
    internal bool IsOptional => _optional is not null;

    /// <summary>The kinds of effects that the receiver wants now.</summary>
    internal EffectKinds WantedNow => _optional is null or { IsEnabled: true } ? Kinds : EffectKinds.None;

    /// <summary>The group of receivers with which it shares a memory; <c>null</c> for one that gets every effect.</summary>
    internal ReceiverGroup? Group => _group;

    /// <summary>Queues the effects; <c>null</c> for a handler.</summary>
    internal BackgroundEffectWriter? Writer => _writer;

    /// <summary>The receiver's bit in the masks of its group.</summary>
    internal ulong Bit { get; private set; }

    /// <summary>Creates a receiver that gets every effect, without deduplication.</summary>
    /// <param name="handler">Called on the thread that evaluates.</param>
    /// <returns>A receiver.</returns>
    public static EffectReceiver Observer(IEffectHandler handler) => Of(handler, 0);

    /// <summary>Creates a receiver that gets each exposure and usage once, at once.</summary>
    /// <param name="handler">Called on the thread that evaluates.</param>
    /// <param name="capacity">The number of exposures and usages to remember; at least 1. Each takes 72 to 88 bytes.</param>
    /// <returns>A receiver.</returns>
    public static EffectReceiver Handler(IEffectHandler handler, int capacity = DefaultCapacity) => Of(handler, AtLeastOne(capacity));

    /// <summary>Creates a receiver that queues each exposure and usage once, to be written in the background.</summary>
    /// <param name="writer">Queues effects and writes them to a sink.</param>
    /// <param name="capacity">The number of exposures and usages to remember; at least 1. Each takes 72 to 88 bytes.</param>
    /// <returns>A receiver.</returns>
    public static EffectReceiver Sink(BackgroundEffectWriter writer, int capacity = DefaultCapacity) => Of(writer, AtLeastOne(capacity));

    internal static EffectReceiver Of(IEffectHandler handler, int capacity) =>
        Of(handler ?? throw new ArgumentNullException(nameof(handler)), capacity, EffectKind.WantedBy(handler));

    internal static EffectReceiver Of(IEffectHandler handler, int capacity, EffectKinds kinds) => new(handler, null, capacity, kinds);

    internal static EffectReceiver Of(BackgroundEffectWriter writer, int capacity) =>
        new(null, writer ?? throw new ArgumentNullException(nameof(writer)), capacity, writer.Kinds);

    /// <summary>Makes the receiver a member of a group.</summary>
    internal void Join(ReceiverGroup group, ulong bit)
    {
        if (Interlocked.CompareExchange(ref _group, group, null) is not null)
            throw new ArgumentException("a receiver belongs to another pipeline, or is given twice; create one for each pipeline");
        Bit = bit;
    }

    /// <summary>Counts an effect that is not delivered to this receiver, but to others of its group.</summary>
    internal void CountDuplicate() => Interlocked.Increment(ref _duplicates);

    /// <summary>Returns an effect for the queue of <see cref="Writer"/>.</summary>
    /// <param name="effectEvent">An effect of a kind that the receiver wants.</param>
    /// <param name="receipt">Names the note that the receiver takes the effect; <c>default</c> if there is none.</param>
    internal QueuedEffect Queued(EffectEvent effectEvent, in EffectReceipt receipt) =>
        new(effectEvent, receipt.Version == 0 ? null : _settle, receipt);

    /// <summary>Calls the handler with an effect.</summary>
    /// <param name="effectEvent">An effect of a kind that the receiver wants.</param>
    /// <param name="receipt">Names the note that the receiver takes the effect; <c>default</c> if there is none.</param>
    /// <returns>The handler's exception; <c>null</c> if there is none. The effect then counts as not taken.</returns>
    internal Exception? Handle(EffectEvent effectEvent, in EffectReceipt receipt)
    {
        try
        {
            Call(_handler!, effectEvent);
            return null;
        }
        catch (Exception e)
        {
            if (receipt.Version != 0)
                _group!.Memory.Undo(receipt, Bit);
            return e;
        }
    }

    /// <summary>Counts a failure of the handler.</summary>
    /// <param name="exception">The exception of the handler.</param>
    /// <returns>What to log and report.</returns>
    internal (object Source, bool IsLogged, long Total) CountFailure(Exception exception)
    {
        var isLogged = _failures.Add(FailureText.ReasonOf(exception), out var total);
        return (_handler!, isLogged, total);
    }

    private static void Call(IEffectHandler handler, EffectEvent effectEvent)
    {
        if (_depth >= MaxDepth)
            throw NestedDeliveryException.OfHandler(_running!, MaxDepth);
        var outer = _running;
        (_depth, _running) = (_depth + 1, handler);
        try
        {
            handler.Handle(effectEvent);
        }
        finally
        {
            (_depth, _running) = (_depth - 1, outer);
        }
    }

    private static int AtLeastOne(int capacity) => capacity >= 1
        ? capacity
        : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "the capacity must be at least 1");

    /// <summary>A stopped writer never takes the effect, so that there is no point in queueing it again.</summary>
    private void Settled(EffectEvent effectEvent, in EffectReceipt receipt, EffectWriterOutcome outcome)
    {
        if (outcome is EffectWriterOutcome.DroppedQueueFull or EffectWriterOutcome.DroppedAfterAttempts)
            _group!.Memory.Undo(receipt, Bit);
    }

    private long RepetitionsOf(EffectKinds kind) => (Kinds & kind) == 0 ? 0 : _group?.Memory.Repetitions(kind) ?? 0;
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace GrowthBook.Client;

/// <summary>
/// Wraps a sink that callers await: one caller at a time, and each exposure and usage once. A sink that runs effects through the
/// pipeline that is writing to it would deadlock; that call is refused.
/// </summary>
/// <param name="target">The sink.</param>
/// <param name="capacity">The number of exposures and usages to remember; 0 to write every effect each time.</param>
[SuppressMessage("Design", "CA1001", Justification = "a semaphore without a wait handle holds nothing to dispose of")]
internal sealed class AwaitedSink(IEffectSink target, int capacity)
{
    private static readonly AsyncLocal<Write?> Current = new();

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly EffectKinds _kinds = EffectKind.WantedBy(target);
    private readonly DeliveryMemory? _memory = capacity == 0 ? null : new(capacity);

    public IEffectSink Target => target;

    /// <summary>The kinds of effects of which the sink gets each once.</summary>
    public EffectKinds Deduplicated => _memory is null ? EffectKinds.None : _kinds;

    /// <summary>The kinds of effects that the sink wants.</summary>
    public EffectKinds Kinds => _kinds;

    /// <summary>Returns the effects of the kinds that the sink wants, as a batch.</summary>
    public AwaitedBatch BatchOf(ImmutableArray<(EffectEvent Event, EffectIdentity Identity)> effects) =>
        new([.. effects.Where(each => (EffectKind.Of(each.Event.Effect) & _kinds) != 0)], _memory);

    /// <summary>Writes the effects of a batch that the sink did not take before.</summary>
    /// <returns>The sink's exception; <c>null</c> after a success. Never throws.</returns>
    public async Task<Exception?> WriteAsync(AwaitedBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Events.IsEmpty)
            return null;
        for (var outer = Current.Value; outer is not null; outer = outer.Outer)
        {
            if (outer.Sink == this && !outer.HasEnded)
                return NestedDeliveryException.OfSink(target);
        }
        // A repetition waits for no other write.
        if (!batch.KeepNew())
            return null;
        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            return e;
        }
        var write = new Write(this, Current.Value);
        try
        {
            Current.Value = write;
            if (batch.KeepNew())
            {
                await target.WriteAsync(batch.Events, cancellationToken).ConfigureAwait(false);
                batch.Remember(null);
            }
            return null;
        }
        catch (Exception e)
        {
            batch.Remember(e);
            return e;
        }
        finally
        {
            write.HasEnded = true;
            _turn.Release();
        }
    }

    /// <summary>A write in progress, known to everything that runs within it.</summary>
    private sealed class Write(AwaitedSink sink, Write? outer)
    {
        private volatile bool _hasEnded;

        public AwaitedSink Sink => sink;

        public Write? Outer => outer;

        public bool HasEnded { get => _hasEnded; set => _hasEnded = value; }
    }
}

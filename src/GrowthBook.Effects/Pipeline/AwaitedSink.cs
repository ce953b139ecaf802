using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace GrowthBook.Client;

/// <summary>
/// Wraps a sink that callers await: one caller at a time. A sink that runs effects through the pipeline that is writing to it
/// would deadlock; that call is refused.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "a semaphore without a wait handle holds nothing to dispose of")]
internal sealed class AwaitedSink(IEffectSink target)
{
    private static readonly AsyncLocal<Write?> Current = new();

    private readonly SemaphoreSlim _turn = new(1, 1);

    public IEffectSink Target => target;

    /// <summary>Writes a batch.</summary>
    /// <returns>The sink's exception; <c>null</c> after a success. Never throws.</returns>
    public async Task<Exception?> WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        for (var outer = Current.Value; outer is not null; outer = outer.Outer)
        {
            if (outer.Sink == this && !outer.HasEnded)
                return NestedDeliveryException.OfSink(target);
        }
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
            await target.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
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

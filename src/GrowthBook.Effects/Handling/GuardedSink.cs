using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace GrowthBook.Client;

/// <summary>
/// A sink with one caller at a time. A sink that runs effects through the runner that is writing to it would wait for
/// itself; it is refused instead.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "a semaphore whose wait handle nobody asks for holds nothing to dispose of")]
internal sealed class GuardedSink(IEffectSink target)
{
    private static readonly AsyncLocal<Scope?> Current = new();

    private readonly SemaphoreSlim _turn = new(1, 1);

    public IEffectSink Target => target;

    /// <summary>Writes a batch.</summary>
    /// <returns>What the sink threw, <c>null</c> where it did not. Never throws itself.</returns>
    public async Task<Exception?> WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        for (var outer = Current.Value; outer is not null; outer = outer.Outer)
        {
            if (outer.Sink == this && !outer.Ended)
                return new InvalidOperationException("a sink runs effects through the runner that is writing to it; use another runner for what a sink evaluates");
        }
        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            return e;
        }
        var scope = new Scope(this, Current.Value);
        try
        {
            Current.Value = scope;
            await target.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            scope.Ended = true;
            _turn.Release();
        }
    }

    private sealed class Scope(GuardedSink sink, Scope? outer)
    {
        private volatile bool _ended;

        public GuardedSink Sink => sink;

        public Scope? Outer => outer;

        public bool Ended { get => _ended; set => _ended = value; }
    }
}

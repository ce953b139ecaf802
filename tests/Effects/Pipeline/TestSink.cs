using System.Collections.Immutable;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>A sink that records written batches, calls a function of the test first, and notices a second caller at the same time.</summary>
internal sealed class TestSink(Func<ImmutableArray<EffectEvent>, CancellationToken, Task>? first = null) : IEffectSink
{
    private readonly object _gate = new();
    private readonly List<ImmutableArray<EffectEvent>> _batches = [];
    private int _callers;
    private int _attempts;

    public int Attempts => Volatile.Read(ref _attempts);

    public bool HadTwoCallers { get; private set; }

    public ImmutableArray<EffectEvent>[] Batches
    {
        get
        {
            lock (_gate)
                return [.. _batches];
        }
    }

    public int[] Numbers => [.. Batches.SelectMany(batch => batch).Select(SampleEffects.NumberOf)];

    public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        Assert.False(batch.IsDefaultOrEmpty);
        if (Interlocked.Increment(ref _callers) > 1)
            HadTwoCallers = true;
        Interlocked.Increment(ref _attempts);
        try
        {
            if (first is not null)
                await first(batch, cancellationToken);
            lock (_gate)
                _batches.Add(batch);
        }
        finally
        {
            Interlocked.Decrement(ref _callers);
        }
    }
}

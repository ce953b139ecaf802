namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>The queue keeps the order, counts exactly, and gives out whole batches.</summary>
public class EffectQueueTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Batches_come_in_order_and_none_is_larger_than_the_size()
    {
        var queue = new EffectQueue(3, _clock);
        Enqueue(queue, 0, 7);
        Assert.Equal((7, 0), (queue.Count, queue.Since));
        Assert.Equal([0, 1, 2], Next(queue));
        Assert.Equal((4, 3), (queue.Count, queue.Since));
        Assert.Equal([3, 4, 5], Next(queue));
        Assert.Equal([6], Next(queue));
        Assert.Equal(0, queue.Count);
        Enqueue(queue, 7, 2);
        Assert.Equal((2, 7), (queue.Count, queue.Since));
        Assert.Equal([7, 8], Next(queue));
    }

    [Fact]
    public void The_oldest_effects_leave_first_also_one_at_a_time()
    {
        var queue = new EffectQueue(2, _clock);
        Enqueue(queue, 0, 5);
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => SampleEffects.NumberOf(queue.Dequeue().Event)));
        Assert.Equal([3, 4], Numbers(queue.Effects));
        Assert.Equal([3], Next(queue));
        Assert.Equal(4, SampleEffects.NumberOf(queue.Dequeue().Event));
        Assert.Equal(0, queue.Count);
        Enqueue(queue, 5, 3);
        Assert.Equal([5, 6], Next(queue));
        Assert.Equal([7], Next(queue));
    }

    [Fact]
    public void A_written_batch_gives_its_memory_to_a_later_one_and_holds_no_effect()
    {
        var queue = new EffectQueue(1000, _clock);
        Enqueue(queue, 0, 1000);
        var batch = queue.DequeueBatch();
        batch.Clear();
        Assert.True(batch.Effects.IsEmpty);
        queue.Reuse(batch);
        var effect = new QueuedEffect(SampleEffects.Event(1), null, default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            queue.Enqueue(effect);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(batch, queue.DequeueBatch());
        Enqueue(queue, 0, 3);
        queue.Clear();
        Assert.Equal(0, queue.Count);
        Assert.Empty(queue.Effects);
        Enqueue(queue, 7, 1);
        Assert.Equal([7], Next(queue));
    }

    private void Enqueue(EffectQueue queue, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            _clock.Now = i;
            queue.Enqueue(new QueuedEffect(SampleEffects.Event(i), null, default));
        }
    }

    private static int[] Next(EffectQueue queue) => Numbers(queue.DequeueBatch().Effects.ToArray());

    private static int[] Numbers(IEnumerable<QueuedEffect> effects) => [.. effects.Select(effect => SampleEffects.NumberOf(effect.Event))];

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>A receiver that failed to take an exposure or usage gets it again the next time, and no receiver gets it twice.</summary>
public sealed class RedeliveryTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(SampleEffects.Start);
    private readonly Timer _watchdog;

    public RedeliveryTests() => _watchdog = new Timer(_ => _time.Advance(TimeSpan.FromDays(1)), null, 60_000, 1000);

    [Fact]
    public void Only_the_handler_that_threw_gets_the_effect_again()
    {
        var failures = new Queue<bool>([true, true, false]);
        var (first, last) = (new List<EffectEvent>(), new List<EffectEvent>());
        var (offered, taken) = (0, 0);
        var failing = Once(_ =>
        {
            offered++;
            if (failures.Dequeue())
                throw new FormatException();
            taken++;
        }, 1);
        var pipeline = new EffectPipeline([Once(first.Add, 1), failing, Once(last.Add, 1)]);
        for (var i = 0; i < 5; i++)
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        Assert.Equal((3, 1), (offered, taken));
        Assert.Single(first);
        Assert.Single(last);
        Assert.Equal(2, pipeline.HandlerFailures);
        Assert.Equal((1, 2), (failing.Remembered, failing.Duplicates));
    }

    [Fact]
    public void Where_every_handler_throws_nothing_is_remembered()
    {
        EffectReceiver[] receivers = [Once(_ => throw new FormatException(), 10), Once(_ => throw new IOException(), 10)];
        var pipeline = new EffectPipeline([.. receivers]);
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 1)));
        Assert.All(receivers, receiver => Assert.Equal((0, 0), (receiver.Remembered, receiver.Duplicates)));
        Assert.Equal(4, pipeline.HandlerFailures);
    }

    [Fact]
    public void Each_of_many_handlers_has_a_memory_of_its_own()
    {
        var taken = new int[100];
        var failing = new HashSet<int> { 0, 31, 32, 63, 64, 99 };
        var pipeline = new EffectPipeline([.. Enumerable.Range(0, taken.Length).Select(i => Once(_ =>
        {
            if (failing.Contains(i))
                throw new FormatException();
            taken[i]++;
        }, 10))]);
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        failing.Clear();
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        Assert.All(taken, times => Assert.Equal(1, times));
        new EffectPipeline([]).Deliver(SampleEffects.Event(0));
    }

    /// <summary>The failure with an older value does not affect the newer one.</summary>
    [Fact]
    public void A_usage_with_another_value_reaches_every_receiver()
    {
        var seen = new List<string>();
        var fails = true;
        var pipeline = new EffectPipeline([
            Once(e => seen.Add("a " + e.Effect.DeduplicationKey), 10),
            Once(e => seen.Add(fails ? throw new FormatException() : "b " + e.Effect.DeduplicationKey), 10)]);
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 1)));
        fails = false;
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 2)));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 2)));
        Assert.Equal(["a [\"f\",1]", "a [\"f\",2]", "b [\"f\",2]"], seen);
    }

    [Theory]
    [InlineData(FullQueuePolicy.Wait)]
    [InlineData(FullQueuePolicy.DropNewest)]
    [InlineData(FullQueuePolicy.DropOldest)]
    public async Task An_effect_that_a_full_queue_dropped_is_queued_again_and_no_other(FullQueuePolicy policy)
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = new BackgroundEffectWriter(sink, new() { BatchSize = 1, Capacity = 2, FullQueue = policy }, timeProvider: _time);
        var others = new List<EffectEvent>();
        var pipeline = new EffectPipeline([Once(others.Add, 100), EffectReceiver.Sink(writer, 100)]);
        pipeline.Deliver(SampleEffects.Event(0));
        await Wait.Until(() => sink.Attempts == 1);
        for (var i = 1; i < 5; i++)
            pipeline.Deliver(SampleEffects.Event(i));
        Assert.Equal(2, writer.Counts.Dropped);
        release.SetResult();
        await Wait.For(writer.FlushAsync());
        Assert.Equal(3, sink.Numbers.Length);
        // Each comes again twice. Room for two at a time is enough for those that were lost.
        for (var i = 0; i < 10; i++)
            pipeline.Deliver(SampleEffects.Event(i % 5));
        await Wait.For(writer.FlushAsync());
        Assert.Equal([0, 1, 2, 3, 4], sink.Numbers.Order());
        Assert.Equal((7, 5, 2), (writer.Counts.Accepted, writer.Counts.Written, writer.Counts.Dropped));
        Assert.Equal([0, 1, 2, 3, 4], others.Select(SampleEffects.NumberOf));
    }

    [Fact]
    public async Task An_effect_dropped_after_all_attempts_is_queued_again()
    {
        var refuses = true;
        var sink = new TestSink((batch, _) => refuses && batch.Any(e => SampleEffects.NumberOf(e) == 1) ? throw new IOException() : Task.CompletedTask);
        await using var writer = new BackgroundEffectWriter(sink, new() { MaxAttempts = 2 }, timeProvider: _time);
        var (pipeline, _) = Pipelines.Once(writer);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 3; i++)
                pipeline.Deliver(SampleEffects.Event(i));
            await Wait.Until(() => writer.Counts.Queued == 0, _time);
            Assert.Equal(round == 0 ? 1 : round == 1 ? 2 : 2, writer.Counts.Dropped);
            refuses = round == 0;
        }
        Assert.Equal([0, 1, 2], sink.Numbers.Order());
        Assert.Equal((5, 3, 2), (writer.Counts.Accepted, writer.Counts.Written, writer.Counts.Dropped));
    }

    /// <summary>Of three values in turn the first is dropped; the last is the same as the first, and waits.</summary>
    [Fact]
    public async Task A_queued_usage_is_not_queued_again_because_an_earlier_equal_one_was_dropped()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = new BackgroundEffectWriter(
            sink, new() { BatchSize = 1, Capacity = 3, FullQueue = FullQueuePolicy.DropOldest }, timeProvider: _time);
        var (pipeline, receiver) = Pipelines.Once(writer);
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("x", 0)));
        await Wait.Until(() => sink.Attempts == 1);
        for (var i = 1; i <= 3; i++)
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", i % 2)));
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("y", 0))); // drops the first
        Assert.Equal(1, writer.Counts.Dropped);
        pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", 1)));
        Assert.Equal((1, 1), (writer.Counts.Dropped, receiver.Duplicates));
        release.SetResult();
        await Wait.For(writer.FlushAsync());
        Assert.Equal(["[\"x\",0]", "[\"f\",0]", "[\"f\",1]", "[\"y\",0]"], sink.Batches.Select(batch => batch.Single().Effect.DeduplicationKey));
    }

    /// <summary>Each queue has its own memory: a late drop of one counts, although the other got the effect again meanwhile.</summary>
    [Fact]
    public async Task Each_of_two_writers_gets_its_dropped_effects_again()
    {
        var refuses = true;
        var sinks = Enumerable.Range(0, 2).Select(_ => new TestSink((_, _) => refuses ? throw new IOException() : Task.CompletedTask)).ToArray();
        await using var early = new BackgroundEffectWriter(sinks[0], new() { MaxAttempts = 1, MaxBatchDelay = TimeSpan.Zero }, timeProvider: _time);
        await using var late = new BackgroundEffectWriter(sinks[1], new() { MaxAttempts = 2, MaxBatchDelay = TimeSpan.Zero }, timeProvider: _time);
        var pipeline = new EffectPipeline([EffectReceiver.Sink(early), EffectReceiver.Sink(late)]);
        pipeline.Deliver(SampleEffects.Event(0));
        await Wait.Until(() => early.Counts.Dropped == 1 && late.Counts.FailedAttempts == 1);
        pipeline.Deliver(SampleEffects.Event(0)); // only to the early one
        await Wait.Until(() => early.Counts.Queued == 0 && late.Counts.Queued == 0, _time);
        Assert.Equal((2, 1), (early.Counts.Dropped, late.Counts.Dropped));
        refuses = false;
        for (var i = 0; i < 2; i++)
            pipeline.Deliver(SampleEffects.Event(0));
        await Wait.For(Task.WhenAll(early.FlushAsync(), late.FlushAsync()), _time);
        Assert.All(sinks, sink => Assert.Equal([0], sink.Numbers));
    }

    [Fact]
    public async Task A_stopped_writer_drops_an_effect_once()
    {
        var writer = new BackgroundEffectWriter(new TestSink(), timeProvider: _time);
        var (pipeline, _) = Pipelines.Once(writer);
        await writer.DisposeAsync();
        for (var i = 0; i < 10; i++)
            pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure()));
        Assert.Equal(1, writer.Counts.Dropped);
    }

    /// <summary>A queue that is nearly always full, a sink that fails at random, many threads: in the end each is written once.</summary>
    [Fact]
    public async Task Many_threads_a_full_queue_and_a_failing_sink_write_each_exposure_once_in_the_end()
    {
        const int Users = 500;
        var random = new Random(7);
        var written = new ConcurrentDictionary<string, int>();
        var counted = new ConcurrentDictionary<string, int>();
        var sink = EffectSink.Of((batch, _) =>
        {
            if (random.Next(3) == 0)
                throw new IOException();
            foreach (var each in batch)
                written.AddOrUpdate(each.Effect.DeduplicationKey!, 1, (_, times) => times + 1);
            return default;
        });
        await using var writer = new BackgroundEffectWriter(
            sink,
            new() { BatchSize = 4, Capacity = 8, MaxAttempts = 1, MaxBatchDelay = TimeSpan.Zero, FullQueue = FullQueuePolicy.DropOldest },
            timeProvider: _time);
        var pipeline = new EffectPipeline([
            Once(e => counted.AddOrUpdate(e.Effect.DeduplicationKey!, 1, (_, times) => times + 1), Users), EffectReceiver.Sink(writer, Users)]);
        var threads = Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; written.Count < Users; i++)
            {
                pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", (i + (thread * 61)) % Users)));
                if (i % 50 == 0)
                    await Task.Delay(1);
            }
        })).ToArray();
        await Wait.For(Task.WhenAll(threads), _time, 1);
        await Wait.Until(() => writer.Counts.Queued == 0, _time, 1);
        Assert.Equal(Users, written.Count);
        Assert.All(written, each => Assert.Equal(1, each.Value));
        Assert.All(counted, each => Assert.Equal(1, each.Value));
        Assert.Equal(Users, counted.Count);
        Assert.Equal(Users, writer.Counts.Written);
        Assert.True(writer.Counts.Dropped > Users, "much was dropped");
        Assert.Equal(writer.Counts.Accepted, writer.Counts.Written + writer.Counts.Dropped);
    }

    [Fact]
    public async Task A_writer_does_not_keep_its_receivers_alive()
    {
        var refuses = true;
        var sink = new TestSink((_, _) => refuses ? throw new IOException() : Task.CompletedTask);
        await using var writer = new BackgroundEffectWriter(sink, new() { MaxAttempts = 1 }, timeProvider: _time);
        var (gone, (left, _)) = (GoneFrom(writer), Pipelines.Once(writer));
        GC.Collect();
        Assert.DoesNotContain(gone, each => each.IsAlive);
        left.Deliver(SampleEffects.Event(0));
        await Wait.Until(() => writer.Counts.Queued == 0, _time);
        refuses = false;
        left.Deliver(SampleEffects.Event(0)); // the drop was settled with this receiver
        await Wait.For(writer.FlushAsync(), _time);
        Assert.Equal([0], sink.Numbers);
    }

    public void Dispose() => _watchdog.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] GoneFrom(BackgroundEffectWriter writer)
    {
        return [.. Enumerable.Range(0, 100).SelectMany(_ => new object[]
        {
            EffectReceiver.Sink(writer, 10), new EffectPipeline([EffectReceiver.Sink(writer, 10)]), new PendingStickyBuckets(writer),
        }).Select(each => new WeakReference(each))];
    }

    private static EffectReceiver Once(Action<EffectEvent> handle, int capacity) => EffectReceiver.Handler(EffectHandler.Of(handle), capacity);
}

using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Law: at every moment, accepted effects are the written, dropped and queued ones.</summary>
public class BackgroundEffectWriterLaws
{
    public enum Step
    {
        Handle,
        HandleMany,
        Write,
        Advance,
        AdvanceFar,
        Flush,
        Yield,
    }

    /// <summary>Any options, any steps, and a sink that fails at random, wholly or in part.</summary>
    [Property(MaxTest = 150, Arbitrary = [typeof(BackgroundEffectWriterLaws)])]
    public bool Accepted_is_written_and_dropped_and_queued(
        PositiveInt capacity, PositiveInt batchSize, PositiveInt attempts, FullQueuePolicy policy, bool split, byte failures, int seed, Step[] steps) =>
        Task.Run(() => Check(capacity.Get % 20 + 1, batchSize.Get % 8 + 1, attempts.Get % 4 + 1, policy, split, failures % 90, seed, steps)).GetAwaiter().GetResult();

    public static Arbitrary<FullQueuePolicy> Policies() =>
        Gen.Elements(FullQueuePolicy.Wait, FullQueuePolicy.DropNewest, FullQueuePolicy.DropOldest).ToArbitrary();

    /// <summary>Ten minutes of 200 effects a second from 32 threads, against a sink that fails one time in five: every effect is accounted for.</summary>
    [Fact]
    public async Task A_soak_of_ten_minutes_counts_exactly()
    {
        const int Threads = 32;
        const int PerTick = 200; // of a second
        const int Ticks = 600;
        var time = new FakeTimeProvider(SampleEffects.Start);
        var random = new Random(42);
        var written = new HashSet<int>();
        var twice = 0;
        var sink = new TestSink((batch, _) =>
        {
            if (random.Next(5) == 0)
                throw new IOException();
            foreach (var effectEvent in batch)
            {
                if (!written.Add(SampleEffects.NumberOf(effectEvent)))
                    twice++;
            }
            return Task.CompletedTask;
        });
        var outcomes = new ConcurrentDictionary<EffectWriterOutcome, long>();
        var writer = new BackgroundEffectWriter(
            sink,
            new() { Capacity = 5000, BatchSize = 100, MaxAttempts = 20 },
            notice => outcomes.AddOrUpdate(notice.Outcome, notice.Count, (_, count) => count + notice.Count),
            null,
            time,
            () => 0.5);
        var tick = 0;
        var next = 0;
        var producers = Enumerable.Range(0, Threads).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref tick) < Ticks || Volatile.Read(ref next) < Ticks * PerTick)
            {
                // As many as are due by now, and none is lost: who finds the queue full waits.
                while (Volatile.Read(ref next) < Volatile.Read(ref tick) * PerTick)
                {
                    var number = Interlocked.Increment(ref next) - 1;
                    if (number >= Ticks * PerTick)
                        return;
                    Assert.True(await writer.WriteAsync(SampleEffects.Event(number)));
                }
                await Task.Delay(1);
            }
        })).ToArray();
        await Wait.Until(
            () =>
            {
                // Time runs as fast as the machine allows, but not away from the producers.
                if (Volatile.Read(ref tick) < Ticks && Volatile.Read(ref next) >= Volatile.Read(ref tick) * PerTick)
                {
                    time.Advance(TimeSpan.FromSeconds(0.9));
                    Interlocked.Increment(ref tick);
                }
                var counts = writer.Counts;
                Assert.Equal(counts.Accepted, counts.Written + counts.Dropped + counts.Queued);
                return producers.All(producer => producer.IsCompleted);
            },
            time);
        await Task.WhenAll(producers);
        await Wait.For(writer.FlushAsync(), time);
        await Wait.For(writer.StopAsync(), time);
        var total = Ticks * PerTick;
        Assert.True(time.GetUtcNow() - SampleEffects.Start >= TimeSpan.FromMinutes(10));
        Assert.Equal((total, total, 0, 0), (writer.Counts.Accepted, writer.Counts.Written, writer.Counts.Dropped, writer.Counts.Queued));
        Assert.Equal((total, 0), (written.Count, twice));
        Assert.Equal(total, outcomes[EffectWriterOutcome.Written]);
        Assert.True(writer.Counts.FailedAttempts > 100);
        Assert.False(sink.HadTwoCallers);
    }

    private static async Task<bool> Check(
        int capacity, int batchSize, int attempts, FullQueuePolicy policy, bool split, int failuresOfHundred, int seed, Step[] steps)
    {
        var time = new FakeTimeProvider(SampleEffects.Start);
        var random = new Random(seed);
        var written = new ConcurrentDictionary<int, int>();
        var sink = EffectSink.Of(async (batch, _) =>
        {
            if (random.Next(2) == 0)
                await Task.Yield();
            var fails = random.Next(100) < failuresOfHundred;
            var writes = !fails ? batch.Length : random.Next(2) * random.Next(batch.Length);
            foreach (var effectEvent in batch.Take(writes))
                written.AddOrUpdate(SampleEffects.NumberOf(effectEvent), 1, (_, count) => count + 1);
            if (fails)
                throw writes == 0 ? new IOException() : new EffectWriteException("some", batch[writes..]);
        });
        var dropped = 0L;
        var noticedWritten = 0L;
        var writer = new BackgroundEffectWriter(
            sink,
            new() { Capacity = capacity, BatchSize = batchSize, MaxAttempts = attempts, FullQueue = policy, SplitFailedBatches = split, MaxBatchDelay = TimeSpan.FromSeconds(1) },
            notice =>
            {
                if (notice.Outcome == EffectWriterOutcome.Written)
                    Interlocked.Add(ref noticedWritten, notice.Count);
                else if (notice.Outcome != EffectWriterOutcome.FailedAttempt)
                    Interlocked.Add(ref dropped, notice.Count);
            },
            null,
            time,
            () => 0.5);
        var enqueued = 0;
        var waits = new List<Task>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Handle:
                    writer.Enqueue(SampleEffects.Event(enqueued++));
                    break;
                case Step.HandleMany:
                    for (var i = 0; i < 10; i++)
                        writer.Enqueue(SampleEffects.Event(enqueued++));
                    break;
                case Step.Write:
                    waits.Add(writer.WriteAsync(SampleEffects.Event(enqueued++)).AsTask());
                    break;
                case Step.Advance:
                    time.Advance(TimeSpan.FromSeconds(0.3));
                    break;
                case Step.AdvanceFar:
                    time.Advance(TimeSpan.FromSeconds(40));
                    break;
                case Step.Flush:
                    waits.Add(writer.FlushAsync());
                    break;
                default:
                    await Task.Yield();
                    break;
            }
            if (!IsBalanced(writer.Counts))
                return false;
        }
        var flush = writer.FlushAsync();
        await Wait.Until(() => flush.IsCompleted && waits.All(wait => wait.IsCompleted) && IsBalanced(writer.Counts), time, 5);
        var flushed = writer.Counts;
        await Wait.For(writer.StopAsync(), time, 5);
        var counts = writer.Counts;
        return flushed.Queued == 0
            && counts.Queued == 0
            && counts.Accepted == enqueued
            && counts.Written == written.Count
            && written.Values.All(times => times == 1)
            && counts.Dropped == enqueued - written.Count
            && dropped == counts.Dropped
            && noticedWritten == counts.Written;
    }

    private static bool IsBalanced(EffectWriterCounts counts) =>
        counts.Accepted == counts.Written + counts.Dropped + counts.Queued && counts.Queued >= 0;
}

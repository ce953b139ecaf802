using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>A stop settles each effect once, before it completes, and a sink that returns later changes nothing.</summary>
public sealed class BackgroundEffectWriterStopTests
{
    private readonly FakeTimeProvider _time = new(SampleEffects.Start);
    private readonly ConcurrentQueue<(int Number, EffectWriterOutcome Outcome)> _settled = new();
    private readonly ConcurrentQueue<EffectWriterNotice> _notices = new();
    private readonly ConcurrentQueue<EffectWriterCounts> _counts = new();

    /// <summary>How a sink ends the attempt that the stop cancels.</summary>
    public enum SinkEnd
    {
        /// <summary>It stops at once.</summary>
        Cancelled,

        /// <summary>It writes the batch after the stop.</summary>
        WritesLate,

        /// <summary>It fails to write the batch after the stop.</summary>
        FailsLate,

        /// <summary>It writes half of the batch after the stop.</summary>
        WritesHalfLate,
    }

    [Theory]
    [InlineData(SinkEnd.Cancelled)]
    [InlineData(SinkEnd.WritesLate)]
    [InlineData(SinkEnd.FailsLate)]
    [InlineData(SinkEnd.WritesHalfLate)]
    public async Task Each_effect_is_settled_once_before_a_stop_completes(SinkEnd end)
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink(async (batch, cancellationToken) =>
        {
            await release.Task.WaitAsync(end == SinkEnd.Cancelled ? cancellationToken : CancellationToken.None);
            if (end == SinkEnd.FailsLate)
                throw new IOException();
            if (end == SinkEnd.WritesHalfLate)
                throw new EffectWriteException("the first only", batch[1..]);
        });
        var writer = Writer(sink, new() { BatchSize = 2, StopTimeout = TimeSpan.FromSeconds(1) });
        Enqueue(writer, 5);
        await Wait.Until(() => sink.Attempts == 1);
        var flush = writer.FlushAsync();
        var stop = writer.StopAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await Wait.For(stop, end == SinkEnd.Cancelled ? null : _time); // no time passes in which a cancelled sink could be late

        var stopped = new EffectWriterCounts(5, 0, 5, 0, end == SinkEnd.Cancelled ? 1 : 0);
        var dropped = Enumerable.Range(0, 5).Select(number => (number, EffectWriterOutcome.DroppedAtStop)).ToArray();
        Assert.Equal(dropped, _settled);
        Assert.Equal(stopped, writer.Counts);
        await Wait.For(flush);
        var notices = _notices.ToArray();
        Assert.Equal(new EffectWriterNotice(EffectWriterOutcome.DroppedAtStop, 5), notices[^1]);

        release.TrySetResult();
        await Wait.For(writer.Loop, _time);
        Assert.Equal(dropped, _settled);
        Assert.Equal(stopped, writer.Counts);
        Assert.Equal(notices, _notices);
        Assert.Equal(1, sink.Attempts);
        Assert.All(_counts, counts => Assert.Equal(counts.Accepted, counts.Written + counts.Dropped + counts.Queued));
    }

    /// <summary>Effects that the sink has written are settled as written, although the stop's deadline passes meanwhile.</summary>
    [Fact]
    public async Task A_stop_waits_for_the_settlement_that_is_running()
    {
        using var isSettling = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var writer = Writer(new TestSink(), new() { BatchSize = 1, MaxBatchDelay = TimeSpan.Zero, StopTimeout = TimeSpan.FromSeconds(1) });
        writer.Enqueue(new QueuedEffect(SampleEffects.Event(0), Block, default));
        await Wait.Until(() => isSettling.IsSet);
        Enqueue(writer, 1, from: 1);
        var stop = writer.StopAsync();
        await Wait.Until(() => !_settled.IsEmpty, _time); // the stop has dropped the queue
        Assert.Equal([(1, EffectWriterOutcome.DroppedAtStop)], _settled);
        Assert.Equal(new EffectWriterCounts(2, 0, 1, 1, 0), writer.Counts);
        Assert.False(stop.IsCompleted);
        release.Set();
        await Wait.For(stop);
        Assert.Equal([(1, EffectWriterOutcome.DroppedAtStop), (0, EffectWriterOutcome.Written)], _settled);
        Assert.Equal(new EffectWriterCounts(2, 1, 1, 0, 0), writer.Counts);
        await Wait.For(writer.FlushAsync());
        Assert.Contains(new EffectWriterNotice(EffectWriterOutcome.Written, 1), _notices);

        void Block(EffectEvent effectEvent, in EffectReceipt receipt, EffectWriterOutcome outcome)
        {
            isSettling.Set();
            release.Wait(CancellationToken.None);
            Settled(effectEvent, receipt, outcome);
        }
    }

    /// <summary>Half of a batch that failed is being attempted, the other half is still to be attempted.</summary>
    [Fact]
    public async Task A_stop_settles_the_halves_of_a_failed_batch()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((batch, _) => batch.Length == 4 ? throw new IOException() : release.Task);
        var writer = Writer(sink, new() { BatchSize = 4, MaxAttempts = 1, StopTimeout = TimeSpan.FromSeconds(1) });
        Enqueue(writer, 4);
        await Wait.Until(() => sink.Attempts == 2, _time);
        await Wait.For(writer.StopAsync(), _time);
        Assert.Equal(Enumerable.Range(0, 4).Select(number => (number, EffectWriterOutcome.DroppedAtStop)), _settled.Order());
        release.SetResult();
        await Wait.For(writer.Loop, _time);
        Assert.Equal(4, _settled.Count);
        Assert.Equal(new EffectWriterCounts(4, 0, 4, 0, 1), writer.Counts);
    }

    private BackgroundEffectWriter Writer(IEffectSink sink, EffectWriterOptions options)
    {
        BackgroundEffectWriter? writer = null;
        writer = new BackgroundEffectWriter(sink, options, Observe, null, _time, () => 0);
        return writer;

        void Observe(EffectWriterNotice notice)
        {
            _notices.Enqueue(notice);
            _counts.Enqueue(writer!.Counts);
        }
    }

    private void Enqueue(BackgroundEffectWriter writer, int count, int from = 0)
    {
        for (var number = from; number < from + count; number++)
            writer.Enqueue(new QueuedEffect(SampleEffects.Event(number), Settled, default));
        _counts.Enqueue(writer.Counts);
    }

    private void Settled(EffectEvent effectEvent, in EffectReceipt receipt, EffectWriterOutcome outcome) =>
        _settled.Enqueue((SampleEffects.NumberOf(effectEvent), outcome));
}

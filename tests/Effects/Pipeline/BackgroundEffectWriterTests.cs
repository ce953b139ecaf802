using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Each accepted effect is written, counted as dropped, or still queued; only a flush or a stop waits.</summary>
public sealed class BackgroundEffectWriterTests : IDisposable
{
    private const string Secret = "jane@example.com";

    private readonly FakeTimeProvider _time = new(SampleEffects.Start);
    private readonly FakeLogger _log = new();
    private readonly ConcurrentQueue<EffectWriterNotice> _notices = new();
    private readonly Timer _watchdog;

    /// <summary>Advances the clock after a minute, so that the disposal of the writer in a failed test ends.</summary>
    public BackgroundEffectWriterTests() => _watchdog = new Timer(_ => _time.Advance(TimeSpan.FromDays(1)), null, 60_000, 1000);

    [Fact]
    public async Task A_batch_is_written_when_it_is_full_or_its_oldest_effect_is_due()
    {
        var sink = new TestSink();
        await using var writer = Writer(sink, new() { BatchSize = 3, MaxBatchDelay = TimeSpan.FromSeconds(10) });
        Enqueue(writer, 0, 4);
        await Wait.Until(() => sink.Batches.Length == 1);
        Assert.Equal([0, 1, 2], sink.Numbers);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Enqueue(writer, 4, 5);
        Assert.Single(sink.Batches);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Wait.Until(() => sink.Batches.Length == 2, _time);
        Assert.Equal([0, 1, 2, 3, 4], sink.Numbers);
        await Wait.Until(() => writer.Counts.Written == 5);
        Assert.Equal(new EffectWriterCounts(5, 5, 0, 0, 0), writer.Counts);
    }

    [Fact]
    public async Task Enqueue_never_waits_and_WriteAsync_does()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = Writer(sink, new() { BatchSize = 1, Capacity = 2 });
        Enqueue(writer, 0, 1);
        await Wait.Until(() => sink.Attempts == 1);
        Enqueue(writer, 1, 3);
        var waiting = writer.WriteAsync(SampleEffects.Event(3)).AsTask();
        var waitingToo = writer.WriteAsync(SampleEffects.Event(4)).AsTask();
        Enqueue(writer, 5, 6);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(new EffectWriterCounts(4, 0, 1, 3, 0), writer.Counts);
        release.SetResult();
        Assert.True(await Wait.For(waiting));
        Assert.True(await Wait.For(waitingToo));
        await Wait.For(writer.FlushAsync());
        Assert.Equal([0, 1, 2, 3, 4], sink.Numbers);
        Assert.Equal(new EffectWriterCounts(6, 5, 1, 0, 0), writer.Counts);
        Assert.Contains(new EffectWriterNotice(EffectWriterOutcome.DroppedQueueFull, 1), _notices);
    }

    [Fact]
    public async Task A_cancelled_wait_for_room_accepts_no_effect()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = Writer(sink, new() { BatchSize = 1, Capacity = 1 });
        Enqueue(writer, 0, 1);
        await Wait.Until(() => sink.Attempts == 1);
        Enqueue(writer, 1, 2);
        using var end = new CancellationTokenSource();
        var waiting = writer.WriteAsync(SampleEffects.Event(2), end.Token).AsTask();
        var flush = writer.FlushAsync();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteAsync(SampleEffects.Event(3), end.Token));
        Assert.Equal(2, writer.Counts.Accepted);
        release.SetResult();
        await Wait.For(flush);
        Assert.Equal([0, 1], sink.Numbers);
    }

    [Theory]
    [InlineData(FullQueuePolicy.DropNewest, new[] { 0, 1, 2 })]
    [InlineData(FullQueuePolicy.DropOldest, new[] { 0, 3, 4 })]
    public async Task A_full_queue_drops_by_its_policy_and_counts(FullQueuePolicy policy, int[] written)
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = Writer(sink, new() { BatchSize = 1, Capacity = 2, FullQueue = policy });
        Enqueue(writer, 0, 1);
        await Wait.Until(() => sink.Attempts == 1);
        Enqueue(writer, 1, 4);
        Assert.Equal(policy == FullQueuePolicy.DropOldest, await writer.WriteAsync(SampleEffects.Event(4)));
        Assert.Equal(new EffectWriterCounts(5, 0, 2, 3, 0), writer.Counts);
        release.SetResult();
        await Wait.For(writer.FlushAsync());
        Assert.Equal(written, sink.Numbers);
        Assert.Equal(2, _notices.Count(notice => notice.Outcome == EffectWriterOutcome.DroppedQueueFull));
        Assert.Contains(_log.Collector.GetSnapshot(), line => line.Id.Id == 2011 && line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Flush_does_not_wait_for_a_batch_to_fill_nor_for_later_effects()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((batch, _) => batch.Any(e => SampleEffects.NumberOf(e) >= 10) ? release.Task : Task.CompletedTask);
        await using var writer = Writer(sink, new() { BatchSize = 4, MaxBatchDelay = TimeSpan.FromHours(1) });
        await writer.FlushAsync();
        Enqueue(writer, 0, 3);
        await Wait.For(writer.FlushAsync());
        Assert.Equal([0, 1, 2], sink.Numbers);
        Enqueue(writer, 3, 7);
        var flush = writer.FlushAsync();
        Enqueue(writer, 10, 30);
        await Wait.For(flush);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], sink.Numbers.Take(7));
        release.SetResult();
        await Wait.For(writer.FlushAsync());
        Assert.Equal(27, sink.Numbers.Length);
    }

    [Fact]
    public async Task A_cancelled_flush_does_not_stop_the_write()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = Writer(sink, new());
        Enqueue(writer, 0, 1);
        using var end = new CancellationTokenSource();
        var flush = writer.FlushAsync(end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        release.SetResult();
        await Wait.For(writer.FlushAsync());
        Assert.Equal([0], sink.Numbers);
    }

    [Fact]
    public async Task A_flush_ends_when_what_it_waits_for_is_dropped()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = Writer(sink, new() { BatchSize = 1, Capacity = 2, FullQueue = FullQueuePolicy.DropOldest });
        Enqueue(writer, 0, 1);
        await Wait.Until(() => sink.Attempts == 1);
        Enqueue(writer, 1, 2);
        var flush = writer.FlushAsync();
        Enqueue(writer, 2, 4);
        Assert.False(flush.IsCompleted); // 1 was dropped, 0 is being written
        release.SetResult();
        await Wait.For(flush);
        await Wait.For(writer.FlushAsync());
        Assert.Equal([0, 2, 3], sink.Numbers);
    }

    /// <summary>A flush that is requested during a notification about the effects must not be complete.</summary>
    [Theory]
    [InlineData(false, EffectWriterOutcome.Written)]
    [InlineData(true, EffectWriterOutcome.DroppedAfterAttempts)]
    public async Task A_flush_completes_after_the_observer_and_the_receiver_are_notified(bool fails, EffectWriterOutcome outcome)
    {
        BackgroundEffectWriter? writer = null;
        var flushes = new ConcurrentQueue<(string Notified, bool IsComplete)>();
        var sink = new TestSink((_, _) => fails ? throw new IOException() : Task.CompletedTask);
        await using (writer = new BackgroundEffectWriter(sink, new() { MaxAttempts = 1 }, Observe, _log, _time, () => 0))
        {
            writer.Enqueue(new QueuedEffect(SampleEffects.Event(0), Settled, default));
            await Wait.For(writer.FlushAsync(), _time);
            Assert.Equal([("receiver", false), ("observer", false)], flushes);
        }

        void Observe(EffectWriterNotice notice)
        {
            if (notice.Outcome == outcome)
                flushes.Enqueue(("observer", writer!.FlushAsync().IsCompleted));
        }

        void Settled(EffectEvent effectEvent, in EffectReceipt receipt, EffectWriterOutcome settled)
        {
            Assert.Equal(outcome, settled);
            flushes.Enqueue(("receiver", writer!.FlushAsync().IsCompleted));
        }
    }

    [Fact]
    public async Task A_failing_sink_is_retried_after_growing_delays_and_nothing_is_lost()
    {
        var attempts = new List<DateTimeOffset>();
        var sink = new TestSink((_, _) =>
        {
            attempts.Add(_time.GetUtcNow());
            return attempts.Count < 6 ? throw new IOException(Secret) : Task.CompletedTask;
        });
        await using var writer = Writer(sink, new()
        {
            MaxBatchDelay = TimeSpan.Zero,
            MaxAttempts = 10,
            RetryDelay = TimeSpan.FromSeconds(1),
            MaxRetryDelay = TimeSpan.FromSeconds(5),
        });
        Enqueue(writer, 0, 1);
        await Wait.Until(() => writer.Counts.Written == 1, _time, 0.01);
        Assert.Equal(new EffectWriterCounts(1, 1, 0, 0, 5), writer.Counts);
        var waits = attempts.Zip(attempts.Skip(1), (before, after) => (after - before).TotalSeconds).ToArray();
        foreach (var (wait, least) in waits.Zip([0.5, 1, 2, 2.5, 2.5])) // half of 1, 2, 4, 5, 5, for the jitter is 0
            Assert.True(wait >= least, $"waited {wait} s, not {least}");
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), line => (line.Message + line.Exception).Contains(Secret, StringComparison.Ordinal));
        Assert.Equal([1, 2, 4], _log.Collector.GetSnapshot().Where(line => line.Id.Id == 2010).Select(line => int.Parse(line.GetStructuredStateValue("Attempt")!, CultureInfo.InvariantCulture)));
        Assert.Equal(5, _notices.Count(notice => notice is { Outcome: EffectWriterOutcome.FailedAttempt, Exception: IOException }));
    }

    [Fact]
    public async Task A_sink_that_requests_a_delay_gets_it()
    {
        var attempts = new List<DateTimeOffset>();
        var sink = new TestSink((batch, _) =>
        {
            attempts.Add(_time.GetUtcNow());
            return attempts.Count == 1 ? throw new EffectWriteException("busy", batch, TimeSpan.FromSeconds(90)) : Task.CompletedTask;
        });
        await using var writer = Writer(sink, new() { MaxBatchDelay = TimeSpan.Zero });
        Enqueue(writer, 0, 1);
        await Wait.Until(() => writer.Counts.Written == 1, _time, 0.5);
        Assert.True(attempts[1] - attempts[0] >= TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Written_effects_of_a_failed_batch_are_not_retried()
    {
        var sink = new TestSink((batch, _) => batch.Length == 1
            ? Task.CompletedTask
            : throw new EffectWriteException("all but the last", [batch[^1]]));
        await using var writer = Writer(sink, new() { BatchSize = 4, MaxBatchDelay = TimeSpan.FromHours(1), MaxAttempts = 1 });
        Enqueue(writer, 0, 4);
        await Wait.Until(() => writer.Counts.Queued == 0, _time);
        Assert.Equal([3], sink.Numbers);
        Assert.Equal(new EffectWriterCounts(4, 4, 0, 0, 1), writer.Counts);
    }

    [Fact]
    public async Task An_effect_that_always_fails_drops_only_itself()
    {
        int[] poison = [17, 18, 63];
        var sink = new TestSink((batch, _) => batch.Any(e => poison.Contains(SampleEffects.NumberOf(e))) ? throw new FormatException() : Task.CompletedTask);
        await using var writer = Writer(sink, new() { BatchSize = 100, MaxBatchDelay = TimeSpan.Zero, MaxAttempts = 3 });
        Enqueue(writer, 0, 250);
        await Wait.For(writer.FlushAsync(), _time);
        Assert.Equal(Enumerable.Range(0, 250).Except(poison), sink.Numbers);
        Assert.Equal((247, 3), (writer.Counts.Written, writer.Counts.Dropped));
        Assert.Equal(3, _notices.Where(notice => notice.Outcome == EffectWriterOutcome.DroppedAfterAttempts).Sum(notice => notice.Count));
        Assert.Contains(_log.Collector.GetSnapshot(), line => line.Id.Id == 2012 && line.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Without_splitting_a_batch_is_dropped_as_a_whole()
    {
        var sink = new TestSink((batch, _) => batch.Any(e => SampleEffects.NumberOf(e) == 1) ? throw new FormatException() : Task.CompletedTask);
        await using var writer = Writer(sink, new() { BatchSize = 4, MaxBatchDelay = TimeSpan.FromHours(1), MaxAttempts = 3, SplitFailedBatches = false });
        Enqueue(writer, 0, 8);
        await Wait.Until(() => writer.Counts.Queued == 0, _time);
        Assert.Equal([4, 5, 6, 7], sink.Numbers);
        Assert.Equal(new EffectWriterCounts(8, 4, 4, 0, 3), writer.Counts);
    }

    [Fact]
    public async Task A_short_outage_drops_nothing_and_a_long_one_few()
    {
        var isDown = true;
        var sink = new TestSink((_, _) => Volatile.Read(ref isDown) ? throw new IOException() : Task.CompletedTask);
        await using var writer = Writer(sink, new() { MaxBatchDelay = TimeSpan.Zero });
        Enqueue(writer, 0, 1000);
        var end = _time.GetUtcNow().AddHours(1);
        await Wait.Until(() => _time.GetUtcNow() >= end, _time, 5);
        Volatile.Write(ref isDown, false);
        await Wait.Until(() => writer.Counts.Queued == 0, _time);
        Assert.Equal(1000, writer.Counts.Accepted);
        Assert.InRange(writer.Counts.Dropped, 0, 3600 / (5 * 15)); // an effect for 5 attempts, each after at least 15 s
        Assert.Equal(writer.Counts.Written, sink.Numbers.Length);
    }

    [Fact]
    public async Task An_attempt_that_times_out_is_cancelled_and_retried()
    {
        var sink = new TestSink();
        var first = true;
        sink = new TestSink((_, cancellationToken) =>
        {
            var isFirst = first;
            first = false;
            return isFirst ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
        });
        await using var writer = Writer(sink, new() { MaxBatchDelay = TimeSpan.Zero, AttemptTimeout = TimeSpan.FromSeconds(20) });
        Enqueue(writer, 0, 1);
        await Wait.Until(() => writer.Counts.Written == 1, _time, 1);
        Assert.Equal((1, 2), (writer.Counts.FailedAttempts, sink.Attempts));
        Assert.True(_time.GetUtcNow() - SampleEffects.Start >= TimeSpan.FromSeconds(20));
    }

    /// <summary>A sink has one caller at a time, so the writer awaits a sink that ignores its cancellation.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_sink_that_ignores_its_cancellation_is_awaited_and_logged(bool blocksItsThread, bool fails)
    {
        using var release = new ManualResetEventSlim();
        var isFirst = true;
        var sink = new TestSink((_, _) =>
        {
            if (!isFirst)
                return Task.CompletedTask;
            isFirst = false;
            return blocksItsThread ? Hang() : Task.Run(Hang, CancellationToken.None);

            Task Hang()
            {
                release.Wait(CancellationToken.None);
                return fails ? throw new IOException(Secret) : Task.CompletedTask;
            }
        });
        await using var writer = Writer(sink, new()
        {
            BatchSize = 2,
            Capacity = 3,
            FullQueue = FullQueuePolicy.DropOldest,
            AttemptTimeout = TimeSpan.FromSeconds(20),
        });
        Enqueue(writer, 0, 2);
        await Wait.Until(() => sink.Attempts == 1);
        Assert.False(writer.IsStalled);
        await Wait.Until(() => writer.IsStalled, _time, 1);
        Assert.True(_time.GetUtcNow() - SampleEffects.Start >= TimeSpan.FromSeconds(20));
        await Wait.Until(() => _log.Collector.GetSnapshot().Any(line => line.Id.Id == 2015 && line.Level == LogLevel.Error));
        Assert.IsType<TimeoutException>(Assert.Single(_notices, notice => notice.Outcome == EffectWriterOutcome.FailedAttempt).Exception);

        Enqueue(writer, 2, 7); // the queue's policy and the counts hold meanwhile
        Assert.Equal(new EffectWriterCounts(7, 0, 2, 5, 1), writer.Counts);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, sink.Attempts); // and below: no attempt was made meanwhile
        Assert.True(writer.IsStalled);

        release.Set();
        await Wait.Until(() => writer.Counts.Queued == 0, _time);
        Assert.False(writer.IsStalled);
        Assert.False(sink.HadTwoCallers);
        Assert.Equal([0, 1, 4, 5, 6], sink.Numbers); // a batch written late is not written again, a batch that failed late is retried
        Assert.Equal(fails ? 4 : 3, sink.Attempts);
        Assert.Equal(new EffectWriterCounts(7, 5, 2, 0, 1), writer.Counts);
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), line => (line.Message + line.Exception).Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_sink_does_not_stall_the_writer()
    {
        var sink = new TestSink((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        await using var writer = Writer(sink, new() { MaxBatchDelay = TimeSpan.Zero, MaxAttempts = 2, AttemptTimeout = TimeSpan.FromSeconds(20) });
        Enqueue(writer, 0, 1);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Wait.Until(() => sink.Attempts == attempt, _time);
            _time.Advance(TimeSpan.FromSeconds(20));
            await Wait.Until(() => writer.Counts.FailedAttempts == attempt); // no time passes in which it could be late
        }
        await Wait.Until(() => writer.Counts.Dropped == 1);
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), line => line.Id.Id == 2015);
        Assert.All(
            _notices.Where(notice => notice.Outcome == EffectWriterOutcome.FailedAttempt),
            notice => Assert.IsAssignableFrom<OperationCanceledException>(notice.Exception));
        Assert.All(
            _log.Collector.GetSnapshot(),
            line => Assert.Contains(": no success within the AttemptTimeout of 20 s: System.Threading.Tasks.TaskCanceledException", line.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopping_a_stalled_writer_ends_at_its_deadline()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        var writer = Writer(sink, new() { BatchSize = 2, AttemptTimeout = TimeSpan.FromSeconds(1), StopTimeout = TimeSpan.FromSeconds(3) });
        Enqueue(writer, 0, 5);
        await Wait.Until(() => writer.IsStalled, _time);
        var stop = writer.StopAsync();
        await Wait.For(stop, _time);
        Assert.Equal(new EffectWriterCounts(5, 0, 5, 0, 1), writer.Counts);
        release.SetResult();
        await Wait.Until(() => sink.Batches.Length == 1);
        Assert.Equal(new EffectWriterCounts(5, 0, 5, 0, 1), writer.Counts);
    }

    [Fact]
    public async Task A_stop_writes_queued_effects_at_once()
    {
        var sink = new TestSink();
        var writer = Writer(sink, new() { BatchSize = 10, MaxBatchDelay = TimeSpan.FromHours(1) });
        Enqueue(writer, 0, 25);
        await Wait.For(writer.StopAsync());
        Assert.Equal(Enumerable.Range(0, 25), sink.Numbers);
        Assert.Equal(new EffectWriterCounts(25, 25, 0, 0, 0), writer.Counts);
        Assert.Equal(0, _log.Collector.Count);
    }

    [Fact]
    public async Task A_stop_resets_the_back_off_of_a_failing_sink()
    {
        var failures = int.MaxValue;
        var sink = new TestSink((_, _) => Interlocked.Decrement(ref failures) >= 0 ? throw new IOException() : Task.CompletedTask);
        var writer = Writer(sink, new() { MaxBatchDelay = TimeSpan.Zero, MaxAttempts = 100, StopTimeout = TimeSpan.FromSeconds(14) });
        Enqueue(writer, 0, 5);
        await Wait.Until(() => writer.Counts.FailedAttempts >= 8, _time, 1); // now each wait is 15 s
        Volatile.Write(ref failures, 2);
        await Wait.For(writer.StopAsync(), _time, 0.002);
        Assert.Equal((5, 0), (writer.Counts.Written, writer.Counts.Dropped));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_completes_at_its_deadline_although_the_sink_hangs(bool heedsCancellation)
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, cancellationToken) => heedsCancellation ? Task.Delay(Timeout.Infinite, cancellationToken) : release.Task);
        var writer = Writer(sink, new() { BatchSize = 10, Capacity = 20, StopTimeout = TimeSpan.FromSeconds(3) });
        Enqueue(writer, 0, 10);
        await Wait.Until(() => sink.Attempts == 1);
        Enqueue(writer, 10, 30);
        var waiting = writer.WriteAsync(SampleEffects.Event(30)).AsTask();
        var stop = writer.StopAsync();
        Assert.False(await Wait.For(waiting));
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(stop.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Wait.For(stop, heedsCancellation ? null : _time, 0.05);
        var stopped = new EffectWriterCounts(31, 0, 31, 0, heedsCancellation ? 1 : 0);
        Assert.Equal(stopped, writer.Counts);
        var line = Assert.Single(_log.Collector.GetSnapshot(), line => line.Id.Id == 2013);
        Assert.Contains("31", line.Message);
        Assert.Equal(31, _notices.Where(notice => notice.Outcome == EffectWriterOutcome.DroppedAtStop).Sum(notice => notice.Count));
        release.SetResult();
        await Wait.Until(() => heedsCancellation || sink.Batches.Length == 1);
        await Wait.For(writer.Loop);
        Assert.Equal(stopped, writer.Counts); // dropped effects are not counted again
    }

    [Fact]
    public async Task A_cancelled_stop_does_not_wait_for_the_deadline()
    {
        var sink = new TestSink((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        var writer = Writer(sink, new() { MaxBatchDelay = TimeSpan.Zero, StopTimeout = TimeSpan.FromDays(1) });
        Enqueue(writer, 0, 3);
        await Wait.Until(() => sink.Attempts == 1);
        using var end = new CancellationTokenSource();
        var stop = writer.StopAsync(end.Token);
        await end.CancelAsync();
        await Wait.For(stop);
        Assert.Equal(new EffectWriterCounts(3, 0, 3, 0, 1), writer.Counts);
    }

    [Fact]
    public async Task Effects_written_before_the_deadline_count_as_written()
    {
        var isWriting = false;
        var sink = EffectSink.Of(async (batch, cancellationToken) =>
        {
            Volatile.Write(ref isWriting, true);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException e)
            {
                throw new EffectWriteException("the first two only", batch[2..], null, e);
            }
        });
        var writer = Writer(sink, new() { BatchSize = 5, StopTimeout = TimeSpan.FromSeconds(1) });
        Enqueue(writer, 0, 5);
        await Wait.Until(() => Volatile.Read(ref isWriting));
        var stop = writer.StopAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await Wait.For(stop);
        Assert.Equal((2, 3), (writer.Counts.Written, writer.Counts.Dropped));
    }

    [Fact]
    public async Task Disposal_is_idempotent_and_later_effects_are_dropped()
    {
        var sink = new TestSink();
        var writer = Writer(sink, new());
        Enqueue(writer, 0, 3);
        await Task.WhenAll(writer.DisposeAsync().AsTask(), writer.DisposeAsync().AsTask(), writer.StopAsync());
        await writer.DisposeAsync();
        Enqueue(writer, 3, 5);
        Assert.False(await writer.WriteAsync(SampleEffects.Event(5)));
        await writer.FlushAsync();
        Assert.Equal(new EffectWriterCounts(6, 3, 3, 0, 0), writer.Counts);
        Assert.Equal([0, 1, 2], sink.Numbers);
        await using var unused = Writer(sink, new());
    }

    [Fact]
    public async Task Disposal_during_writes_from_many_threads_counts_exactly()
    {
        for (var round = 0; round < 20; round++)
        {
            var sink = new TestSink((_, cancellationToken) => Task.Delay(1, cancellationToken));
            var writer = new BackgroundEffectWriter(sink, new() { BatchSize = 7, Capacity = 50, MaxBatchDelay = TimeSpan.Zero });
            var (enqueued, admitted) = (0, 0);
            var producers = Enumerable.Range(0, 16).Select(producer => Task.Run(async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    if (producer % 2 == 0)
                        writer.Enqueue(SampleEffects.Event(i));
                    else if (await writer.WriteAsync(SampleEffects.Event(i)))
                        Interlocked.Increment(ref admitted);
                    Interlocked.Increment(ref enqueued);
                }
            })).ToArray();
            await Wait.Until(() => sink.Attempts > round / 4);
            await writer.DisposeAsync();
            await Wait.For(Task.WhenAll(producers));
            var counts = writer.Counts;
            Assert.Equal(16 * 200, enqueued);
            Assert.Equal(enqueued, counts.Accepted);
            Assert.Equal(counts.Accepted, counts.Written + counts.Dropped);
            Assert.Equal(counts.Written, sink.Numbers.Length);
            Assert.False(sink.HadTwoCallers);
        }
    }

    [Fact]
    public async Task Thousands_of_producers_are_written_completely_and_each_in_order()
    {
        const int Producers = 4000;
        var sink = new TestSink();
        await using var writer = new BackgroundEffectWriter(sink, new() { BatchSize = 50, Capacity = 200, MaxBatchDelay = TimeSpan.Zero });
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                Assert.True(await writer.WriteAsync(SampleEffects.Event((producer * 10) + i)));
        })));
        await writer.FlushAsync();
        Assert.Equal(new EffectWriterCounts(Producers * 10, Producers * 10, 0, 0, 0), writer.Counts);
        Assert.Equal(Enumerable.Range(0, Producers * 10), sink.Numbers.Order());
        Assert.All(sink.Numbers.GroupBy(number => number / 10), ofOne => Assert.Equal(ofOne.Order(), ofOne));
    }

    [Fact]
    public async Task A_sink_that_throws_synchronously_or_an_observer_that_throws_stops_nothing()
    {
        var attempts = 0;
        var written = 0;
        var sink = new Synchronous(() =>
        {
            if (attempts++ == 0)
                throw new FormatException(Secret);
            written++;
        });
        await using var writer = new BackgroundEffectWriter(
            sink, new() { MaxBatchDelay = TimeSpan.Zero }, _ => throw new FormatException(Secret), _log, _time, () => 0);
        Enqueue(writer, 0, 1);
        await Wait.Until(() => writer.Counts.Written == 1, _time);
        Assert.Equal(1, written);
        Assert.Contains(_log.Collector.GetSnapshot(), line => line.Id.Id == 2014);
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), line => (line.Message + line.Exception).Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sink_may_enqueue_effects()
    {
        BackgroundEffectWriter? writer = null;
        var sink = new TestSink((batch, _) =>
        {
            if (SampleEffects.NumberOf(batch[0]) == 0)
                writer!.Enqueue(SampleEffects.Event(1));
            return Task.CompletedTask;
        });
        await using (writer = Writer(sink, new() { MaxBatchDelay = TimeSpan.Zero }))
        {
            Enqueue(writer, 0, 1);
            await Wait.Until(() => writer.Counts.Written == 2);
        }
        Assert.Equal([0, 1], sink.Numbers);
    }

    [Fact]
    public async Task The_task_in_the_background_does_not_keep_a_requests_ambient_values()
    {
        var ambient = new AsyncLocal<string?>();
        var seen = "not called";
        var sink = EffectSink.Of((_, _) =>
        {
            seen = ambient.Value;
            return default;
        });
        await using var writer = Writer(sink, new() { MaxBatchDelay = TimeSpan.Zero });
        ambient.Value = "a request's";
        Enqueue(writer, 0, 1);
        await Wait.Until(() => writer.Counts.Written == 1);
        Assert.Null(seen);
    }

    [Fact]
    public async Task No_timer_outlives_its_use()
    {
        var time = new TimerCount(_time);
        var fails = 3;
        var sink = new TestSink((_, cancellationToken) => --fails >= 0
            ? throw new IOException()
            : Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken));
        var writer = new BackgroundEffectWriter(sink, new() { BatchSize = 10, StopTimeout = TimeSpan.FromDays(1) }, null, _log, time, () => 0);
        Enqueue(writer, 0, 25);
        await Wait.Until(() => writer.Counts.Queued == 0, _time);
        Enqueue(writer, 25, 26);
        await Wait.For(writer.FlushAsync(), _time);
        await Wait.Until(() => time.Active == 0, _time); // idle
        Enqueue(writer, 26, 40);
        var waiting = writer.FlushAsync();
        await Wait.Until(() => sink.Attempts > 7, _time);
        var stop = writer.StopAsync();
        await Wait.For(stop, _time);
        await Wait.For(waiting);
        Assert.True(time.Created > 10);
        await Wait.Until(() => time.Active == 0);
        Assert.Equal((40, 40), (writer.Counts.Accepted, writer.Counts.Written));
    }

    [Fact]
    public void Invalid_arguments_throw_with_the_mend()
    {
        var sink = new TestSink();
        Assert.Throws<ArgumentNullException>("sink", () => new BackgroundEffectWriter(null!));
        Assert.Throws<ArgumentNullException>("effectEvent", () => Writer(sink, new()).Enqueue(null!));
        Assert.Throws<ArgumentNullException>("effectEvent", () => { _ = Writer(sink, new()).WriteAsync(null!).AsTask(); });
        var bad = new EffectWriterOptions
        {
            Capacity = 0,
            BatchSize = 0,
            MaxAttempts = 0,
            MaxBatchDelay = TimeSpan.FromTicks(-1),
            StopTimeout = TimeSpan.FromTicks(-1),
            RetryDelay = TimeSpan.Zero,
            MaxRetryDelay = TimeSpan.FromTicks(-1),
            AttemptTimeout = TimeSpan.Zero,
            FullQueue = (FullQueuePolicy)9,
        };
        Assert.Equal(9, bad.Validate().Length);
        Assert.Empty(new EffectWriterOptions().Validate());
        Assert.Contains("EffectWriterOptions.Capacity: must be at least 1, was 0; EffectWriterOptions.FullQueue: must be", Assert.Throws<ArgumentException>("options", () => Writer(sink, bad)).Message);
    }

    public void Dispose() => _watchdog.Dispose();

    private static void Enqueue(BackgroundEffectWriter writer, int from, int to)
    {
        for (var i = from; i < to; i++)
            writer.Enqueue(SampleEffects.Event(i));
    }

    private BackgroundEffectWriter Writer(IEffectSink sink, EffectWriterOptions options) =>
        new(sink, options, _notices.Enqueue, _log, _time, () => 0);

    /// <summary>A clock that counts its timers.</summary>
    private sealed class TimerCount(TimeProvider clock) : TimeProvider
    {
        private int _active;
        private int _created;

        public int Active => Volatile.Read(ref _active);

        public int Created => Volatile.Read(ref _created);

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _active);
            Interlocked.Increment(ref _created);
            return new Counted(clock.CreateTimer(callback, state, dueTime, period), () => Interlocked.Decrement(ref _active));
        }

        private sealed class Counted(ITimer timer, Action disposed) : ITimer
        {
            private int _isDisposed;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                    disposed();
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }

    private sealed class Synchronous(Action write) : IEffectSink
    {
        public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            write();
            return default;
        }
    }
}

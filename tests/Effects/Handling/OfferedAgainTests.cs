using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Handling;

/// <summary>Promise: who failed to take an exposure or usage is offered it when it comes about again, and nobody has it twice.</summary>
public sealed class OfferedAgainTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Some.Start);
    private readonly Timer _watchdog;

    public OfferedAgainTests() => _watchdog = new Timer(_ => _time.Advance(TimeSpan.FromDays(1)), null, 60_000, 1000);

    [Fact]
    public void Of_several_handlers_only_the_one_that_threw_is_offered_it_again()
    {
        var failures = new Queue<bool>([true, true, false]);
        var (first, last) = (new List<EffectEvent>(), new List<EffectEvent>());
        var (offered, taken) = (0, 0);
        var runner = new EffectRunner([EffectHandler.Of(first.Add), EffectHandler.Of(_ =>
        {
            offered++;
            if (failures.Dequeue())
                throw new FormatException();
            taken++;
        }), EffectHandler.Of(last.Add)]);
        var handler = new DeduplicatingHandler(runner, 1); // one entry remembers for all of them
        for (var i = 0; i < 5; i++)
            handler.Handle(Some.Event(Some.Exposure()));
        Assert.Equal((3, 1), (offered, taken));
        Assert.Single(first);
        Assert.Single(last);
        Assert.Equal(2, runner.HandlerFailures);
        Assert.Equal((1, 2), (handler.Count, handler.Duplicates));
    }

    [Fact]
    public void Where_every_handler_throws_nothing_is_remembered()
    {
        var runner = new EffectRunner([EffectHandler.Of(_ => throw new FormatException()), EffectHandler.Of(_ => throw new IOException())]);
        var handler = new DeduplicatingHandler(runner, 10);
        handler.Handle(Some.Event(Some.Exposure()));
        handler.Handle(Some.Event(Some.Usage("f", 1)));
        Assert.Equal((0, 0), (handler.Count, handler.Duplicates));
        Assert.Equal(4, runner.HandlerFailures);
    }

    [Fact]
    public void As_many_handlers_as_there_may_be_are_told_apart()
    {
        var taken = new int[64];
        var failing = new HashSet<int> { 0, 31, 32, 63 };
        var runner = new EffectRunner([.. Enumerable.Range(0, taken.Length).Select(i => EffectHandler.Of(_ =>
        {
            if (failing.Contains(i))
                throw new FormatException();
            taken[i]++;
        }))]);
        var handler = new DeduplicatingHandler(runner, 10);
        handler.Handle(Some.Event(Some.Exposure()));
        failing.Clear();
        handler.Handle(Some.Event(Some.Exposure()));
        handler.Handle(Some.Event(Some.Exposure()));
        Assert.All(taken, times => Assert.Equal(1, times));
    }

    [Fact]
    public void More_handlers_than_there_may_be_are_refused_with_what_to_do()
    {
        var tooMany = new EffectRunner([.. Enumerable.Repeat(EffectHandler.Of(), 65)]);
        Assert.Contains("there are 65 handlers; put some of them behind one", Assert.Throws<ArgumentException>("runner", () => new DeduplicatingHandler(tooMany)).Message);
        Assert.Throws<ArgumentNullException>("runner", () => new DeduplicatingHandler((EffectRunner)null!));
        new DeduplicatingHandler(new EffectRunner([])).Handle(Some.Event(0));
    }

    /// <summary>A failure about an older value says nothing of the newer one.</summary>
    [Fact]
    public void A_usage_with_another_value_goes_to_everybody()
    {
        var seen = new List<string>();
        var fails = true;
        var runner = new EffectRunner([
            EffectHandler.Of(e => seen.Add("a " + e.Effect.DeduplicationKey)),
            EffectHandler.Of(e => seen.Add(fails ? throw new FormatException() : "b " + e.Effect.DeduplicationKey))]);
        var handler = new DeduplicatingHandler(runner, 10);
        handler.Handle(Some.Event(Some.Usage("f", 1)));
        fails = false;
        handler.Handle(Some.Event(Some.Usage("f", 2)));
        handler.Handle(Some.Event(Some.Usage("f", 2)));
        Assert.Equal(["a f=1", "a f=2", "b f=2"], seen);
    }

    [Theory]
    [InlineData(FullQueuePolicy.Wait)]
    [InlineData(FullQueuePolicy.DropNewest)]
    [InlineData(FullQueuePolicy.DropOldest)]
    public async Task What_a_full_queue_dropped_passes_again_and_nothing_else(FullQueuePolicy policy)
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = new BackgroundEffectWriter(sink, new() { BatchSize = 1, Capacity = 2, FullQueue = policy }, timeProvider: _time);
        var others = new List<EffectEvent>();
        var handler = new DeduplicatingHandler(new EffectRunner([EffectHandler.Of(others.Add), writer]), 100);
        handler.Handle(Some.Event(0));
        await Some.Until(() => sink.Attempts == 1);
        for (var i = 1; i < 5; i++)
            handler.Handle(Some.Event(i));
        Assert.Equal(2, writer.Counts.Dropped);
        release.SetResult();
        await Some.Ends(writer.FlushAsync());
        Assert.Equal(3, sink.Numbers.Length);
        // Each comes again twice. Room for two at a time is enough for those that were lost.
        for (var i = 0; i < 10; i++)
            handler.Handle(Some.Event(i % 5));
        await Some.Ends(writer.FlushAsync());
        Assert.Equal([0, 1, 2, 3, 4], sink.Numbers.Order());
        Assert.Equal((7, 5, 2), (writer.Counts.Accepted, writer.Counts.Written, writer.Counts.Dropped));
        Assert.Equal([0, 1, 2, 3, 4], others.Select(Some.NumberOf));
    }

    [Fact]
    public async Task What_a_sink_could_not_take_in_all_its_attempts_passes_again()
    {
        var refuses = true;
        var sink = new TestSink((batch, _) => refuses && batch.Any(e => Some.NumberOf(e) == 1) ? throw new IOException() : Task.CompletedTask);
        await using var writer = new BackgroundEffectWriter(sink, new() { MaxAttempts = 2 }, timeProvider: _time);
        var handler = new DeduplicatingHandler(writer);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 3; i++)
                handler.Handle(Some.Event(i));
            await Some.Until(() => writer.Counts.Queued == 0, _time);
            Assert.Equal(round == 0 ? 1 : round == 1 ? 2 : 2, writer.Counts.Dropped);
            refuses = round == 0;
        }
        Assert.Equal([0, 1, 2], sink.Numbers.Order());
        Assert.Equal((5, 3, 2), (writer.Counts.Accepted, writer.Counts.Written, writer.Counts.Dropped));
    }

    /// <summary>Of three values in turn the first is dropped; the last is the same as the first, and waits.</summary>
    [Fact]
    public async Task A_usage_that_waits_is_not_offered_again_because_an_earlier_one_like_it_was_dropped()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink((_, _) => release.Task);
        await using var writer = new BackgroundEffectWriter(
            sink, new() { BatchSize = 1, Capacity = 3, FullQueue = FullQueuePolicy.DropOldest }, timeProvider: _time);
        var handler = new DeduplicatingHandler(writer);
        handler.Handle(Some.Event(Some.Usage("x", 0)));
        await Some.Until(() => sink.Attempts == 1);
        for (var i = 1; i <= 3; i++)
            handler.Handle(Some.Event(Some.Usage("f", i % 2)));
        handler.Handle(Some.Event(Some.Usage("y", 0))); // drops the first
        Assert.Equal(1, writer.Counts.Dropped);
        handler.Handle(Some.Event(Some.Usage("f", 1)));
        Assert.Equal((1, 1), (writer.Counts.Dropped, handler.Duplicates));
        release.SetResult();
        await Some.Ends(writer.FlushAsync());
        Assert.Equal(["x=0", "f=0", "f=1", "y=0"], sink.Batches.Select(batch => batch.Single().Effect.DeduplicationKey));
    }

    /// <summary>Each writer has its own bit: what one of them drops late is missing to it, although the other was given it again meanwhile.</summary>
    [Fact]
    public async Task Of_two_writers_each_is_offered_again_what_it_dropped_whenever_it_dropped_it()
    {
        var refuses = true;
        var sinks = Enumerable.Range(0, 2).Select(_ => new TestSink((_, _) => refuses ? throw new IOException() : Task.CompletedTask)).ToArray();
        await using var early = new BackgroundEffectWriter(sinks[0], new() { MaxAttempts = 1, MaxDelay = TimeSpan.Zero }, timeProvider: _time);
        await using var late = new BackgroundEffectWriter(sinks[1], new() { MaxAttempts = 2, MaxDelay = TimeSpan.Zero }, timeProvider: _time);
        var handler = new DeduplicatingHandler(new EffectRunner([early, late]));
        handler.Handle(Some.Event(0));
        await Some.Until(() => early.Counts.Dropped == 1 && late.Counts.FailedAttempts == 1);
        handler.Handle(Some.Event(0)); // to the early one alone
        await Some.Until(() => early.Counts.Queued == 0 && late.Counts.Queued == 0, _time);
        Assert.Equal((2, 1), (early.Counts.Dropped, late.Counts.Dropped));
        refuses = false;
        for (var i = 0; i < 2; i++)
            handler.Handle(Some.Event(0));
        await Some.Ends(Task.WhenAll(early.FlushAsync(), late.FlushAsync()), _time);
        Assert.All(sinks, sink => Assert.Equal([0], sink.Numbers));
    }

    [Fact]
    public async Task What_a_stopped_writer_drops_is_dropped_once()
    {
        var writer = new BackgroundEffectWriter(new TestSink(), timeProvider: _time);
        var handler = new DeduplicatingHandler(writer);
        await writer.DisposeAsync();
        for (var i = 0; i < 10; i++)
            handler.Handle(Some.Event(Some.Exposure()));
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
            new() { BatchSize = 4, Capacity = 8, MaxAttempts = 1, MaxDelay = TimeSpan.Zero, FullQueue = FullQueuePolicy.DropOldest },
            timeProvider: _time);
        var runner = new EffectRunner([EffectHandler.Of(e => counted.AddOrUpdate(e.Effect.DeduplicationKey!, 1, (_, times) => times + 1)), writer]);
        var handler = new DeduplicatingHandler(runner, Users);
        var threads = Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; written.Count < Users; i++)
            {
                handler.Handle(Some.Event(Some.Exposure("e", (i + (thread * 61)) % Users)));
                if (i % 50 == 0)
                    await Task.Delay(1);
            }
        })).ToArray();
        await Some.Ends(Task.WhenAll(threads), _time, 1);
        await Some.Until(() => writer.Counts.Queued == 0, _time, 1);
        Assert.Equal(Users, written.Count);
        Assert.All(written, each => Assert.Equal(1, each.Value));
        Assert.All(counted, each => Assert.Equal(1, each.Value));
        Assert.Equal(Users, counted.Count);
        Assert.Equal(Users, writer.Counts.Written);
        Assert.True(writer.Counts.Dropped > Users, "much was dropped");
        Assert.Equal(writer.Counts.Accepted, writer.Counts.Written + writer.Counts.Dropped);
    }

    [Fact]
    public async Task A_writer_does_not_keep_what_stood_before_it()
    {
        var refuses = true;
        var sink = new TestSink((_, _) => refuses ? throw new IOException() : Task.CompletedTask);
        await using var writer = new BackgroundEffectWriter(sink, new() { MaxAttempts = 1 }, timeProvider: _time);
        var (gone, left) = (GoneFrom(writer), new DeduplicatingHandler(writer));
        GC.Collect();
        Assert.DoesNotContain(gone, each => each.IsAlive);
        left.Handle(Some.Event(0));
        await Some.Until(() => writer.Counts.Queued == 0, _time);
        refuses = false;
        left.Handle(Some.Event(0)); // of which the one that is left was told
        await Some.Ends(writer.FlushAsync(), _time);
        Assert.Equal([0], sink.Numbers);
    }

    public void Dispose() => _watchdog.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] GoneFrom(BackgroundEffectWriter writer)
    {
        var runner = new EffectRunner([writer]);
        return [.. Enumerable.Range(0, 100).SelectMany(_ => new object[]
        {
            new DeduplicatingHandler(writer, 10), new DeduplicatingHandler(runner, 10), new PendingStickyBuckets(writer),
        }).Select(each => new WeakReference(each))];
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>The log lines about effects that a full queue or a stop drops.</summary>
public sealed class OverloadTests : IDisposable
{
    private const string Advice = "; raise its capacity, or find out why the sink is slow";
    private const string ExposuresOnly = "; a sink that needs exposures only leaves out the usages if it is made by EffectSink.Of(onExperimentViewed: ...)";

    private readonly FakeTimeProvider _time = new(SampleEffects.Start);
    private readonly FakeLogger _log = new();
    private readonly Timer _watchdog;

    /// <summary>A permit for each attempt of the sink.</summary>
    private readonly SemaphoreSlim _permits = new(0);
    private readonly TestSink _sink;

    /// <summary>Advances the clock after a minute, so that the disposal of the writer in a failed test ends.</summary>
    public OverloadTests()
    {
        _watchdog = new Timer(_ => _time.Advance(TimeSpan.FromDays(1)), null, 60_000, 1000);
        _sink = new TestSink((_, cancellationToken) => _permits.WaitAsync(cancellationToken));
    }

    [Theory]
    [InlineData(FullQueuePolicy.Wait)]
    [InlineData(FullQueuePolicy.DropOldest)]
    public async Task A_second_overload_is_logged_from_its_first_drop_and_each_has_its_total(FullQueuePolicy policy)
    {
        await using var writer = Writer(new() { BatchSize = 10, Capacity = 100, FullQueue = policy });
        await OverloadAsync(writer, 3700);
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048], Counts(2011));
        Assert.Empty(Counts(2017));
        _permits.Release(11);
        await Wait.For(writer.FlushAsync());
        Assert.Equal([3700], Counts(2017));

        await OverloadAsync(writer, 150);
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128], Counts(2011)[12..]);
        _permits.Release(11);
        await Wait.For(writer.FlushAsync());
        Assert.Equal([3700, 150], Counts(2017));
        Assert.Equal("the effect queue of TestSink is no longer full, 150 effects were dropped while it was: usages 150", Lines(2017)[^1]);

        Enqueue(writer, 10);
        _permits.Release(1);
        await writer.StopAsync();
        Assert.Equal((22, 20), (Lines(2011).Length + Lines(2017).Length, Lines(2011).Length)); // none without drops
    }

    [Fact]
    public async Task An_overload_lasts_until_the_queue_is_below_half()
    {
        await using var writer = Writer(new() { BatchSize = 10, Capacity = 100 });
        await OverloadAsync(writer, 3);
        _permits.Release(6); // The batch in the sink and five of the ten in the queue.
        await Wait.Until(() => _sink.Attempts == 7);
        Assert.Empty(Counts(2017));
        Enqueue(writer, 61);
        Assert.Equal([1, 2, 4], Counts(2011));

        _permits.Release(7); // Then 40 wait, and 10 are in the sink.
        await Wait.Until(() => _sink.Attempts == 14);
        Assert.Equal([4], Counts(2017));
        Enqueue(writer, 71);
        Assert.Equal([1, 2, 4, 1], Counts(2011));
        _permits.Release(100);
    }

    /// <summary>Otherwise a slow sink whose queue is as long as a batch would begin an overload with each batch.</summary>
    [Fact]
    public async Task A_batch_that_is_only_taken_out_of_the_queue_ends_no_overload()
    {
        await using var writer = Writer(new() { BatchSize = 10, Capacity = 10 });
        await OverloadAsync(writer, 3);
        _permits.Release();
        await Wait.Until(() => _sink.Attempts == 2);
        Enqueue(writer, 11);
        Assert.Equal([1, 2, 4], Counts(2011));
        Assert.Empty(Counts(2017));
        _permits.Release(100);
    }

    [Fact]
    public async Task An_overload_ends_too_when_the_last_effects_are_given_up()
    {
        var release = new TaskCompletionSource();
        var sink = new TestSink(async (_, _) =>
        {
            await release.Task;
            throw new IOException();
        });
        await using var writer = new BackgroundEffectWriter(sink, new() { BatchSize = 1, Capacity = 1, MaxAttempts = 1 }, null, _log, _time, () => 0);
        Enqueue(writer, 1);
        await Wait.Until(() => sink.Attempts == 1);
        Enqueue(writer, 3);
        release.SetResult();
        await Wait.For(writer.FlushAsync(), _time);
        Assert.Equal([2], Counts(2017));
    }

    [Fact]
    public async Task The_lines_have_the_kinds_and_name_the_sink_of_exposures_only_if_usages_are_lost()
    {
        await using var writer = Writer(new() { BatchSize = 1, Capacity = 1 });
        Enqueue(writer, 1);
        await Wait.Until(() => _sink.Attempts == 1);
        Enqueue(writer, 1);
        writer.Enqueue(SampleEffects.Event(SampleEffects.Exposure()));
        writer.Enqueue(SampleEffects.Event(SampleEffects.Exposure()));
        Enqueue(writer, 1);
        writer.Enqueue(SampleEffects.Event(new Effect.EventLogged("Purchase", Value.Object.Empty)));
        writer.Enqueue(SampleEffects.Event(new Effect.StickyBucketAssigned(SampleEffects.Document("u"))));
        writer.Enqueue(SampleEffects.Event(SampleEffects.Exposure()));
        Enqueue(writer, 2);
        const string Full = "the effect queue of TestSink is full, ";
        Assert.Equal(
            [
                $"{Full}1 effects dropped since it filled up: exposures 1{Advice}",
                $"{Full}2 effects dropped since it filled up: exposures 2{Advice}",
                $"{Full}4 effects dropped since it filled up: exposures 2, usages 1, events 1{Advice}{ExposuresOnly}",
                $"{Full}8 effects dropped since it filled up: exposures 3, usages 3, events 1, assignments 1{Advice}{ExposuresOnly}",
            ],
            Lines(2011));
        _permits.Release(100);
    }

    [Fact]
    public async Task A_disposal_says_what_the_overload_and_what_the_stop_dropped()
    {
        var writer = Writer(new() { BatchSize = 2, Capacity = 2, StopTimeout = TimeSpan.FromSeconds(1) });
        Enqueue(writer, 2);
        await Wait.Until(() => _sink.Attempts == 1);
        writer.Enqueue(SampleEffects.Event(SampleEffects.Exposure()));
        Enqueue(writer, 1);
        foreach (var experiment in new[] { "a", "b", "c" })
            writer.Enqueue(SampleEffects.Event(SampleEffects.Exposure(experiment)));
        Enqueue(writer, 2);
        var waiting = writer.WriteAsync(SampleEffects.Event(new Effect.StickyBucketAssigned(SampleEffects.Document("u")))).AsTask();
        var stop = writer.DisposeAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        await Wait.For(stop);
        Assert.False(await Wait.For(waiting));

        Assert.Equal([1, 2, 4], Counts(2011));
        Assert.Equal("the effect queue of TestSink is no longer full, 5 effects were dropped while it was: exposures 3, usages 2", Assert.Single(Lines(2017)));
        Assert.Equal("the writer to TestSink stopped before it wrote 5 effects: exposures 1, usages 3, assignments 1; they are dropped", Assert.Single(Lines(2013)));
        Assert.Equal(10, writer.Counts.Dropped);
        Assert.All(_log.Collector.GetSnapshot(), line => Assert.Equal(LogLevel.Warning, line.Level));
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _permits.Dispose();
    }

    /// <summary>Waits until the sink has a batch, fills the queue, and has effects dropped.</summary>
    private async Task OverloadAsync(BackgroundEffectWriter writer, int drops)
    {
        var attempts = _sink.Attempts;
        Enqueue(writer, 10);
        await Wait.Until(() => _sink.Attempts == attempts + 1);
        var accepted = writer.Counts.Accepted;
        var dropped = writer.Counts.Dropped;
        while (writer.Counts.Dropped < dropped + drops)
            Enqueue(writer, 1);
        Assert.InRange(writer.Counts.Accepted - accepted, drops + 1, drops + 100);
    }

    private static void Enqueue(BackgroundEffectWriter writer, int count)
    {
        for (var i = 0; i < count; i++)
            writer.Enqueue(SampleEffects.Event(i));
    }

    private string[] Lines(int id) => [.. _log.Collector.GetSnapshot().Where(line => line.Id.Id == id).Select(line => line.Message)];

    private long[] Counts(int id) =>
        [.. _log.Collector.GetSnapshot().Where(line => line.Id.Id == id).Select(line => long.Parse(line.GetStructuredStateValue("Count")!, null))];

    private BackgroundEffectWriter Writer(EffectWriterOptions options) => new(_sink, options, null, _log, _time, () => 0);
}

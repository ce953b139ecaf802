using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>The effects of an evaluation enter the queue of each sink together and in their order.</summary>
public class OutboxTests
{
    private static readonly Effects Two = [SampleEffects.Exposure(), SampleEffects.Usage("f", 1)];

    [Fact]
    public async Task An_effect_that_enters_a_begun_batch_reads_no_clock()
    {
        var time = new CountingTime();
        await using var writer = new BackgroundEffectWriter(new TestSink(), timeProvider: time);
        var pipeline = new EffectPipeline([EffectReceiver.Sink(writer)], timeProvider: time);
        pipeline.Run([SampleEffects.Usage("first", 0)], SampleEffects.User()); // the writer now waits for its batch to fill
        await Wait.Until(() => time.Timers == 1);
        time.Timestamps = 0;
        pipeline.Run(Two, SampleEffects.User());
        pipeline.Run(Two, SampleEffects.User());
        Assert.Equal(0, time.Timestamps);
        Assert.Equal(3, writer.Counts.Accepted);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(100)]
    public async Task Every_sink_gets_all_effects_in_their_order(int count)
    {
        var sinks = Enumerable.Range(0, 3).Select(_ => new TestSink()).ToArray();
        var writers = sinks.Select(sink => new BackgroundEffectWriter(sink, new() { BatchSize = 1000 })).ToArray();
        var pipeline = new EffectPipeline([.. writers.Select((writer, i) => EffectReceiver.Sink(writer, 100 + i))]);
        pipeline.Run(Effects.Of([.. Enumerable.Range(0, count).Select(i => SampleEffects.Usage("f" + i, i))]), SampleEffects.User());
        foreach (var (writer, sink) in writers.Zip(sinks))
        {
            await writer.DisposeAsync();
            Assert.Equal(Enumerable.Range(0, count), sink.Numbers);
        }
    }

    [Fact]
    public async Task A_handler_that_evaluates_queues_its_effects_and_loses_none()
    {
        var sink = new TestSink();
        await using var writer = new BackgroundEffectWriter(sink);
        EffectPipeline? pipeline = null;
        pipeline = new EffectPipeline([
            EffectReceiver.Sink(writer),
            EffectReceiver.Handler(EffectHandler.Of(effectEvent =>
            {
                if (SampleEffects.NumberOf(effectEvent) < 10)
                    pipeline!.Run([SampleEffects.Usage("inner", 10 + SampleEffects.NumberOf(effectEvent))], SampleEffects.User());
            }))]);
        pipeline.Run([SampleEffects.Usage("a", 1), SampleEffects.Usage("b", 2)], SampleEffects.User());
        await writer.FlushAsync();
        Assert.Equal([1, 2, 11, 12], sink.Numbers.Order());
    }

    [Fact]
    public async Task A_receiver_without_deduplication_and_receivers_of_other_capacities_get_what_they_did_not_take()
    {
        var (first, second, all) = (new List<int>(), new List<int>(), new List<int>());
        var failing = true;
        var pipeline = new EffectPipeline(ImmutableArray.Create(
            EffectReceiver.Handler(EffectHandler.Of(e => first.Add(SampleEffects.NumberOf(e))), 10),
            EffectReceiver.Observer(EffectHandler.Of(e => all.Add(SampleEffects.NumberOf(e)))),
            EffectReceiver.Handler(EffectHandler.Of(e => second.Add(failing ? throw new FormatException() : SampleEffects.NumberOf(e))), 20)));
        for (var round = 0; round < 3; round++)
        {
            pipeline.Run([SampleEffects.Usage("f", 1), SampleEffects.Usage("g", 2)], SampleEffects.User());
            failing = false;
        }
        await pipeline.RunAsync([SampleEffects.Usage("f", 1)], SampleEffects.User());
        Assert.Equal([1, 2], first);
        Assert.Equal([1, 2], second);
        Assert.Equal([1, 2, 1, 2, 1, 2, 1], all);
    }

    private sealed class CountingTime : FakeTimeProvider
    {
        public int Timestamps { get; set; }

        public int Timers { get; private set; }

        public override long GetTimestamp()
        {
            Timestamps++;
            return base.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Timers++;
            return timer;
        }
    }
}

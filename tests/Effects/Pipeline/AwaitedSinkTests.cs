using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>An awaited sink gets each exposure and usage once, and again only if it was not written.</summary>
public class AwaitedSinkTests
{
    [Fact]
    public async Task Each_exposure_and_usage_is_written_once_by_each_sink()
    {
        var (first, second) = (new TestSink(), new TestSink());
        var pipeline = new EffectPipeline([], [first, second]);
        Effects effects = [SampleEffects.Exposure(), SampleEffects.Usage("f", 1), SampleEffects.Exposure()];
        for (var i = 0; i < 3; i++)
            Assert.True((await pipeline.RunAsync(effects, SampleEffects.User())).Succeeded);
        foreach (var sink in new[] { first, second })
            Assert.Equal([effects[0], effects[1]], Assert.Single(sink.Batches).Select(each => each.Effect));
        await pipeline.RunAsync([effects[0], SampleEffects.Exposure("other")], SampleEffects.User());
        Assert.Equal(["other"], Written(first).Skip(2).Select(effect => ((Effect.ExperimentViewed)effect).Experiment.Key));
    }

    /// <summary>A sink that only a store of assignments needs loses nothing of a usage.</summary>
    [Fact]
    public async Task Run_warns_once_per_pipeline_of_awaited_sinks_that_want_its_effects()
    {
        var (log, sink) = (new FakeLogger(), new TestSink());
        var pipeline = new EffectPipeline([], [new StickyBucketSink(new InMemoryStickyBucketStore()), EffectSink.Named("rows", sink)], logger: log);

        pipeline.Run([], SampleEffects.User());
        await pipeline.RunAsync([SampleEffects.Usage("f", 1)], SampleEffects.User());
        Assert.Equal(0, log.Collector.Count);
        for (var i = 0; i < 3; i++)
            pipeline.Run([SampleEffects.Usage("f", 2), SampleEffects.Exposure()], SampleEffects.User());

        var line = Assert.Single(log.Collector.GetSnapshot());
        Assert.Equal((2002, LogLevel.Warning, "rows"), (line.Id.Id, line.Level, line.GetStructuredStateValue("Sinks")));
        Assert.Single(sink.Batches);
    }

    [Fact]
    public void Run_does_not_warn_of_sinks_that_do_not_want_its_effects()
    {
        var log = new FakeLogger();
        var effects = new EffectPipeline([], [new StickyBucketSink(new InMemoryStickyBucketStore())], logger: log);
        effects.Run([SampleEffects.Usage("f", 1), SampleEffects.Exposure()], SampleEffects.User());
        new EffectPipeline(Pipelines.Observers(EffectHandler.Of(_ => { })), logger: log).Run([SampleEffects.Usage("f", 1)], SampleEffects.User());

        Assert.Equal(0, log.Collector.Count);
    }

    [Fact]
    public async Task A_failure_is_shown_with_its_receiver_and_without_the_message_of_its_exception()
    {
        var pipeline = new EffectPipeline([], [EffectSink.Of((_, _) => throw new FormatException("ada@shop.example"))]);

        var run = await pipeline.RunAsync([SampleEffects.Usage("f", 1), SampleEffects.Exposure()], SampleEffects.User());

        Assert.Equal("EffectSink.Of: effects not written: 2, FormatException", Assert.Single(run.Failures).ToString());
        Assert.Equal("string: effects not written: 0, FormatException", new EffectFailure("a", default, new FormatException()).ToString());
    }

    /// <summary>A caller that gives up while it waits is told only of effects that were not written.</summary>
    [Fact]
    public async Task A_repetition_waits_for_no_write_of_other_effects()
    {
        var (begun, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var pipeline = new EffectPipeline([], [EffectSink.Of(async (batch, _) =>
        {
            if (batch[0].Effect is Effect.ExperimentViewed { Experiment.Key: "slow" })
            {
                begun.SetResult();
                await goesOn.Task;
            }
        })]);
        await pipeline.RunAsync([SampleEffects.Exposure()], SampleEffects.User());
        var slow = pipeline.RunAsync([SampleEffects.Exposure("slow")], SampleEffects.User()).AsTask();
        await begun.Task;
        Assert.True((await pipeline.RunAsync([SampleEffects.Exposure()], SampleEffects.User())).Succeeded);
        using var cancelled = new CancellationTokenSource();
        var waiting = pipeline.RunAsync([SampleEffects.Exposure(), SampleEffects.Exposure("new")], SampleEffects.User(), cancellationToken: cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        Assert.Equal(["new"], (await waiting).Failures.Single().NotWritten.Select(each => ((Effect.ExperimentViewed)each.Effect).Experiment.Key));
        goesOn.SetResult();
        Assert.True((await slow).Succeeded);
    }

    [Fact]
    public async Task A_usage_is_written_again_for_another_user_and_after_another_value()
    {
        var sink = new TestSink();
        var pipeline = new EffectPipeline([], [sink]);
        foreach (var (user, value) in new[] { ("1", 1), ("1", 1), ("2", 1), ("1", 2), ("1", 2), ("1", 1), ("2", 1) })
            await pipeline.RunAsync([SampleEffects.Usage("f", value)], SampleEffects.User(user));
        Assert.Equal([1, 1, 2, 1], sink.Numbers);
    }

    /// <summary>As with a queue: a repeated assignment is missing in its store, and two equal purchases are two.</summary>
    [Fact]
    public async Task Assignments_and_events_are_always_written()
    {
        var sink = new TestSink();
        var pipeline = new EffectPipeline([], [sink]);
        Effects effects = [new Effect.StickyBucketAssigned(SampleEffects.Document("1", ("e", "v"))), new Effect.EventLogged("buy", Value.Object.Empty)];
        await pipeline.RunAsync(effects, SampleEffects.User());
        await pipeline.RunAsync(effects, SampleEffects.User());
        Assert.Equal([.. effects, .. effects], Written(sink));
    }

    [Fact]
    public async Task A_failed_write_is_repeated_and_a_successful_one_is_not()
    {
        var fails = true;
        var (failing, good) = (new TestSink((_, _) => fails ? throw new IOException() : Task.CompletedTask), new TestSink());
        var pipeline = new EffectPipeline([], [failing, good]);
        Effects effects = [SampleEffects.Exposure(), SampleEffects.Usage("f", 1)];
        for (var i = 0; i < 3; i++)
            Assert.Equal(2, Assert.Single((await pipeline.RunAsync(effects, SampleEffects.User())).Failures).NotWritten.Length);
        fails = false;
        for (var i = 0; i < 3; i++)
            Assert.True((await pipeline.RunAsync(effects, SampleEffects.User())).Succeeded);
        Assert.Equal(effects, Written(failing));
        Assert.Equal(effects, Written(good));
        Assert.Equal(4, failing.Attempts);
    }

    [Fact]
    public async Task Only_the_part_of_a_batch_that_was_not_written_is_written_again()
    {
        var written = new List<Effect>();
        var fails = true;
        var pipeline = new EffectPipeline([], [EffectSink.Of((batch, _) =>
        {
            // The second of the batch fails, once.
            written.AddRange(batch.Where((_, i) => !fails || i != 1).Select(each => each.Effect));
            return fails ? throw new EffectWriteException("part", [batch[1]]) : default;
        })]);
        Effects effects = [SampleEffects.Exposure("a"), SampleEffects.Exposure("b"), SampleEffects.Usage("f", 1)];
        Assert.Equal([effects[1]], (await pipeline.RunAsync(effects, SampleEffects.User())).Failures.Single().NotWritten.Select(each => each.Effect));
        fails = false;
        Assert.True((await pipeline.RunAsync(effects, SampleEffects.User())).Succeeded);
        Assert.Equal([effects[0], effects[2], effects[1]], written);
    }

    /// <summary>Values of one feature that alternate within a batch, in effects of several evaluations: none may count as written without having been.</summary>
    [Fact]
    public async Task A_failed_batch_with_two_values_of_a_usage_is_written_again_as_a_whole()
    {
        var fails = false;
        var sink = new TestSink((_, _) => fails ? throw new IOException() : Task.CompletedTask);
        var pipeline = new EffectPipeline([], [sink]);
        await pipeline.RunAsync([SampleEffects.Usage("f", 0)], SampleEffects.User());
        Effects changes = [SampleEffects.Usage("f", 0), SampleEffects.Usage("f", 1), SampleEffects.Usage("f", 1), SampleEffects.Usage("f", 2)];
        fails = true;
        await pipeline.RunAsync(changes, SampleEffects.User());
        fails = false;
        await pipeline.RunAsync(changes, SampleEffects.User());
        Assert.Equal([0, 1, 2], sink.Numbers);
    }

    /// <summary>A caller succeeds only after the effect is written, by its own write or by an earlier one.</summary>
    [Fact]
    public async Task A_caller_that_waits_for_a_failing_write_writes_the_effect_itself()
    {
        var release = new TaskCompletionSource();
        var attempts = 0;
        var sink = new TestSink((_, _) => Interlocked.Increment(ref attempts) == 1 ? release.Task : Task.CompletedTask);
        var pipeline = new EffectPipeline([], [sink]);
        Effects effects = [SampleEffects.Exposure()];
        var first = pipeline.RunAsync(effects, SampleEffects.User()).AsTask();
        await Wait.Until(() => sink.Attempts == 1);
        var others = Enumerable.Range(0, 5).Select(_ => pipeline.RunAsync(effects, SampleEffects.User()).AsTask()).ToArray();
        Assert.All(others, other => Assert.False(other.IsCompleted));
        release.SetException(new IOException());
        Assert.False((await Wait.For(first)).Succeeded);
        Assert.All(await Wait.For(Task.WhenAll(others)), run => Assert.True(run.Succeeded));
        Assert.Equal((2, effects), (sink.Attempts, [.. Written(sink)]));
    }

    [Fact]
    public async Task Many_threads_and_a_failing_sink_write_each_exposure_once()
    {
        const int Users = 200;
        var random = new Random(7);
        var written = new ConcurrentDictionary<string, int>();
        var pipeline = new EffectPipeline([], [EffectSink.Of(async (batch, _) =>
        {
            await Task.Yield();
            if (random.Next(3) == 0)
                throw new IOException();
            foreach (var each in batch)
                written.AddOrUpdate(each.Effect.DeduplicationKey!, 1, (_, times) => times + 1);
        })]);
        await Wait.For(Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < Users; i++)
            {
                Effects one = [SampleEffects.Exposure("e", (i + (thread * 61)) % Users)];
                while (!(await pipeline.RunAsync(one, SampleEffects.User())).Succeeded)
                {
                }
            }
        }))));
        Assert.Equal(Enumerable.Repeat(1, Users), written.Values);
    }

    [Fact]
    public async Task An_abandoned_write_that_succeeds_late_is_not_repeated_and_one_that_fails_late_is()
    {
        var time = new FakeTimeProvider();
        TaskCompletionSource[] writes = [new(), new(), new()];
        var attempts = 0;
        var sink = new TestSink((_, _) => writes[attempts++].Task);
        var pipeline = new EffectPipeline([], [sink], timeProvider: time);
        Effects effects = [SampleEffects.Exposure()];
        foreach (var write in writes[..2])
        {
            using var end = new CancellationTokenSource();
            var running = pipeline.RunAsync(effects, SampleEffects.User(), end.Token).AsTask();
            var attempt = Array.IndexOf(writes, write) + 1;
            await Wait.Until(() => sink.Attempts == attempt);
            await end.CancelAsync();
            Assert.Single((await Wait.For(running, time)).Failures.Single().NotWritten);
            if (attempt == 1)
                write.SetException(new IOException());
            else
                write.SetResult();
        }
        Assert.True((await Wait.For(pipeline.RunAsync(effects, SampleEffects.User()).AsTask())).Succeeded);
        Assert.Equal(2, sink.Attempts);
    }

    [Fact]
    public async Task The_memory_is_bounded_evicts_the_least_recently_seen_and_ignores_failed_writes()
    {
        var fails = false;
        var sink = new TestSink((_, _) => fails ? throw new IOException() : Task.CompletedTask);
        var pipeline = new EffectPipeline([], [sink], sinkCapacity: 2);
        await Run("a", "b", "a"); // b is the least recently seen
        fails = true;
        await Run("c", "d"); // evict nothing
        fails = false;
        await Run("a", "b", "a");
        await Run("c", "a", "c", "b"); // c evicts b
        Assert.Equal(["a", "b", "c", "b"], Written(sink).Select(effect => ((Effect.ExperimentViewed)effect).Experiment.Key));

        async Task Run(params string[] experiments)
        {
            foreach (var experiment in experiments)
                await pipeline.RunAsync([SampleEffects.Exposure(experiment)], SampleEffects.User());
        }
    }

    [Fact]
    public async Task A_capacity_of_0_writes_every_effect_each_time_and_a_negative_one_throws()
    {
        var sink = new TestSink();
        var pipeline = new EffectPipeline([], [sink], sinkCapacity: 0);
        Effects effects = [SampleEffects.Exposure(), SampleEffects.Exposure(), SampleEffects.Usage("f", 1)];
        await pipeline.RunAsync(effects, SampleEffects.User());
        await pipeline.RunAsync(effects, SampleEffects.User());
        Assert.Equal([.. effects, .. effects], Written(sink));
        Assert.Throws<ArgumentOutOfRangeException>("sinkCapacity", () => new EffectPipeline([], [sink], sinkCapacity: -1));
    }

    [Fact]
    public async Task Effects_that_another_process_wrote_as_JSON_are_the_same()
    {
        var payload = Payload.Parse("""{"features":{"f":{"rules":[{"key":"e","variations":["a","b"]}]}}}""").Value;
        var context = new Context(payload, new Attributes { ["id"] = "u-1" });
        var (_, effects) = Evaluator.EvalFeature(context, "f");
        var read = Effects.Parse(effects.ToValue().ToJson()).Value;
        var sink = new TestSink();
        var pipeline = new EffectPipeline([], [sink]);
        await pipeline.RunAsync(read, context);
        await pipeline.RunAsync(effects, context);
        Assert.Equal(effects, Written(sink));
        Assert.Contains(effects, effect => effect is Effect.ExperimentViewed);
    }

    [Fact]
    public async Task A_sink_is_not_called_without_effects_of_its_kinds()
    {
        var calls = 0;
        var sink = EffectSink.Of(onExperimentViewed: (_, _, _, _) =>
        {
            calls++;
            return default;
        });
        var pipeline = new EffectPipeline([], [sink]);
        await pipeline.RunAsync([SampleEffects.Usage("f", 1)], SampleEffects.User());
        await pipeline.RunAsync([SampleEffects.Usage("f", 1), SampleEffects.Exposure()], SampleEffects.User());
        Assert.Equal(1, calls);
    }

    private static IEnumerable<Effect> Written(TestSink sink) => sink.Batches.SelectMany(batch => batch).Select(each => each.Effect);
}

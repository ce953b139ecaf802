using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Every receiver gets every effect, and a failure affects neither the caller nor the other receivers.</summary>
public class EffectPipelineTests
{
    private const string Secret = "jane@example.com";

    private static readonly Effects Two = [SampleEffects.Exposure(), SampleEffects.Usage("f", 1)];

    [Fact]
    public void Each_handler_gets_each_effect_in_order()
    {
        var calls = new List<(string Handler, EffectEvent Event)>();
        var pipeline = new EffectPipeline(
            Pipelines.Observers(EffectHandler.Of(e => calls.Add(("first", e))), EffectHandler.Of(e => calls.Add(("second", e)))),
            timeProvider: new FakeTimeProvider(SampleEffects.Start));
        var context = SampleEffects.User();
        pipeline.Run(Two, context);
        Assert.Equal(
            [("first", Two[0]), ("second", Two[0]), ("first", Two[1]), ("second", Two[1])],
            calls.Select(call => (call.Handler, call.Event.Effect)));
        Assert.All(calls, call => Assert.Same(context, call.Event.Context));
        Assert.All(calls, call => Assert.Equal(SampleEffects.Start, call.Event.Timestamp));
    }

    [Fact]
    public async Task A_handler_that_throws_is_counted_logged_and_reported_and_the_others_are_called()
    {
        var taken = new List<Effect>();
        var reported = new List<EffectFailure>();
        var log = new FakeLogger();
        var bad = EffectHandler.Of(_ => throw new FormatException(Secret));
        var pipeline = new EffectPipeline(Pipelines.Observers(bad, EffectHandler.Of(e => taken.Add(e.Effect))), logger: log, onFailure: reported.Add);
        pipeline.Run(Two, SampleEffects.User());
        var result = await pipeline.RunAsync(Two, SampleEffects.User());
        Assert.Equal([.. Two, .. Two], taken);
        Assert.Equal(4, pipeline.HandlerFailures);
        Assert.Equal(4, reported.Count);
        Assert.False(result.Succeeded);
        Assert.Equal(2, result.Failures.Length);
        Assert.All(result.Failures, failure => Assert.Same(bad, failure.Source));
        Assert.All(result.Failures, failure => Assert.IsType<FormatException>(failure.Exception));
        var lines = log.Collector.GetSnapshot();
        Assert.All(lines, line => Assert.Equal(LogLevel.Warning, line.Level));
        Assert.All(lines, line => Assert.Contains("System.FormatException", line.Message));
        Assert.All(lines, line => Assert.DoesNotContain(Secret, line.Message + line.Exception));
    }

    [Fact]
    public void A_handler_that_always_throws_does_not_fill_the_log()
    {
        var log = new FakeLogger();
        var pipeline = new EffectPipeline(Pipelines.Observers(EffectHandler.Of(_ => throw new FormatException())), logger: log);
        for (var i = 0; i < 1000; i++)
            pipeline.Run([SampleEffects.Usage("f", i)], SampleEffects.User());
        Assert.Equal(1000, pipeline.HandlerFailures);
        Assert.Equal(10, log.Collector.Count); // 1, 2, 4, … 512
    }

    [Fact]
    public async Task Each_reason_of_a_handler_and_of_a_sink_is_counted_and_logged_on_its_own()
    {
        var log = new FakeLogger();
        Exception failure = new FormatException(Secret);
        var (first, second) = (EffectSink.Named("first", EffectSink.Of((_, _) => throw failure)), EffectSink.Named("second", EffectSink.Of((_, _) => throw failure)));
        var pipeline = new EffectPipeline(Pipelines.Observers(EffectHandler.Named("handler", EffectHandler.Of(_ => throw failure))), [first, second], logger: log);
        Effects one = [SampleEffects.Usage("f", 1)];
        for (var i = 0; i < 3; i++)
            await pipeline.RunAsync(one, SampleEffects.User());
        failure = new InvalidOperationException(Secret, failure);
        await pipeline.RunAsync(one, SampleEffects.User());
        Assert.Equal((4, 8), (pipeline.HandlerFailures, pipeline.SinkFailures));
        var lines = log.Collector.GetSnapshot().Select(line =>
            $"{line.GetStructuredStateValue("Handler") ?? line.GetStructuredStateValue("Sink")} {line.GetStructuredStateValue("Total")} {line.GetStructuredStateValue("Failure")!.Split(" at ")[0]}");
        Assert.Equal(
            new[] { "handler", "first", "second" }.SelectMany(name => new[]
            {
                $"{name} 1 System.FormatException", $"{name} 2 System.FormatException", $"{name} 1 System.InvalidOperationException < System.FormatException",
            }).Order(StringComparer.Ordinal),
            lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_failure_callback_that_throws_is_ignored()
    {
        var taken = 0;
        var pipeline = new EffectPipeline(
            Pipelines.Observers(EffectHandler.Of(_ => throw new FormatException()), EffectHandler.Of(_ => taken++)),
            onFailure: _ => throw new FormatException());
        pipeline.Run(Two, SampleEffects.User());
        Assert.Equal(2, taken);
    }

    [Fact]
    public async Task No_effects_or_no_receivers_allocate_nothing()
    {
        var context = SampleEffects.User();
        var none = new EffectPipeline([]);
        var one = new EffectPipeline(Pipelines.Observers(EffectHandler.Of(_ => { })), [new TestSink()]);
        Assert.True((await one.RunAsync(Effects.None, context)).Succeeded);
        Assert.Equal(0, AllocatedBytes.Of(() => none.Run(Two, context)));
        Assert.Equal(0, AllocatedBytes.Of(() => one.Run(Effects.None, context)));
#pragma warning disable CA2012 // completed, and not looked at again
        Assert.Equal(0, AllocatedBytes.Of(() => _ = one.RunAsync(Effects.None, context).IsCompletedSuccessfully));
        Assert.Equal(0, AllocatedBytes.Of(() => _ = none.RunAsync(Two, context).IsCompletedSuccessfully));
#pragma warning restore CA2012
        Assert.NotEqual(0, AllocatedBytes.Of(() => one.Run(Two, context)));
    }

    [Fact]
    public void A_handler_may_evaluate_and_run_the_effects_of_that()
    {
        var context = new Context(Payload.Parse("""{"features":{"a":{"defaultValue":1},"b":{"defaultValue":2}}}""").Value, Attributes.Empty);
        var seen = new List<string>();
        EffectPipeline? pipeline = null;
        pipeline = new EffectPipeline(Pipelines.Observers(EffectHandler.Of(onFeatureEvaluated: (key, _, user) =>
        {
            seen.Add(key);
            if (key == "a")
                pipeline!.Run(Evaluator.EvalFeature(user, "b").Effects, user);
        })));
        pipeline.Run(Evaluator.EvalFeature(context, "a").Effects, context);
        Assert.Equal(["a", "b"], seen);
        Assert.Equal(0, pipeline.HandlerFailures);
    }

    [Fact]
    public void A_handler_that_evaluates_its_own_feature_does_not_overflow_the_stack()
    {
        var context = new Context(Payload.Parse("""{"features":{"a":{"defaultValue":1}}}""").Value, Attributes.Empty);
        var calls = 0;
        EffectPipeline? pipeline = null;
        pipeline = new EffectPipeline(Pipelines.Observers(EffectHandler.Of(e =>
        {
            calls++;
            pipeline!.Run(Evaluator.EvalFeature(e.Context, "a").Effects, e.Context);
        })));
        for (var i = 1; i <= 3; i++)
        {
            pipeline.Run(Evaluator.EvalFeature(context, "a").Effects, context);
            Assert.Equal(16 * i, calls);
            Assert.Equal(i, pipeline.HandlerFailures);
        }
    }

    [Fact]
    public void The_log_names_the_handler_that_evaluates_and_the_mend_without_messages_of_the_application()
    {
        var context = new Context(Payload.Parse("""{"features":{"a":{"defaultValue":1}}}""").Value, Attributes.Empty);
        var log = new FakeLogger();
        EffectPipeline? pipeline = null;
        pipeline = new EffectPipeline(
            Pipelines.Observers(
                EffectHandler.Named("innocent", EffectHandler.Of(_ => { })),
                EffectHandler.Named("recursive", EffectHandler.Of(e => pipeline!.Run(Evaluator.EvalFeature(e.Context, "a").Effects, e.Context)))),
            logger: log);
        pipeline.Run(Evaluator.EvalFeature(context, "a").Effects, context);
        const string Mend = "the handler recursive evaluates features while it handles an effect, which calls it again, 16 levels deep; evaluate in it with Evaluator and the Context of the EffectEvent, which calls no handler";
        Assert.All(log.Collector.GetSnapshot(), line => Assert.EndsWith(": " + Mend, line.Message, StringComparison.Ordinal));
        Assert.Equal(2, log.Collector.Count);
    }

    [Fact]
    public async Task RunAsync_returns_when_all_sinks_have_written()
    {
        var release = new TaskCompletionSource();
        var (slow, quick, handled) = (new TestSink((_, _) => release.Task), new TestSink(), 0);
        var pipeline = new EffectPipeline(Pipelines.Observers(EffectHandler.Of(_ => handled++)), [slow, quick]);
        var running = pipeline.RunAsync(Two, SampleEffects.User()).AsTask();
        Assert.Equal(2, handled);
        await Wait.Until(() => quick.Batches.Length == 1);
        Assert.False(running.IsCompleted);
        release.SetResult();
        Assert.True((await running).Succeeded);
        Assert.Equal(Two, slow.Batches[0].Select(e => e.Effect));
        Assert.Equal(Two, quick.Batches[0].Select(e => e.Effect));
    }

    [Fact]
    public async Task A_sink_that_fails_is_named_with_what_it_did_not_write()
    {
        var log = new FakeLogger();
        var thrower = EffectSink.Of((_, _) => throw new FormatException(Secret));
        var partial = EffectSink.Of((batch, _) => throw new EffectWriteException("half", [batch[1]], null, new FormatException(Secret)));
        var liar = EffectSink.Of((_, _) => throw new EffectWriteException("of another batch", [SampleEffects.Event(7)]));
        var good = new TestSink();
        var pipeline = new EffectPipeline([], [thrower, partial, liar, good], logger: log);
        var result = await pipeline.RunAsync(Two, SampleEffects.User());
        Assert.Equal([thrower, partial, liar], result.Failures.Select(failure => failure.Source));
        Assert.Equal(
            [[Two[0], Two[1]], [Two[1]], [Two[0], Two[1]]],
            result.Failures.Select(failure => failure.NotWritten.Select(e => e.Effect).ToArray()));
        Assert.Equal("failures: 3, effects not written: 5", result.ToString());
        Assert.Single(good.Batches);
        Assert.Equal(3, pipeline.SinkFailures);
        Assert.DoesNotContain(log.Collector.GetSnapshot(), line => (line.Message + line.Exception).Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancelling_ends_a_sink_and_abandons_a_sink_that_ignores_it()
    {
        var time = new FakeTimeProvider();
        var heedful = new TestSink((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        var stubborn = new TestSink((_, _) => new TaskCompletionSource().Task);
        var log = new FakeLogger();
        var pipeline = new EffectPipeline([], [heedful, stubborn], logger: log, timeProvider: time);
        using var end = new CancellationTokenSource();
        var running = pipeline.RunAsync(Two, SampleEffects.User(), end.Token).AsTask();
        await Wait.Until(() => heedful.Attempts == 1 && stubborn.Attempts == 1);
        Assert.False(running.IsCompleted);
        await end.CancelAsync();
        var result = await Wait.For(running, time);
        Assert.Equal([heedful, stubborn], result.Failures.Select(failure => failure.Source));
        Assert.All(result.Failures, failure => Assert.IsAssignableFrom<OperationCanceledException>(failure.Exception));
        Assert.Single(log.Collector.GetSnapshot(), line => line.Message.EndsWith(": the sink ignored its cancellation and was abandoned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sink_has_one_caller_at_a_time()
    {
        var sink = new TestSink((_, cancellationToken) => Task.Delay(1, cancellationToken));
        var pipeline = new EffectPipeline([], [sink]);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => pipeline.RunAsync([SampleEffects.Usage("f", i)], SampleEffects.User()).AsTask())));
        Assert.False(sink.HadTwoCallers);
        Assert.Equal(Enumerable.Range(0, 100), sink.Numbers.Order());
    }

    [Fact]
    public async Task A_sink_that_runs_effects_through_its_pipeline_is_refused_and_does_not_deadlock()
    {
        EffectPipeline? pipeline = null;
        var inner = new EffectRunResult();
        Task<EffectRunResult>? later = null;
        var release = new TaskCompletionSource();
        var depth = 0;
        pipeline = new EffectPipeline([], [EffectSink.Of(async (batch, cancellationToken) =>
        {
            if (depth++ > 0)
                return;
            inner = await pipeline!.RunAsync(Two, batch[0].Context, cancellationToken);
            later = Task.Run(async () =>
            {
                await release.Task;
                return await pipeline.RunAsync(Two, batch[0].Context, cancellationToken);
            }, cancellationToken);
        })]);
        Assert.True((await Wait.For(pipeline.RunAsync(Two, SampleEffects.User()).AsTask())).Succeeded);
        Assert.StartsWith("the sink EffectSink.Of runs effects through the pipeline", Assert.IsType<InvalidOperationException>(Assert.Single(inner.Failures).Exception, exactMatch: false).Message, StringComparison.Ordinal);
        release.SetResult();
        Assert.True((await Wait.For(later!)).Succeeded); // started within the sink, but run after it ended
    }

    [Fact]
    public async Task Default_arrays_are_empty_and_nulls_throw()
    {
        var empty = new EffectPipeline(default, default);
        empty.Run(Two, SampleEffects.User());
        Assert.True((await empty.RunAsync(Two, SampleEffects.User())).Succeeded);
        Assert.Throws<ArgumentNullException>("context", () => empty.Run(Two, null!));
        await Assert.ThrowsAsync<ArgumentNullException>("context", async () => await empty.RunAsync(Two, null!));
        Assert.Throws<ArgumentException>("receivers", () => new EffectPipeline([null!]));
        Assert.Throws<ArgumentException>("sinks", () => new EffectPipeline([], [null!]));
        Assert.Throws<ArgumentNullException>(() => EffectHandler.Of(null!));
        Assert.Throws<ArgumentNullException>(() => EffectHandler.When(null!, EffectHandler.Of()));
        Assert.Throws<ArgumentNullException>(() => EffectHandler.When(_ => true, null!));
        Assert.Throws<ArgumentNullException>(() => EffectHandler.Of().Handle(null!));
        Assert.Throws<ArgumentNullException>(() => EffectSink.Of(null!));
        await EffectSink.Of((_, _) => throw new FormatException()).WriteAsync(default, default);
        await EffectSink.Of(onFeatureEvaluated: (_, _, _, _) => throw new FormatException()).WriteAsync(default, default);
        Assert.Empty(default(EffectRunResult).Failures);
        Assert.True(default == new EffectRunResult());
        Assert.Equal("succeeded", default(EffectRunResult).ToString());
    }

    [Fact]
    public void Functions_for_one_kind_of_effect_get_that_kind_only()
    {
        var calls = new List<object>();
        Effects all = [new Effect.StickyBucketAssigned(SampleEffects.Document("1", ("e__0", "a"))), SampleEffects.Exposure("e"), SampleEffects.Usage("f", 1)];
        var pipeline = new EffectPipeline(Pipelines.Observers(
            EffectHandler.Of(onExperimentViewed: (experiment, result, context) => calls.Add((experiment.Key, result.Key, context.Attributes["id"]))),
            EffectHandler.Of(onFeatureEvaluated: (key, result, context) => calls.Add((key, result.Value, context.Attributes["id"]))),
            EffectHandler.Of(onStickyBucketAssigned: (document, context) => calls.Add((document.Key, context.Attributes["id"]))),
            EffectHandler.Of(),
            EffectHandler.When(e => e.Effect is Effect.ExperimentViewed, EffectHandler.Of(e => calls.Add(e.Effect)))));
        pipeline.Run(all, SampleEffects.User("9"));
        Value nine = "9";
        Assert.Equal<object>([("id||1", nine), ("e", "v1", nine), all[1], ("f", (Value)1, nine)], calls);
    }

    [Fact]
    public void A_condition_leaves_a_handler_its_name()
    {
        Assert.Equal("analytics", ReceiverName.Of(EffectHandler.When(_ => true, EffectHandler.When(_ => true, EffectHandler.Named("analytics", EffectHandler.Of())))));
        Assert.Equal(nameof(ActivityEventHandler), ReceiverName.Of(EffectHandler.When(_ => true, new ActivityEventHandler())));
    }

    [Fact]
    public async Task Asynchronous_functions_report_only_the_effect_that_failed()
    {
        var written = new List<string>();
        var sink = EffectSink.Of(
            onExperimentViewed: async (experiment, _, _, _) =>
            {
                await Task.Yield();
                written.Add(experiment.Key);
            },
            onFeatureEvaluated: (key, _, _, _) => key == "bad" ? throw new FormatException() : Write(key));
        ImmutableArray<EffectEvent> batch =
        [
            SampleEffects.Event(SampleEffects.Usage("bad", 1)), SampleEffects.Event(SampleEffects.Exposure("e")), SampleEffects.Event(SampleEffects.Usage("good", 1)),
            SampleEffects.Event(new Effect.StickyBucketAssigned(SampleEffects.Document("1"))),
        ];
        var failure = await Assert.ThrowsAsync<EffectWriteException>(async () => await sink.WriteAsync(batch, default));
        Assert.Same(batch[0], Assert.Single(failure.NotWritten));
        Assert.Equal(["e", "good"], written);

        ValueTask Write(string key)
        {
            written.Add(key);
            return default;
        }
    }
}

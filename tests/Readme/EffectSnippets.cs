using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using GrowthBook.Client;

namespace GrowthBook.Readme.Tests;

/// <summary>The README's snippets about what becomes of effects.</summary>
public class EffectSnippets
{
    private static readonly Payload payload = Payload.Parse(Snippets.Json).Payload;
    private static readonly Context context = new(payload, new Attributes { ["id"] = "u-1" });

    [Fact]
    public async Task Handlers_and_sinks()
    {
        var analytics = new Analytics();
        var database = new Database();

        // snippet
        var services = new ClientServices
        {
            Handlers =                                            // called where it happens: quick, and never waiting
            [
                EffectHandler.Of(onExperimentViewed: (experiment, result, context) =>
                    analytics.Track("Viewed Experiment", experiment.Key, result.Key)),
            ],
            Sinks =                                               // written in the background, in batches, with retries
            [
                EffectSink.Of(async (batch, cancellationToken) => await database.InsertAsync(
                    batch.Select(each => TrackingEvent.Of(each.Effect)).OfType<TrackingEvent>(), cancellationToken)), // System.Text.Json writes them
            ],
        };
        // end

        await using (var growthBook = await StartAsync(new GrowthBookOptions(), services))
        {
            var user = growthBook.User(new Attributes { ["id"] = "u-1" });
            user.EvalFeature("checkout");
            user.EvalFeature("checkout");
        }
        Assert.StartsWith("Viewed Experiment new-checkout ", Assert.Single(analytics.Tracked), StringComparison.Ordinal);
        Assert.Equal(["Experiment Viewed", "Feature Evaluated"], database.Rows.Select(row => row.Name));
    }

    [Fact]
    public async Task Events_of_your_own()
    {
        var written = new ConcurrentQueue<EffectEvent>();
        await using (var growthBook = await StartAsync(new GrowthBookOptions(), new ClientServices { Sinks = [Into(written)] }))
        {
            var user = growthBook.User(new Attributes { ["id"] = "u-1" });

            // snippet
            user.LogEvent("Purchase", new Value.Object([new("total", 12.5), new("currency", "EUR")]));
            // end
        }
        var tracked = TrackingEvent.Of(Assert.Single(written).Effect)!;
        Assert.Equal(("Purchase", """{"total":12.5,"currency":"EUR"}"""), (tracked.Name, tracked.Properties.ToString()));
    }

    [Fact]
    public async Task Nothing_is_lost_or_counted_twice()
    {
        var written = new ConcurrentQueue<EffectEvent>();
        var services = new ClientServices { Sinks = [Into(written)] };

        // snippet
        var options = new GrowthBookOptions
        {
            DeduplicationCapacity = 50_000,                       // exposures and usages that are remembered
            Writer =
            {
                Capacity = 10_000,                                // effects that wait at most
                FullQueue = FullQueuePolicy.DropOldest,           // what is dropped is counted
                BatchSize = 100,
                MaxDelay = TimeSpan.FromSeconds(1),
                AttemptTimeout = TimeSpan.FromSeconds(30),        // then an attempt is cancelled, and failed
                MaxAttempts = 5,                                  // then a batch is halved, to find what the sink cannot take
                StopTimeout = TimeSpan.FromSeconds(5),
            },
        };
        // end

        var cancellationToken = CancellationToken.None;
        await using var growthBook = await StartAsync(options, services);
        foreach (var id in Enumerable.Range(0, 1000))
            growthBook.User(new Attributes { ["id"] = $"u-{id % 100}" }).EvalFeature("checkout");

        // snippet
        await growthBook.FlushAsync(cancellationToken);           // waits until all is written or given up; disposal waits for StopTimeout

        var counts = growthBook.WriterCounts[0];                  // of each sink; first the one for sticky buckets, where there is a store
        Debug.Assert(counts.Accepted == counts.Written + counts.Dropped + counts.Queued);   // at any moment
        // end

        Assert.Equal(200, written.Count);
        Assert.Equal(new EffectWriterCounts(200, 200, 0, 0, 0), Assert.Single(growthBook.WriterCounts));
    }

    [Fact]
    public async Task Without_a_client()
    {
        var written = new ConcurrentQueue<EffectEvent>();
        var sink = Into(written);
        var analytics = new Analytics();

        // snippet
        await using var writer = new BackgroundEffectWriter(sink);
        var handler = EffectHandler.Of(onFeatureEvaluated: (key, result, context) => analytics.Track(key, $"{result.Value}"));
        var runner = new EffectRunner([new DeduplicatingHandler(writer), handler]);

        var (result, effects) = Evaluator.EvalFeature(context, "checkout");
        runner.Run(effects, context);                             // in this order; one that throws stops nobody
        // end

        await writer.FlushAsync();
        Assert.Equal(effects, written.Select(each => each.Effect));
        Assert.Equal([$"checkout {result.Value}"], analytics.Tracked);
    }

    [Fact]
    public async Task Awaiting_everything()
    {
        var written = new ConcurrentQueue<EffectEvent>();
        var sink = Into(written);
        var effects = Evaluator.EvalFeature(context, "checkout").Effects;

        // snippet
        var runner = new EffectRunner([], [sink, new StickyBucketSink(new InMemoryStickyBucketStore())]);

        var run = await runner.RunAsync(effects, context);        // run.Failures: who failed, and what was not written
        // end

        Assert.True(run.Succeeded);
        Assert.Equal(2, written.Count);
    }

    [Fact]
    public async Task Serverless()
    {
        var tracker = new Tracker();

        // snippet
        async Task<string> HandleRequest(Context context)
        {
            var (layout, effects) = Evaluator.GetFeatureValue(context, "checkout", "classic");
            await Task.WhenAll(effects.Select(effect => effect switch
            {
                Effect.ExperimentViewed(var experiment, var result) => tracker.TrackAsync(experiment.Key, result.Key),
                Effect.StickyBucketAssigned(var document) => tracker.SaveAsync(document),
                _ => Task.CompletedTask,
            }));
            return layout;
        }
        // end

        var answer = await HandleRequest(context with { StickyBuckets = StickyBuckets.Empty });
        Assert.Equal(["id||u-1", "new-checkout " + (answer == "classic" ? "0" : "1")], tracker.Tracked.Order());
    }

    [Fact]
    public async Task Web_service()
    {
        var tracker = new Tracker();

        // snippet
        var channel = Channel.CreateBounded<Effect.ExperimentViewed>(10_000);
        var dropped = 0;

        string HandleRequest(Context context)
        {
            var (layout, effects) = Evaluator.GetFeatureValue(context, "checkout", "classic");
            foreach (var viewed in effects.OfType<Effect.ExperimentViewed>())
            {
                if (!channel.Writer.TryWrite(viewed))
                    Interlocked.Increment(ref dropped);
            }
            return layout;
        }

        async Task WriteInBackground()
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                var batch = new List<string>();
                while (batch.Count < 100 && channel.Reader.TryRead(out var viewed))
                    batch.Add($"{viewed.Experiment.Key} {viewed.Result.Key}");
                await tracker.TrackAllAsync(batch);
            }
        }
        // end

        var writer = WriteInBackground();
        var onePage = 0;
        for (var i = 0; i < 1000; i++)
            onePage += HandleRequest(new Context(payload, new Attributes { ["id"] = "u-" + i })) == "one-page" ? 1 : 0;
        channel.Writer.Complete();
        await writer;
        Assert.Equal((1000, 0), (tracker.Tracked.Count, dropped));
        Assert.Equal(onePage, tracker.Tracked.Count(line => line == "new-checkout 1"));
    }

    [Fact]
    public void Tests_have_a_list()
    {
        // snippet
        var (_, effects) = Evaluator.IsOn(context, "checkout");

        var viewed = Assert.Single(effects.OfType<Effect.ExperimentViewed>());
        Assert.Equal("new-checkout", viewed.Experiment.Key);
        Assert.True(effects is [Effect.ExperimentViewed, Effect.FeatureEvaluated { FeatureKey: "checkout" }]);
        // end
    }

    [Fact]
    public async Task Deferred_tracking_calls()
    {
        await using var growthBook = await StartAsync(new GrowthBookOptions(), new ClientServices());
        var user = growthBook.User(new Attributes { ["id"] = "u-1" });

        // snippet
        var (layout, effects) = Evaluator.EvalFeature(user.Context, "checkout");
        var json = DeferredTrackingCall.Serialize(DeferredTrackingCall.Of(effects, user.Context));
        // end

        var call = Assert.Single(JsonDocument.Parse(json).RootElement.EnumerateArray());
        Assert.Equal("new-checkout", call.GetProperty("experiment").GetProperty("key").GetString());
        Assert.Equal(layout.ExperimentResult!.VariationId, call.GetProperty("result").GetProperty("variationId").GetInt32());
    }

    [Fact]
    public async Task Sticky_buckets()
    {
        var store = new InMemoryStickyBucketStore();

        // snippet
        var services = new ClientServices { StickyBuckets = store };
        // end

        await using var growthBook = await StartAsync(new GrowthBookOptions(), services);

        // snippet
        var user = await growthBook.UserAsync(new Attributes { ["id"] = "u-1" });    // reads what this payload can need, within a second
        var layout = user.GetFeatureValue("checkout", "classic");                    // a new assignment is saved in the background
        // end

        await growthBook.FlushAsync();
        var again = await growthBook.UserAsync(new Attributes { ["id"] = "u-1" });
        var result = again.EvalFeature("checkout");
        Assert.True(result.ExperimentResult!.StickyBucketUsed);
        Assert.Equal(layout, result.ValueOr(""));
        Assert.Equal(1, store.Count);
    }

    private static async Task<GrowthBookClient> StartAsync(GrowthBookOptions options, ClientServices services)
    {
        var growthBook = new GrowthBookClient(options, services with { Source = new InMemoryPayloadSource(Snippets.Json) });
        await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
        return growthBook;
    }

    private static IEffectSink Into(ConcurrentQueue<EffectEvent> queue) => EffectSink.Of((batch, _) =>
    {
        foreach (var each in batch)
            queue.Enqueue(each);
        return default;
    });

    private sealed class Analytics
    {
        public List<string> Tracked { get; } = [];

        public void Track(params string[] words) => Tracked.Add(string.Join(' ', words));
    }

    private sealed class Database
    {
        public List<TrackingEvent> Rows { get; } = [];

        public async Task InsertAsync(IEnumerable<TrackingEvent> rows, CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            Rows.AddRange(rows);
        }
    }

    private sealed class Tracker
    {
        public List<string> Tracked { get; } = [];

        public Task TrackAsync(string experiment, string variation) => TrackAllAsync([$"{experiment} {variation}"]);

        public Task SaveAsync(StickyAssignmentDocument document) => TrackAllAsync([document.Key]);

        public async Task TrackAllAsync(IEnumerable<string> lines)
        {
            await Task.Yield();
            lock (Tracked)
                Tracked.AddRange(lines);
        }
    }
}

using System.Threading.Channels;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Effects are plain data, and an application can interpret them in ten lines.</summary>
public class InterpreterExamples
{
    private static readonly Payload Shop = Payload.Parse(
        """{"features":{"button":{"defaultValue":"red","rules":[{"key":"button-color","variations":["red","blue"],"hashAttribute":"id"}]}}}""").Value;

    /// <summary>A serverless function: everything is awaited before it returns, because it may be frozen afterwards. A failure does not cost the response.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Serverless(bool fails)
    {
        var (tracker, lost) = (new Tracker { Fails = fails }, 0);

        async Task<string> HandleRequest(Context context)
        {
            var (color, effects) = Evaluator.GetFeatureValue(context, "button", "red");
            try
            {
                await Task.WhenAll(effects.Select(effect => effect switch
                {
                    Effect.ExperimentViewed(var experiment, var result) => tracker.TrackAsync(experiment.Key, result.Key),
                    Effect.StickyBucketAssigned(var document) => tracker.SaveAsync(document),
                    _ => Task.CompletedTask,
                })).WaitAsync(TimeSpan.FromSeconds(1));
            }
            catch (InvalidOperationException)
            {
                lost++;
            }
            return color;
        }

        var answer = await HandleRequest(new Context(Shop, new Attributes { ["id"] = "u-1" }));
        Assert.Contains(answer, new[] { "red", "blue" });
        Assert.Equal(fails ? [] : ["button-color " + (answer == "red" ? "0" : "1")], tracker.Tracked);
        Assert.Equal(fails ? 1 : 0, lost);
    }

    /// <summary>A web service: requests put effects into a bounded channel, and a task in the background writes them in batches.</summary>
    [Fact]
    public async Task Web_service()
    {
        var tracker = new Tracker();
        var channel = Channel.CreateBounded<Effect.ExperimentViewed>(10_000);
        var dropped = 0;

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

        string HandleRequest(Context context)
        {
            var (color, effects) = Evaluator.GetFeatureValue(context, "button", "red");
            foreach (var viewed in effects.OfType<Effect.ExperimentViewed>())
            {
                if (!channel.Writer.TryWrite(viewed))
                    Interlocked.Increment(ref dropped);
            }
            return color;
        }

        var writer = WriteInBackground();
        var blue = 0;
        for (var i = 0; i < 1000; i++)
            blue += HandleRequest(new Context(Shop, new Attributes { ["id"] = "u-" + i })) == "blue" ? 1 : 0;
        channel.Writer.Complete(); // when the service stops
        await writer;
        Assert.Equal((1000, 0), (tracker.Tracked.Count, dropped));
        Assert.Equal(blue, tracker.Tracked.Count(line => line == "button-color 1"));
    }

    /// <summary>A test: the effects are a list already.</summary>
    [Fact]
    public void Tests()
    {
        var (_, effects) = Evaluator.IsOn(new Context(Shop, new Attributes { ["id"] = "u-1" }), "button");

        var viewed = Assert.Single(effects.OfType<Effect.ExperimentViewed>());
        Assert.Equal("button-color", viewed.Experiment.Key);
        Assert.True(effects is [Effect.ExperimentViewed, Effect.FeatureEvaluated { FeatureKey: "button" }]);
    }

    private sealed class Tracker
    {
        public List<string> Tracked { get; } = [];

        public bool Fails { get; init; }

        public Task TrackAsync(string experiment, string variation) => TrackAllAsync([$"{experiment} {variation}"]);

        public Task SaveAsync(StickyAssignmentDocument document) => TrackAllAsync([document.Key]);

        public async Task TrackAllAsync(IEnumerable<string> lines)
        {
            await Task.Yield();
            if (Fails)
                throw new InvalidOperationException("the tracking server is away");
            Tracked.AddRange(lines);
        }
    }
}

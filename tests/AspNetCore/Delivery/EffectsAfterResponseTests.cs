using System.Collections.Concurrent;
using System.Collections.Immutable;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Delivery;

public sealed class EffectsAfterResponseTests
{
    private static readonly Testing.TestFeatures Features = [Feature("exp").Experiment("exp-test", ["a", "b"], variation: 1)];

    [Fact]
    public async Task A_response_does_not_wait_for_a_sink_and_the_stop_of_the_host_does()
    {
        var sink = new GatedSink();
        var site = await StartAsync(sink);
        using var browser = site.Browser();
        Assert.Equal("b", await browser.GetStringAsync("/"));
        await sink.Started;
        Assert.Equal("b", await browser.GetStringAsync("/"));
        Assert.Empty(sink.Users);

        var stopping = site.StopAsync();
        sink.Release();
        await stopping;
        Assert.Single(sink.Users);
        await site.DisposeAsync();
    }

    [Fact]
    public async Task Every_visitor_is_exposed_exactly_once_under_load()
    {
        var sink = new GatedSink();
        sink.Release();
        var site = await StartAsync(sink);
        var visitors = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, token) =>
        {
            using var browser = site.Browser();
            using var first = await browser.GetAsync("/", token);
            visitors.Add(first.Headers.GetValues("Set-Cookie").Single().Split('=', ';')[1]);
            for (var request = 0; request < 20; request++)
                Assert.Equal("b", await browser.GetStringAsync("/", token));
        });
        await site.StopAsync();
        Assert.Equal(60, visitors.Count);
        Assert.Equal(visitors.Order(), sink.Users.Order());
        await site.DisposeAsync();
    }

    private static Task<Site> StartAsync(IEffectSink sink) => Site.StartAsync(Features, app =>
    {
        app.UseGrowthBook();
        app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("exp", ""));
    }, growthBook: growthBook => growthBook.AddSink(sink));

    /// <summary>A sink that writes nothing before it is released.</summary>
    private sealed class GatedSink : IEffectSink
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentBag<string> Users { get; } = [];

        public Task Started => _started.Task;

        public void Release() => _released.TrySetResult();

        public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
        {
            _started.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
            foreach (var exposure in batch.Select(each => each.Effect).OfType<Effect.ExperimentViewed>())
                Users.Add(((Value.String)exposure.Result.HashValue).Content);
        }
    }
}

using System.Text.RegularExpressions;
using GrowthBook.Client;
using Microsoft.Extensions.DependencyInjection;
using WebApp.Tests;

namespace GrowthBook.Browser.Tests;

/// <summary>The sample shop on Kestrel at a free port.</summary>
public sealed class LiveSite : IAsyncDisposable
{
    public LiveSite(string? payload = null)
    {
        if (payload is not null)
            Site.Payload = payload;
        Site.UseKestrel(0);
        Site.StartServer();
    }

    public Site Site { get; } = new();

    public Uri Home => Site.ClientOptions.BaseAddress;

    public Uri Inspector => new(Home, "/_growthbook");

    /// <summary>Sets the weights of all experiments, and waits until the shop has them.</summary>
    public Task UseWeightsAsync(int first, int second)
    {
        Site.Payload = Regex.Replace(Site.Payload, "\"weights\": \\[.*?\\]", $"\"weights\": [{first}, {second}]");
        var growthBook = Site.Services.GetRequiredService<GrowthBookClient>();
        return Site.EventuallyAsync(
            () => Task.FromResult(growthBook.Payload.FeatureExperiments.All(experiment => experiment.Weights is [var one, var two] && one == first && two == second)),
            "the new weights");
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

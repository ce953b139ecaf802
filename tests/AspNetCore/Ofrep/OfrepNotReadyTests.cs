using System.Net;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

/// <summary>Requests while the server has no payload.</summary>
public sealed class OfrepNotReadyTests
{
    [Fact]
    public async Task A_server_without_a_payload_says_so()
    {
        await using var site = await Site.StartAsync(new InMemoryPayloadSource("no payload"), app => app.MapOfrep(), growthBook: client => client.Services.Configure<GrowthBookOptions>(options => options.StartTimeout = null));
        await AssertNotReadyAsync(new OfrepCaller(site.Browser()));
        site.Effects.ShouldBeEmpty();

        site.Source.Set("""{"features":{}}""");
        await site.Client.RefreshAsync();
        var caller = new OfrepCaller(site.Browser());
        Assert.Equal(HttpStatusCode.NotFound, (await caller.EvaluateAsync("flag")).Status);
        Assert.Empty((await caller.EvaluateAllAsync()).Flags);
    }

    [Fact]
    public async Task Forced_features_need_no_payload_and_the_stream_announces_the_others()
    {
        await using var site = await StartForcedAsync();
        var caller = new OfrepCaller(site.Browser());
        Assert.Equal("blue", (string?)(await caller.EvaluateAsync("forced")).Json["value"]);
        Assert.Equal("PROVIDER_NOT_READY", (string?)(await caller.EvaluateAsync("flag")).Json["errorCode"]);
        var all = await caller.EvaluateAllAsync();
        Assert.Equal(HttpStatusCode.OK, all.Status);
        Assert.Equal(["forced"], all.Flags.Keys);
        Assert.Equal(("blue", "STATIC"), ((string?)all.Flags["forced"]["value"], (string?)all.Flags["forced"]["reason"]));

        using var browser = site.Browser();
        using var events = new StreamReader(await browser.GetStreamAsync(all.RequestUri));
        Assert.Equal("retry: 10000", await events.ReadLineAsync());
        Assert.Equal("", await events.ReadLineAsync());
        Assert.StartsWith(":", await events.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await events.ReadLineAsync());
        site.Source.Set("""{"features":{"flag":{"defaultValue":1}}}""");
        await site.Client.RefreshAsync();
        Assert.StartsWith("id: ", await events.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("event: message", await events.ReadLineAsync());
        Assert.Equal(["flag", "forced"], (await caller.EvaluateAllAsync()).Flags.Keys.Order());
    }

    [Fact]
    public async Task A_forced_feature_that_the_payload_lacks_is_among_all_features_by_the_rules_of_the_others()
    {
        await using var site = await StartForcedAsync(options =>
        {
            options.RunsBulkEffects = true;
            options.MayEvaluate = (_, key) => key != "hidden";
        });
        site.Source.Set("""{"features":{"flag":{"defaultValue":1},"forced":{"defaultValue":"red"}}}""");
        await site.Client.RefreshAsync();
        var caller = new OfrepCaller(site.Browser());
        Assert.Equal(["blue"], (await caller.EvaluateAllAsync()).Flags.Where(flag => flag.Key == "forced").Select(flag => (string?)flag.Value["value"]));
        site.Source.Set("""{"features":{"flag":{"defaultValue":1}}}""");
        await site.Client.RefreshAsync();
        Assert.Equal(["flag", "forced"], (await caller.EvaluateAllAsync()).Flags.Keys);
        site.Effects.ShouldHaveEvaluated("flag", 1, times: 2).ShouldNotHaveEvaluated("forced");
    }

    private static Task<Site> StartForcedAsync(Action<OfrepOptions>? ofrep = null) => Site.StartAsync(
        new InMemoryPayloadSource("no payload"),
        app => app.MapOfrep(ofrep),
        growthBook: client => client.Services.Configure<GrowthBookOptions>(options =>
        {
            options.StartTimeout = null;
            options.ForcedFeatures["forced"] = "\"blue\"";
            if (ofrep is not null)
                options.ForcedFeatures["hidden"] = "1";
        }));

    private static async Task AssertNotReadyAsync(OfrepCaller caller)
    {
        foreach (var response in new[] { await caller.EvaluateAsync("flag"), await caller.EvaluateAllAsync() })
        {
            Assert.Equal((HttpStatusCode.InternalServerError, "5"), (response.Status, response.RetryAfter));
            Assert.Equal("PROVIDER_NOT_READY", (string?)response.Json["errorCode"]);
            Assert.StartsWith("the server has no payload yet", (string?)response.Json["errorDetails"], StringComparison.Ordinal);
        }
    }
}

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
    public async Task A_forced_feature_needs_no_payload()
    {
        await using var site = await Site.StartAsync(new InMemoryPayloadSource("no payload"), app => app.MapOfrep(), growthBook: client => client.Services.Configure<GrowthBookOptions>(options =>
        {
            options.StartTimeout = null;
            options.ForcedFeatures["forced"] = "\"blue\"";
        }));
        Assert.Equal("blue", (string?)(await new OfrepCaller(site.Browser()).EvaluateAsync("forced")).Json["value"]);
    }

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

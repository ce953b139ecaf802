using GrowthBook.AspNetCore.Tests;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Requests;

public sealed class RequestUserTests
{
    [Fact]
    public async Task A_singleton_manager_evaluates_for_the_user_of_each_request()
    {
        await using var site = await Application.StartAsync(app => app.MapGet("/", async (IFeatureManager manager) => await manager.IsEnabledAsync("beta")));
        using var beta = site.BrowserOf("beta");
        using var other = site.BrowserOf("other");
        Assert.Equal(("true", "false"), (await beta.GetStringAsync("/"), await other.GetStringAsync("/")));
        Assert.Equal("true", await beta.GetStringAsync("/"));
    }

    [Fact]
    public async Task The_user_of_the_request_is_used_before_that_of_a_targeting_context_accessor()
    {
        await using var site = await Application.StartAsync(
            app => app.MapGet("/", async (IVariantFeatureManager manager) => await manager.IsEnabledAsync("beta")),
            Of(Feature("beta").Off().ForceWhen("id", "of-accessor", true)),
            services => services.AddSingleton<ITargetingContextAccessor>(new FixedAccessor(new TargetingContext { UserId = "of-accessor" })));
        using var browser = site.BrowserOf("");
        Assert.Equal("false", await browser.GetStringAsync("/"));
        Assert.True(await site.Services.GetRequiredService<IVariantFeatureManager>().IsEnabledAsync("beta"));
    }

    [Fact]
    public async Task The_snapshot_keeps_its_answers_although_the_payload_changes_during_the_request()
    {
        InMemoryPayloadSource? source = null;
        await using var site = await Application.StartAsync(app => app.MapGet("/", async (IVariantFeatureManagerSnapshot snapshot, IVariantFeatureManager manager, HttpContext http) =>
        {
            var before = await snapshot.IsEnabledAsync("beta");
            source!.Set(Of(Feature("beta").On()).ToString());
            await http.RequestServices.GetRequiredService<GrowthBookClient>().RefreshAsync();
            return $"{before} {await snapshot.IsEnabledAsync("beta")} {await manager.IsEnabledAsync("beta", Attributes.Empty)}";
        }));
        source = site.Source;
        using var browser = site.BrowserOf("");
        Assert.Equal("False False True", await browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task With_a_store_of_sticky_buckets_the_user_is_looked_up_once_for_the_request()
    {
        var store = new CountingStore();
        await using var site = await Site.StartAsync(
            Of(Feature("trial").Experiment("trial-test", [false, true], variation: 1)),
            app => app.MapGet("/", async (IVariantFeatureManagerSnapshot snapshot, IVariantFeatureManager manager) =>
                $"{await snapshot.IsEnabledAsync("trial")} {await manager.IsEnabledAsync("trial")} {(await snapshot.GetVariantAsync("trial")).Name}"),
            services: builder => builder.Services.AddFeatureManagement().UseGrowthBook(),
            growthBook: growthBook => growthBook.UseStickyBuckets(store));
        using var browser = site.Browser();
        Assert.Equal("True True 1", await browser.GetStringAsync("/"));
        Assert.Equal(1, store.Reads);
    }
}

using GrowthBook.AspNetCore;
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
    public async Task A_visitor_without_consent_has_no_attributes_and_is_no_mistake()
    {
        await using var site = await Site.StartAsync(
            Application.Features, app => app.MapGet("/", async (IFeatureManager manager) => await manager.IsEnabledAsync("beta")),
            options => options.Consent = _ => false, builder => builder.Services.AddFeatureManagement().UseGrowthBook());
        using var browser = site.Browser();
        Assert.Equal("false", await browser.GetStringAsync("/"));
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task The_user_id_of_the_accessor_replaces_the_id_of_the_visitors_cookie()
    {
        await using var site = await TargetedAsync(new TargetingContext { UserId = "ann", Groups = ["staff"] });
        using var browser = site.Browser();
        Assert.Equal("ann staff", await browser.GetStringAsync("/"));
        Assert.Equal("ann staff", await browser.GetStringAsync("/"));
        Assert.Equal("ann", (await site.Services.GetRequiredService<IVariantFeatureManager>().GetVariantAsync("who")).Name);
    }

    public static TheoryData<TargetingContext?> ContextsWithoutUser => [null, new TargetingContext(), new TargetingContext { UserId = "" }];

    [Theory]
    [MemberData(nameof(ContextsWithoutUser))]
    public async Task A_targeting_context_without_a_user_leaves_the_visitor_its_id(TargetingContext? context)
    {
        await using var site = await TargetedAsync(context);
        using var browser = site.Browser();
        Assert.Equal("cookie none", await browser.GetStringAsync("/"));
    }

    public static TheoryData<Action<GrowthBookRequestOptions>> OwnIds =>
    [
        options => options.Attributes.Add("id", _ => "own").Add("groups", _ => "mine"),
        options => options.ChangeUser((_, user) => user.WithAttributes(new Attributes { ["id"] = "own", ["groups"] = "mine" })),
    ];

    [Theory]
    [MemberData(nameof(OwnIds))]
    public async Task An_id_that_the_application_gives_wins_over_that_of_the_accessor(Action<GrowthBookRequestOptions> options)
    {
        await using var site = await TargetedAsync(new TargetingContext { UserId = "ann", Groups = ["staff"] }, options);
        using var browser = site.Browser();
        Assert.Equal("own mine", await browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task Without_a_visitors_id_the_user_gets_that_of_the_accessor()
    {
        await using var site = await TargetedAsync(new TargetingContext { UserId = "ann" }, options => options.VisitorIdAttribute = "");
        using var browser = site.Browser();
        Assert.Equal("ann none", await browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task With_a_store_the_user_of_the_accessor_is_looked_up_once_for_the_request()
    {
        var store = new CountingStore();
        await using var site = await TargetedAsync(new TargetingContext { UserId = "ann" }, growthBook: growthBook => growthBook.UseStickyBuckets(store));
        using var browser = site.Browser();
        Assert.Equal("ann none", await browser.GetStringAsync("/"));
        Assert.Equal(2, store.Reads); // the documents of the visitor, and those of ann
    }

    /// <summary>The page has the origin of the id and of the groups, by two features that a feature manager evaluates.</summary>
    private static Task<Site> TargetedAsync(
        TargetingContext? context, Action<GrowthBookRequestOptions>? options = null, Action<GrowthBookBuilder>? growthBook = null) => Site.StartAsync(
        Of(
            Feature("who").Returns("none").ForceWhen("id", "ann", "ann").ForceWhen("id", "own", "own").ForceWhen("""{"id": {"$regex": "^[0-9a-f-]{36}$"}}""", "cookie"),
            Feature("groups").Returns("none").ForceWhen("""{"groups": {"$in": ["staff"]}}""", "staff").ForceWhen("groups", "mine", "mine"),
            Feature("trial").Experiment("trial-test", [false, true], variation: 1)),
        app => app.MapGet("/", async (IVariantFeatureManager manager) =>
            $"{(await manager.GetVariantAsync("who")).Name} {(await manager.GetVariantAsync("groups")).Name}"),
        options,
        builder =>
        {
            builder.Services.AddSingleton<ITargetingContextAccessor>(new FixedAccessor(context));
            builder.Services.AddFeatureManagement().UseGrowthBook();
        },
        growthBook);

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

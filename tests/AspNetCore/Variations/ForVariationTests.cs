using System.Net;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Variations;

public sealed class ForVariationTests
{
    private static readonly TestFeatures Features =
    [
        Feature("checkout").Returns("steps").ForceWhen("group", "a", "one-page").ForceWhen("group", "b", "three"),
        Feature("rate").Returns(1).ForceWhen("group", "a", 2),
        Feature("exp").Experiment("exp-test", ["control", "other"], variation: 1),
    ];

    [Theory]
    [InlineData("", "steps")]
    [InlineData("a", "one page")]
    [InlineData("b", "three pages")]
    public async Task The_handler_of_the_users_variation_runs_and_the_one_without_serves_the_others(string group, string page)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("group", group);
        Assert.Equal(page, await browser.GetStringAsync("/checkout"));
        Assert.Equal("posted", await (await browser.PostAsync("/checkout", null)).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("", HttpStatusCode.NotFound)]
    [InlineData("a", HttpStatusCode.OK)]
    public async Task Without_a_handler_for_the_others_they_get_404(string group, HttpStatusCode status)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("group", group);
        Assert.Equal(status, (await browser.GetAsync("/rate")).StatusCode);
    }

    [Theory]
    [InlineData("/by-key", "other")]
    [InlineData("/by-value", "other")]
    public async Task A_variation_is_named_by_key_or_value_and_the_selection_is_one_exposure(string path, string handler)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        Assert.Equal(handler, await browser.GetStringAsync(path));
        site.Effects.ShouldHaveViewed("exp-test", variation: 1, times: 1);
    }

    /// <summary>Handlers of other methods, or of a pattern whose constraints exclude the other, are no choice.</summary>
    [Fact]
    public async Task Features_that_choose_among_the_handlers_of_one_route_are_logged_once()
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.MapGet("/home", () => "a").ForVariation("checkout", "one-page");
            app.MapGet("/home", () => "b").ForVariation("rate", "2");
            app.MapGet("/home", () => "c");
            app.MapPost("/home", () => "d").ForVariation("exp", "1");
            app.MapGet("/items/{id:int}", () => "e").ForVariation("checkout", "one-page");
            app.MapGet("/items/{id:alpha}", () => "f").ForVariation("rate", "2");
            app.MapGet("/one", () => "g").ForVariation("checkout", "one-page");
            app.MapGet("/one", () => "h").ForVariation("checkout", "three");
        }, options => options.Attributes.AddHeader("group"));
        using var browser = site.Browser();
        Assert.Equal("c", await browser.GetStringAsync("/home"));
        browser.DefaultRequestHeaders.Add("group", "a");
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/home")).StatusCode);
        Assert.Equal(
            "the handlers of the route /home are for variations of several features (checkout, rate), and a user who is in a variation of two of them gets status 500; let one feature choose among the handlers of a route, or ignore this line if the variations exclude each other",
            Assert.Single(site.Warnings()));
    }

    [Fact]
    public async Task A_more_general_route_keeps_its_place()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        Assert.Equal("any 7", await browser.GetStringAsync("/items/7"));
        browser.DefaultRequestHeaders.Add("group", "a");
        Assert.Equal("seven", await browser.GetStringAsync("/items/7"));
        Assert.Equal("any 8", await browser.GetStringAsync("/items/8"));
    }

    [Fact]
    public async Task A_claim_before_the_authentication_is_logged_once()
    {
        await using var site = await StartAsync(app => app.UseAuthentication(), options => options.Attributes.AddClaim("group"));
        using var browser = site.Browser();
        await browser.GetStringAsync("/checkout");
        await browser.GetStringAsync("/checkout");
        Assert.StartsWith("the user of a request was made before the authentication ran", Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_routing_after_the_authentication_nothing_is_logged()
    {
        await using var site = await StartAsync(app =>
        {
            app.UseAuthentication();
            app.UseRouting();
        }, options => options.Attributes.AddClaim("group"));
        using var browser = site.Browser();
        Assert.Equal("steps", await browser.GetStringAsync("/checkout"));
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task Claims_choose_the_handler_if_the_routing_runs_after_the_authentication()
    {
        await using var site = await StartAsync(app =>
        {
            Site.UseClaims(app);
            app.UseRouting();
        }, options => options.Attributes.AddClaim("group"));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", "group=a");
        Assert.Equal("one page", await browser.GetStringAsync("/checkout"));
        Assert.Empty(site.Warnings());
    }

    private static Task<Site> StartAsync(Action<WebApplication>? use = null, Action<GrowthBookRequestOptions>? options = null) => Site.StartAsync(Features, app =>
    {
        use?.Invoke(app);
        app.UseGrowthBook();
        app.MapGet("/checkout", () => "one page").ForVariation("checkout", "one-page");
        app.MapGet("/checkout", () => "three pages").ForVariation("checkout", "three");
        app.MapGet("/checkout", () => "steps");
        app.MapPost("/checkout", () => "posted");
        app.MapGet("/rate", () => "two").ForVariation("rate", "2");
        app.MapGet("/by-key", () => "control").ForVariation("exp", "0");
        app.MapGet("/by-key", () => "other").ForVariation("exp", "1");
        app.MapGet("/by-value", () => "control").ForVariation("exp", "control");
        app.MapGet("/by-value", () => "other").ForVariation("exp", "other");
        app.MapGet("/items/7", () => "seven").ForVariation("checkout", "one-page");
        app.MapGet("/items/{id}", (string id) => "any " + id);
    }, options ?? (each => each.Attributes.AddHeader("group")), builder => builder.Services.AddAuthentication());
}

using System.Net;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore.Tests.Variations;

/// <summary>Variations that code requires and that no user gets: without a warning the gate just never opens.</summary>
public sealed class MistakenVariationTests
{
    /// <summary>Everybody of the group <c>a</c> is in variation 1 of the experiments.</summary>
    private const string Payload = """
        {"features":{
          "checkout":{"defaultValue":"steps","rules":[
            {"key":"checkout-eu","condition":{"group":"eu"},"variations":["steps","two-pages"],"weights":[0,1],"hashAttribute":"id","meta":[{"key":"eu-control"},{"key":"eu-new"}]},
            {"key":"checkout-test","condition":{"group":"a"},"variations":["classic","one-page"],"weights":[0,1],"hashAttribute":"id","meta":[{"key":"control","name":"Several steps"},{"key":"new"}]}]},
          "layout":{"defaultValue":null,"rules":[{"key":"layout-test","condition":{"group":"a"},"variations":[3,10],"weights":[0,1],"hashAttribute":"id"}]},
          "other":{"defaultValue":"x","rules":[{"key":"other-test","variations":["x","elsewhere"],"weights":[0,1],"hashAttribute":"id"}]},
          "banner":{"defaultValue":false,"rules":[{"condition":{"group":"b"},"force":true}]},
          "seats":{"defaultValue":1,"rules":[{"condition":{"group":"b"},"force":2}]},
          "theme":{"defaultValue":"light","rules":[{"condition":{"group":"b"},"force":"dark"}]},
          "title":{"defaultValue":"Shop"},
          "settings":{"defaultValue":{"a":1},"rules":[{"condition":{"group":"b"},"force":{"a":2}}]},
          "gated":{"defaultValue":"x","rules":[{"parentConditions":[{"id":"banner","condition":{"value":true},"gate":true}]}]}}}
        """;

    [Theory]
    [InlineData("checkout", "one-pgae", "did you mean `one-page`?")]
    [InlineData("checkout", "One-Page", "did you mean `one-page`?")]
    [InlineData("checkout", "contrl", "did you mean `control`?")]
    [InlineData("checkout", "several steps", "did you mean `control`?")]
    [InlineData("checkout", "1", "did you mean `new`?")]
    [InlineData("checkout", "2", "its variations are control, new")]
    [InlineData("checkout", "something else", "its variations are control, new")]
    [InlineData("checkout", "elsewhere", "its variations are control, new")]
    [InlineData("layout", "2", "its variations are 0, 1")]
    [InlineData("layout", "-1", "its variations are 0, 1")]
    [InlineData("layout", "10", "did you mean `1`?")]
    public async Task A_variation_that_the_experiment_lacks_is_logged_once_with_what_it_has(string feature, string variation, string mend)
    {
        await using var site = await StartAsync(feature, variation);
        using var browser = Browser(site, "a");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/gate")).StatusCode);
            Assert.Equal("others", await browser.GetStringAsync("/route"));
        }
        Assert.Equal([Warning(feature, variation, mend)], site.Warnings());
    }

    [Theory]
    [InlineData("checkout", "a", "control")]
    [InlineData("checkout", "a", "classic")]
    [InlineData("checkout", "a", "eu-new")] // another experiment of the feature
    [InlineData("checkout", "a", "two-pages")]
    [InlineData("checkout", "a", "steps")] // its default value
    [InlineData("checkout", "", "one-pgae")] // a visitor in no experiment shows nothing
    [InlineData("layout", "a", "0")]
    [InlineData("banner", "", "true")]
    [InlineData("seats", "", "2.5")]
    [InlineData("theme", "", "dakr")] // a rule can force any text
    [InlineData("gated", "", "y")] // a prerequisite decides
    public async Task A_variation_that_the_feature_may_have_is_not_logged(string feature, string group, string variation)
    {
        await using var site = await StartAsync(feature, variation);
        using var browser = Browser(site, group);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/gate")).StatusCode);
        Assert.Equal("others", await browser.GetStringAsync("/route"));
        Assert.Empty(site.Warnings());
    }

    [Theory]
    [InlineData("title", "one-page")]
    [InlineData("banner", "new")]
    [InlineData("seats", "many")]
    [InlineData("settings", "a")]
    public async Task A_variation_of_a_feature_without_an_experiment_that_never_has_such_a_value_is_logged(string feature, string variation)
    {
        await using var site = await StartAsync(feature, variation);
        using var browser = Browser(site, "");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/gate")).StatusCode);
            Assert.Equal("others", await browser.GetStringAsync("/route"));
        }
        Assert.Equal(
            [$"code requires variation `{variation}` of feature `{feature}`, which has no experiment and never this value, so no user gets it; check the feature's key, or add the experiment in GrowthBook"],
            site.Warnings());
    }

    [Fact]
    public async Task A_new_payload_is_checked_again()
    {
        await using var site = await StartAsync("checkout", "steps");
        using var browser = Browser(site, "a");
        await browser.GetAsync("/gate");
        Assert.Empty(site.Warnings());
        site.Source.Set(Payload.Replace("steps", "stages", StringComparison.Ordinal));
        await site.Client.RefreshAsync();
        await browser.GetAsync("/gate");
        Assert.Single(site.Warnings());
    }

    [Fact]
    public async Task A_variation_that_a_developer_forces_beside_the_payload_shows_nothing()
    {
        await using var site = await StartAsync("checkout", "new", options => options.ChangeUser((_, user) => user.WithForcedFeature("checkout", "else")));
        using var browser = Browser(site, "a");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/gate")).StatusCode);
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task A_gate_on_an_unknown_feature_is_logged_with_what_the_visitor_gets()
    {
        await using var site = await StartAsync("chekcout", "new");
        using var browser = Browser(site, "a");
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/gate")).StatusCode);
        Assert.Equal(
            [
                "feature `chekcout` is not in the payload, so it is off and calls return their fallback; did you mean `checkout`?",
                "the endpoint HTTP: GET /gate is closed for every visitor, who gets 404, because its feature `chekcout` is not in the payload",
            ],
            site.Warnings());
    }

    /// <summary>The values of a feature are of one kind: <c>"1"</c> is no number, and a variation of <c>null</c> shows nothing.</summary>
    [Theory]
    [InlineData("seats", "1", "a string", "a number")]
    [InlineData("banner", 1, "a number", "a boolean")]
    [InlineData("settings", true, "a boolean", "an object")]
    [InlineData("seats", 2, null, null)]
    [InlineData("theme", "drak", null, null)]
    [InlineData("layout", "3", null, null)]
    public async Task A_value_of_another_kind_is_logged_once(string feature, object value, string? required, string? kind)
    {
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource(Payload),
            app =>
            {
                app.UseGrowthBook();
                app.MapGet("/gate", () => "gate").WithMetadata(new RequireValueAttribute(feature, value));
            },
            Options);
        using var browser = Browser(site, "");
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/gate")).StatusCode);
        Assert.Equal(
            kind is null ? [] : [$"the endpoint HTTP: GET /gate requires {required}, but the value of its feature `{feature}` is {kind}, so visitors get 404; require a value of this kind"],
            site.Warnings());
    }

    [Fact]
    public async Task A_page_is_checked_as_an_endpoint_is()
    {
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource(Payload), app => app.MapRazorPages(), Options, builder => builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly));
        using var browser = Browser(site, "a");
        Assert.Equal("[others]", (await browser.GetStringAsync("/misnamed")).Trim());
        Assert.Equal([Warning("checkout", "one-pgae", "did you mean `one-page`?")], site.Warnings());
    }

    private static Task<Site> StartAsync(string feature, string variation, Action<GrowthBookRequestOptions>? options = null) => Site.StartAsync(
        new InMemoryPayloadSource(Payload),
        app =>
        {
            app.UseGrowthBook();
            app.MapGet("/gate", () => "gate").RequireVariation(feature, variation);
            app.MapGet("/route", () => "some").ForVariation(feature, variation);
            app.MapGet("/route", () => "others");
        },
        each =>
        {
            Options(each);
            options?.Invoke(each);
        });

    private static string Warning(string feature, string variation, string mend) =>
        $"code requires variation `{variation}` of feature `{feature}`, but experiment `{feature}-test` has no such variation, so none of its users gets it; {mend}";

    private static void Options(GrowthBookRequestOptions options) => options.Attributes.AddHeader("group").Add("id", _ => "u-1");

    private static HttpClient Browser(Site site, string group)
    {
        var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("group", group);
        return browser;
    }
}

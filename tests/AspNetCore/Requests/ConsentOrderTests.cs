using System.Net;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>The cookie policy asks each visitor for consent, and <see cref="Consented"/> has given it.</summary>
public sealed class ConsentOrderTests
{
    private const string Warning = "the user of a request was made before UseCookiePolicy, which asks for consent, ran";

    private static readonly TestFeatures Features = [Feature("checkout").Experiment("checkout-test", ["control", "treat"], variation: 1)];

    public static TheoryData<string, bool> Orders => new()
    {
        { "routing", false }, { "gates", false }, { "redirects", false }, { "handler", true }, { "routing after the policy", true },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Without_consent_no_order_of_middleware_gives_a_visitor_an_id_or_an_exposure(string order, bool isDocumented)
    {
        await using var site = await StartAsync(order, AsService);
        for (var i = 0; i < 2; i++)
        {
            using var response = await site.Browser().GetAsync("/");
            Assert.Empty(Site.CookiesOf(response));
        }
        Assert.Empty(site.Effects.Exposures);
        Assert.Equal(isDocumented ? 0 : 1, site.Warnings().Count(warning => warning.StartsWith(Warning, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task With_consent_a_visitor_has_an_id_if_the_policy_comes_first(string order, bool isDocumented)
    {
        await using var site = await StartAsync(order, AsService);
        using var response = await site.Browser(Consented(site)).GetAsync("/");
        Assert.Equal(isDocumented, Site.CookiesOf(response).Length == 1);
        Assert.Equal(isDocumented, site.Effects.Exposures.Length == 1);
    }

    /// <summary>Options that are no service are unknown until a request has passed the policy.</summary>
    [Theory]
    [InlineData("routing")]
    [InlineData("gates")]
    [InlineData("redirects")]
    public async Task Options_that_the_middleware_gets_count_from_the_second_request_on(string order)
    {
        await using var site = await StartAsync(order, AsArgument);
        using (await site.Browser().GetAsync("/"))
        {
            Assert.StartsWith(Warning, Assert.Single(site.Warnings()), StringComparison.Ordinal);
        }
        site.Effects.Clear();
        using var second = await site.Browser().GetAsync("/");
        Assert.Empty(Site.CookiesOf(second));
        Assert.Empty(site.Effects.Exposures);
        Assert.Single(site.Warnings());
    }

    [Fact]
    public async Task A_late_policy_that_asks_for_no_consent_changes_nothing()
    {
        await using var site = await StartAsync("routing", (app, _) => app?.UseCookiePolicy());
        for (var i = 0; i < 2; i++)
        {
            using var response = await site.Browser().GetAsync("/");
            Assert.Single(Site.CookiesOf(response));
        }
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task A_consent_of_the_application_needs_no_policy()
    {
        await using var site = await StartAsync("routing", AsService, options => options.Consent = http => http.Request.Query.ContainsKey("yes"));
        Assert.Single(Site.CookiesOf(await site.Browser().GetAsync("/?yes")));
        Assert.Empty(Site.CookiesOf(await site.Browser().GetAsync("/")));
        Assert.Empty(site.Warnings());
    }

    private static void AsService(WebApplication? app, IServiceCollection? services)
    {
        services?.Configure<CookiePolicyOptions>(policy => policy.CheckConsentNeeded = _ => true);
        app?.UseCookiePolicy();
    }

    private static void AsArgument(WebApplication? app, IServiceCollection? services) =>
        app?.UseCookiePolicy(new CookiePolicyOptions { CheckConsentNeeded = _ => true });

    /// <summary>The cookie by which ASP.NET Core's policy keeps a consent.</summary>
    private static CookieContainer Consented(Site site)
    {
        var cookies = new CookieContainer();
        cookies.Add(site.Url, new Cookie(".AspNet.Consent", "yes"));
        return cookies;
    }

    private static async Task<Site> StartAsync(string order, Action<WebApplication?, IServiceCollection?> usePolicy, Action<GrowthBookRequestOptions>? options = null)
    {
        var site = await Site.StartAsync(Features, app =>
        {
            switch (order)
            {
                case "routing":
                    usePolicy(app, null);
                    app.MapGet("/", () => "treat").ForVariation("checkout", "treat");
                    app.MapGet("/", () => "control");
                    break;
                case "routing after the policy":
                    usePolicy(app, null);
                    app.UseRouting();
                    app.MapGet("/", () => "treat").ForVariation("checkout", "treat");
                    app.MapGet("/", () => "control");
                    break;
                case "gates":
                    app.UseGrowthBook();
                    usePolicy(app, null);
                    app.MapGet("/", () => "treat").RequireVariation("checkout", "treat");
                    break;
                case "redirects":
                    app.UseGrowthBookRedirects();
                    usePolicy(app, null);
                    app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("checkout", ""));
                    break;
                case "handler":
                    usePolicy(app, null);
                    app.UseGrowthBook();
                    app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("checkout", ""));
                    break;
            }
        }, options, builder => usePolicy(null, builder.Services));
        if (order == "redirects")
        {
            site.Source.Set(Features.ToString().Insert(1, $$"""
                "experiments":[{"key":"landing","changeId":"landing","hashAttribute":"id","variations":[{},{"urlRedirect":"{{site.Url}}new"}],"weights":[1,0],
                "meta":[{"key":"0"},{"key":"1"}],"urlPatterns":[{"type":"simple","include":true,"pattern":"{{site.Url}}"}]}],
                """));
            await site.Client.RefreshAsync();
        }
        return site;
    }
}

using System.Net;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>The cookie policy asks each visitor but those of <see cref="Abroad"/> for consent, and <see cref="Consented"/> has given it.</summary>
public sealed class ConsentOrderTests
{
    private const string Warning = "the user of a request was made before UseCookiePolicy, which asks for consent, ran";

    private const string Abroad = "/?abroad";

    private static readonly TestFeatures Features = [Feature("checkout").Experiment("checkout-test", ["control", "treat"], variation: 1)];

    public static TheoryData<string> Orders => ["routing", "gates", "redirects", "handler", "routing after the policy"];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Without_consent_no_order_of_middleware_gives_a_visitor_an_id_or_an_exposure(string order)
    {
        await using var site = await StartAsync(order, AsService);
        for (var i = 0; i < 2; i++)
        {
            using var response = await site.Browser().GetAsync("/");
            Assert.Empty(Site.CookiesOf(response));
        }
        Assert.Empty(site.Effects.Exposures);
        Assert.Empty(site.Warnings());
    }

    /// <summary>Between two visitors who have not consented: they take nothing from the others.</summary>
    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Who_has_consented_or_needs_not_to_has_an_id_in_each_order(string order)
    {
        await using var site = await StartAsync(order, AsService);
        foreach (var path in new[] { "/", Abroad })
        {
            Assert.Empty(Site.CookiesOf(await site.Browser().GetAsync("/")));
            site.Effects.Clear();
            using var response = await site.Browser(path == "/" ? Consented(site) : null).GetAsync(path);
            Assert.Equal(2, Site.CookiesOf(response).Length);
            Assert.Contains(site.Effects.Exposures, exposure => exposure.Experiment.Key == "checkout-test");
        }
        Assert.Empty(Site.CookiesOf(await site.Browser().GetAsync("/")));
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task The_consent_cookie_of_the_policy_counts()
    {
        await using var site = await StartAsync("gates", (app, services) =>
        {
            AsService(app, services);
            services?.Configure<CookiePolicyOptions>(policy => (policy.ConsentCookie.Name, policy.ConsentCookieValue) = ("agreed", "v2"));
        });
        foreach (var (cookie, count) in new[] { (new Cookie("agreed", "v2"), 2), (new Cookie("agreed", "v1"), 0), (new Cookie(".AspNet.Consent", "yes"), 0) })
        {
            var cookies = new CookieContainer();
            cookies.Add(site.Url, cookie);
            Assert.Equal(count, Site.CookiesOf(await site.Browser(cookies).GetAsync("/")).Length);
        }
    }

    /// <summary>Options that are no service are unknown until a request has passed the policy, whose response has no cookies of the visitor either.</summary>
    [Theory]
    [InlineData("routing")]
    [InlineData("gates")]
    [InlineData("redirects")]
    public async Task Options_that_the_middleware_gets_count_from_the_first_response_on(string order)
    {
        await using var site = await StartAsync(order, AsArgument);
        using (var first = await site.Browser().GetAsync("/"))
        {
            Assert.Equal(["theme=dark; path=/"], Site.CookiesOf(first));
            Assert.StartsWith(Warning, Assert.Single(site.Warnings()), StringComparison.Ordinal);
        }
        site.Effects.Clear();
        using var second = await site.Browser().GetAsync("/");
        Assert.DoesNotContain(Site.CookiesOf(second), cookie => cookie.StartsWith("gb", StringComparison.Ordinal));
        Assert.Empty(site.Effects.Exposures);
        Assert.Single(site.Warnings());
    }

    [Theory]
    [InlineData("routing")]
    [InlineData("gates")]
    [InlineData("redirects")]
    public async Task A_consent_to_options_that_the_middleware_gets_changes_nothing(string order)
    {
        await using var site = await StartAsync(order, AsArgument);
        for (var i = 0; i < 2; i++)
        {
            using var response = await site.Browser(Consented(site)).GetAsync("/");
            Assert.Equal(3, Site.CookiesOf(response).Length);
            using var abroad = await site.Browser().GetAsync(Abroad);
            Assert.Equal(3, Site.CookiesOf(abroad).Length);
        }
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task A_late_policy_that_asks_for_no_consent_changes_nothing()
    {
        await using var site = await StartAsync("routing", (app, _) => app?.UseCookiePolicy());
        for (var i = 0; i < 2; i++)
        {
            using var response = await site.Browser().GetAsync("/");
            Assert.Equal(2, Site.CookiesOf(response).Length);
        }
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task A_consent_of_the_application_needs_no_policy()
    {
        await using var site = await StartAsync("routing", AsService, options => options.Consent = http => http.Request.Query.ContainsKey("yes"));
        Assert.Equal(2, Site.CookiesOf(await site.Browser().GetAsync("/?yes")).Length);
        Assert.Empty(Site.CookiesOf(await site.Browser().GetAsync("/")));
        Assert.Empty(site.Warnings());
    }

    private static void AsService(WebApplication? app, IServiceCollection? services)
    {
        services?.Configure<CookiePolicyOptions>(policy => policy.CheckConsentNeeded = IsNeeded);
        app?.UseCookiePolicy();
    }

    /// <summary>The response has a necessary cookie of the application, which is older than the policy.</summary>
    private static void AsArgument(WebApplication? app, IServiceCollection? services) => app?.Use((http, next) =>
    {
        http.Response.Cookies.Append("theme", "dark");
        return next(http);
    }).UseCookiePolicy(new CookiePolicyOptions { CheckConsentNeeded = IsNeeded });

    private static bool IsNeeded(HttpContext http) => !http.Request.Query.ContainsKey("abroad");

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
        }, options, builder => usePolicy(null, builder.Services), growthBook => growthBook.UseStickyBucketCookies());
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

using System.Net;
using System.Text.Encodings.Web;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Gates;

/// <summary>Endpoints of every kind require a feature and a login.</summary>
public sealed class GateTests
{
    private static readonly TestFeatures Features =
    [
        Feature("beta").Off().ForceWhen("beta", "yes", true),
        Feature("checkout").Returns("steps").ForceWhen("beta", "yes", "one-page"),
        Feature("seats").Returns(3).ForceWhen("beta", "yes", 10),
    ];

    public static TheoryData<string> Paths => ["/minimal", "/attribute", "/group/one", "/variation", "/value", "/constant", "/mvc", "/mvc/pro", "/page"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_closed_endpoint_does_not_exist_with_and_without_a_login(string path)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).StatusCode);
        browser.DefaultRequestHeaders.Add("X-User", "name=ada");
        using var response = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task An_open_endpoint_asks_for_the_login_and_then_runs(string path)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("beta", "yes");
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(path)).StatusCode);
        browser.DefaultRequestHeaders.Add("X-User", "name=ada");
        Assert.Equal(path.Split('/')[^1], (await browser.GetStringAsync(path)).Trim());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Claims_of_the_login_open_an_endpoint(string path)
    {
        await using var site = await StartAsync(options => options.Attributes.AddClaim("beta", "tester"));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", "tester=yes");
        Assert.Equal(path.Split('/')[^1], (await browser.GetStringAsync(path)).Trim());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Without_the_middleware_an_endpoint_fails_instead_of_being_open(string path)
    {
        await using var site = await StartAsync(use: app =>
        {
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
        });
        await AssertFailsAsync(site, path);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task With_the_middleware_before_the_routing_an_endpoint_fails_instead_of_being_open(string path)
    {
        await using var site = await StartAsync(use: app =>
        {
            app.UseAuthentication();
            app.UseGrowthBook();
            app.UseRouting();
            app.UseAuthorization();
        });
        await AssertFailsAsync(site, path);
    }

    public static TheoryData<string, Action<WebApplication>> OrdersWithAuthorizationFirst
    {
        get
        {
            var orders = new TheoryData<string, Action<WebApplication>>();
            foreach (var path in Paths)
            {
                orders.Add(path, app => app.UseGrowthBook());
                orders.Add(path, app => app.UseAuthentication().UseGrowthBook());
                orders.Add(path, app => app.UseAuthorization().UseGrowthBook());
            }
            return orders;
        }
    }

    /// <summary>WebApplication adds an authorization before the application's middleware if the application calls none.</summary>
    [Theory]
    [MemberData(nameof(OrdersWithAuthorizationFirst))]
    public async Task With_the_authorization_before_the_middleware_an_endpoint_fails_with_and_without_a_login(string path, Action<WebApplication> use)
    {
        await using var site = await StartAsync(use: use);
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync(path)).StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.Message.EndsWith("call app.UseAuthentication(), app.UseGrowthBook() and app.UseAuthorization() in this order", StringComparison.Ordinal) == true);
        browser.DefaultRequestHeaders.Add("X-User", "name=ada");
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Without_an_authorization_of_the_endpoint_the_order_does_not_matter()
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.UseGrowthBook();
            app.MapGet("/gate", () => "gate").RequireFeature("beta");
            app.MapGet("/anonymous", () => "anonymous").RequireFeature("beta").RequireAuthorization().AllowAnonymous();
            app.MapGet("/login", () => "login").RequireAuthorization();
        }, options => options.Attributes.AddHeader("beta"), builder =>
        {
            builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
            builder.Services.AddAuthorization();
        });
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/gate")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/login")).StatusCode);
        browser.DefaultRequestHeaders.Add("beta", "yes");
        Assert.Equal("gate", await browser.GetStringAsync("/gate"));
        Assert.Equal("anonymous", await browser.GetStringAsync("/anonymous"));
    }

    [Fact]
    public async Task A_fallback_policy_authorizes_an_endpoint_with_a_gate_too()
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.UseGrowthBook();
            app.MapGet("/gate", () => "gate").RequireFeature("beta");
        }, services: builder =>
        {
            builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
            builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        });
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/gate")).StatusCode);
    }

    /// <summary>The ways in which an endpoint is authorized without an attribute.</summary>
    public static TheoryData<string> Authorizations => ["requirement", "policy", "fallback of a provider"];

    [Theory]
    [MemberData(nameof(Authorizations))]
    public async Task Every_kind_of_authorization_of_an_endpoint_counts(string kind)
    {
        await using var site = await StartWithAsync(kind, app => app.UseGrowthBook());
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/gate")).StatusCode);
        await using var ordered = await StartWithAsync(kind, Use);
        using var visitor = ordered.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/gate")).StatusCode);
        visitor.DefaultRequestHeaders.Add("beta", "yes");
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/gate")).StatusCode);
    }

    /// <summary>The authorization that WebApplication adds runs before a branch, too. What it lets through fails.</summary>
    [Fact]
    public async Task The_middleware_in_a_branch_is_after_the_authorization_of_the_application()
    {
        await using var site = await StartWithAsync("policy", app => app.UseWhen(_ => true, branch => branch.UseGrowthBook()));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", "name=ada");
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/gate")).StatusCode);
    }

    [Fact]
    public async Task The_middleware_in_a_branch_before_the_authorization_of_the_application_is_in_order()
    {
        await using var site = await StartWithAsync("policy", app =>
        {
            app.UseAuthentication();
            app.UseWhen(_ => true, branch => branch.UseGrowthBook());
            app.UseAuthorization();
        });
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/gate")).StatusCode);
    }

    /// <summary>No mark on the pipeline tells of it, so the request that it lets through does.</summary>
    [Fact]
    public async Task An_authorization_in_a_branch_before_the_middleware_fails_what_it_lets_through()
    {
        await using var site = await StartWithAsync("policy", app =>
        {
            app.UseAuthentication();
            app.UseWhen(_ => true, branch => branch.UseAuthorization());
            app.UseGrowthBook();
            app.UseAuthorization();
        });
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("beta", "yes");
        browser.DefaultRequestHeaders.Add("X-User", "name=ada");
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/gate")).StatusCode);
        Assert.Equal("open", await browser.GetStringAsync("/open"));
    }

    [Fact]
    public async Task The_page_of_an_error_is_no_second_authorization()
    {
        await using var site = await StartWithAsync("policy", app =>
        {
            app.UseStatusCodePagesWithReExecute("/gate");
            app.UseRouting();
            Use(app);
        });
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("beta", "yes");
        browser.DefaultRequestHeaders.Add("X-User", "name=ada");
        using var response = await browser.GetAsync("/missing");
        Assert.Equal((HttpStatusCode.NotFound, "gate"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task An_exposure_of_a_gate_is_reported_once_for_each_evaluation()
    {
        await using var site = await Site.StartAsync(Of(Feature("exp").Experiment("exp-test", ["a", "b"], variation: 1)), app =>
        {
            app.UseGrowthBook();
            app.MapGet("/b", () => "b").RequireVariation("exp", "1");
            app.MapGet("/a", () => "a").RequireVariation("exp", "0", "a");
            app.MapGet("/either", () => "either").RequireVariation("exp", "0", "b");
        });
        using var browser = site.Browser();
        Assert.Equal("b", await browser.GetStringAsync("/b"));
        site.Effects.ShouldHaveViewed("exp-test", variation: 1, times: 1);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/a")).StatusCode);
        Assert.Equal("either", await browser.GetStringAsync("/either"));
        site.Effects.ShouldHaveViewed("exp-test", variation: 1, times: 3);
    }

    [Fact]
    public void A_variation_has_to_be_named()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        foreach (var variations in new string[][] { [], [""], ["a", ""], ["a", null!] })
        {
            var error = Assert.Throws<ArgumentException>(() => app.MapGet("/", () => "").RequireVariation("checkout", variations));
            Assert.StartsWith("RequireVariation of the feature `checkout` has no variation, or an empty one", error.Message, StringComparison.Ordinal);
        }
        Assert.StartsWith("the variation is empty", Assert.Throws<ArgumentException>(() => app.MapGet("/", () => "").ForVariation("checkout", "")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => app.MapGet("/", () => "").ForVariation("checkout", null!));
    }

    [Fact]
    public async Task A_condition_in_code_that_throws_names_its_feature_and_endpoint()
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.UseGrowthBook();
            app.MapGet("/boom", () => "open").RequireValue("seats", _ => throw new FormatException());
            app.MapGet("/gone", () => "open").RequireValue("seats", _ => throw new BadHttpRequestException("no", StatusCodes.Status410Gone));
        });
        using var browser = site.Browser();

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.Gone), ((await browser.GetAsync("/boom")).StatusCode, (await browser.GetAsync("/gone")).StatusCode));
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception is InvalidOperationException
        {
            Message: "the condition on the feature `seats` of the endpoint HTTP: GET /boom failed",
            InnerException: FormatException,
        });
    }

    private static async Task AssertFailsAsync(Site site, string path)
    {
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("beta", "yes");
        browser.DefaultRequestHeaders.Add("X-User", "name=ada");
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync(path)).StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.Message.EndsWith("call app.UseGrowthBook() after UseRouting and before UseAuthorization", StringComparison.Ordinal) == true);
    }

    private static Task<Site> StartAsync(Action<GrowthBookRequestOptions>? options = null, Action<WebApplication>? use = null) => Site.StartAsync(Features, app =>
    {
        (use ?? Use)(app);
        app.MapGet("/minimal", () => "minimal").RequireFeature("beta").RequireAuthorization();
        app.MapGet("/attribute", [RequireFeature("beta")] () => "attribute").RequireAuthorization();
        var group = app.MapGroup("/group").RequireFeature("beta").RequireAuthorization();
        group.MapGet("/one", () => "one");
        app.MapGet("/variation", () => "variation").RequireVariation("checkout", "other", "one-page").RequireAuthorization();
        app.MapGet("/value", () => "value").RequireValue("seats", value => value is Value.Number { Content: > 5 }).RequireAuthorization();
        app.MapGet("/constant", [RequireValue("seats", 10)] () => "constant").RequireAuthorization();
        app.MapControllers();
        app.MapRazorPages();
    }, options ?? (each => each.Attributes.AddHeader("beta")), builder =>
    {
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
        builder.Services.AddAuthorization();
        builder.Services.AddControllers().AddApplicationPart(typeof(Site).Assembly);
        builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly);
    });

    private static Task<Site> StartWithAsync(string authorization, Action<WebApplication> use) => Site.StartAsync(Features, app =>
    {
        use(app);
        var gate = app.MapGet("/gate", () => "gate").RequireFeature("beta");
        if (authorization == "requirement")
            gate.WithMetadata(new NeedsLogin());
        else if (authorization == "policy")
            gate.RequireAuthorization(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        app.MapGet("/open", () => "open").RequireFeature("beta").AllowAnonymous();
        app.MapGet("/missing", () => Results.NotFound()).RequireAuthorization();
    }, options => options.Attributes.AddHeader("beta"), builder =>
    {
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
        builder.Services.AddAuthorization();
        if (authorization == "fallback of a provider")
            builder.Services.AddSingleton<IAuthorizationPolicyProvider, LoginByDefault>();
    });

    private static void Use(WebApplication app)
    {
        app.UseAuthentication();
        app.UseGrowthBook();
        app.UseAuthorization();
    }

    /// <summary>An attribute that is a requirement itself, without a policy.</summary>
    private sealed class NeedsLogin : IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new DenyAnonymousAuthorizationRequirement()];
    }

    /// <summary>A provider whose fallback is not that of the options.</summary>
    private sealed class LoginByDefault(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options), IAuthorizationPolicyProvider
    {
        Task<AuthorizationPolicy?> IAuthorizationPolicyProvider.GetFallbackPolicyAsync() => GetDefaultPolicyAsync()!;
    }

    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Site.UserOf(Request) is { } user
                ? AuthenticateResult.Success(new AuthenticationTicket(user, "test"))
                : AuthenticateResult.NoResult());
    }
}

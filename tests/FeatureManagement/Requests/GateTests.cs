using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.AspNetCore;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Requests;

public sealed class GateTests
{
    [Theory]
    [InlineData("/mvc/beta", "beta", HttpStatusCode.OK)]
    [InlineData("/mvc/beta", "", HttpStatusCode.NotFound)]
    [InlineData("/mvc/not-beta", "beta", HttpStatusCode.NotFound)]
    [InlineData("/mvc/not-beta", "", HttpStatusCode.OK)]
    [InlineData("/mvc/any", "beta", HttpStatusCode.OK)]
    [InlineData("/mvc/any", "", HttpStatusCode.NotFound)]
    [InlineData("/mvc/legacy", "", HttpStatusCode.OK)]
    [InlineData("/minimal", "beta", HttpStatusCode.OK)]
    [InlineData("/minimal", "", HttpStatusCode.NotFound)]
    [InlineData("/minimal/not", "", HttpStatusCode.OK)]
    [InlineData("/minimal/not", "beta", HttpStatusCode.NotFound)]
    public async Task Gates_of_actions_and_minimal_endpoints_are_open_for_the_users_of_the_feature(string url, string group, HttpStatusCode status)
    {
        await using var site = await Application.StartAsync(
            app =>
            {
                app.MapControllers();
                app.MapGet("/minimal", () => "open").WithFeatureGate("beta");
                app.MapGet("/minimal/not", () => "open").WithFeatureGate(negate: true, "beta");
            },
            services: AddControllers);
        using var browser = site.BrowserOf(group);
        using var response = await browser.GetAsync(url);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task The_handler_of_disabled_features_answers_for_a_closed_action()
    {
        await using var site = await Application.StartAsync(
            app => app.MapControllers(),
            services: AddControllers,
            management: management => management.UseDisabledFeaturesHandler((features, context) =>
                context.Result = new ContentResult { Content = "no " + string.Join(",", features), StatusCode = 402 }));
        using var browser = site.BrowserOf("");
        using var response = await browser.GetAsync("/mvc/beta");
        Assert.Equal((HttpStatusCode.PaymentRequired, "no beta"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("beta", true)]
    [InlineData("", false)]
    public async Task A_filter_runs_for_the_users_of_the_feature(string group, bool runs)
    {
        await using var site = await Application.StartAsync(
            app => app.MapControllers(),
            services: services => AddControllers(services, options => options.Filters.AddForFeature<HeaderFilter>("beta")));
        using var browser = site.BrowserOf(group);
        using var response = await browser.GetAsync("/mvc/filtered");
        Assert.Equal(runs, response.Headers.Contains("X-Filter"));
    }

    [Theory]
    [InlineData("beta", "branch")]
    [InlineData("", "main")]
    public async Task A_branch_of_the_pipeline_is_for_the_users_of_the_feature(string group, string answer)
    {
        await using var site = await Application.StartAsync(app =>
        {
            app.UseForFeature("beta", branch => branch.Run(http => http.Response.WriteAsync("branch")));
            app.Run(http => http.Response.WriteAsync("main"));
        });
        using var browser = site.BrowserOf(group);
        Assert.Equal(answer, await browser.GetStringAsync("/"));
    }

    [Theory]
    [InlineData("beta", "after header")]
    [InlineData("", "plain")]
    public async Task A_middleware_runs_for_the_users_of_the_feature(string group, string answer)
    {
        await using var site = await Application.StartAsync(app =>
        {
            app.UseMiddlewareForFeature<MarkMiddleware>("beta");
            app.Run(http => http.Response.WriteAsync(http.Items.ContainsKey("mark") ? "after header" : "plain"));
        });
        using var browser = site.BrowserOf(group);
        Assert.Equal(answer, await browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task A_gate_on_an_experiment_reports_the_exposure_of_the_request_s_user()
    {
        await using var site = await Application.StartAsync(
            app => app.MapGet("/", () => "open").WithFeatureGate("trial"),
            Of(Feature("trial").Experiment("trial-test", [false, true], variation: 1, hashAttribute: "group")));
        using var browser = site.BrowserOf("g-7");
        Assert.Equal("open", await browser.GetStringAsync("/"));
        var exposure = Assert.Single(site.Effects.Exposures);
        Assert.Equal(("trial-test", 1, (Value)"g-7"), (exposure.Experiment.Key, exposure.Result.VariationId, exposure.Result.HashValue));
    }

    private static void AddControllers(IServiceCollection services) => AddControllers(services, _ => { });

    private static void AddControllers(IServiceCollection services, Action<MvcOptions> options) =>
        services.AddControllers(options).AddApplicationPart(typeof(GateTests).Assembly);

    public sealed class MarkMiddleware(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext http)
        {
            http.Items["mark"] = true;
            return next(http);
        }
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>Functions of the application in options: the error of one that throws names it.</summary>
public sealed class FailingFunctionTests
{
    [Theory]
    [InlineData("GrowthBookRequestOptions.Consent")]
    [InlineData("GrowthBookRequestOptions.PreparesUser")]
    [InlineData("GrowthBookRequestOptions.ChangeUser")]
    public async Task A_function_that_makes_the_user_is_named_and_an_error_of_ASP_NET_Core_stays(string option)
    {
        await using var site = await Site.StartAsync(
            Of(Feature("home").Experiment("home-test", ["a", "b"], variation: 1)),
            app =>
            {
                app.UseGrowthBook();
                app.MapGet("/", async (HttpContext http) => (await http.GetGrowthBookUserAsync()).GetFeatureValue("home", ""));
            },
            options =>
            {
                if (option.EndsWith("Consent", StringComparison.Ordinal))
                    options.Consent = Fails;
                else if (option.EndsWith("PreparesUser", StringComparison.Ordinal))
                    options.PreparesUser = Fails;
                else
                    options.ChangeUser((http, user) => Fails(http) ? user : user);
            },
            growthBook: growthBook => growthBook.UseStickyBuckets(new CountingStore()).UseStickyBucketCookies());
        using var browser = site.Browser();
        using var response = await browser.GetAsync("/?n=x");
        AssertNamed(site, response, option);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await browser.GetAsync("/")).StatusCode);
    }

    [Theory]
    [InlineData("OfrepOptions.Client")]
    [InlineData("OfrepOptions.MayEvaluate")]
    public async Task A_function_of_OFREP_is_named(string option)
    {
        await using var site = await Site.StartAsync(Of(Feature("f").On()), app => app.MapOfrep(ofrep =>
        {
            if (option.EndsWith("Client", StringComparison.Ordinal))
                ofrep.Client = http => Fails(http) ? null : null;
            else
                ofrep.MayEvaluate = (http, _) => Fails(http);
        }));
        using var response = await site.Browser().PostAsync("/ofrep/v1/evaluate/flags/f?n=x", new StringContent("{}"));
        AssertNamed(site, response, option);
    }

    [Fact]
    public async Task The_nonce_of_the_DevTools_is_named()
    {
        await using var site = await Site.StartAsync(
            Of(Feature("f").On()),
            app =>
            {
                app.UseGrowthBookDevTools(options => options.Nonce = http => $"{Fails(http)}");
                app.MapGet("/", () => Results.Text("<html><body></body></html>", "text/html"));
            },
            services: builder => builder.Environment.EnvironmentName = Environments.Development);
        using var response = await site.Browser().GetAsync("/?n=x", HttpCompletionOption.ResponseHeadersRead);
        // The response can start before the function is called, at the end of the page.
        await Client.Tests.Eventually.TrueAsync(() => IsNamed(site, "GrowthBookDevToolsOptions.Nonce"), "the error");
    }

    private static void AssertNamed(Site site, HttpResponseMessage response, string option)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.True(IsNamed(site, option));
    }

    private static bool IsNamed(Site site, string option) => site.Log.GetSnapshot().Any(
        record => record.Exception is InvalidOperationException { InnerException: FormatException } error && error.Message == $"the function of {option} failed");

    private static bool Fails(HttpContext http) => http.Request.Query["n"].FirstOrDefault() is { } number
        ? int.Parse(number, null) > 0
        : throw new BadHttpRequestException("too large", StatusCodes.Status413RequestEntityTooLarge);
}

using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;

namespace GrowthBook.AspNetCore.Tests.Inspector;

public sealed class InspectorPageExperimentsTests
{
    /// <summary>All visitors of <c>/old</c> go to <c>/new</c>.</summary>
    private const string Payload = """
        {
          "features": {},
          "experiments": [{
            "key": "move", "hashAttribute": "id", "weights": [0, 1], "coverage": 1, "meta": [{ "key": "stay" }, { "key": "go" }],
            "urlPatterns": [{ "type": "simple", "pattern": "/old", "include": true }],
            "variations": [{}, { "urlRedirect": "https://shop.example/new" }]
          }]
        }
        """;

    [Fact]
    public async Task A_redirect_has_the_variation_the_target_and_the_reasons_at_the_url()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        var page = (await browser.AskAsync("evaluate", """{"url":"https://shop.example/old"}""")).GetProperty("pages")[0];
        Assert.Equal(("move", "go", "https://shop.example/new"), (page.Text("experiment"), page.Text("variation"), page.Text("target")));
        Assert.Equal(["stay", "go"], page.GetProperty("variations").EnumerateArray().Select(variation => variation.Text("name")));
        Assert.NotEqual(0, page.GetProperty("trace").GetArrayLength());

        var elsewhere = (await browser.AskAsync("evaluate", """{"url":"https://shop.example/"}""")).GetProperty("pages")[0];
        Assert.Equal((null, null), (elsewhere.Text("variation"), elsewhere.Text("target")));
        Assert.Contains(elsewhere.GetProperty("trace").EnumerateArray(), step => step.Text("mark") == "failed");
        Assert.Empty(site.Effects.Exposures);
    }

    [Fact]
    public async Task A_variation_of_a_redirect_is_forced_by_the_cookie()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        using var before = await browser.GetAsync("/old");
        Assert.Equal("https://shop.example/new", before.Headers.Location?.AbsoluteUri);
        await browser.AskAsync("force", """{"experiment":"move","variation":0}""");
        Assert.Equal("old", await browser.GetStringAsync("/old"));
        var page = (await browser.AskAsync("evaluate", """{"url":"https://shop.example/old"}""")).GetProperty("pages")[0];
        Assert.Equal(("stay", "True"), (page.Text("variation"), page.Text("forced")));
    }

    private static Task<Site> StartAsync() => Site.StartAsync(
        new InMemoryPayloadSource(Payload),
        app =>
        {
            app.UseGrowthBookRedirects(redirects => redirects.AllowedOrigins.Add("https://shop.example"));
            app.MapGrowthBookInspector();
            app.MapGet("/old", () => "old");
        },
        services: builder => builder.Environment.EnvironmentName = "Development");
}

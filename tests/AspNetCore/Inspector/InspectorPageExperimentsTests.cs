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
        Assert.NotEqual(0, (await browser.AskAsync("explain", """{"url":"https://shop.example/old","page":0}""")).GetProperty("trace").GetArrayLength());

        var elsewhere = (await browser.AskAsync("evaluate", """{"url":"https://shop.example/"}""")).GetProperty("pages")[0];
        Assert.Equal((null, null), (elsewhere.Text("variation"), elsewhere.Text("target")));
        Assert.Contains(
            (await browser.AskAsync("explain", """{"url":"https://shop.example/","page":0}""")).GetProperty("trace").EnumerateArray(), step => step.Text("mark") == "failed");
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

    /// <summary>A step for each character that the expression takes. One test may take half of the steps left: eight are possible, and 20 are not.</summary>
    [Fact]
    public async Task All_experiments_share_the_steps_of_one_evaluation()
    {
        var experiments = string.Join(",", Enumerable.Range(0, 20).Select(i =>
            $$$"""{"key":"e{{{i}}}","hashAttribute":"name","weights":[0,1],"coverage":1,"variations":[{},{"css":"a{}"}],"condition":{"text":{"$regex":"^a*$"} } }"""));
        await using var site = await StartAsync(
            $$"""{"features":{},"experiments":[{{experiments}}]}""", options => options.Attributes.Add("name", _ => "u-1").Add("text", _ => new string('a', 1_000_000)));
        using var browser = site.Browser();
        var pages = (await browser.AskAsync("evaluate", "{}")).GetProperty("pages").EnumerateArray().ToArray();
        Assert.Equal(20, pages.Length);
        Assert.InRange(pages.Count(page => page.Text("variation") is not null), 2, 8);
    }

    private static Task<Site> StartAsync(string payload = Payload, Action<GrowthBookRequestOptions>? options = null) => Site.StartAsync(
        new InMemoryPayloadSource(payload),
        app =>
        {
            app.UseGrowthBookRedirects(redirects => redirects.AllowedOrigins.Add("https://shop.example"));
            app.MapGrowthBookInspector();
            app.MapGet("/old", () => "old");
        },
        options,
        builder => builder.Environment.EnvironmentName = "Development");
}

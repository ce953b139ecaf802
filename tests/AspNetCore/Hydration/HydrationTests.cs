using System.Text.RegularExpressions;
using GrowthBook.Client;
using GrowthBook.Pure.Differential;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Hydration;

/// <summary>The script of a page, and what the browser's SDK makes of it.</summary>
public sealed partial class HydrationTests
{
    private const string Hostile = "</script><script>alert(1)</script><!--'\"\\\u2028\u2029&amp;\u0000\ud800";

    private static readonly TestFeatures Features = Of(
        Feature("plain").Returns("text"),
        Feature("pro").Off().ForceWhen("plan", "pro", true),
        Feature("layout").Returns("old").Experiment("layout-test", ["old", "new"], variation: 1),
        Feature("checkout").Returns("steps").Experiment("checkout-test", ["steps", "one-page"], variation: 1),
        Feature("internal-limits").Returns(7),
        Feature("__proto__").Returns("own"),
        Feature("constructor").Returns(Hostile),
        Feature(Hostile).Returns(true));

    private static readonly string[] Keys = ["plain", "pro", "layout", "checkout", "internal-limits", "__proto__", "constructor", Hostile];

    [SkippableFact]
    public async Task The_browsers_SDK_has_the_values_of_the_server_and_tracks_an_exposure_when_the_page_uses_the_feature()
    {
        Reference.Need();
        await using var site = await StartAsync();
        var answer = InBrowser(await site.Browser().GetStringAsync("/"));
        var user = site.Client.User(new Attributes { ["id"] = "u", ["plan"] = "pro" });
        Assert.All(Keys, key => Assert.Equal(user.EvalFeature(key).Value.ToJson(), ((Value.Object)answer["values"])[key].ToJson()));
        Assert.Equal(((Value)true, "[]"), (((Value.Object)answer["values"])["pro"], answer["viewed"].ToJson()));
        Assert.Equal(["layout-test", "checkout-test"], Experiments(answer["afterwards"]));
        Assert.Equal(false, answer["polluted"]);
    }

    [SkippableFact]
    public async Task Deferred_calls_track_the_exposures_of_the_server_once()
    {
        Reference.Need();
        await using var site = await StartAsync(options => options.DefersTracking = true);
        var answer = InBrowser(await site.Browser().GetStringAsync("/?read=layout,plain,layout"));
        Assert.Equal(["layout-test"], Experiments(answer["viewed"]));
        Assert.Equal(["checkout-test"], Experiments(answer["afterwards"]));
        var result = (Value.Object)((Value.Array)((Value.Array)answer["viewed"])[0])[1];
        Assert.Equal(("id", "u", 1d), (Text(result["hashAttribute"]), Text(result["hashValue"]), ((Value.Number)result["variationId"]).Content));
        Assert.Equal(["layout-test"], site.Effects.Exposures.Select(viewed => viewed.Experiment.Key).Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exposure_that_the_page_tracks_is_not_lost(bool isDeferred)
    {
        var log = new FakeLogCollector();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new FakeLoggerProvider(log));
        builder.Services.AddGrowthBook(_ => { }).UseSource(Features.ToSource()).AddAspNetCore(options => options.DefersTracking = isDeferred);
        await using var app = builder.Build();
        app.UseGrowthBook();
        app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("layout", ""));
        await app.StartAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal("new", await browser.GetStringAsync("/"));
        Assert.Equal(isDeferred ? 0 : 1, log.GetSnapshot().Count(record => record.Id == 452));
    }

    [Fact]
    public async Task Without_the_option_there_are_no_deferred_calls()
    {
        await using var site = await StartAsync();
        Assert.EndsWith("\"deferredTrackingCalls\":[]}", DataOf(await site.Browser().GetStringAsync("/?read=layout")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deferred_calls_are_of_the_features_that_are_chosen()
    {
        var both = Of(Feature("internal-a").Returns("n").Experiment("internal-test", ["n", "SECRET"], variation: 1), Feature("b").Returns(0).Experiment("b-test", [0, 1], variation: 1));
        await using var site = await StartAsync(options => options.DefersTracking = true, both);
        var chosen = DataOf(await site.Browser().GetStringAsync("/?read=internal-a,b&public"));
        Assert.Contains("\"deferredTrackingCalls\":[{", chosen, StringComparison.Ordinal);
        Assert.Contains("b-test", chosen, StringComparison.Ordinal);
        Assert.DoesNotContain("internal", chosen, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", chosen, StringComparison.Ordinal);
        Assert.Contains("internal-test", DataOf(await site.Browser().GetStringAsync("/?read=internal-a,b")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_do_not_share_their_deferred_calls()
    {
        await using var site = await StartAsync(options => options.DefersTracking = true);
        Assert.Contains("\"deferredTrackingCalls\":[{", DataOf(await site.Browser().GetStringAsync("/?read=layout")), StringComparison.Ordinal);
        Assert.EndsWith("\"deferredTrackingCalls\":[]}", DataOf(await site.Browser().GetStringAsync("/")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_has_neither_targeting_nor_attributes_nor_features_that_are_left_out()
    {
        await using var site = await StartAsync(options => options.DefersTracking = true);
        var data = DataOf(await site.Browser().GetStringAsync("/?read=layout&public=yes"));
        Assert.Contains("\"layout-test\"", data, StringComparison.Ordinal);
        Assert.All(["internal-limits", "plan", "condition", "secret"], word => Assert.DoesNotContain(word, data, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_tracks_the_browser_tracks_nothing()
    {
        await using var site = await StartAsync(options => options.DefersTracking = true);
        var data = DataOf(await site.Browser().GetStringAsync("/?read=layout&tracks=no"));
        Assert.DoesNotContain("layout-test", data, StringComparison.Ordinal);
        Assert.Contains("\"layout\":{\"defaultValue\":\"new\"}", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_keys_and_values_stay_in_the_string_of_the_script()
    {
        await using var site = await StartAsync(options => options.DefersTracking = true);
        var html = await site.Browser().GetStringAsync("/?read=layout");
        Assert.Equal((1, 1), (Regex.Count(html, "<script"), Regex.Count(html, "</script")));
        var script = ScriptOf(html);
        Assert.All(["<", ">", "&", "\u2028", "\u2029", "\0"], character => Assert.DoesNotContain(character, script, StringComparison.Ordinal));
        Assert.Equal(2, script.Count(character => character == '\''));
    }

    [Theory]
    [InlineData("abc123", " nonce=\"abc123\"")]
    [InlineData("\"><script>", " nonce=\"&quot;&gt;&lt;script&gt;\"")]
    [InlineData("", "")]
    public async Task The_element_has_the_nonce(string nonce, string attribute)
    {
        await using var site = await StartAsync();
        Assert.StartsWith($"<script{attribute}>window.growthBookHydration=", await site.Browser().GetStringAsync("/?nonce=" + Uri.EscapeDataString(nonce)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "private")]
    [InlineData("/?cache=no-store", "no-store")]
    public async Task A_page_with_the_features_of_a_user_is_private(string path, string cacheControl)
    {
        await using var site = await StartAsync(options => options.VisitorIdAttribute = "");
        using var response = await site.Browser().GetAsync(path);
        Assert.Equal(cacheControl, response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task The_element_of_a_page_renders_the_script()
    {
        await using var site = await Site.StartAsync(
            Features,
            app => app.MapRazorPages(),
            options => { options.Attributes.Add("id", _ => "u"); options.DefersTracking = true; },
            builder => builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly));
        var html = await site.Browser().GetStringAsync("/hydrated");
        var data = DataOf(html);
        Assert.Contains("<script nonce=\"n-1\">window.growthBookHydration=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("growthbook-hydration", html, StringComparison.Ordinal);
        Assert.DoesNotContain("internal-limits", data, StringComparison.Ordinal);
        Assert.Contains("\"deferredTrackingCalls\":[{\"experiment\":", data, StringComparison.Ordinal);
    }

    private static Task<Site> StartAsync(Action<GrowthBookRequestOptions>? options = null, TestFeatures? features = null) => Site.StartAsync(
        features ?? Features,
        app => app.MapGet("/", async http =>
        {
            var query = http.Request.Query;
            if (query["cache"].ToString() is { Length: > 0 } cache)
                http.Response.Headers.CacheControl = cache;
            var user = await http.GetGrowthBookUserAsync();
            foreach (var key in query["read"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
                user.EvalFeature(key);
            var script = await http.GetGrowthBookHydrationAsync(
                query["nonce"],
                query.ContainsKey("public") ? key => !key.StartsWith("internal-", StringComparison.Ordinal) : null,
                tracks: !query.ContainsKey("tracks"));
            await http.Response.WriteAsync($"{script}");
        }),
        each =>
        {
            each.Attributes.Add("id", _ => "u").Add("plan", _ => "pro").Add("risk", _ => "secret");
            options?.Invoke(each);
        });

    private static string ScriptOf(string html) => Script().Match(html).Groups[1].Value;

    /// <summary>The JSON text of the script, of the characters that need no escape.</summary>
    private static string DataOf(string html) => ScriptOf(html).Split('\'')[1];

    private static Value.Object InBrowser(string html)
    {
        var page = new Value.Object([new("script", ScriptOf(html)), new("features", new Value.Array(Keys.Select(key => (Value)key)))]);
        return (Value.Object)Attributes.Parse($"{{\"answer\":{Assert.Single(Reference.Pages([page.ToString()]))}}}").Value["answer"];
    }

    private static string[] Experiments(Value viewed) => [.. ((Value.Array)viewed).Select(each => Text(((Value.Array)each)[0]))];

    private static string Text(Value value) => ((Value.String)value).Content;

    [GeneratedRegex("<script[^>]*>(.*?)</script", RegexOptions.Singleline)]
    private static partial Regex Script();
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Browser.Tests;

/// <summary>A page for GrowthBook's browser extension: what its scripts read and write in the page.</summary>
public sealed class DevToolsTests(Chromium browser) : IClassFixture<Chromium>
{
    private const string Payload = """
        {"features":{
          "title":{"defaultValue":"Shop","rules":[{"condition":{"plan":"pro"},"force":"Shop for pros"}]},
          "layout":{"defaultValue":"none","rules":[{"key":"layout-test","variations":["old","new"],"weights":[0,1],"meta":[{"key":"0"},{"key":"1"}]}]}}}
        """;

    /// <summary>The extension evaluates the features of the page again, with the JavaScript SDK and without assignments.</summary>
    [SkippableFact]
    public async Task The_JavaScript_SDK_computes_the_values_of_the_server_also_for_an_assigned_variation()
    {
        await using var site = await StartAsync();
        browser.Open(site.Home);
        Assert.Equal("Shop new", Content());
        await site.UsePayloadAsync(Payload.Replace("[0,1]", "[1,0]", StringComparison.Ordinal));

        browser.Driver.Navigate().Refresh();

        Assert.Equal("Shop new", Content());
        browser.Load("@growthbook/growthbook/dist/bundles/index.min.js", "growthbook");
        Assert.Equal("""["title: Shop Shop","layout: new new"]""", browser.Driver.ExecuteScript("""
            const [{ logs, sdkInfo }] = _gbdebugEvents;
            const sdk = new growthbook.GrowthBook({ attributes: sdkInfo.attributes, url: location.href });
            sdk.initSync({ payload: sdkInfo.payload });
            return JSON.stringify(logs.filter(log => log.logType === "feature")
              .map(log => `${log.featureKey}: ${log.result.value} ${sdk.getFeatureValue(log.featureKey, "")}`));
            """));
        Assert.Empty(browser.Messages());
    }

    [SkippableFact]
    public async Task A_cookie_and_a_link_of_the_extension_change_the_page()
    {
        await using var site = await StartAsync();
        browser.Open(site.Home);

        browser.Driver.ExecuteScript("""
            const state = { attributes: { plan: "pro" }, experiments: { "layout-test": 0 } };
            document.cookie = "_gbdebug=" + encodeURIComponent(JSON.stringify(state)) + "; path=/; domain=" + location.hostname;
            """);
        browser.Driver.Navigate().Refresh();
        Assert.Equal("Shop for pros old", Content());

        browser.Driver.ExecuteScript("""
            const link = new URL(location.href);
            link.searchParams.set("_gbdebug", encodeURIComponent(JSON.stringify({ features: { title: "50 % + \"é\" & more;" } })));
            location.href = link.href;
            """);
        browser.Until("location.search !== '' && document.readyState === 'complete'");
        Assert.Equal("50 % + \"é\" & more; new", Content());
        Assert.Empty(browser.Messages());
    }

    private static Task<PageSite> StartAsync()
    {
        Chromium.Need();
        return PageSite.StartAsync(
            Payload,
            Chromium.Packages,
            app =>
            {
                app.UseGrowthBookDevTools();
                app.MapGet("/", async http =>
                {
                    var user = await http.GetGrowthBookUserAsync();
                    var content = WebUtility.HtmlEncode($"{user.GetFeatureValue("title", "")} {user.GetFeatureValue("layout", "")}");
                    http.Response.ContentType = "text/html; charset=utf-8";
                    await http.Response.WriteAsync($"<!doctype html><html lang=\"en\"><head><title>Shop</title><link rel=\"icon\" href=\"data:,\"></head><body><p>{content}</p></body></html>");
                });
            },
            growthBook => growthBook.UseStickyBucketCookies());
    }

    private string Content() => (string)browser.Driver.ExecuteScript("return document.querySelector('p').textContent")!;
}

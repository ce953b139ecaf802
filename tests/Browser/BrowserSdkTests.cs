using System.Text.Json;
using System.Text.RegularExpressions;
using OpenQA.Selenium;

namespace GrowthBook.Browser.Tests;

/// <summary>The browser's SDK and this library share a visitor: the id and the assignments in cookies of js-cookie.</summary>
public sealed class BrowserSdkTests(Chromium browser) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task An_assignment_made_here_holds_in_the_browsers_sdk_after_weights_change()
    {
        Chromium.Need();
        await using var site = new LiveSite();
        await site.UseWeightsAsync(1, 0);
        browser.Open(site.Home);
        Assert.Equal("Buy now", Button());
        Assert.Equal("{\"buy-button__0\":\"0\"}", AssignmentsByJsCookie());

        await site.UseWeightsAsync(0, 1);

        Assert.Equal("Buy now", ButtonOfBrowserSdk(site));
        browser.Driver.Navigate().GoToUrl(site.Home);
        Assert.Equal("Buy now", Button());
        LogIn();
        Assert.Equal("Buy now", Button());
        Assert.Equal("Buy now", ButtonOfBrowserSdk(site));
    }

    [SkippableFact]
    public async Task An_assignment_of_the_browsers_sdk_holds_here_after_weights_change_and_a_login()
    {
        Chromium.Need();
        await using var site = new LiveSite();
        browser.Open(new Uri(site.Home, "/shop.css"));
        browser.Driver.Manage().Cookies.AddCookie(new Cookie("gbuuid", Guid.NewGuid().ToString()));
        await site.UseWeightsAsync(0, 1);
        Assert.Equal("Add to basket", ButtonOfBrowserSdk(site));

        await site.UseWeightsAsync(1, 0);

        browser.Driver.Navigate().GoToUrl(site.Home);
        Assert.Equal("Add to basket", Button());
        LogIn();
        Assert.Equal("Add to basket", Button());
    }

    [SkippableFact]
    public async Task Without_assignments_both_give_a_hundred_visitors_the_same_variation()
    {
        Chromium.Need();
        await using var site = new LiveSite();
        browser.Open(new Uri(site.Home, "/shop.css"));
        browser.Load("@growthbook/growthbook/dist/bundles/index.min.js", "growthbook");
        var ids = Enumerable.Range(0, 100).Select(_ => Guid.NewGuid().ToString()).ToArray();
        var there = JsonSerializer.Deserialize<string[]>((string)browser.Driver.ExecuteScript("""
            const payload = JSON.parse(arguments[0]);
            return JSON.stringify(JSON.parse(arguments[1]).map(id => {
              const sdk = new growthbook.GrowthBook({ attributes: { id } });
              sdk.initSync({ payload });
              return sdk.getFeatureValue('buy-button', '');
            }));
            """, site.Site.Payload, JsonSerializer.Serialize(ids))!);
        var here = new List<string>();
        foreach (var id in ids)
            here.Add(await ButtonAsync(site, "gbuuid=" + id));
        Assert.Equal(there, here);
        Assert.Equal(2, here.Distinct().Count());
    }

    /// <summary>The assignments in the cookie that this library wrote, as js-cookie reads it.</summary>
    private string AssignmentsByJsCookie()
    {
        browser.Load("js-cookie/dist/js.cookie.min.js");
        return (string)browser.Driver.ExecuteScript("""
            const [name] = Object.keys(Cookies.get()).filter(name => name.startsWith('gbStickyBuckets__'));
            return JSON.stringify(JSON.parse(Cookies.get(name)).assignments);
            """)!;
    }

    /// <summary>The text of the button by the browser's SDK, which keeps assignments by js-cookie.</summary>
    private string ButtonOfBrowserSdk(LiveSite site)
    {
        var id = browser.Driver.Manage().Cookies.GetCookieNamed("gbuuid")!.Value;
        browser.Load("js-cookie/dist/js.cookie.min.js");
        browser.Load("@growthbook/growthbook/dist/bundles/index.min.js", "growthbook");
        return (string)browser.Driver.ExecuteAsyncScript("""
            const [payload, id, done] = arguments;
            const sdk = new growthbook.GrowthBook({ attributes: { id }, stickyBucketService: new growthbook.BrowserCookieStickyBucketService({ jsCookie: Cookies }) });
            sdk.init({ payload: JSON.parse(payload) }).then(() => {
              const value = sdk.getFeatureValue('buy-button', '');
              setTimeout(() => done(value), 0);
            });
            """, site.Site.Payload, id)!;
    }

    private string Button() => (string)browser.Driver.ExecuteScript("return document.querySelector('a.button').firstChild.textContent")!;

    private void LogIn()
    {
        browser.Driver.ExecuteScript("document.querySelector(\"form[action='/login'] button\").click()");
        browser.Until("document.querySelector('form[action=\"/logout\"]') !== null");
    }

    private static async Task<string> ButtonAsync(LiveSite site, string cookie)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, site.Home);
        request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request);
        return Regex.Match(await response.Content.ReadAsStringAsync(), "href=\"/checkout\">([^<]*)<span").Groups[1].Value;
    }
}

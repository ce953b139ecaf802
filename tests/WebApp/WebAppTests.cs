using System.Net;
using System.Text.RegularExpressions;

namespace WebApp.Tests;

public sealed class WebAppTests
{
    [Fact]
    public async Task The_first_page_has_values_of_the_payload()
    {
        await using var site = new Site();
        var page = await site.Browser().GetStringAsync("/");
        Assert.Contains("<h1>Made to be used every day</h1>", page, StringComparison.Ordinal);
        Assert.Contains(ButtonOf(page), new[] { "Buy now", "Add to basket" });
    }

    /// <summary>At the address to which its payload redirects.</summary>
    [Fact]
    public async Task No_page_of_the_sample_is_worth_a_warning()
    {
        await using var site = new Site();
        for (var i = 0; i < 20; i++)
        {
            using var browser = site.Browser();
            browser.BaseAddress = new Uri("http://localhost:5000");
            foreach (var path in new[] { "/", "/checkout", "/studio", "/studio-story", "/sale", "/health" })
                (await browser.GetAsync(path)).Dispose();
        }
        Assert.Empty(site.Warnings);
    }

    [Fact]
    public async Task A_visitor_without_an_id_gets_one_and_keeps_it()
    {
        await using var site = new Site();
        using var browser = site.Browser();
        var first = Assert.Single(VisitorCookies(await browser.GetAsync("/")));
        Assert.Matches("^gbuuid=[0-9a-f-]{36}; max-age=31536000; path=/; samesite=lax; httponly$", first);
        Assert.Empty(VisitorCookies(await browser.GetAsync("/")));
    }

    [Theory]
    [InlineData("<script>")]
    [InlineData("a||b")]
    public async Task A_cookie_that_has_no_id_is_replaced(string id)
    {
        await using var site = new Site();
        using var browser = site.Server.CreateClient();
        browser.DefaultRequestHeaders.Add("Cookie", "gbuuid=" + id);
        Assert.Single(VisitorCookies(await browser.GetAsync("/")));
    }

    [Fact]
    public async Task Only_users_whose_claims_match_see_the_flagged_page()
    {
        await using var site = new Site();
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/sale")).StatusCode);

        await LogInAsync(browser, "free");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/sale")).StatusCode);

        await LogInAsync(browser, "member");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/sale")).StatusCode);
        Assert.Contains("href=\"/sale\"", await browser.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().GetAsync("/sale")).StatusCode);

        await PostAsync(browser, "/logout");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/sale")).StatusCode);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/logout")]
    public async Task A_form_that_another_site_posts_is_refused(string path)
    {
        await using var site = new Site();
        using var browser = site.Browser();
        await browser.GetAsync("/");
        var fields = new Dictionary<string, string> { ["name"] = "Ada", ["plan"] = "member" };
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(path, new FormUrlEncodedContent(fields))).StatusCode);
        Assert.DoesNotContain("Log out", await browser.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("[")]
    [InlineData("shop:99999")]
    public async Task A_host_that_is_no_host_gets_the_page_too(string host)
    {
        await using var site = new Site();
        using var browser = site.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        Assert.True(request.Headers.TryAddWithoutValidation("Host", host));
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_name_is_shown_as_text()
    {
        await using var site = new Site();
        using var browser = site.Browser();
        await PostAsync(browser, "/login", ("name", "<script>"), ("plan", "free"));
        Assert.Contains("Log out, &lt;script&gt;", await browser.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editing_the_file_changes_the_page_while_the_application_runs()
    {
        await using var site = new Site();
        using var browser = site.Browser();
        Assert.Contains("<h1>Made to be used every day</h1>", await browser.GetStringAsync("/"), StringComparison.Ordinal);
        site.Payload = site.Payload.Replace("Made to be used every day", "Good evening", StringComparison.Ordinal);
        await Site.EventuallyAsync(
            async () => (await browser.GetStringAsync("/")).Contains("<h1>Good evening</h1>", StringComparison.Ordinal), "the new greeting");
    }

    [Fact]
    public async Task A_broken_file_leaves_the_page_as_it_was_and_shows_in_the_health_check()
    {
        await using var site = new Site();
        using var browser = site.Browser();
        Assert.Equal("Healthy", await browser.GetStringAsync("/health"));
        var whole = site.Payload;

        site.Payload = whole[..(whole.Length / 2)];
        await Site.EventuallyAsync(async () => await browser.GetStringAsync("/health") == "Degraded", "the health check to see it");
        Assert.Contains("<h1>Made to be used every day</h1>", await browser.GetStringAsync("/"), StringComparison.Ordinal);

        site.Payload = whole;
        await Site.EventuallyAsync(async () => await browser.GetStringAsync("/health") == "Healthy", "the health check to be well again");
    }

    [Fact]
    public async Task A_visitor_keeps_the_variation_when_the_weights_change()
    {
        await using var site = new Site();
        UseWeights(site, "[1, 0]");
        using var regular = site.Browser();
        Assert.Equal("Buy now", ButtonOf(await regular.GetStringAsync("/")));

        UseWeights(site, "[0, 1]");
        await Site.EventuallyAsync(async () => ButtonOf(await site.Browser().GetStringAsync("/")) == "Add to basket", "newcomers to see the other button");
        Assert.Equal("Buy now", ButtonOf(await regular.GetStringAsync("/")));

        await LogInAsync(regular, "member");
        Assert.Equal("Buy now", ButtonOf(await regular.GetStringAsync("/")));
    }

    [Fact]
    public async Task The_variation_is_remembered_in_the_cookie_that_the_browsers_sdk_reads()
    {
        await using var site = new Site();
        UseWeights(site, "[0, 1]");
        using var browser = site.Browser();
        var response = await browser.GetAsync("/");
        var visitor = VisitorCookies(response).Single()[7..43];
        var document = Uri.EscapeDataString($$$"""{"attributeName":"id","attributeValue":"{{{visitor}}}","assignments":{"buy-button__0":"1"}}""");
        var cookie = Assert.Single(CookiesOf(response), cookie => cookie.StartsWith("gbStickyBuckets__", StringComparison.Ordinal));
        Assert.StartsWith($"gbStickyBuckets__id||{visitor}=", cookie, StringComparison.Ordinal);
        Assert.Equal(Uri.UnescapeDataString(document), Uri.UnescapeDataString(cookie.Split('=', ';')[1]));

        Assert.DoesNotContain(CookiesOf(await browser.GetAsync("/")), again => again.StartsWith("gbStickyBuckets__", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_probe_of_the_health_gets_no_cookie()
    {
        await using var site = new Site();
        Assert.Empty(CookiesOf(await site.Browser().GetAsync("/health")));
    }

    [Theory]
    [InlineData("[1, 0]", "Checkout in three steps")]
    [InlineData("[0, 1]", "Checkout on one page")]
    public async Task The_checkout_is_that_of_the_visitors_variation(string weights, string title)
    {
        await using var site = new Site();
        UseWeights(site, weights);
        Assert.Contains($"<h1>{title}</h1>", await site.Browser().GetStringAsync("/checkout"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 0]", null)]
    [InlineData("[0, 1]", "http://localhost:5000/studio-story?from=mail")]
    public async Task The_studio_redirects_visitors_of_the_variation(string weights, string? target)
    {
        await using var site = new Site();
        UseWeights(site, weights);
        using var response = await site.Browser().GetAsync("http://localhost:5000/studio?from=mail");
        Assert.Equal(target, response.Headers.Location?.AbsoluteUri);
        Assert.Equal("studio-story", Assert.Single(await site.StopAndReadExposuresAsync()).GetProperty("experimentId").GetString());
    }

    /// <summary>The target of a redirect is absolute, so it is that of one address.</summary>
    [Theory]
    [InlineData("Development", "[0, 1]", true)]
    [InlineData("Development", "[1, 0]", false)]
    [InlineData("Production", "[0, 1]", false)]
    public async Task At_another_address_the_studio_says_why_a_visitor_is_not_redirected(string environment, string weights, bool isSaid)
    {
        await using var site = new Site(environment);
        UseWeights(site, weights);
        var page = await site.Browser().GetStringAsync("http://localhost:5100/studio?from=mail");
        Assert.Equal(isSaid, page.Contains("features.json redirects to another origin: http://localhost:5000/studio-story?from=mail", StringComparison.Ordinal));
        Assert.Contains("<h1>The studio</h1>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task The_inspector_is_linked_where_it_exists(string environment, bool exists)
    {
        await using var site = new Site(environment);
        using var browser = site.Browser();
        Assert.Equal(exists, (await browser.GetStringAsync("/")).Contains("href=\"/_growthbook\"", StringComparison.Ordinal));
        Assert.Equal(exists ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await browser.GetAsync("/_growthbook")).StatusCode);
    }

    /// <summary>A page reloads if the version of an event is not its own.</summary>
    [Fact]
    public async Task Open_pages_get_the_version_of_the_payload_when_they_connect_and_when_the_file_changes()
    {
        await using var site = new Site();
        using var browser = site.Browser();
        var first = VersionOf(await browser.GetStringAsync("/"));
        using var events = new StreamReader(await browser.GetStreamAsync("/live"));
        Assert.Equal("data: " + first, await events.ReadLineAsync());
        site.Payload = site.Payload.Replace("Made to be used every day", "Good evening", StringComparison.Ordinal);
        Assert.Equal("", await events.ReadLineAsync());
        var changed = await events.ReadLineAsync();
        Assert.NotEqual("data: " + first, changed);
        Assert.Equal(changed, "data: " + VersionOf(await browser.GetStringAsync("/")));

        // The page of before the change connects after it.
        using var late = new StreamReader(await browser.GetStreamAsync("/live"));
        Assert.Equal(changed, await late.ReadLineAsync());
    }

    [Fact]
    public async Task A_restart_with_the_same_file_has_the_same_version()
    {
        await using var site = new Site();
        await using var restarted = new Site();
        var version = VersionOf(await site.Browser().GetStringAsync("/"));
        Assert.Equal(version, VersionOf(await restarted.Browser().GetStringAsync("/")));
        Assert.Matches("^[0-9a-f]{64}$", version);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/checkout")]
    [InlineData("/shop.js")]
    public async Task Pages_and_files_have_a_head(string path)
    {
        await using var site = new Site();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, (await site.Browser().SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Each_visitor_is_exposed_once_over_many_requests()
    {
        await using var site = new Site();
        var seen = new Dictionary<string, string>();
        for (var visitor = 0; visitor < 20; visitor++)
        {
            using var browser = site.Browser();
            var first = await browser.GetAsync("/");
            seen[VisitorCookies(first).Single()[7..43]] = ButtonOf(await first.Content.ReadAsStringAsync());
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.GetAsync("/")));
        }

        var exposures = await site.StopAndReadExposuresAsync();

        Assert.All(exposures, exposure => Assert.Equal("buy-button", exposure.GetProperty("experimentId").GetString()));
        Assert.All(exposures, exposure => Assert.Equal("id", exposure.GetProperty("hashAttribute").GetString()));
        Assert.Equal(
            seen.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.Value == "Buy now" ? "0" : "1")),
            exposures.Select(exposure => (exposure.GetProperty("hashValue").GetString()!, exposure.GetProperty("variationId").GetString()!)).Order());
    }

    [Fact]
    public async Task Without_an_experiment_nothing_is_written()
    {
        await using var site = new Site();
        using var browser = site.Browser();
        await browser.GetAsync("/sale");
        await browser.GetAsync("/health");
        Assert.Empty(await site.StopAndReadExposuresAsync());
    }

    private static async Task LogInAsync(HttpClient browser, string plan) =>
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync(browser, "/login", ("name", "Ada"), ("plan", plan))).StatusCode);

    /// <summary>Posts a form with the token of the page, as a browser does.</summary>
    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, params (string Name, string Value)[] fields)
    {
        var token = Regex.Match(await browser.GetStringAsync("/"), "name=\"(__[^\"]+)\" value=\"([^\"]+)\"");
        var all = fields.Append((token.Groups[1].Value, token.Groups[2].Value)).ToDictionary(each => each.Item1, each => each.Item2);
        return await browser.PostAsync(path, new FormUrlEncodedContent(all));
    }

    private static string ButtonOf(string page) => Regex.Match(page, "class=\"button\" href=\"/checkout\">([^<]*)<").Groups[1].Value;

    private static string VersionOf(string page) => Regex.Match(page, "<meta name=\"payload\" content=\"([^\"]*)\">").Groups[1].Value;

    private static string[] CookiesOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    private static string[] VisitorCookies(HttpResponseMessage response) =>
        [.. CookiesOf(response).Where(cookie => cookie.StartsWith("gbuuid=", StringComparison.Ordinal))];

    private static void UseWeights(Site site, string weights)
    {
        var payload = Regex.Replace(site.Payload, "\"weights\": \\[.*?\\]", $"\"weights\": {weights}");
        Assert.NotEqual(site.Payload, payload);
        site.Payload = payload;
    }
}

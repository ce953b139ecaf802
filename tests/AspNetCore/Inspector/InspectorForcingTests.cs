using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore.Tests.Inspector;

public sealed class InspectorForcingTests
{
    private const string Cookie = "growthbook-forced";

    [Fact]
    public async Task A_forced_value_holds_for_the_browser_until_it_is_cleared()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var other = site.Browser();

        await browser.AskAsync("force", """{"feature":"plain","value":{"a":[1,null]}}""");
        await browser.AskAsync("force", """{"feature":"banner","value":true}""");

        Assert.Equal("""{"a":[1,null]}""", await browser.GetStringAsync("/value/plain"));
        Assert.Equal("true", await browser.GetStringAsync("/value/banner"));
        Assert.Equal("\"text\"", await other.GetStringAsync("/value/plain"));
        var answer = await browser.AskAsync("evaluate");
        Assert.Equal(("True", "Override"), (answer.Row("banner").Text("forced"), answer.Row("banner").Text("source")));
        Assert.Equal("""{"features":{"plain":{"a":[1,null]},"banner":true},"variations":{}}""", answer.Text("forced"));

        await browser.AskAsync("force", """{"feature":"plain"}""");
        Assert.Equal("\"text\"", await browser.GetStringAsync("/value/plain"));
        Assert.Equal("true", await browser.GetStringAsync("/value/banner"));

        await browser.AskAsync("force");
        Assert.Equal("false", await browser.GetStringAsync("/value/banner"));
        Assert.Equal("""{"features":{},"variations":{}}""", (await browser.AskAsync("evaluate")).Text("forced"));
    }

    [Theory]
    [InlineData(0, "10")]
    [InlineData(1, "20")]
    public async Task A_forced_variation_holds_without_an_exposure(int variation, string value)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        await browser.AskAsync("force", $$$"""{"experiment":"price-test","variation":{{{variation}}}}""");
        Assert.Equal(value, await browser.GetStringAsync("/value/price"));
        Assert.Empty(site.Effects.Exposures);
        await browser.AskAsync("force", """{"experiment":"price-test"}""");
        await browser.GetStringAsync("/value/price");
        Assert.Single(site.Effects.Exposures);
    }

    [Fact]
    public async Task A_forced_feature_is_explained_as_it_would_be_without_the_forced_value()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        await browser.AskAsync("force", """{"feature":"banner","value":"on"}""");
        var answer = await browser.AskAsync("explain", """{"key":"banner"}""");
        Assert.Equal(("\"on\"", "True"), (answer.Text("value"), answer.Text("forced")));
        Assert.Equal("banner = false defaultValue", answer.GetProperty("trace")[0].Text("text"));
    }

    [Fact]
    public async Task The_cookie_is_of_the_session_and_no_script_can_read_it()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var response = await browser.PostAsync("force", """{"feature":"plain","value":1}""", []);
        Assert.Equal(
            $"{Cookie}=%7B%22features%22%3A%7B%22plain%22%3A1%7D%2C%22variations%22%3A%7B%7D%7D; path=/; samesite=lax; httponly",
            Assert.Single(Site.CookiesOf(response), each => each.StartsWith(Cookie, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("%7B")]
    [InlineData("{\"features\":1,\"variations\":{}}")]
    [InlineData("{\"features\":{},\"variations\":{\"price-test\":0.5}}")]
    [InlineData("{\"features\":{},\"variations\":{\"price-test\":-1}}")]
    [InlineData("{\"features\":{},\"variations\":{\"price-test\":\"1\"}}")]
    [InlineData("{\"features\":{\"plain\":1}}")]
    public async Task A_malformed_cookie_forces_nothing(string cookie)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser(new CookieContainer());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/value/plain");
        request.Headers.Add("Cookie", $"{Cookie}={Uri.EscapeDataString(cookie)}");
        using var response = await browser.SendAsync(request);
        Assert.Equal("\"text\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Values_that_no_browser_would_keep_are_refused_and_the_others_stay()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        await browser.AskAsync("force", """{"feature":"plain","value":"small"}""");
        using var response = await browser.PostAsync("force", $$"""{"feature":"banner","value":"{{new string('x', 4096)}}"}""", []);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("the forced values do not fit into a cookie; clear others first", await response.Content.ReadAsStringAsync());
        Assert.Equal("\"small\"", await browser.GetStringAsync("/value/plain"));
    }

    [Theory]
    [InlineData("""{"feature":1}""")]
    [InlineData("""{"experiment":"price-test","variation":"1"}""")]
    [InlineData("""{"experiment":"price-test","variation":1.5}""")]
    [InlineData("""{"other":"x"}""")]
    public async Task A_body_that_names_nothing_to_force_is_refused(string body)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var response = await browser.PostAsync("force", body, []);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(Site.CookiesOf(response));
    }

    [Theory]
    [InlineData("""{"experiment":"price-tset","variation":1}""", "the payload has no experiment `price-tset`; did you mean price-test?")]
    [InlineData("""{"experiment":"other","variation":0}""", "the payload has no experiment `other`")]
    [InlineData("""{"experiment":"price-test","variation":2}""", "the experiment `price-test` has the variations 0 to 1, and no variation 2")]
    public async Task A_variation_that_does_not_exist_is_refused(string body, string reason)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var response = await browser.PostAsync("force", body, []);
        Assert.Equal((HttpStatusCode.BadRequest, reason), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Empty(Site.CookiesOf(response));
    }

    [Fact]
    public async Task What_the_application_forces_stays_next_to_the_cookies_values()
    {
        await using var site = await InspectedSite.StartAsync(options: options => options.ChangeUser((_, user) => user.WithForcedFeature("banner", "by the application")));
        using var browser = site.Browser();
        await browser.AskAsync("force", """{"feature":"plain","value":1}""");
        Assert.Equal("\"by the application\"", await browser.GetStringAsync("/value/banner"));
        Assert.Equal("1", await browser.GetStringAsync("/value/plain"));
    }

    [Fact]
    public async Task Sticky_assignments_are_kept_while_values_are_forced()
    {
        await using var site = await InspectedSite.StartAsync(growthBook: builder => builder.UseStickyBucketCookies());
        using var browser = site.Browser();
        await browser.AskAsync("force", """{"feature":"plain","value":1}""");
        using var response = await browser.GetAsync("/value/price");
        Assert.Single(Site.CookiesOf(response), each => each.StartsWith("gbStickyBuckets__", StringComparison.Ordinal));
    }
}

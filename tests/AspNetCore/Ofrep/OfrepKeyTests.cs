using System.Net;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

/// <summary>API keys, and the tokens of event streams.</summary>
public sealed class OfrepKeyTests
{
    private static readonly TestFeatures Features = [Feature("flag").On()];

    [Theory]
    [InlineData("Authorization", "Bearer key-1")]
    [InlineData("Authorization", "bearer key-2")]
    [InlineData("Authorization", "Bearer  key-2 ")]
    [InlineData("X-API-Key", "key-1")]
    [InlineData("x-api-key", "key-2")]
    public async Task A_request_with_a_key_is_answered(string header, string value)
    {
        await using var site = await StartAsync();
        var caller = new OfrepCaller(site.Browser());
        Assert.Equal(HttpStatusCode.OK, (await caller.EvaluateAsync("flag", "{}", (header, value))).Status);
        Assert.Equal(HttpStatusCode.OK, (await caller.EvaluateAllAsync("{}", (header, value))).Status);
    }

    [Theory]
    [InlineData("X-Other", "key-1")]
    [InlineData("Authorization", "key-1")]
    [InlineData("Authorization", "Basic key-1")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Bearer key-3")]
    [InlineData("Authorization", "Bearer KEY-1")]
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", "key-")]
    [InlineData("X-API-Key", "key-11")]
    [InlineData("X-API-Key", "key-1,key-2")]
    public async Task A_request_without_a_key_is_refused_before_its_body_is_read(string header, string value)
    {
        await using var site = await StartAsync();
        var caller = new OfrepCaller(site.Browser());
        Assert.Equal(HttpStatusCode.Unauthorized, (await caller.EvaluateAsync("flag", "not JSON", (header, value))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await caller.EvaluateAllAsync("not JSON", (header, value))).Status);
        using var browser = site.Browser();
        using var stream = await browser.GetAsync("/ofrep/v1/events");
        Assert.Equal(HttpStatusCode.Unauthorized, stream.StatusCode);
        Assert.Equal("Bearer", stream.Headers.WwwAuthenticate.Single().Scheme);
        site.Effects.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_has_its_reason_in_the_body_and_in_the_log_without_the_key()
    {
        await using var site = await StartAsync();
        var caller = new OfrepCaller(site.Browser());
        for (var i = 0; i < 3; i++)
            Assert.StartsWith("the request has no API key; send the header", (string?)(await caller.EvaluateAsync("flag")).Json["errorDetails"], StringComparison.Ordinal);
        Assert.StartsWith("the server does not accept the API key", (string?)(await caller.EvaluateAllAsync("{}", ("X-API-Key", "key-99"))).Json["errorDetails"], StringComparison.Ordinal);
        var warnings = site.Warnings();
        Assert.Equal(3, warnings.Count); // without a key the 1st and 2nd, and with a wrong one the 1st
        Assert.Contains("status 401: the request has no API key", warnings[0], StringComparison.Ordinal);
        Assert.Contains("status 401: the server does not accept the API key", warnings[2], StringComparison.Ordinal);
        Assert.DoesNotContain(warnings, warning => warning.Contains("key-99", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_event_stream_of_an_answer_needs_no_header_and_does_not_have_the_key()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        var uri = (await new OfrepCaller(browser).EvaluateAllAsync("{}", ("X-API-Key", "key-2"))).RequestUri;
        Assert.DoesNotContain("key-2", uri, StringComparison.Ordinal);
        using var open = await browser.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        using var changed = await browser.GetAsync(uri[..^1] + (uri[^1] == '0' ? '1' : '0'), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.Unauthorized, changed.StatusCode);
        using var byKey = new HttpRequestMessage(HttpMethod.Get, "/ofrep/v1/events");
        byKey.Headers.Add("X-API-Key", "key-1");
        using var opened = await browser.SendAsync(byKey, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
    }

    private static Task<Site> StartAsync() => Site.StartAsync(Features, app => app.MapOfrep(options =>
    {
        options.ApiKeys.Add("key-1");
        options.ApiKeys.Add("key-2");
    }));
}

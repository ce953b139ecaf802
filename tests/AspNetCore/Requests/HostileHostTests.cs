using System.Net;
using System.Text;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>A visitor chooses the header <c>Host</c>, and Kestrel passes on names that ASP.NET Core cannot decode.</summary>
public sealed class HostileHostTests
{
    private const string Payload = """
        {"features":{"beta":{"defaultValue":true},"exp":{"defaultValue":"none","rules":[{"key":"exp-test","variations":["a","b"]}]}},
         "experiments":[{"key":"move","hashAttribute":"id","variations":[{},{"urlRedirect":"https://shop.example/new"}],"weights":[0,1],
         "urlPatterns":[{"type":"simple","pattern":"/old","include":true}]}]}
        """;

    public static TheoryData<string> Hosts => ["xn--a", "xn--", "xn--zz--zz", "xn--99999999", "xn--" + new string('a', 70), "www.xn--a:80"];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_host_that_is_no_international_domain_name_fails_no_request(string host)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        foreach (var (path, answer) in new[] { ("/", "|/|True"), ("/gate", "gate"), ("/old", "old") })
        {
            using var response = await browser.SendAsync(Request(path, host));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(answer, await response.Content.ReadAsStringAsync());
        }
        Assert.Empty(site.Warnings());
    }

    /// <summary>Such a host is in no domain, so the cookies are those of the host.</summary>
    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Its_response_has_the_sticky_cookie_of_the_host(string host)
    {
        await using var site = await StartAsync(cookies => cookies.Domain = "shop.example");
        using var response = await site.Browser().SendAsync(Request("/exp", host));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var cookie = Assert.Single(Site.CookiesOf(response), each => each.StartsWith("gbSticky", StringComparison.Ordinal));
        Assert.DoesNotContain("Domain", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task The_inspector_answers_without_a_url_and_refuses_pages_of_other_sites(string host)
    {
        await using var site = await StartAsync();
        foreach (var (origin, status) in new[] { ("", HttpStatusCode.OK), ("https://attacker.example", HttpStatusCode.Forbidden) })
        {
            using var request = Request("/_growthbook/evaluate", host);
            (request.Method, request.Content) = (HttpMethod.Post, new StringContent("{}", Encoding.UTF8, "application/json"));
            if (origin.Length > 0)
                request.Headers.Add("Origin", origin);
            using var response = await site.Browser().SendAsync(request);
            Assert.Equal(status, response.StatusCode);
            Assert.DoesNotContain("\"url\":\"http", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static HttpRequestMessage Request(string path, string host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation("Host", host));
        return request;
    }

    private static Task<Site> StartAsync(Action<StickyCookieOptions>? cookies = null) => Site.StartAsync(
        new InMemoryPayloadSource(Payload),
        app =>
        {
            app.UseGrowthBookRedirects();
            app.UseGrowthBook();
            app.MapGrowthBookInspector();
            app.MapGet("/", (IGrowthBookUser user) => $"{user.Context.Url}|{((GrowthBookUser)user).Attributes["path"].AsString()}|{!((GrowthBookUser)user).Attributes.ContainsKey("host")}");
            app.MapGet("/gate", () => "gate").RequireFeature("beta");
            app.MapGet("/old", () => "old");
            app.MapGet("/exp", (IGrowthBookUser user) => user.GetFeatureValue("exp", ""));
        },
        options => options.Attributes.AddRequestFacts(),
        builder =>
        {
            builder.Environment.EnvironmentName = Environments.Development;
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.Warning); // Its lines of requests decode the host.
        },
        growthBook => growthBook.UseStickyBucketCookies(cookies));
}

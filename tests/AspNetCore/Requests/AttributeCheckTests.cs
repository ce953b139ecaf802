using System.Security.Claims;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>Log lines about attributes that a claim or cookie does not give, or only in part.</summary>
public sealed class AttributeCheckTests
{
    /// <summary>The last function with a value wins, so a source without one may come before or after it.</summary>
    [Fact]
    public async Task A_missing_source_of_an_attribute_that_another_function_gives_is_not_logged()
    {
        await using var site = await StartAsync(options =>
        {
            options.Consent = _ => false;
            options.Attributes
                .AddClaim("id", "sub").AddClaim("id", "uid")
                .AddClaim("plan").Add("plan", _ => "free")
                .AddClaim("company", "org").Add(_ => new Attributes { ["company"] = "acme" })
                .AddCookie("cohort").AddHeader("cohort", "X-Cohort")
                .AddClaim("region", "sub").AddCookie("region")
                .AddClaim("locale").AddCookie("locale", isEssential: true);
        });
        using var browser = BrowserOf(site, "sub=ada");
        browser.DefaultRequestHeaders.Add("X-Cohort", "a");
        browser.DefaultRequestHeaders.Add("Cookie", "cohort=c; region=r; locale=de");
        Assert.Equal("""{"id":"ada","plan":"free","company":"acme","cohort":"a","region":"ada","locale":"de"}""", await browser.GetStringAsync("/"));
        Assert.Empty(Lines(site));
    }

    [Fact]
    public async Task An_attribute_that_no_function_gives_is_logged_after_one_that_another_gives()
    {
        await using var site = await StartAsync(options =>
        {
            options.Consent = _ => false;
            options.Attributes
                .AddClaim("plan").Add("plan", http => http.Request.Query.ContainsKey("free") ? "free" : null)
                .AddClaim("id", "sub").AddClaim("id", "uid")
                .AddCookie("id", "visitor").AddCookie("cohort");
        });
        using var browser = BrowserOf(site, "sub=ada");
        Assert.Equal("""{"plan":"free","id":"ada"}""", await browser.GetStringAsync("/?free"));
        Assert.Equal("""{"id":"ada"}""", await browser.GetStringAsync("/"));
        Assert.Equal("""{"id":"ada"}""", await browser.GetStringAsync("/"));
        Assert.Equal(
            [
                "2307 a visitor has not consented, so the cookie cohort is not read and gives no attribute cohort, as with every cookie of AddCookie that is not essential; if the visitor cannot refuse the cookie, give AddCookie isEssential: true",
                "2304 the authenticated user of a request has no claim of the type plan, so AddClaim gives it no attribute plan; the types of its claims are sub; give AddClaim one of these, or ignore this line if not all users have the claim",
            ],
            Lines(site));
    }

    /// <summary>A type that one user has is right: the others may lack it.</summary>
    [Fact]
    public async Task An_optional_claim_that_a_user_had_is_not_logged_for_another_user()
    {
        await using var site = await StartAsync(options => options.Attributes.AddClaim("plan").AddClaim("seats").Add("seats", _ => 5));
        using (var first = BrowserOf(site, "sub=ada;plan=pro"))
            Assert.Contains("\"plan\":\"pro\"", await first.GetStringAsync("/"), StringComparison.Ordinal);
        using (var second = BrowserOf(site, "sub=eve"))
            Assert.DoesNotContain("plan", await second.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Empty(Lines(site));
    }

    /// <summary>The visitor's id is another identifier than that of the claim.</summary>
    [Fact]
    public async Task An_identifier_without_its_claim_is_logged_although_the_visitor_has_an_id()
    {
        await using var site = await StartAsync(options => options.Attributes.AddClaim("id", "uid"));
        using var browser = BrowserOf(site, "sub=ada");
        Assert.StartsWith("""{"id":""", await browser.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.StartsWith("2304 ", Assert.Single(Lines(site)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sub=ada;role=admin;role=editor;role=admin", 3)]
    [InlineData("sub=ada;roles=admin;roles=editor", 2)]
    [InlineData("sub=ada;http://schemas.microsoft.com/ws/2008/06/identity/claims/role=admin;http://schemas.microsoft.com/ws/2008/06/identity/claims/role=editor", 2)]
    public async Task Several_claims_of_which_an_attribute_has_the_first_are_logged_once(string claims, int count)
    {
        await using var site = await StartAsync(options => options.Attributes.AddClaim("id", "sub").AddClaim("group", "role"));
        using var browser = BrowserOf(site, claims);
        for (var i = 0; i < 2; i++)
            Assert.Equal("""{"id":"ada","group":"admin"}""", await browser.GetStringAsync("/"));
        Assert.Equal(
            [$"2314 the authenticated user of a request has {count} claims of the type role with different values, and AddClaim gives the attribute group the first; call AddClaims where the attribute is a list, give an identifier a type that is there once, or ignore this line if you mean the first"],
            Lines(site));
    }

    /// <summary>Identities of one user repeat claims, and a later function gives all values.</summary>
    [Fact]
    public async Task Equal_claims_and_an_attribute_of_a_later_function_are_not_logged()
    {
        await using var site = await StartAsync(options => options.Attributes
            .AddClaim("id", "sub").AddClaim("roles", "role").AddClaims("roles", "role").AddClaim("team").Add("team", _ => "t"));
        using var browser = BrowserOf(site, "sub=ada;sub=ada;role=admin;role=editor;team=a;team=b");
        Assert.Equal("""{"id":"ada","roles":["admin","editor"],"team":"t"}""", await browser.GetStringAsync("/"));
        Assert.Empty(Lines(site));
    }

    [Fact]
    public void A_user_who_lacks_nothing_costs_no_bytes()
    {
        var options = new GrowthBookRequestOptions { Consent = _ => true };
        options.Attributes.AddClaim("id", "sub").AddClaim("plan").AddCookie("cohort");
        var checks = new AttributeChecks(options, GuardedLogger.Of(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));
        var http = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "ada")], "test")) };
        List<KeyValuePair<string, Value>> found = [new("id", "ada"), new("plan", "pro"), new("cohort", "a")];
        for (var i = 0; i < 1_000; i++)
            checks.Check(http, found);
        Assert.Equal(0, AllocatedBytes.Of(() => checks.Check(http, found)));
    }

    private static HttpClient BrowserOf(Site site, string claims)
    {
        var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", claims);
        return browser;
    }

    private static IEnumerable<string> Lines(Site site) =>
        site.Log.GetSnapshot().Where(record => record.Id.Id is 2304 or 2307 or 2314).Select(record => $"{record.Id.Id} {record.Message}");

    private static Task<Site> StartAsync(Action<GrowthBookRequestOptions> options) => Site.StartAsync(Of(Feature("f")), app =>
    {
        Site.UseClaims(app);
        app.UseGrowthBook();
        app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).Attributes.ToString());
    }, options);
}

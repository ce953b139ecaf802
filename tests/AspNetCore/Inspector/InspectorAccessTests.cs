using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore.Tests.Inspector;

public sealed class InspectorAccessTests
{
    public static TheoryData<string, string> Endpoints => new()
    {
        { "GET", "" }, { "GET", "inspector.js" }, { "GET", "dom.js" }, { "GET", "payload.js" }, { "GET", "pages.js" }, { "GET", "inspector.css" }, { "GET", "events" },
        { "POST", "evaluate" }, { "POST", "explain" }, { "POST", "force" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Outside_of_development_it_does_not_exist(string method, string path)
    {
        await using var site = await InspectedSite.StartAsync(environment: "Production");
        using var browser = site.Browser();
        using var response = await browser.SendAsync(Request(method, path));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Outside_of_development_the_cookie_forces_nothing()
    {
        await using var site = await InspectedSite.StartAsync(environment: "Production");
        Assert.Equal("\"text\"", await ValueWithCookieAsync(site, """{"features":{"plain":1},"variations":{}}"""));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task With_a_policy_each_endpoint_asks_for_the_login(string method, string path)
    {
        await using var site = await WithPolicyAsync("Production");
        using var browser = site.Browser();
        using var response = await browser.SendAsync(Request(method, path));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        browser.DefaultRequestHeaders.Add("X-User", "role=visitor");
        using var visitor = await browser.SendAsync(Request(method, path));
        Assert.Equal(HttpStatusCode.Redirect, visitor.StatusCode);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task With_a_policy_the_cookie_is_signed(string environment)
    {
        await using var site = await WithPolicyAsync(environment);
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", "role=admin");
        Assert.Contains("<html", await browser.GetStringAsync("/_growthbook"), StringComparison.Ordinal);
        await browser.AskAsync("force", """{"feature":"plain","value":1}""");
        Assert.Equal("1", await browser.GetStringAsync("/value/plain"));
        Assert.Equal("\"text\"", await ValueWithCookieAsync(site, """{"features":{"plain":1},"variations":{}}"""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_policy_that_is_not_registered_is_an_error_of_the_start(bool hasAuthorization)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => InspectedSite.StartAsync(
            services: builder =>
            {
                builder.Services.AddDataProtection();
                if (hasAuthorization)
                    builder.Services.AddAuthorizationBuilder().AddPolicy("admins", policy => policy.RequireClaim("role", "admin"));
            },
            app: app => app.MapGrowthBookInspector(policy: "admin")));
        Assert.StartsWith("the inspector's policy `admin` is not registered; ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_says_that_a_policy_guards_the_page()
    {
        await using var open = await InspectedSite.StartAsync();
        Assert.Contains(open.Log.GetSnapshot(), record => record.Message == "the inspector is at /_growthbook; it shows every flag and forces values for a browser");
        await using var elsewhere = await InspectedSite.StartAsync(app: app => app.MapGrowthBookInspector("debug/"));
        Assert.Contains(elsewhere.Log.GetSnapshot(), record => record.Message.StartsWith("the inspector is at /debug; ", StringComparison.Ordinal));
        await using var guarded = await WithPolicyAsync("Production");
        Assert.Contains(guarded.Log.GetSnapshot(), record => record.Message.EndsWith("to visitors who meet the policy admins", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_without_data_protection_is_an_error_of_the_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => InspectedSite.StartAsync(app: app => app.MapGrowthBookInspector(policy: "admins")));
        Assert.Contains("AddDataProtection", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    public async Task A_post_of_another_site_is_refused(string header, string value)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        foreach (var path in new[] { "evaluate", "explain", "force" })
        {
            using var response = await browser.PostAsync(path, """{"feature":"plain","value":1}""", (header, value));
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Empty(Site.CookiesOf(response));
        }
        Assert.Equal("\"text\"", await browser.GetStringAsync("/value/plain"));
    }

    /// <summary>The page can be opened from a link on another site, and has no data.</summary>
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://attacker.example")]
    public async Task The_events_are_refused_to_another_site_and_the_page_is_not(string header, string value)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add(header, value);
        using var events = await browser.GetAsync("/_growthbook/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.Forbidden, events.StatusCode);
        using var page = await browser.GetAsync("/_growthbook");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task The_address_bar_opens_the_events()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "none");
        using var events = await browser.GetAsync("/_growthbook/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (events.StatusCode, events.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_content_type_that_forms_of_other_sites_can_send_is_refused(string? type)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        var content = new StringContent("""{"feature":"plain","value":1}""");
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        using var response = await browser.PostAsync("/_growthbook/force", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Empty(Site.CookiesOf(response));
    }

    [Fact]
    public async Task A_post_of_the_own_page_is_accepted()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var byOrigin = await browser.PostAsync("force", "{}", ("Origin", site.Url.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.OK, byOrigin.StatusCode);
        // A proxy can change the host, but a page cannot set this header.
        using var bySite = await browser.PostAsync("force", "{}", ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://shop.example"));
        Assert.Equal(HttpStatusCode.OK, bySite.StatusCode);
    }

    [Theory]
    [InlineData("GET", "force")]
    [InlineData("PUT", "force")]
    [InlineData("GET", "evaluate")]
    public async Task Another_method_is_not_allowed(string method, string path)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var response = await browser.SendAsync(Request(method, path));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("evaluate", "", HttpStatusCode.BadRequest)]
    [InlineData("evaluate", "[]", HttpStatusCode.BadRequest)]
    [InlineData("evaluate", "{", HttpStatusCode.BadRequest)]
    [InlineData("explain", "{}", HttpStatusCode.BadRequest)]
    [InlineData("explain", """{"key":1}""", HttpStatusCode.BadRequest)]
    [InlineData("explain", """{"page":"0"}""", HttpStatusCode.BadRequest)]
    [InlineData("explain", """{"page":0}""", HttpStatusCode.BadRequest)]
    [InlineData("explain", """{"page":-1}""", HttpStatusCode.BadRequest)]
    [InlineData("explain", """{"page":1e300}""", HttpStatusCode.BadRequest)]
    public async Task A_malformed_body_is_refused(string path, string body, HttpStatusCode status)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var response = await browser.PostAsync(path, body, []);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_is_refused()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var body = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes("""{"attributes":{"id":"café"}}""")) { Headers = { ContentType = new("application/json") } };
        using var response = await browser.PostAsync("/_growthbook/evaluate", body);
        Assert.Equal(
            (HttpStatusCode.BadRequest, "the body is no JSON object: it is not UTF-8, such as text in Latin-1; send UTF-8"),
            (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    /// <summary><c>identity</c> is no compression, also in capitals and in a list.</summary>
    [Theory]
    [InlineData("identity", false)]
    [InlineData("Identity, IDENTITY", false)]
    [InlineData("identity, br", true)]
    [InlineData("br", true)]
    public async Task A_malformed_body_is_compressed_if_its_encoding_is(string encoding, bool isCompressed)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var body = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
        Assert.True(body.Headers.TryAddWithoutValidation("Content-Encoding", encoding));
        using var response = await browser.PostAsync("/_growthbook/evaluate", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(isCompressed, (await response.Content.ReadAsStringAsync()).Contains("it is compressed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var response = await browser.PostAsync("evaluate", $$"""{"url":"{{new string('x', 256 * 1024)}}"}""", []);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task No_response_is_stored_or_loads_anything_of_another_site(string method, string path)
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var response = await browser.SendAsync(Request(method, path), HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_page_finds_its_files_at_any_pattern_and_path_base()
    {
        await using var site = await InspectedSite.StartAsync(app: app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.MapGroup("/{tenant}").MapGrowthBookInspector("/inspect");
        });
        using var browser = site.Browser();
        var page = await browser.GetStringAsync("/base/%22%3E%3Cb/inspect/");
        Assert.Contains("""data-folder="/base/%22%3E%3Cb/inspect">""", page, StringComparison.Ordinal);
        Assert.Contains("EventSource", await browser.GetStringAsync("/base/%22%3E%3Cb/inspect/payload.js"), StringComparison.Ordinal);
    }

    private static Task<Site> WithPolicyAsync(string environment) => InspectedSite.StartAsync(
        environment: environment,
        services: builder =>
        {
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            builder.Services.AddAuthorizationBuilder().AddPolicy("admins", policy => policy.RequireClaim("role", "admin"));
        },
        app: app =>
        {
            app.UseAuthentication();
            Site.UseClaims(app);
            app.UseAuthorization();
            app.MapGrowthBookInspector(policy: "admins");
        });

    private static HttpRequestMessage Request(string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), "/_growthbook" + (path.Length == 0 ? "" : "/" + path));
        if (method != "GET")
            request.Content = new StringContent("""{"key":"plain"}""", new MediaTypeHeaderValue("application/json"));
        return request;
    }

    private static async Task<string> ValueWithCookieAsync(Site site, string cookie)
    {
        using var browser = site.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/value/plain");
        request.Headers.Add("Cookie", "growthbook-forced=" + Uri.EscapeDataString(cookie));
        using var response = await browser.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}

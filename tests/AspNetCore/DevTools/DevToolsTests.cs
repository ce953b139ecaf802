using System.Net;
using System.Text.RegularExpressions;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.DevTools;

public sealed class DevToolsTests
{
    private const string Overrides = """{"attributes":{"plan":"pro"},"features":{"color":"blue","hostile":"</script><script>alert(1)//&'"},"experiments":{"layout-test":0}}""";

    private static readonly TestFeatures Features = Of(
        Feature("pro").Off().ForceWhen("plan", "pro", true),
        Feature("color").Returns("red"),
        Feature("hostile").Returns("tame"),
        Feature("layout").Returns("none").Experiment("layout-test", ["old", "new"], variation: 1),
        Feature("unread").Returns(7));

    private static readonly string Encoded = Uri.EscapeDataString(Overrides);

    [Theory]
    [InlineData("", null, "False red new")]
    [InlineData("query", null, "True blue old")]
    [InlineData("", "cookie", "True blue old")]
    [InlineData("query twice", "%7B%22features%22%3A%7B%22color%22%3A%22green%22%7D%7D", "True blue old")]
    [InlineData("", "%7B%22features%22%3A%7B%22color%22%3A%22green%22%7D%7D", "False green new")]
    public async Task The_query_and_then_the_cookie_change_the_user(string query, string? cookie, string content)
    {
        await using var site = await StartAsync();
        var path = query switch { "query" => "/text?_gbdebug=" + Encoded, "query twice" => "/text?_gbdebug=" + Uri.EscapeDataString(Encoded), _ => "/text" };
        using var response = await GetAsync(site, path, cookie == "cookie" ? Encoded : cookie);
        Assert.Equal(content, await response.Content.ReadAsStringAsync());
        var isChanged = query.Length > 0 || cookie is not null;
        Assert.Equal((isChanged, isChanged), (response.Headers.CacheControl?.NoStore == true, response.Headers.Vary.Contains("Cookie")));
        Assert.Equal(isChanged ? 0 : 4, site.Effects.Count);
    }

    [Theory]
    [InlineData("%00%ff")]
    [InlineData("{")]
    [InlineData("%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B%5B")]
    [InlineData("%7B%22features%22%3A7%7D")]
    public async Task A_bad_cookie_is_a_line_of_the_log(string cookie)
    {
        await using var site = await StartAsync();
        using var response = await GetAsync(site, "/text", cookie);
        Assert.Equal("False red new", await response.Content.ReadAsStringAsync());
        Assert.StartsWith("a part of the query string or cookie _gbdebug is ignored: ", Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_gets_the_evaluations_of_the_request_and_their_features()
    {
        await using var site = await StartAsync(configure: options => options.Nonce = http => http.Request.Query["nonce"]);
        var html = await site.Browser().GetStringAsync("/page?nonce=n%22");
        Assert.Matches("<p>False red new</p><script nonce=\"n&quot;\">\\(window\\._gbdebugEvents=window\\._gbdebugEvents\\|\\|\\[\\]\\)\\.push\\(JSON\\.parse\\('.*'\\)\\);</script></body></html>$", html);
        var pushed = PushedEvent.Of(html);
        var logs = ((Value.Array)pushed["logs"]).Cast<Value.Object>().ToArray();
        Assert.Equal(["feature", "feature", "experiment", "feature", "event"], logs.Select(log => Text(log["logType"])));
        Assert.All(logs, log => Assert.Equal("ASP.NET Core", Text(log["source"])));
        Assert.All(logs, log => Assert.Matches("^[0-9]{13}$", Text(log["timestamp"])));
        Assert.Equal("pro", Text(logs[0]["featureKey"]));
        Assert.Equal(("layout-test", 1d), (Text(((Value.Object)logs[2]["experiment"])["key"]), ((Value.Number)((Value.Object)logs[2]["result"])["variationId"]).Content));
        Assert.Equal(("Seen", """{"n":1}"""), (Text(logs[4]["eventName"]), logs[4]["properties"].ToString()));
        var info = (Value.Object)pushed["sdkInfo"];
        Assert.Equal(["apiHost", "clientKey", "source", "version", "payload", "attributes"], info.Keys);
        Assert.Equal("""{"id":"u"}""", info["attributes"].ToString());
        var features = (Value.Object)((Value.Object)info["payload"])["features"];
        Assert.Equal(["pro", "color", "layout"], features.Keys);
        Assert.Equal("""{"defaultValue":"red"}""", features["color"].ToString());
        Assert.Contains("\"variations\":[\"old\",\"new\"]", features["layout"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_values_stay_in_the_string_of_the_script_and_the_payload_has_the_unforced_ones()
    {
        await using var site = await StartAsync();
        using var response = await GetAsync(site, "/page", Encoded);
        var html = await response.Content.ReadAsStringAsync();
        Assert.Equal((1, 1), (Regex.Count(html, "<script"), Regex.Count(html, "</script")));
        var info = (Value.Object)PushedEvent.Of(html)["sdkInfo"];
        Assert.Equal("""{"id":"u","plan":"pro"}""", info["attributes"].ToString());
        var features = (Value.Object)((Value.Object)info["payload"])["features"];
        Assert.Equal("""{"defaultValue":true}""", features["pro"].ToString());
        Assert.Equal("""{"defaultValue":"red"}""", features["color"].ToString());
        Assert.Equal("""{"defaultValue":"tame"}""", features["hostile"].ToString());
        Assert.False(features.ContainsKey("unread"));
    }

    [Fact]
    public async Task On_request_the_page_gets_all_features_and_none_of_them_counts_as_used()
    {
        await using var site = await StartAsync(configure: options => options.IncludesPayload = true);
        var info = (Value.Object)PushedEvent.Of(await site.Browser().GetStringAsync("/page"))["sdkInfo"];
        Assert.Equal(["pro", "color", "hostile", "layout", "unread"], ((Value.Object)((Value.Object)info["payload"])["features"]).Keys);
        Assert.DoesNotContain(site.Effects.Evaluations, evaluation => evaluation.FeatureKey == "unread");
    }

    [Fact]
    public async Task Effects_of_a_changed_user_reach_neither_receivers_nor_cookies_nor_the_browsers_SDK()
    {
        await using var site = await StartAsync(
            growthBook: client => client.UseStickyBucketCookies(),
            options: options => options.DefersTracking = true);
        using var changed = await GetAsync(site, "/hydrated", Uri.EscapeDataString("""{"features":{"color":"blue"}}"""));
        var html = await changed.Content.ReadAsStringAsync();
        Assert.Contains("\"layout\":{\"defaultValue\":\"new\"}", html, StringComparison.Ordinal);
        Assert.Contains("\"deferredTrackingCalls\":[]", html, StringComparison.Ordinal);
        Assert.Empty(Site.CookiesOf(changed));
        Assert.Empty(site.Effects);

        using var usual = await GetAsync(site, "/hydrated", null);
        Assert.Contains("\"deferredTrackingCalls\":[{", await usual.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(Site.CookiesOf(usual));
        Assert.NotEmpty(site.Effects);
    }

    /// <summary>Redirects, other middleware and the selection of a variation's handler make the user.</summary>
    [Theory]
    [InlineData("redirects")]
    [InlineData("middleware")]
    [InlineData("variation")]
    public async Task A_user_that_was_made_before_them_is_a_warning(string made)
    {
        const string payload = """
            {"features":{"layout":{"defaultValue":"old","rules":[{"key":"layout-test","variations":["old","new"],"weights":[0,1]}]}},
             "experiments":[{"key":"page","variations":[{},{"urlRedirect":"https://example.com/b"}],"weights":[1,0],"urlPatterns":[{"include":true,"type":"simple","pattern":"/a"}]}]}
            """;
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource(payload),
            app =>
            {
                if (made == "redirects")
                    app.UseGrowthBookRedirects();
                if (made == "middleware")
                {
                    app.Use(async (http, next) =>
                    {
                        await http.GetGrowthBookUserAsync();
                        await next(http);
                    });
                }
                app.UseGrowthBookDevTools();
                app.UseGrowthBook();
                if (made == "variation")
                    app.MapGet("/text", () => "new").ForVariation("layout", "new");
                app.MapGet("/text", (IGrowthBookUser user) => user.GetFeatureValue("layout", ""));
            },
            services: builder => builder.Environment.EnvironmentName = Environments.Development);
        for (var i = 0; i < 2; i++)
        {
            using var response = await GetAsync(site, "/text", Encoded);
            Assert.Equal("new", await response.Content.ReadAsStringAsync());
        }
        Assert.Equal(
            "the user of a request was made before UseGrowthBookDevTools, so the DevTools neither change nor show it; call UseGrowthBookDevTools before UseGrowthBookRedirects and other middleware that reads flags, and with ForVariation call UseRouting after UseGrowthBookDevTools",
            Assert.Single(site.Warnings()));
    }

    [Theory]
    [InlineData(null, "new")]
    [InlineData("cookie", "old")]
    public async Task With_the_routing_after_them_they_select_the_handler_of_a_variation(string? cookie, string handler)
    {
        await using var site = await Site.StartAsync(
            Features,
            app =>
            {
                app.UseGrowthBookDevTools();
                app.UseRouting();
                app.UseGrowthBookRedirects();
                app.UseGrowthBook();
                app.MapGet("/text", () => "new").ForVariation("layout", "new");
                app.MapGet("/text", () => "old");
            },
            services: builder => builder.Environment.EnvironmentName = Environments.Development);
        using var response = await GetAsync(site, "/text", cookie is null ? null : Encoded);
        Assert.Equal(handler, await response.Content.ReadAsStringAsync());
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task Outside_of_Development_there_are_none_and_the_log_says_so()
    {
        await using var site = await StartAsync(environment: Environments.Production);
        using var response = await GetAsync(site, "/page", Encoded);
        Assert.Equal("<html><body><p>False red new</p></body></html>", await response.Content.ReadAsStringAsync());
        Assert.Equal("private", response.Headers.CacheControl!.ToString());
        Assert.Single(site.Log.GetSnapshot(), record => record.Id.Id == 2390 && record.Level == LogLevel.Information);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("role=guest", false)]
    [InlineData("role=staff", true)]
    public async Task Outside_of_Development_only_requests_that_meet_the_policy_have_them(string? user, bool isAllowed)
    {
        await using var site = await StartAsync(environment: Environments.Production, configure: options =>
        {
            options.AllowOutsideDevelopment = true;
            options.Policy = "staff";
        });
        using var response = await GetAsync(site, "/page", Encoded, user);
        var html = await response.Content.ReadAsStringAsync();
        Assert.Equal((isAllowed, isAllowed), (html.Contains("True blue old", StringComparison.Ordinal), html.Contains("_gbdebugEvents", StringComparison.Ordinal)));
        Assert.Equal(isAllowed, response.Headers.CacheControl?.NoStore == true);
    }

    [Fact]
    public async Task Without_a_policy_they_cannot_be_allowed_outside_of_Development()
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(environment: Environments.Production, configure: options => options.AllowOutsideDevelopment = true));
        Assert.StartsWith("GrowthBookDevToolsOptions.Policy: AllowOutsideDevelopment needs the name of an authorization policy", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Site.StartAsync(Features, app => app.UseGrowthBookDevTools(options =>
        {
            options.AllowOutsideDevelopment = true;
            options.Policy = "staff";
        })));
    }

    [Fact]
    public async Task A_policy_alone_does_not_allow_them_and_is_a_warning()
    {
        await using var site = await StartAsync(environment: Environments.Production, configure: options => options.Policy = "staff");
        using var response = await GetAsync(site, "/page", Encoded, "role=staff");
        Assert.DoesNotContain("_gbdebug", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            ["GrowthBook's DevTools are off: GrowthBookDevToolsOptions.Policy `staff` has no effect without AllowOutsideDevelopment; set both to allow them, or neither"],
            site.Warnings());
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Id.Id == 2390);
        await using var local = await StartAsync(configure: options => options.Policy = "staff");
        Assert.Empty(local.Warnings());
    }

    [Fact]
    public async Task An_unknown_policy_is_an_error_of_the_start()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(environment: Environments.Production, configure: options =>
        {
            options.AllowOutsideDevelopment = true;
            options.Policy = "nope";
        }));
        Assert.Equal("GrowthBookDevToolsOptions.Policy: `nope` is not registered; call builder.Services.AddAuthorizationBuilder().AddPolicy(\"nope\", …), or correct the name", e.Message);
    }

    [Theory]
    [InlineData("/length", "<p>é</p><script>")]
    [InlineData("/file", "<p>file</p><script>")]
    [InlineData("/writer", "<p>writer</p><script>")]
    [InlineData("/started", "<p>started</p><script>")]
    [InlineData("/synchronous", "<p>synchronous</p><script>")]
    public async Task Every_way_to_write_a_page_gets_the_script(string path, string part)
    {
        await using var site = await StartAsync();
        using var response = await GetAsync(site, path, null);
        var html = await response.Content.ReadAsStringAsync();
        Assert.Contains(part, html, StringComparison.Ordinal);
        Assert.EndsWith("</script></body></html>", html, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/text", HttpStatusCode.OK)]
    [InlineData("/json", HttpStatusCode.OK)]
    [InlineData("/nothing", HttpStatusCode.NoContent)]
    [InlineData("/missing", HttpStatusCode.NotFound)]
    [InlineData("/latin", HttpStatusCode.OK)]
    [InlineData("/encoded", HttpStatusCode.OK)]
    public async Task Other_responses_stay(string path, HttpStatusCode status)
    {
        await using var site = await StartAsync();
        using var response = await GetAsync(site, path, null);
        Assert.Equal(status, response.StatusCode);
        Assert.DoesNotContain("_gbdebug", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual(true, response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_page_with_the_element_gets_the_script_once_and_without_permission_none()
    {
        foreach (var environment in new[] { Environments.Development, Environments.Production })
        {
            await using var site = await StartAsync(environment);
            var html = await site.Browser().GetStringAsync("/tools");
            Assert.Equal(environment == Environments.Development ? 1 : 0, Regex.Count(html, "_gbdebugEvents="));
            Assert.Equal(environment == Environments.Development, html.Contains("<script nonce=\"n-1\">(window.", StringComparison.Ordinal));
            Assert.DoesNotContain("growthbook-devtools", html, StringComparison.Ordinal);
        }
    }

    /// <summary>In production an application can do without the call.</summary>
    [Theory]
    [InlineData("Development", 1)]
    [InlineData("Production", 0)]
    public async Task An_element_without_the_call_of_the_application_is_a_warning_once(string environment, int warnings)
    {
        await using var site = await Site.StartAsync(
            Features,
            app => app.MapRazorPages(),
            services: builder =>
            {
                builder.Environment.EnvironmentName = environment;
                builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly);
            });
        for (var i = 0; i < 2; i++)
            Assert.DoesNotContain("_gbdebugEvents", await site.Browser().GetStringAsync("/tools"), StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Repeat("the element growthbook-devtools renders nothing, because the application does not call UseGrowthBookDevTools; call app.UseGrowthBookDevTools() after UseAuthentication", warnings),
            site.Warnings());
    }

    [Fact]
    public async Task Without_the_injection_only_the_element_writes_the_script()
    {
        await using var site = await StartAsync(configure: options => options.InjectsScript = false);
        Assert.EndsWith("</p></body></html>", await site.Browser().GetStringAsync("/page"), StringComparison.Ordinal);
        Assert.Single(Regex.Matches(await site.Browser().GetStringAsync("/tools"), "_gbdebugEvents="));
    }

    [Fact]
    public async Task A_request_for_the_headers_keeps_the_length()
    {
        await using var site = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/length");
        using var response = await site.Browser().SendAsync(request);
        Assert.Equal(29, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Output_caches_do_not_store_the_pages_of_a_developer()
    {
        await using var site = await StartAsync();
        using var changed = await GetAsync(site, "/cached", Encoded);
        Assert.Contains("True blue old", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var usual = await GetAsync(site, "/cached", null);
        Assert.Contains("False red new", await usual.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<Site> StartAsync(
        string? environment = null, Action<GrowthBookDevToolsOptions>? configure = null,
        Action<GrowthBookBuilder>? growthBook = null, Action<GrowthBookRequestOptions>? options = null) => Site.StartAsync(
        Features,
        app =>
        {
            Site.UseClaims(app);
            app.UseGrowthBookDevTools(configure);
            app.UseOutputCache();
            Map(app);
            app.MapRazorPages();
        },
        each =>
        {
            each.Attributes.Add("id", _ => "u");
            options?.Invoke(each);
        },
        builder =>
        {
            builder.Environment.EnvironmentName = environment ?? Environments.Development;
            builder.Services.AddOutputCache();
            builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireClaim("role", "staff"));
            builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly);
        },
        growthBook);

    private static void Map(WebApplication app)
    {
        app.MapGet("/text", async http => await http.Response.WriteAsync(await ReadAsync(http)));
        app.MapGet("/json", () => Results.Json("</body>"));
        app.MapGet("/nothing", () => Results.NoContent());
        app.MapGet("/latin", () => Results.Content("<p></p></body></html>", "text/html; charset=iso-8859-1"));
        app.MapGet("/encoded", http =>
        {
            http.Response.Headers.ContentEncoding = "identity";
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<p></p></body></html>");
        });
        app.MapGet("/page", PageAsync);
        app.MapGet("/cached", PageAsync).CacheOutput();
        app.MapGet("/hydrated", async http =>
        {
            await ReadAsync(http);
            await http.Response.WriteAsync($"{await http.GetGrowthBookHydrationAsync()}");
        });
        app.MapMethods("/length", ["GET", "HEAD"], http =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.ContentLength = 29;
            return http.Response.WriteAsync("<html><body><p>é</p></body></html>"[6..]);
        });
        app.MapGet("/file", async http =>
        {
            var path = Path.GetTempFileName();
            await File.WriteAllTextAsync(path, "<html><body><p>file</p></body></html>");
            http.Response.ContentType = "text/html";
            await http.Response.SendFileAsync(path);
            File.Delete(path);
        });
        app.MapGet("/writer", async http =>
        {
            http.Response.ContentType = "text/html";
            await http.Response.BodyWriter.WriteAsync("<html><body><p>writer</p></bo"u8.ToArray());
            await http.Response.BodyWriter.WriteAsync("dy></html>"u8.ToArray());
            await http.Response.CompleteAsync();
        });
        app.MapGet("/synchronous", http =>
        {
            http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            http.Response.ContentType = "text/html";
            http.Response.Body.Write("<html><body><p>synchronous</p></bo"u8);
            http.Response.Body.Flush();
            http.Response.Body.Write("dy></html>"u8);
            return Task.CompletedTask;
        });
        app.MapGet("/started", async http =>
        {
            http.Response.ContentType = "text/html";
            await http.Response.StartAsync();
            await http.Response.WriteAsync("<html><body><p>started</p></body></html>");
        });
    }

    private static async Task PageAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html";
        var content = await ReadAsync(http);
        (await http.GetGrowthBookUserAsync()).LogEvent("Seen", new Value.Object([new("n", 1)]));
        await http.Response.WriteAsync($"<html><body><p>{content}</p></body></html>");
    }

    private static async Task<string> ReadAsync(HttpContext http)
    {
        var user = await http.GetGrowthBookUserAsync();
        return $"{user.IsOn("pro")} {user.GetFeatureValue("color", "")} {user.GetFeatureValue("layout", "")}";
    }

    private static async Task<HttpResponseMessage> GetAsync(Site site, string path, string? cookie, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null)
            request.Headers.TryAddWithoutValidation("Cookie", "_gbdebug=" + cookie);
        if (user is not null)
            request.Headers.Add("X-User", user);
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = site.Url };
        return await browser.SendAsync(request);
    }

    private static string Text(Value value) => ((Value.String)value).Content;
}

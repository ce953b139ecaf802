using GrowthBook.Client;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

public sealed class VisitorIdTests
{
    [Fact]
    public async Task A_visitor_without_an_id_gets_one_for_a_year_and_keeps_it()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        using var first = await browser.GetAsync("/");
        var id = await first.Content.ReadAsStringAsync();
        Assert.Equal([$"gbuuid={id}; max-age=31536000; path=/; samesite=lax; httponly"], Site.CookiesOf(first));
        Assert.True(Guid.TryParseExact(id, "D", out _));
        Assert.Equal("private", first.Headers.CacheControl!.ToString());

        using var second = await browser.GetAsync("/");
        Assert.Equal(id, await second.Content.ReadAsStringAsync());
        Assert.Empty(Site.CookiesOf(second));
        Assert.Equal("private", second.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task On_https_the_cookie_is_secure()
    {
        await using var site = await StartAsync(use: app => app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto }));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var response = await browser.GetAsync("/");
        Assert.EndsWith("; path=/; secure; samesite=lax; httponly", Assert.Single(Site.CookiesOf(response)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>")]
    [InlineData("%0d%0aSet-Cookie:x=1")]
    [InlineData("a||b")]
    [InlineData("a b")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000065")]
    public async Task A_value_that_is_no_id_is_replaced_and_a_warning_says_so_once(string value)
    {
        await using var site = await StartAsync(options => options.VisitorIdCookie.Name = "my_visitor");
        for (var i = 0; i < 2; i++)
        {
            using var browser = site.Browser();
            using var response = await browser.SendAsync(WithCookie("my_visitor=" + value));
            var id = await response.Content.ReadAsStringAsync();
            Assert.True(Guid.TryParseExact(id, "D", out _));
            Assert.StartsWith("my_visitor=" + id, Assert.Single(Site.CookiesOf(response)), StringComparison.Ordinal);
        }
        Assert.Equal(
            "the cookie my_visitor of a visitor has a value that is no id, 1 to 64 ASCII letters, digits, hyphens, dots and underscores, and a new id replaces it; if the cookie has ids of another form, call Attributes.AddCookie(\"id\", \"my_visitor\"), or name another cookie in GrowthBookRequestOptions.VisitorIdCookie",
            Assert.Single(site.Warnings()));
    }

    /// <summary>The browser's SDK takes the value of the cookie as it is, so the server and the page agree on these.</summary>
    [Theory]
    [InlineData("V-1234567")]
    [InlineData("GA1.1.1234567890.1700000000")]
    [InlineData("0a0b0c0d00014002800300000000000f")]
    [InlineData("0A0B0C0D-0001-4002-8003-000000000004")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000064")]
    public async Task An_id_that_another_program_has_set_is_kept(string id)
    {
        await using var site = await StartAsync(options => options.VisitorIdCookie.Name = "my_visitor");
        using var browser = site.Browser();
        using var response = await browser.SendAsync(WithCookie("my_visitor=" + id));
        Assert.Equal(id, await response.Content.ReadAsStringAsync());
        Assert.Empty(Site.CookiesOf(response));
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task A_cookie_of_another_form_is_an_attribute_and_stays()
    {
        await using var site = await StartAsync(options => options.Attributes.AddCookie("id", "my_visitor"));
        using var browser = site.Browser();
        using var response = await browser.SendAsync(WithCookie("my_visitor=a||b"));
        Assert.Equal("a||b", await response.Content.ReadAsStringAsync());
        Assert.Empty(Site.CookiesOf(response));
        using var without = await browser.GetAsync("/");
        Assert.StartsWith("gbuuid=", Assert.Single(Site.CookiesOf(without)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_cookie_is_none()
    {
        await using var site = await StartAsync();
        using var response = await site.Browser().SendAsync(WithCookie("gbuuid="));
        Assert.Single(Site.CookiesOf(response));
        Assert.Empty(site.Warnings());
    }

    [Theory]
    [InlineData("gbuuid=0a0b0c0d-0001-4002-8003-000000000004")]
    [InlineData("a=1; gbuuid=0a0b0c0d-0001-4002-8003-000000000004; b=2")]
    [InlineData("a=1;gbuuid=(x);  gbuuid=0a0b0c0d-0001-4002-8003-000000000004")]
    [InlineData("xgbuuid=11111111-0001-4002-8003-000000000004; gbuuidx=1; gbuuid=0a0b0c0d-0001-4002-8003-000000000004 ;")]
    public async Task The_id_is_found_among_other_cookies(string cookies)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        Assert.True(request.Headers.TryAddWithoutValidation("Cookie", cookies));
        using var response = await browser.SendAsync(request);
        Assert.Equal("0a0b0c0d-0001-4002-8003-000000000004", await response.Content.ReadAsStringAsync());
        Assert.Empty(Site.CookiesOf(response));
    }

    [Fact]
    public async Task An_id_of_the_application_wins_and_needs_no_cookie()
    {
        await using var site = await StartAsync(options => options.Attributes.AddHeader("id", "X-Id"));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-Id", "u-1");
        using var response = await browser.GetAsync("/");
        Assert.Equal("u-1", await response.Content.ReadAsStringAsync());
        Assert.Empty(Site.CookiesOf(response));
    }

    [Fact]
    public async Task An_empty_id_of_the_application_is_none()
    {
        await using var site = await StartAsync(options => options.Attributes.Add("id", http => http.Request.Query["id"].ToString()));
        using var browser = site.Browser();
        using var response = await browser.GetAsync("/");
        Assert.True(Guid.TryParseExact(await response.Content.ReadAsStringAsync(), "D", out _));
        Assert.Single(Site.CookiesOf(response));
        Assert.Equal("u-1", await browser.GetStringAsync("/?id=u-1"));
    }

    [Fact]
    public async Task The_cookie_and_the_attribute_are_options()
    {
        await using var site = await StartAsync(options =>
        {
            options.VisitorIdAttribute = "deviceId";
            options.VisitorIdCookie = new CookieBuilder { Name = "device", Path = "/shop", HttpOnly = false };
            options.Attributes.Add("id", _ => "u-1");
        }, attribute: "deviceId");
        using var browser = site.Browser();
        using var response = await browser.GetAsync("/");
        Assert.Equal([$"device={await response.Content.ReadAsStringAsync()}; path=/shop"], Site.CookiesOf(response));
    }

    [Fact]
    public async Task A_cookie_that_no_response_can_have_is_an_error_of_the_start_that_names_the_option()
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => Site.StartAsync(Of(Feature("f")), app => app.MapGet("/", () => ""), options =>
        {
            options.VisitorIdCookie.Name = "a b;c";
            options.VisitorIdCookie.Domain = "münchen.example";
            options.VisitorIdCookie.Path = "/\u0001";
            options.VisitorIdCookie.Extensions.Add("Partitioned; Priority=High");
        }));
        Assert.Equal(
            [
                "GrowthBookRequestOptions.VisitorIdCookie.Name: must be ASCII letters, digits and !#$%&'*+-.^_`|~, was `a b;c`",
                "GrowthBookRequestOptions.VisitorIdCookie.Domain: must be printable ASCII without semicolons, was `münchen.example`",
                "GrowthBookRequestOptions.VisitorIdCookie.Path: must be printable ASCII without semicolons, was `/\\u0001`",
                "GrowthBookRequestOptions.VisitorIdCookie.Extensions: must be printable ASCII without semicolons, was `Partitioned; Priority=High`",
            ],
            e.Failures);
        var none = await Assert.ThrowsAsync<ArgumentNullException>("VisitorIdAttribute", () => Site.StartAsync(Of(Feature("f")), app => app.MapGet("/", () => ""), options => options.VisitorIdAttribute = null!));
        Assert.StartsWith("the empty text switches the id and its cookie off", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_consent_the_id_is_neither_read_nor_set()
    {
        await using var site = await StartAsync(options => options.Consent = http => http.Request.Query.ContainsKey("yes"));
        using var browser = site.Browser();
        using var without = await browser.GetAsync("/");
        Assert.Equal("", await without.Content.ReadAsStringAsync());
        Assert.Empty(Site.CookiesOf(without));
        var id = await browser.GetStringAsync("/?yes");
        Assert.NotEqual("", id);
        Assert.Equal("", await browser.GetStringAsync("/"));
        Assert.Equal(id, await browser.GetStringAsync("/?yes"));
    }

    [Fact]
    public async Task Without_consent_attributes_come_from_essential_cookies_only_and_the_log_says_so_once()
    {
        await using var site = await StartAsync(options =>
        {
            options.Consent = http => http.Request.Query.ContainsKey("yes");
            options.Attributes.AddCookie("id", "my_visitor").AddCookie("cohort").AddCookie("locale", isEssential: true).Add("login", _ => "ada");
        }, map: MapAttributes);
        using var browser = site.Browser();
        for (var i = 0; i < 2; i++)
        {
            using var without = await browser.SendAsync(WithCookie("my_visitor=v-1; cohort=a; locale=de", "/attributes"));
            Assert.Equal("""{"locale":"de","login":"ada"}""", await without.Content.ReadAsStringAsync());
            Assert.Empty(Site.CookiesOf(without));
        }
        Assert.Empty(site.Effects.Exposures);
        Assert.Equal(
            "a visitor has not consented, so the cookie my_visitor is not read and gives no attribute id, as with every cookie of AddCookie that is not essential; if the visitor cannot refuse the cookie, give AddCookie isEssential: true",
            Assert.Single(site.Log.GetSnapshot(), record => record.Id == 2307).Message);
        using var with = await browser.SendAsync(WithCookie("my_visitor=v-1; cohort=a; locale=de", "/attributes?yes"));
        Assert.Equal("""{"id":"v-1","cohort":"a","locale":"de","login":"ada"}""", await with.Content.ReadAsStringAsync());
    }

    /// <summary>The policy is a service or the argument of <c>UseCookiePolicy</c>.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_the_consent_that_the_cookie_policy_asks_for_attributes_come_from_no_cookie(bool isService)
    {
        var policy = new CookiePolicyOptions { CheckConsentNeeded = http => !http.Request.Query.ContainsKey("yes") };
        await using var site = await StartAsync(
            options => options.Attributes.AddCookie("id", "my_visitor"),
            use: app => _ = isService ? app.UseCookiePolicy() : app.UseCookiePolicy(policy),
            map: MapAttributes,
            services: services => services.Configure<CookiePolicyOptions>(each => each.CheckConsentNeeded = isService ? policy.CheckConsentNeeded : null));
        using var browser = site.Browser();
        foreach (var (path, attributes) in new[] { ("/attributes", "{}"), ("/attributes?yes", """{"id":"v-1"}""") })
        {
            using var response = await browser.SendAsync(WithCookie("my_visitor=v-1", path));
            Assert.Equal(attributes, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task The_cookie_policy_of_the_application_decides_about_consent_by_default()
    {
        await using var site = await StartAsync(
            use: app => app.UseCookiePolicy(),
            services: services => services.Configure<CookiePolicyOptions>(policy => policy.CheckConsentNeeded = http => !http.Request.Query.ContainsKey("yes")));
        using var browser = site.Browser();
        Assert.Equal("", await browser.GetStringAsync("/"));
        Assert.NotEqual("", await browser.GetStringAsync("/?yes"));
    }

    [Fact]
    public async Task After_the_response_started_there_is_no_id_and_a_warning_says_so_once()
    {
        await using var site = await StartAsync(map: app => app.MapGet("/late", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("started ");
            await http.Response.WriteAsync((await http.GetGrowthBookUserAsync()).Attributes.ToString());
        }));
        using var browser = site.Browser();
        Assert.Equal("started {}", await browser.GetStringAsync("/late"));
        Assert.Equal("started {}", await browser.GetStringAsync("/late"));
        Assert.StartsWith("the user of a request was made after the response started", Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caching_that_the_application_chose_stays()
    {
        await using var site = await StartAsync(use: app => app.Use((http, next) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return next(http);
        }));
        using var browser = site.Browser();
        using var response = await browser.GetAsync("/");
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("/form")]
    [InlineData("/hydrated-form")]
    public async Task Antiforgery_chooses_the_caching_without_a_warning(string path)
    {
        await using var site = await StartAsync(services: services => services.AddAntiforgery(), map: app =>
        {
            app.MapGet("/form", async (HttpContext http, IAntiforgery antiforgery) =>
            {
                await http.GetGrowthBookUserAsync();
                antiforgery.GetAndStoreTokens(http);
            });
            app.MapGet("/hydrated-form", async (HttpContext http, IAntiforgery antiforgery) =>
            {
                await http.GetGrowthBookHydrationAsync();
                antiforgery.GetAndStoreTokens(http);
            });
        });
        using var browser = site.Browser();
        using var response = await browser.GetAsync(path);
        Assert.Equal("no-cache, no-store", string.Join(", ", response.Headers.NonValidated["Cache-Control"]));
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Level >= LogLevel.Warning && record.Category!.Contains("Antiforgery", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_reads_no_flag_gets_no_cookie()
    {
        await using var site = await StartAsync(map: app => app.MapGet("/static", () => "static"));
        using var browser = site.Browser();
        using var response = await browser.GetAsync("/static");
        Assert.Empty(Site.CookiesOf(response));
    }

    /// <summary>An error page is one of a handler, which clears the headers; the next request is that of the same visitor.</summary>
    [Theory]
    [InlineData("throws")]
    [InlineData("clears")]
    [InlineData("removes")]
    [InlineData("replaces")]
    public async Task The_cookie_of_a_new_id_is_set_although_code_clears_the_headers(string end)
    {
        var ids = new List<string>();
        await using var site = await StartAsync(
            use: app => app.UseExceptionHandler(error => error.Run(http => http.Response.WriteAsync("sorry"))),
            map: app => app.MapGet("/ends", (HttpContext http, IGrowthBookUser user) =>
            {
                ids.Add(((GrowthBookUser)user).Attributes["id"].AsString()!);
                if (end == "throws")
                    throw new InvalidOperationException("a fault of the variation");
                if (end == "clears")
                    http.Response.Clear();
                else if (end == "removes")
                    http.Response.Headers.Clear();
                else
                    http.Response.Headers.SetCookie = "own=1";
            }));
        using var browser = site.Browser();
        using var first = await browser.GetAsync("/ends");
        Assert.Equal([$"gbuuid={ids[0]}; max-age=31536000; path=/; samesite=lax; httponly"], Site.CookiesOf(first).Where(cookie => cookie != "own=1"));
        using var second = await browser.GetAsync("/ends");
        Assert.Equal([ids[0], ids[0]], ids);
        Assert.DoesNotContain(Site.CookiesOf(second), cookie => cookie.StartsWith("gbuuid", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cookie_that_code_deletes_or_sets_itself_stays_so()
    {
        await using var site = await StartAsync(map: app =>
        {
            app.MapGet("/deletes", (HttpContext http, IGrowthBookUser user) => http.Response.Cookies.Delete("gbuuid"));
            app.MapGet("/sets", (HttpContext http, IGrowthBookUser user) => http.Response.Headers.SetCookie = "gbuuid=own");
        });
        using var deleted = await site.Browser().GetAsync("/deletes");
        Assert.StartsWith("gbuuid=; expires=", Assert.Single(Site.CookiesOf(deleted)), StringComparison.Ordinal);
        using var set = await site.Browser().GetAsync("/sets");
        Assert.Equal(["gbuuid=own"], Site.CookiesOf(set));
    }

    [Fact]
    public async Task A_consent_that_is_withdrawn_during_the_request_takes_the_cookie_of_a_new_id_back()
    {
        await using var site = await StartAsync(
            options => options.Consent = http => !http.Items.ContainsKey("withdrawn"),
            map: app => app.MapGet("/withdraw", (HttpContext http, IGrowthBookUser user) =>
            {
                http.Response.Cookies.Append("own", "1");
                http.Items["withdrawn"] = true;
            }));
        using var response = await site.Browser().GetAsync("/withdraw");
        Assert.Equal(["own=1; path=/"], Site.CookiesOf(response));
    }

    private static void MapAttributes(WebApplication app) =>
        app.MapGet("/attributes", async (IRequestUser request) => (await request.GetAsync()).Attributes.ToString());

    private static HttpRequestMessage WithCookie(string cookie, string path = "/")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation("Cookie", cookie));
        return request;
    }

    private static Task<Site> StartAsync(
        Action<GrowthBookRequestOptions>? options = null,
        Action<WebApplication>? use = null,
        Action<WebApplication>? map = null,
        Action<IServiceCollection>? services = null,
        string attribute = "id") => Site.StartAsync(Of(Feature("f")), app =>
    {
        use?.Invoke(app);
        app.UseGrowthBook();
        map?.Invoke(app);
        app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).Attributes.TryGetValue(attribute, out var id) ? ((Value.String)id).Content : "");
    }, options, builder => services?.Invoke(builder.Services));
}

using System.Net;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore.Tests.Sticky;

public sealed class StickyCookieTests
{
    private const string User = "0a0b0c0d-0001-4002-8003-000000000004";

    /// <summary>The document as js-cookie encodes it.</summary>
    private const string InB = "{%22attributeName%22:%22id%22%2C%22attributeValue%22:%22" + User + "%22%2C%22assignments%22:{%22exp-test__0%22:%221%22}}";

    private const string Name = "gbStickyBuckets__id||" + User;

    [Fact]
    public async Task A_visitor_keeps_the_variation_when_the_weights_change()
    {
        await using var site = await StartAsync(weights: "[1,0]");
        using var browser = site.Browser();
        using var first = await browser.GetAsync("/");
        Assert.Equal("a", await first.Content.ReadAsStringAsync());
        var visitor = Site.CookiesOf(first)[0].Split('=', ';')[1];
        Assert.Equal(
            $"gbStickyBuckets__id||{visitor}={{%22assignments%22:{{%22exp-test__0%22:%220%22}}%2C%22attributeName%22:%22id%22%2C%22attributeValue%22:%22{visitor}%22}}; Max-Age=15552000; Path=/; SameSite=Lax",
            Reordered(Site.CookiesOf(first)[1]));
        Assert.Equal("private", first.Headers.CacheControl!.ToString());

        site.Source.Set(PayloadOf("[0,1]"));
        await site.Client.RefreshAsync();
        using var second = await browser.GetAsync("/");
        Assert.Equal("a", await second.Content.ReadAsStringAsync());
        Assert.Empty(Site.CookiesOf(second));
        Assert.Equal("b", await site.Browser().GetStringAsync("/"));
    }

    [Fact]
    public async Task An_assignment_of_a_variation_without_a_key_is_a_warning()
    {
        var source = new InMemoryPayloadSource("""{"features":{"layout":{"rules":[{"key":"layout-test","variations":["old","new"]}]}}}""");
        await using var site = await Site.StartAsync(source, app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("layout", "")), growthBook: client => client.UseStickyBucketCookies());
        await site.Browser().GetStringAsync("/");
        await site.Browser().GetStringAsync("/");
        Assert.Contains("`layout-test`", Assert.Single(site.Log.GetSnapshot(), record => record.Id == 2105).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Name + "=" + InB)]
    [InlineData("gbStickyBuckets__id%7C%7C" + User + "=" + "%7B%22attributeName%22%3A%22id%22%2C%22attributeValue%22%3A%22" + User + "%22%2C%22assignments%22%3A%7B%22exp-test__0%22%3A%221%22%7D%7D")]
    public async Task Cookies_of_the_browsers_SDK_are_read(string cookie) => Assert.Equal("b", await VisitAsync("[1,0]", cookie));

    [Theory]
    [InlineData("x")]
    [InlineData("{")]
    [InlineData("%7B%7D")]
    [InlineData("%00%ff")]
    [InlineData("{%22attributeName%22:%22id%22%2C%22attributeValue%22:%22another%22%2C%22assignments%22:{%22exp-test__0%22:%221%22}}")]
    [InlineData("{%22attributeName%22:%22id%22%2C%22attributeValue%22:%22" + User + "%22%2C%22assignments%22:{%22exp-test__0%22:{}}}")]
    [InlineData("{%22attributeName%22:%22id%22%2C%22attributeValue%22:%22" + User + "%22%2C%22assignments%22:{%22exp-test__0%22:%22no-such-variation%22}}")]
    public async Task A_bad_cookie_counts_as_missing(string value) => Assert.Equal("a", await VisitAsync("[1,0]", Name + "=" + value));

    [Fact]
    public async Task An_oversized_cookie_counts_as_missing_and_so_does_one_of_deep_JSON()
    {
        var long_ = InB.Replace("{%22exp-test", "{%22" + new string('x', 4000) + "%22:%221%22%2C%22exp-test", StringComparison.Ordinal);
        Assert.Equal("a", await VisitAsync("[1,0]", Name + "=" + long_));
        Assert.Equal("a", await VisitAsync("[1,0]", Name + "=" + string.Concat(Enumerable.Repeat("[", 3500))));
    }

    [Fact]
    public async Task Protected_cookies_are_opaque_and_kept()
    {
        await using var site = await StartAsync("[1,0]", cookies => cookies.IsProtected = true);
        using var browser = site.Browser();
        using var first = await browser.GetAsync("/");
        var cookie = Site.CookiesOf(first)[1];
        Assert.DoesNotContain("exp-test", cookie, StringComparison.Ordinal);
        Assert.EndsWith("; SameSite=Lax; HttpOnly", cookie, StringComparison.Ordinal);
        site.Source.Set(PayloadOf("[0,1]"));
        await site.Client.RefreshAsync();
        Assert.Equal("a", await browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task Forged_and_changed_protected_cookies_count_as_missing()
    {
        await using var site = await StartAsync("[1,0]", cookies => cookies.IsProtected = true);
        Assert.Equal("a", await VisitAsync(site, Name + "=" + InB));

        using var browser = site.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", "gbuuid=" + User);
        using var response = await browser.SendAsync(request);
        var real = Assert.Single(Site.CookiesOf(response)).Split(';')[0];
        site.Source.Set(PayloadOf("[0,1]"));
        await site.Client.RefreshAsync();
        Assert.Equal("a", await VisitAsync(site, real));
        // The last characters have bits that no byte has, so a character before them is changed.
        Assert.Equal("b", await VisitAsync(site, real[..^20] + (real[^20] == 'A' ? 'B' : 'A') + real[^19..]));
        // The cookie of another visitor.
        Assert.Equal("b", await VisitAsync(site, real, "11111111-0001-4002-8003-000000000004"));
    }

    [Fact]
    public async Task A_cookie_above_the_limit_is_not_written_and_a_warning_says_what_is_lost()
    {
        await using var site = await StartAsync("[1,0]", cookies => (cookies.IsProtected, cookies.MaxBytes) = (true, 256));
        using var response = await site.Browser().GetAsync("/");
        Assert.StartsWith("gbuuid=", Assert.Single(Site.CookiesOf(response)), StringComparison.Ordinal);
        Assert.Contains("of at most 256 bytes, so its new assignments are lost", Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_that_does_not_have_the_host_is_logged_once()
    {
        await using var site = await StartAsync("[1,0]", cookies => cookies.Domain = "shop.example");
        for (var i = 0; i < 2; i++)
        {
            using var response = await site.Browser().GetAsync("/");
            Assert.DoesNotContain(Site.CookiesOf(response), cookie => cookie.Contains("Domain", StringComparison.OrdinalIgnoreCase));
        }
        Assert.StartsWith("the host 127.0.0.1 is not in the domain shop.example", Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assignment_after_the_response_started_is_lost_and_logged()
    {
        await using var site = await StartAsync("[1,0]");
        using var response = await site.Browser().GetAsync("/late");
        Assert.Equal("started a", await response.Content.ReadAsStringAsync());
        await Client.Tests.Eventually.TrueAsync(() => site.Warnings().Count == 1, "the warning");
        Assert.Contains("made after the response started and are lost (1 so far)", site.Warnings()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_user_of_a_response_that_has_started_has_the_stored_assignments()
    {
        await using var site = await StartAsync("[1,0]");
        using var browser = site.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/latest");
        request.Headers.Add("Cookie", $"gbuuid={User}; {Name}={InB}");
        using var response = await browser.SendAsync(request);
        Assert.Equal("started b", await response.Content.ReadAsStringAsync());
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task Without_consent_no_cookie_is_read_or_written()
    {
        await using var site = await StartAsync("[1,0]", options: options =>
        {
            options.Consent = _ => false;
            options.Attributes.Add("id", _ => User);
        });
        Assert.Equal("a", await VisitAsync(site, Name + "=" + InB));
        using var response = await site.Browser().GetAsync("/");
        Assert.Empty(Site.CookiesOf(response));
    }

    [Fact]
    public async Task On_https_a_cookie_is_secure_and_with_a_domain_its_hosts_share_it()
    {
        await using var site = await StartAsync("[1,0]", cookies => cookies.Domain = "shop.example", options => options.Attributes.Add("id", _ => "u-1"));
        using var browser = site.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "www.shop.example" } };
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await browser.SendAsync(request);
        var (removal, cookie) = (Site.CookiesOf(response)[0], Site.CookiesOf(response)[1]);
        Assert.Equal("gbStickyBuckets__id||u-1=; Max-Age=0; Path=/; SameSite=Lax; Secure", removal);
        Assert.EndsWith("; Max-Age=15552000; Path=/; Domain=shop.example; SameSite=Lax; Secure", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy")]
    [InlineData("option")]
    public async Task A_consent_that_is_withdrawn_during_the_request_has_no_cookie_written(string kind)
    {
        await using var site = await Site.StartAsync(new InMemoryPayloadSource(PayloadOf("[1,0]")), app =>
        {
            if (kind == "policy")
                app.UseCookiePolicy();
            app.UseGrowthBook();
            app.MapGet("/", (HttpContext http, IGrowthBookUser user) =>
            {
                if (http.Request.Query.ContainsKey("withdraw") && kind == "policy")
                    http.Features.Get<ITrackingConsentFeature>()!.WithdrawConsent();
                else if (http.Request.Query.ContainsKey("withdraw"))
                    http.Items["withdrawn"] = true;
                return user.GetFeatureValue("exp", "");
            });
        }, options =>
        {
            if (kind == "option")
                options.Consent = http => !http.Items.ContainsKey("withdrawn");
        }, builder => builder.Services.Configure<CookiePolicyOptions>(policy => policy.CheckConsentNeeded = _ => kind == "policy"), client => client.UseStickyBucketCookies());
        foreach (var (path, count) in new[] { ("/", 2), ("/?withdraw", 0) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Cookie", ".AspNet.Consent=yes");
            using var response = await site.Browser().SendAsync(request);
            Assert.Equal("a", await response.Content.ReadAsStringAsync());
            Assert.Equal(count, Site.CookiesOf(response).Count(cookie => cookie.StartsWith("gb", StringComparison.Ordinal)));
        }
        Assert.Empty(site.Warnings());
    }

    /// <summary>Each malformed document that is parsed has a line. The user lacks the identifier <c>device</c>, which code can add.</summary>
    [Fact]
    public async Task Only_documents_that_the_user_can_need_are_parsed()
    {
        await using var site = await StartAsync("[1,0]");
        site.Source.Set("""
            {"features":{"exp":{"defaultValue":"none","rules":[{"key":"exp-test","variations":["a","b"],"weights":[1,0],"meta":[{"key":"0"},{"key":"1"}]}]},
             "other":{"rules":[{"key":"other-test","hashAttribute":"device","variations":["a","b"]}]}}}
            """);
        await site.Client.RefreshAsync();
        var others = string.Concat(Enumerable.Range(0, 200).Select(i => $"gbStickyBuckets__id||{i}=x; gbStickyBuckets__x||{User}=x; "));
        Assert.Equal("b", await VisitAsync(site, $"{others}gbStickyBuckets__device||d-1=x; gbStickyBuckets__device%257C%257Cd-2=x; gbStickyBuckets__id%7C%7C{User}={InB}"));
        Assert.Equal(2, site.Log.GetSnapshot().Count(record => record.Id == 2322));
    }

    [Fact]
    public async Task Without_experiments_the_cookies_are_not_read()
    {
        await using var site = await StartAsync("[1,0]");
        site.Source.Set("""{"features":{"exp":{"defaultValue":"plain"}}}""");
        await site.Client.RefreshAsync();
        Assert.Equal("plain", await VisitAsync(site, Name + "=x"));
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Message.StartsWith("a sticky bucket cookie", StringComparison.Ordinal));
        await VisitAsync(site, Name + "=x");
    }

    /// <summary>Experiments in code; the payload buckets by <c>id</c> only, or by nothing.</summary>
    [Theory]
    [InlineData("company", false)]
    [InlineData("company", true)]
    [InlineData("id", true)]
    public async Task A_cookie_of_an_attribute_that_only_the_option_names_is_read(string attribute, bool isEmpty)
    {
        await using var site = await InCodeAsync(attribute, [attribute], isEmpty);
        var (answer, cookies) = await VisitInCodeAsync(site, attribute, "1");
        Assert.Equal("b True", answer);
        Assert.Empty(cookies);
        (answer, cookies) = await VisitInCodeAsync(site, attribute, null);
        Assert.Equal("a False", answer);
        Assert.StartsWith($"gbStickyBuckets__{attribute}||c-1=", Assert.Single(cookies), StringComparison.Ordinal);
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Id == 2323);
    }

    [Fact]
    public async Task A_cookie_of_an_attribute_that_was_not_read_is_not_replaced()
    {
        await using var site = await InCodeAsync("company", [], false);
        for (var i = 0; i < 2; i++)
        {
            var (answer, cookies) = await VisitInCodeAsync(site, "company", "1");
            Assert.Equal("a False", answer);
            Assert.Empty(cookies);
        }
        Assert.Equal(
            "a sticky bucket cookie of attribute `company` was not read, as neither the payload nor an option names the attribute, so its new assignments are not saved; name it in StickyBucketIdentifierAttributes",
            Assert.Single(site.Log.GetSnapshot(), record => record.Id == 2323).Message);
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Id == 2320);
    }

    [Fact]
    public async Task A_store_of_the_client_wins_over_cookies()
    {
        await using var site = await StartAsync("[1,0]", growthBook: growthBook => growthBook.UseStickyBuckets(new InMemoryStickyBucketStore()));
        Assert.Equal("a", await VisitAsync(site, Name + "=" + InB));
    }

    [Fact]
    public async Task Invalid_options_are_an_error_at_the_start()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync("[1,0]", cookies => cookies.MaxBytes = 100));
        Assert.Equal("StickyCookieOptions.MaxBytes: must be from 256 to 4096, was 100", error.Message);
    }

    private static string PayloadOf(string weights) =>
        $$$$"""{"features":{"exp":{"defaultValue":"none","rules":[{"key":"exp-test","variations":["a","b"],"weights":{{{{weights}}}},"coverage":1,"meta":[{"key":"0"},{"key":"1"}]}]}}}""";

    private static Task<Site> InCodeAsync(string attribute, List<string> names, bool isEmpty) => Site.StartAsync(
        new InMemoryPayloadSource(isEmpty ? """{"features":{"flag":{"defaultValue":1}}}""" : PayloadOf("[1,0]")),
        app => app.MapGet("/", (IGrowthBookUser user) =>
        {
            var result = user.Run(new Experiment("meta", "a", "b") { HashAttribute = attribute, Meta = [new("0"), new("1")], Weights = [1, 0] });
            return $"{result.ValueOr("")} {result.StickyBucketUsed}";
        }),
        options => options.Attributes.Add(attribute, _ => "c-1"),
        builder => builder.Services.Configure<GrowthBookOptions>(options => options.StickyBucketIdentifierAttributes = names),
        client => client.UseStickyBucketCookies());

    private static async Task<(string Answer, IEnumerable<string> Cookies)> VisitInCodeAsync(Site site, string attribute, string? stored)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (stored is not null)
        {
            var document = $"{{%22attributeName%22:%22{attribute}%22%2C%22attributeValue%22:%22c-1%22%2C%22assignments%22:{{%22meta__0%22:%22{stored}%22}}}}";
            Assert.True(request.Headers.TryAddWithoutValidation("Cookie", $"gbStickyBuckets__{attribute}||c-1={document}"));
        }
        using var browser = site.Browser();
        using var response = await browser.SendAsync(request);
        return (await response.Content.ReadAsStringAsync(), Site.CookiesOf(response).Where(cookie => cookie.StartsWith("gbSticky", StringComparison.Ordinal)));
    }

    /// <summary>The members of a document can have any order.</summary>
    private static string Reordered(string cookie)
    {
        var parts = cookie.Split('=', 2);
        var end = parts[1].IndexOf(';', StringComparison.Ordinal);
        var members = (Value.Object)Value.Parse(Uri.UnescapeDataString(parts[1][..end])).Value!;
        var sorted = new Value.Object(members.OrderBy(member => member.Key, StringComparer.Ordinal));
        return $"{parts[0]}={sorted.ToString().Replace("\"", "%22", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)}{parts[1][end..]}";
    }

    private static async Task<string> VisitAsync(string weights, string cookie)
    {
        await using var site = await StartAsync(weights);
        return await VisitAsync(site, cookie);
    }

    private static async Task<string> VisitAsync(Site site, string cookie, string user = User)
    {
        using var browser = site.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        Assert.True(request.Headers.TryAddWithoutValidation("Cookie", $"gbuuid={user}; {cookie}"));
        using var response = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private static Task<Site> StartAsync(
        string weights,
        Action<StickyCookieOptions>? cookies = null,
        Action<GrowthBookRequestOptions>? options = null,
        Action<GrowthBookBuilder>? growthBook = null) => Site.StartAsync(new InMemoryPayloadSource(PayloadOf(weights)), app =>
    {
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto });
        app.UseGrowthBook();
        app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).GetFeatureValue("exp", ""));
        app.MapGet("/late", async (HttpResponse response, IRequestUser request) =>
        {
            var user = await request.GetAsync();
            await response.WriteAsync("started ");
            await response.WriteAsync(user.GetFeatureValue("exp", ""));
        });
        app.MapGet("/latest", async (HttpResponse response, IRequestUser request) =>
        {
            await response.WriteAsync("started ");
            await response.WriteAsync((await request.GetAsync()).GetFeatureValue("exp", ""));
        });
    }, options, builder =>
    {
        builder.Services.AddDataProtection();
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
    }, client =>
    {
        client.UseStickyBucketCookies(cookies);
        growthBook?.Invoke(client);
    });
}

using System.Security.Claims;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

public sealed class RequestAttributesTests
{
    /// <summary>As an application of <c>dotnet new blazor</c>, whose components read the user of the request.</summary>
    [Fact]
    public async Task An_application_without_an_authentication_lacks_no_claim()
    {
        await using var site = await Site.StartAsync(
            Of(Feature("f")),
            app => app.MapGet("/", (IGrowthBookUser user) => user.IsOn("f") ? "on" : "off"),
            options => options.Attributes.AddClaim("id", "sub"));
        Assert.Equal("off", await site.Browser().GetStringAsync("/"));
        Assert.Empty(site.Warnings());
    }

    [Fact]
    public async Task Attributes_come_from_claims_headers_cookies_route_values_and_code()
    {
        await using var site = await StartAsync(options => options.Attributes
            .AddClaim("id", "sub").AddClaim("plan").AddClaims("roles", "role")
            .AddHeader("country", "CF-IPCountry").AddHeader("DNT")
            .AddCookie("cohort").AddRouteValue("tenant")
            .Add("secure", http => http.Request.IsHttps)
            .Add(_ => new Attributes { ["a"] = 1, ["b"] = 2 }));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", "sub=u-1;role=admin;role=editor");
        browser.DefaultRequestHeaders.Add("CF-IPCountry", "CH");
        browser.DefaultRequestHeaders.Add("Cookie", "cohort=c%201");
        Assert.Equal(
            """{"id":"u-1","roles":["admin","editor"],"country":"CH","cohort":"c 1","tenant":"acme","secure":false,"a":1,"b":2}""",
            await browser.GetStringAsync("/acme"));
    }

    /// <summary>JwtBearer, cookies of Identity and OpenID Connect give one claim different types, by their options.</summary>
    [Theory]
    [InlineData("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier=u-1;http://schemas.microsoft.com/ws/2008/06/identity/claims/role=admin;http://schemas.microsoft.com/ws/2008/06/identity/claims/role=editor;http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress=a@b.example")]
    [InlineData("sub=u-1;roles=admin;roles=editor;email=a@b.example")]
    [InlineData("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier=other;sub=u-1;http://schemas.microsoft.com/ws/2008/06/identity/claims/role=other;role=admin;role=editor;email=a@b.example")]
    public async Task A_claim_is_found_by_each_of_its_well_known_names_and_its_own_wins(string claims)
    {
        await using var site = await StartAsync(options => options.Attributes.AddClaim("id", "sub").AddClaims("roles", "role").AddClaim("email"));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", claims);
        Assert.Equal("""{"id":"u-1","roles":["admin","editor"],"email":"a@b.example"}""", await browser.GetStringAsync("/acme"));
        Assert.Empty(site.Warnings());
    }

    /// <summary>What System.IdentityModel.Tokens.Jwt 8 and its JsonWebToken give the JSON of a token; other texts of such types too.</summary>
    [Theory]
    [InlineData(ClaimValueTypes.Boolean, "false", "false")]
    [InlineData(ClaimValueTypes.Boolean, "true", "true")]
    [InlineData(ClaimValueTypes.Boolean, "False", "false")]
    [InlineData(ClaimValueTypes.Boolean, "1", "true")]
    [InlineData(ClaimValueTypes.Boolean, "yes", "\"yes\"")]
    [InlineData(ClaimValueTypes.Integer32, "-5", "-5")]
    [InlineData(ClaimValueTypes.Integer, "0", "0")]
    [InlineData(ClaimValueTypes.UInteger32, "4294967295", "4294967295")]
    [InlineData(ClaimValueTypes.Integer64, "9007199254740992", "9007199254740992")]
    [InlineData(ClaimValueTypes.Integer64, "9007199254740993", "\"9007199254740993\"")]
    [InlineData(ClaimValueTypes.Integer64, "9007199254740994", "\"9007199254740994\"")]
    [InlineData(ClaimValueTypes.Integer64, "-9223372036854775808", "\"-9223372036854775808\"")]
    [InlineData(ClaimValueTypes.UInteger64, "18446744073709551615", "\"18446744073709551615\"")]
    [InlineData(ClaimValueTypes.Double, "1.8446744073709552E+19", "\"1.8446744073709552E+19\"")]
    [InlineData(ClaimValueTypes.Integer32, "007", "\"007\"")]
    [InlineData(ClaimValueTypes.Integer32, "-0", "\"-0\"")]
    [InlineData(ClaimValueTypes.Integer32, "", "\"\"")]
    [InlineData(ClaimValueTypes.Integer32, "1,000", "\"1,000\"")]
    [InlineData(ClaimValueTypes.Integer, "12E5", "\"12E5\"")]
    [InlineData(ClaimValueTypes.Integer64, "00123.50", "\"00123.50\"")]
    [InlineData(ClaimValueTypes.Double, "9007199254740993.0", "\"9007199254740993.0\"")]
    [InlineData(ClaimValueTypes.Double, "0.1e-400", "\"0.1e-400\"")]
    [InlineData(ClaimValueTypes.Double, "0.0e5", "0")]
    [InlineData(ClaimValueTypes.Double, "1.5", "1.5")]
    [InlineData(ClaimValueTypes.Double, "1000", "1000")]
    [InlineData(ClaimValueTypes.Double, "1E-07", "1e-7")]
    [InlineData(ClaimValueTypes.Double, "NaN", "\"NaN\"")]
    [InlineData(ClaimValueTypes.Double, "1e999", "\"1e999\"")]
    [InlineData(ClaimValueTypes.String, "true", "\"true\"")]
    [InlineData(ClaimValueTypes.String, "5", "\"5\"")]
    [InlineData(ClaimValueTypes.DateTime, "2024-01-01", "\"2024-01-01\"")]
    [InlineData("JSON", "{}", "\"{}\"")]
    public void A_claim_of_a_type_of_JSON_is_its_boolean_or_number(string type, string text, string value)
    {
        var attributes = new RequestAttributes().AddClaim("one", "c").AddClaims("all", "c");
        var http = new DefaultHttpContext { User = new(new ClaimsIdentity([new Claim("c", text, type), new Claim("c", "x")], "test")) };
        var found = Attributes.From(attributes.Read(http));
        var expected = Value.Parse(value).Value!;
        Assert.Equal(expected, found["one"]);
        Assert.Equal(new Value.Array([expected, "x"]), found["all"]);
        // An integer hashes as its text, so that identifiers stay in their buckets.
        if (!text.Contains('.') && !text.Contains('E') && expected is Value.Number)
            Assert.Equal(text, found["one"].ToString());
    }

    [Fact]
    public void An_empty_name_is_an_error_that_says_what_is_empty()
    {
        var attributes = new RequestAttributes();
        foreach (var add in new Action[]
        {
            () => attributes.Add("", _ => 1), () => attributes.AddClaim(""), () => attributes.AddClaim("", "sub"), () => attributes.AddClaims(""),
            () => attributes.AddHeader(""), () => attributes.AddHeader("", "x"), () => attributes.AddCookie("", "x"), () => attributes.AddRouteValue("", "x"),
        })
        {
            Assert.StartsWith("the attribute's name is empty, and no rule reads it; ", Assert.Throws<ArgumentException>("name", add).Message, StringComparison.Ordinal);
        }
        foreach (var (add, kind) in new (Action, string)[]
        {
            (() => attributes.AddClaim("a", ""), "claim"), (() => attributes.AddClaims("a", ""), "claim"), (() => attributes.AddHeader("a", ""), "header"),
            (() => attributes.AddCookie("a", ""), "cookie"), (() => attributes.AddRouteValue("a", ""), "route value"),
        })
        {
            Assert.StartsWith($"the {kind} of the attribute `a` is empty; ", Assert.Throws<ArgumentException>(add).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("X Y")]
    [InlineData("a=b")]
    [InlineData("a;b")]
    [InlineData("a,b")]
    [InlineData(" a")]
    [InlineData("a:")]
    [InlineData("pays-é")]
    [InlineData("a\r\n")]
    public async Task A_name_that_no_header_or_cookie_has_is_an_error_of_the_start(string name)
    {
        var shown = name.Replace("\r\n", "\\u000d\\u000a", StringComparison.Ordinal);
        foreach (var (add, kind) in new (Action<RequestAttributes>, string)[]
        {
            (attributes => attributes.AddHeader("a", name), "header"), (attributes => attributes.AddCookie("a", name), "cookie"),
        })
        {
            var e = await Assert.ThrowsAsync<ArgumentException>(() => Site.StartAsync(Of(Feature("f")), app => app.MapGet("/", () => ""), options => add(options.Attributes)));
            Assert.Equal($"no request has the {kind} `{shown}` of the attribute `a`: the name of a {kind} has ASCII letters, digits and !#$%&'*+-.^_`|~ only", e.Message);
        }
        var attributes = new RequestAttributes();
        Assert.Throws<ArgumentException>(() => attributes.AddHeader(name));
        attributes.AddClaim("a", name).AddRouteValue("a", name).AddHeader("a", "!#$%&'*+-.^_`|~09azAZ").AddCookie("a", "!#$%&'*+-.^_`|~09azAZ");
    }

    [Fact]
    public async Task An_empty_name_is_an_error_of_the_start() =>
        await Assert.ThrowsAsync<ArgumentException>("name", () => Site.StartAsync(Of(Feature("f")), app => app.MapGet("/", () => ""), options => options.Attributes.AddCookie("", "x")));

    [Fact]
    public async Task A_long_name_finds_the_short_one()
    {
        await using var site = await StartAsync(options => options.Attributes.AddClaim("id", System.Security.Claims.ClaimTypes.NameIdentifier));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", "sub=u-1");
        Assert.Equal("""{"id":"u-1"}""", await browser.GetStringAsync("/acme"));
    }

    [Fact]
    public async Task A_claim_that_an_authenticated_user_does_not_have_is_logged_once_with_the_types_and_no_value()
    {
        await using var site = await StartAsync(options =>
        {
            options.VisitorIdAttribute = "";
            options.Attributes.AddClaim("id", "customer").AddClaims("roles", "role");
        });
        using var browser = site.Browser();
        Assert.Equal("{}", await browser.GetStringAsync("/acme"));
        browser.DefaultRequestHeaders.Add("X-User", "sub=secret-1;customerId=secret-2;sub=secret-3");
        Assert.Equal("{}", await browser.GetStringAsync("/acme"));
        Assert.Equal("{}", await browser.GetStringAsync("/acme"));
        Assert.Equal(
            ["the authenticated user of a request has no claim of the type customer, so AddClaim gives it no attribute id; the types of its claims are sub, customerId; give AddClaim one of these, or ignore this line if not all users have the claim"],
            site.Warnings().Where(warning => warning.Contains("claim of the type", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_request_does_not_have_is_no_attribute()
    {
        await using var site = await StartAsync(options =>
        {
            options.VisitorIdAttribute = "";
            options.Attributes.AddClaim("plan").AddClaims("roles").AddHeader("country").AddCookie("cohort").AddRouteValue("missing").Add("x", _ => null);
        });
        using var browser = site.Browser();
        Assert.Equal("{}", await browser.GetStringAsync("/acme"));
    }

    /// <summary>An attribute that the payload reads, or one of another end, is another fact.</summary>
    [Theory]
    [InlineData("Id", true)]
    [InlineData("user_id", true)]
    [InlineData("userID", true)]
    [InlineData("CRMId", true)]
    [InlineData("tenantId", false)]
    [InlineData("identity", false)]
    [InlineData("paid", false)]
    [InlineData("PAID", false)]
    [InlineData("isPAID", false)]
    public async Task A_misnamed_identifier_is_logged_once_although_the_cookie_gives_the_id(string name, bool isLogged)
    {
        await using var site = await Site.StartAsync(
            Of(Feature("f").Experiment("test", ["a", "b"], variation: 1), Feature("g").ForceWhen("tenantId", "t", true)),
            app => app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).GetFeatureValue("f", "")),
            options => options.Attributes.AddHeader(name, "X-User"));
        using var anonymous = site.Browser();
        await anonymous.GetStringAsync("/");
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Id == 2308);
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-User", "u-1");
        await browser.GetStringAsync("/");
        await browser.GetStringAsync("/");
        Assert.Equal(
            isLogged ? [$"the application gives a user `{name}` and no `id`, by which experiments choose a variation, so the id of the visitor's cookie chooses it, another one in each browser; give the attribute the name that the payload has, or ignore this line if it is another fact"] : [],
            site.Log.GetSnapshot().Where(record => record.Id == 2308).Select(record => record.Message));
    }

    /// <summary>Some experiments choose by the user's identifier and others by `id`, in which a user has another variation in each browser.</summary>
    [Theory]
    [InlineData("user_id", "user_id", "id", null, true)]
    [InlineData("userId", "userId", "id", null, true)]
    [InlineData("user_id", "user_id", "id", "u-1", false)]
    [InlineData("user_id", "user_id", "user_id", null, false)]
    [InlineData("companyId", "companyId", "id", null, false)] // the company of a visitor
    [InlineData("user_id", "user_id", "user_id\",\"fallbackAttribute\":\"id", null, false)] // the visitor's id before the login
    public async Task Experiments_of_two_identifiers_are_logged_once(string given, string hashed, string other, string? id, bool isLogged)
    {
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource($$"""{"features":{"f":{"rules":[{"key":"one","variations":[1,2],"hashAttribute":"{{hashed}}"}]},"g":{"rules":[{"key":"two","variations":[1,2],"hashAttribute":"{{other}}"}]} } }"""),
            app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("g", 0)),
            options => options.Attributes.Add(given, _ => "u-1").Add("id", _ => (Value?)id));
        for (var i = 0; i < 3; i++)
            await site.Browser().GetStringAsync("/");
        Assert.Equal(
            isLogged ? [$"the application gives a user `{given}`, by which some experiments choose a variation, and no `id`, by which others do, so in those the id of the visitor's cookie chooses, another one in each browser and in each request without cookies; give that attribute too, or let all experiments choose by one attribute, or ignore this line if those are meant for visitors"] : [],
            site.Log.GetSnapshot().Where(record => record.Id == 2319).Select(record => record.Message));
    }

    /// <summary>Event 445 explains such a name.</summary>
    [Theory]
    [InlineData("CompanyId", "companyId")]
    [InlineData("companyID", "company_id")]
    [InlineData("company_id", "company-id")]
    public async Task A_name_that_differs_in_form_only_from_another_attribute_is_not_said_to_be_the_identifier(string given, string read)
    {
        await using var site = await Site.StartAsync(
            Of(Feature("f").Experiment("test", ["a", "b"], variation: 1), Feature("g").ForceWhen(read, "t", true)),
            app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("f", "")),
            options => options.Attributes.Add(given, _ => "c-1"));
        await site.Browser().GetStringAsync("/");
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Id == 2308);
        Assert.Single(site.Log.GetSnapshot(), record => record.Id == 445);
    }

    /// <summary>Also in one request.</summary>
    [Fact]
    public async Task A_similar_name_of_another_fact_does_not_hide_the_identifier()
    {
        await using var site = await Site.StartAsync(
            Of(Feature("f").Experiment("test", ["a", "b"], variation: 1)),
            app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("f", "")),
            options => options.Attributes.Add("paid", _ => true).Add("shopId", _ => "s").Add("cart-id", _ => "c").Add("userId", http => (Value?)http.Request.Query["user"].FirstOrDefault()));
        using var browser = site.Browser();
        foreach (var query in new[] { "", "", "?user=u-1", "?user=u-2" })
            await browser.GetStringAsync("/" + query);
        Assert.Equal(
            ["`shopId`", "`cart-id`", "`userId`"],
            site.Log.GetSnapshot().Where(record => record.Id == 2308).Select(record => record.Message.Split(' ')[5]));
    }

    /// <summary>A visitor without an `id` would be hashed by the fallback attribute, and keep the variation after a login. The visitor's id takes its place.</summary>
    [Theory]
    [InlineData("id", "store", "id", true)]
    [InlineData("id", "store", "id", true, false)]
    [InlineData("id", "cookies", "id", true)]
    [InlineData("id", "", "id", false)] // without sticky buckets no fallback attribute counts
    [InlineData("", "store", "id", false)]
    [InlineData("deviceId", "store", "id", false)]
    [InlineData("id", "store", "companyId", false)]
    public async Task A_fallback_attribute_whose_place_the_visitors_id_takes_is_logged_once(string visitorIdAttribute, string stickyBuckets, string hashAttribute, bool isLogged, bool givesDevice = true)
    {
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource(
                $$"""{"features":{"f":{"rules":[{"key":"test","variations":["a","b"],"hashAttribute":"{{hashAttribute}}","fallbackAttribute":"deviceId","meta":[{"key":"a"},{"key":"b"}]}]} } }"""),
            app => app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).GetFeatureValue("f", "")),
            options =>
            {
                options.VisitorIdAttribute = visitorIdAttribute;
                options.Attributes.AddHeader("id", "X-User").AddHeader("deviceId", "X-Device");
            },
            growthBook: builder => _ = stickyBuckets switch
            {
                "store" => builder.UseStickyBuckets(new InMemoryStickyBucketStore()),
                "cookies" => builder.UseStickyBucketCookies(),
                _ => builder,
            });
        using (var member = site.Browser())
        {
            member.DefaultRequestHeaders.Add("X-User", "u-1");
            member.DefaultRequestHeaders.Add("X-Device", "d-1");
            await member.GetStringAsync("/");
        }
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Id == 2318);
        using var visitor = site.Browser();
        if (givesDevice)
            visitor.DefaultRequestHeaders.Add("X-Device", "d-1");
        await visitor.GetStringAsync("/");
        await visitor.GetStringAsync("/");
        Assert.Equal(
            isLogged ? ["the fallback attribute `deviceId` of experiments counts for no visitor, because the id of the visitor's cookie gives each one an attribute `id`, and a login changes it; set GrowthBookRequestOptions.VisitorIdAttribute to the name of the fallback attribute, or to an empty text if the application gives it to all visitors, or ignore this line if visitors do not log in"] : [],
            site.Log.GetSnapshot().Where(record => record.Id == 2318).Select(record => record.Message));
    }

    [Fact]
    public async Task An_identifier_of_the_application_is_not_compared_with_its_other_attributes()
    {
        await using var site = await Site.StartAsync(
            Of(Feature("f").Experiment("test", ["a", "b"], variation: 1)),
            app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("f", "")),
            options => options.Attributes.Add("Id", _ => "u-1").Add("id", _ => "u-1"));
        await site.Browser().GetStringAsync("/");
        Assert.DoesNotContain(site.Log.GetSnapshot(), record => record.Id == 2308);
    }

    /// <summary>The middleware before the routing makes the user, or <c>ForVariation</c>.</summary>
    [Theory]
    [InlineData("/early/x", true)]
    [InlineData("/chosen/x", true)]
    [InlineData("/parsed/x", false)]
    [InlineData("/late/x", false)]
    [InlineData("/unknown", false)]
    public async Task A_route_value_that_comes_after_the_user_is_logged_once(string path, bool isLogged)
    {
        await using var site = await Site.StartAsync(
            Of(Feature("f").Returns("a")),
            app =>
            {
                app.Use(async (http, next) =>
                {
                    if (http.Request.Path.StartsWithSegments("/early") || http.Request.Path.StartsWithSegments("/unknown"))
                        await http.GetGrowthBookUserAsync();
                    await next(http);
                });
                app.UseRouting();
                app.MapGet("/{page}/{tenant}", (IGrowthBookUser user) => ((GrowthBookUser)user).Attributes["tenant"].ToString());
                app.MapGet("/chosen/{tenant}", (IGrowthBookUser user) => ((GrowthBookUser)user).Attributes["tenant"].ToString()).ForVariation("f", "a");
                app.MapGet("/parsed/{tenant}", (IGrowthBookUser user) => ((GrowthBookUser)user).Attributes["tenant"].ToString()).ForVariation("f", "a");
            },
            options => options.Attributes.AddRouteValue("tenant").Add("tenant", http => http.Request.Path.StartsWithSegments("/parsed", out var rest) ? rest.Value![1..] : null));
        using var browser = site.Browser();
        for (var i = 0; i < 2; i++)
        {
            using var response = await browser.GetAsync(path);
            Assert.Equal(isLogged ? "null" : path == "/unknown" ? "" : "x", await response.Content.ReadAsStringAsync());
        }
        await site.StopAsync(); // after the ends of the responses
        Assert.Equal(
            isLogged ? ["the user of a request was made before the routing had the route value tenant, so it lacks the attribute tenant, also in the handler; call UseRouting before UseGrowthBookRedirects and other middleware that reads flags, and with ForVariation read the attribute from http.Request.Path"] : [],
            site.Warnings());
    }

    [Fact]
    public async Task The_last_function_with_a_value_wins()
    {
        await using var site = await StartAsync(options => options.Attributes.Add("id", _ => "first").AddHeader("id", "X-Id").AddHeader("id", "X-Missing"));
        using var browser = site.Browser();
        Assert.Equal("""{"id":"first"}""", await browser.GetStringAsync("/acme"));
        browser.DefaultRequestHeaders.Add("X-Id", "second");
        Assert.Equal("""{"id":"second"}""", await browser.GetStringAsync("/acme"));
    }

    [Fact]
    public async Task Facts_of_a_request_have_the_names_of_the_other_SDKs()
    {
        await using var site = await StartAsync(options =>
        {
            options.VisitorIdAttribute = "";
            options.Attributes.AddRequestFacts();
        });
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("User-Agent", "Test/1.0 (X)");
        browser.DefaultRequestHeaders.Add("Accept-Language", "de;q=0.5, fr-CH, *;q=0.1");
        var query = "?utm_source=mail&utm_medium=m&utm_campaign=spring%20sale&utm_term=t&utm_content=c&utm_source=second";
        var expected = new Attributes
        {
            ["url"] = $"{site.Url}caf%C3%A9{query}",
            ["path"] = "/caf%C3%A9",
            ["host"] = site.Url.Authority,
            ["query"] = query,
            ["utmSource"] = "mail",
            ["utmMedium"] = "m",
            ["utmCampaign"] = "spring sale",
            ["utmTerm"] = "t",
            ["utmContent"] = "c",
            ["userAgent"] = "Test/1.0 (X)",
            ["language"] = "fr-CH",
        };
        Assert.Equal(expected, Attributes.Parse(await browser.GetStringAsync("/caf%C3%A9" + query)).Value);
    }

    [Fact]
    public async Task Facts_that_a_request_lacks_are_no_attributes()
    {
        var http = ContextOf(options => options.Attributes.AddRequestFacts(), options => options.VisitorIdAttribute = "");
        (http.Request.Scheme, http.Request.Path) = ("http", "/");
        Assert.Equal("""{"url":"","path":"/","query":""}""", (await http.GetGrowthBookUserAsync()).Attributes.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ä..b")]
    [InlineData("\uD800.example")]
    public async Task A_host_that_is_none_gives_no_url(string host)
    {
        var http = ContextOf();
        (http.Request.Scheme, http.Request.Path, http.Request.Headers.Host) = ("http", "/", host);
        Assert.Equal("", (await http.GetGrowthBookUserAsync()).Context.Url);
    }

    [Fact]
    public async Task The_user_has_the_url_of_the_request()
    {
        var http = ContextOf();
        (http.Request.Scheme, http.Request.PathBase, http.Request.Path) = ("https", "/shop", "/a b");
        (http.Request.Host, http.Request.QueryString) = (new HostString("shop.example", 8443), new QueryString("?x=1"));
        Assert.Equal("https://shop.example:8443/shop/a%20b?x=1", (await http.GetGrowthBookUserAsync()).Context.Url);
    }

    private static Task<Site> StartAsync(Action<GrowthBookRequestOptions> options) => Site.StartAsync(Of(Feature("f")), app =>
    {
        Site.UseClaims(app);
        app.UseGrowthBook();
        app.MapGet("/{tenant}", async (IRequestUser request) => (await request.GetAsync()).Attributes.ToString());
    }, options);

    private static DefaultHttpContext ContextOf(params Action<GrowthBookRequestOptions>[] configure)
    {
        var services = new ServiceCollection();
        var builder = services.AddGrowthBook().UseSource(Testing.TestClients.ToSource(Of(Feature("f"))));
        builder.AddAspNetCore();
        foreach (var each in configure)
            builder.AddAspNetCore(each);
        return new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
    }
}

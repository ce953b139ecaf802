using System.Buffers;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>The caches of ASP.NET Core and responses that depend on a visitor who already has the cookie.</summary>
public sealed class CachedResponseTests
{
    private static readonly Testing.TestFeatures Features = [Feature("home").Returns("old").ForceWhen("plan", "pro", "new"), Feature("beta").Off().ForceWhen("plan", "pro", true)];

    /// <summary>The ways to read a flag.</summary>
    public static TheoryData<string, bool> Handlers
    {
        get
        {
            var handlers = new TheoryData<string, bool>();
            foreach (var path in new[] { "/injected", "/awaited", "/late", "/bytes", "/mvc-cached", "/cached-page", "/by-variation" })
            {
                handlers.Add(path, true);
                handlers.Add(path, false);
            }
            return handlers;
        }
    }

    [Theory]
    [InlineData("/empty", true)]
    [InlineData("/empty", false)]
    [MemberData(nameof(Handlers))]
    public async Task The_output_cache_gives_no_visitor_the_response_of_another(string path, bool isCacheFirst)
    {
        await using var site = await StartAsync(isCacheFirst, app => app.UseOutputCache());
        await AssertEachHasTheirOwnAsync(site, path);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task The_response_cache_gives_no_visitor_the_response_of_another(string path, bool isCacheFirst)
    {
        await using var site = await StartAsync(isCacheFirst, app =>
        {
            app.UseResponseCaching();
            app.UseRouting(); // The handlers by variation are selected here, not before the cache.
        });
        await AssertEachHasTheirOwnAsync(site, path);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_gate_keeps_its_endpoint_out_of_the_caches(bool isCacheFirst)
    {
        await using var site = await StartAsync(isCacheFirst, app => app.UseOutputCache().UseResponseCaching());
        using var pro = VisitorOf(site, "pro");
        using var free = VisitorOf(site, "free");
        Assert.Equal("beta", await pro.GetStringAsync("/beta"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await free.GetAsync("/beta")).StatusCode);
    }

    [Theory]
    [InlineData(null, "private")]
    [InlineData("public, max-age=60", "max-age=60, private")]
    [InlineData("max-age=60, s-maxage=600", "max-age=60, private")]
    [InlineData("private, max-age=5", "private, max-age=5")]
    [InlineData("no-store", "no-store")]
    [InlineData("no-cache", "no-cache")]
    [InlineData("no-cache=\"Set-Cookie\", max-age=60", "no-cache=\"Set-Cookie\", max-age=60, private")]
    [InlineData("private=\"X-Name\", max-age=60", "max-age=60, private")]
    [InlineData("=", "private")]
    public async Task The_response_of_a_visitor_is_private(string? chosen, string expected)
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", (HttpContext http, IGrowthBookUser user) =>
        {
            if (chosen is not null)
                http.Response.Headers.CacheControl = chosen;
            return user.GetFeatureValue("home", "");
        }));
        using var visitor = VisitorOf(site, "free");
        using var response = await visitor.GetAsync("/");
        Assert.Equal(expected, string.Join(", ", response.Headers.NonValidated["Cache-Control"]));
        Assert.Equal(chosen is not null && chosen.Contains("60", StringComparison.Ordinal) ? 1 : 0, site.Warnings().Count);
    }

    [Theory]
    [InlineData("CDN-Cache-Control", "max-age=600", "no-store")]
    [InlineData("Surrogate-Control", "max-age=600, content=\"ESI/1.0\"", "no-store")]
    [InlineData("CDN-Cache-Control", "private, max-age=5", "private, max-age=5")]
    public async Task The_headers_that_CDNs_prefer_share_no_response_of_a_visitor(string name, string chosen, string expected)
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", (HttpContext http, IGrowthBookUser user) =>
        {
            http.Response.Headers[name] = chosen;
            return user.GetFeatureValue("home", "");
        }));
        using var visitor = VisitorOf(site, "free");
        using var response = await visitor.GetAsync("/");
        Assert.Equal(expected, string.Join(", ", response.Headers.NonValidated[name]));
        Assert.Equal("private", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task What_a_handler_writes_and_does_not_flush_is_sent()
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.UseResponseCaching();
            app.UseGrowthBook();
            app.MapPost("/", async (HttpContext http) =>
            {
                http.Response.BodyWriter.Write("home: "u8);
                http.Response.BodyWriter.Write(System.Text.Encoding.UTF8.GetBytes((await http.GetGrowthBookUserAsync()).GetFeatureValue("home", "")));
            });
        }, services: builder => builder.Services.AddResponseCaching());
        using var visitor = VisitorOf(site, "free");
        using var response = await visitor.PostAsync("/", null);
        Assert.Equal("home: old", await response.Content.ReadAsStringAsync());
    }

    /// <summary>The streams of the response cache and of the application's buffer are one inside the other, in both orders.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_that_the_application_buffers_is_complete_and_not_stored(bool isCacheFirst)
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            if (isCacheFirst)
                app.UseResponseCaching();
            app.Use(async (http, next) =>
            {
                var (body, buffer) = (http.Response.Body, new MemoryStream());
                http.Response.Body = buffer;
                await next(http);
                http.Response.Body = body;
                await body.WriteAsync(buffer.ToArray());
            });
            if (!isCacheFirst)
                app.UseResponseCaching();
            app.MapGet("/", async (HttpContext http) =>
            {
                await http.Response.WriteAsync(Public(http, "home: "));
                await http.Response.WriteAsync((await http.GetGrowthBookUserAsync()).GetFeatureValue("home", ""));
            });
        }, options => options.Attributes.AddHeader("plan"), builder => builder.Services.AddResponseCaching());
        using var pro = VisitorOf(site, "pro");
        using var free = VisitorOf(site, "free");
        Assert.Equal("home: new", await pro.GetStringAsync("/"));
        Assert.Equal("home: old", await free.GetStringAsync("/"));
    }

    [Fact]
    public async Task A_request_without_a_user_is_cached_as_before()
    {
        var runs = 0;
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.UseOutputCache();
            app.UseGrowthBook();
            app.MapGet("/static", () => $"run {++runs}").CacheOutput();
        }, services: builder => builder.Services.AddOutputCache());
        using var visitor = VisitorOf(site, "free");
        Assert.Equal("run 1", await visitor.GetStringAsync("/static"));
        Assert.Equal("run 1", await visitor.GetStringAsync("/static"));
    }

    [Fact]
    public async Task A_cache_that_varies_by_variation_keeps_one_response_for_each()
    {
        var runs = 0;
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.UseOutputCache();
            app.MapGet("/", (IGrowthBookUser user) => $"{user.GetFeatureValue("home", "")} {++runs}").CacheOutput(policy => policy.VaryByValue(async (http, _) =>
                KeyValuePair.Create("home", (await http.GetGrowthBookUserAsync()).GetFeatureValue("home", ""))));
        }, options =>
        {
            options.AllowsCaching = true;
            options.Attributes.AddHeader("plan");
        }, builder => builder.Services.AddOutputCache());
        using var free = VisitorOf(site, "free");
        using var pro = VisitorOf(site, "pro");
        Assert.Equal("old 1", await free.GetStringAsync("/"));
        Assert.Equal("new 2", await pro.GetStringAsync("/"));
        Assert.Equal("old 1", await free.GetStringAsync("/"));
        Assert.Equal("new 2", await pro.GetStringAsync("/"));
    }

    /// <summary>A CDN that stores Set-Cookie would give the id of one visitor to all.</summary>
    [Theory]
    [InlineData("public, max-age=60, s-maxage=600", "max-age=60, private", "public, max-age=60, s-maxage=600")]
    [InlineData("no-cache=\"Set-Cookie\", max-age=60", "no-cache=\"Set-Cookie\", max-age=60, private", "no-cache=\"Set-Cookie\", max-age=60")]
    [InlineData("no-store", "no-store", "no-store")]
    [InlineData("", "private", "")]
    public async Task A_response_that_caches_may_share_sets_no_id_of_a_visitor(string chosen, string forNewVisitor, string forOthers)
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", (HttpContext http, IGrowthBookUser user) =>
        {
            http.Response.Headers.CacheControl = chosen;
            http.Response.Headers["CDN-Cache-Control"] = "max-age=600";
            return user.GetFeatureValue("home", "");
        }), options => options.AllowsCaching = true);
        using var browser = site.Browser();
        using var first = await browser.GetAsync("/");
        using var second = await browser.GetAsync("/");
        Assert.StartsWith("gbuuid=", Assert.Single(Site.CookiesOf(first)), StringComparison.Ordinal);
        Assert.Equal((forNewVisitor, "no-store"), (HeaderOf(first, "Cache-Control"), HeaderOf(first, "CDN-Cache-Control")));
        Assert.Empty(Site.CookiesOf(second));
        Assert.Equal((forOthers, "max-age=600"), (HeaderOf(second, "Cache-Control"), HeaderOf(second, "CDN-Cache-Control")));
        Assert.Empty(site.Warnings());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_response_caches_store_no_sticky_bucket_of_a_visitor(bool usesOutputCache)
    {
        var runs = 0;
        await using var site = await Site.StartAsync(
            Of(Feature("home").Returns("old").Experiment("home-test", ["old", "new"], variation: 1)),
            app =>
            {
                if (usesOutputCache)
                    app.UseOutputCache();
                else
                    app.UseResponseCaching();
                // Without the default policy the output cache stores cookies.
                app.MapGet("/", (HttpContext http, IGrowthBookUser user) => Public(http, $"{user.GetFeatureValue("home", "")} {++runs}"))
                    .CacheOutput(policy => policy.AddPolicy<StoresAll>(), excludeDefaultPolicy: true);
            },
            options => options.AllowsCaching = true,
            builder =>
            {
                builder.Services.AddOutputCache();
                builder.Services.AddResponseCaching();
            },
            client => client.UseStickyBucketCookies());
        using var visitor = VisitorOf(site, "free");
        using var first = await visitor.GetAsync("/");
        Assert.StartsWith("gbStickyBuckets__", Assert.Single(Site.CookiesOf(first)), StringComparison.Ordinal);
        Assert.Equal("max-age=60, private", HeaderOf(first, "Cache-Control"));
        Assert.Equal("new 1", await first.Content.ReadAsStringAsync());
        using var another = site.Browser();
        another.DefaultRequestHeaders.Add("Cookie", "gbuuid=11111111-0001-4002-8003-000000000004");
        using var second = await another.GetAsync("/");
        Assert.Equal("new 2", await second.Content.ReadAsStringAsync());
        Assert.DoesNotContain("0a0b0c0d", Assert.Single(Site.CookiesOf(second)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_output_cache_gives_a_visitor_without_a_cookie_the_stored_response_and_their_own_id()
    {
        var runs = 0;
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.UseOutputCache();
            app.MapGet("/", (HttpContext http, IGrowthBookUser user) => Public(http, $"{user.GetFeatureValue("home", "")} {++runs}")).CacheOutput(policy => policy.VaryByValue(async (http, _) =>
                KeyValuePair.Create("home", (await http.GetGrowthBookUserAsync()).GetFeatureValue("home", ""))));
        }, options => options.AllowsCaching = true, builder => builder.Services.AddOutputCache());
        using var known = VisitorOf(site, "free");
        var ids = new HashSet<string>();
        foreach (var expected in new[] { "old 1", "old 2" })
            Assert.Equal(expected, await NewVisitorAsync());
        Assert.Equal("old 3", await known.GetStringAsync("/"));
        foreach (var expected in new[] { "old 3", "old 3" })
            Assert.Equal(expected, await NewVisitorAsync());
        Assert.Equal(4, ids.Count);

        async Task<string> NewVisitorAsync()
        {
            using var response = await site.Browser().GetAsync("/");
            Assert.Equal("max-age=60, private", HeaderOf(response, "Cache-Control"));
            ids.Add(Assert.Single(Site.CookiesOf(response)));
            return await response.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_hydrated_page_has_the_ids_of_exposures_and_is_private()
    {
        await using var site = await Site.StartAsync(
            Features,
            app => app.MapGet("/", async (HttpContext http) => Public(http, $"{await http.GetGrowthBookHydrationAsync()}")),
            options => options.AllowsCaching = true);
        using var visitor = VisitorOf(site, "free");
        using var response = await visitor.GetAsync("/");
        Assert.Equal("max-age=60, private", HeaderOf(response, "Cache-Control"));
    }

    private static string HeaderOf(HttpResponseMessage response, string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    private static async Task AssertEachHasTheirOwnAsync(Site site, string path)
    {
        using var pro = VisitorOf(site, "pro");
        using var free = VisitorOf(site, "free");
        Assert.Equal("new", await ReadAsync(pro, path));
        Assert.Equal("old", await ReadAsync(free, path));
        Assert.Equal("new", await ReadAsync(pro, path));
    }

    private static async Task<string> ReadAsync(HttpClient visitor, string path)
    {
        using var response = await visitor.GetAsync(path);
        return path == "/empty" ? response.Headers.GetValues("X-Home").Single() : (await response.Content.ReadAsStringAsync()).Trim();
    }

    /// <summary>A browser with the cookie of the visitor's id: responses set none, which caches would respect.</summary>
    private static HttpClient VisitorOf(Site site, string plan)
    {
        var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("plan", plan);
        browser.DefaultRequestHeaders.Add("Cookie", "gbuuid=0a0b0c0d-0001-4002-8003-000000000004");
        return browser;
    }

    private static Task<Site> StartAsync(bool isCacheFirst, Action<WebApplication> useCache) => Site.StartAsync(Features, app =>
    {
        if (isCacheFirst)
            useCache(app);
        app.UseGrowthBook();
        if (!isCacheFirst)
        {
            // The user is made before the cache.
            app.Use(async (http, next) =>
            {
                await http.GetGrowthBookUserAsync();
                await next(http);
            });
            useCache(app);
        }
        app.MapGet("/injected", (HttpContext http, IGrowthBookUser user) => Public(http, user.GetFeatureValue("home", ""))).CacheOutput();
        app.MapGet("/awaited", async (HttpContext http, IRequestUser request) => Public(http, (await request.GetAsync()).GetFeatureValue("home", ""))).CacheOutput();
        app.MapGet("/late", (HttpContext http, IGrowthBookUser user) =>
        {
            var home = user.GetFeatureValue("home", "");
            return Results.Text(Public(http, home));
        }).CacheOutput();
        app.MapGet("/bytes", async (HttpContext http, IGrowthBookUser user) =>
        {
            Public(http, "");
            await http.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(user.GetFeatureValue("home", "")));
        }).CacheOutput();
        app.MapGet("/empty", (HttpContext http, IGrowthBookUser user) =>
        {
            Public(http, "");
            http.Response.Headers["X-Home"] = user.GetFeatureValue("home", "");
        }).CacheOutput();
        app.MapGet("/by-variation", (HttpContext http) => Public(http, "new")).ForVariation("home", "new").CacheOutput();
        app.MapGet("/by-variation", (HttpContext http) => Public(http, "old")).CacheOutput();
        app.MapGet("/beta", (HttpContext http) => Public(http, "beta")).RequireFeature("beta").CacheOutput();
        app.MapControllers();
        app.MapRazorPages();
    }, options => options.Attributes.AddHeader("plan"), builder =>
    {
        builder.Services.AddOutputCache();
        builder.Services.AddResponseCaching();
        builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly);
        builder.Services.AddControllers();
    });

    private static string Public(HttpContext http, string text)
    {
        http.Response.Headers.CacheControl = "public, max-age=60";
        return text;
    }
}

/// <summary>A policy of the output cache that stores every response.</summary>
internal sealed class StoresAll : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage, context.ResponseExpirationTimeSpan) = (true, true, true, TimeSpan.FromMinutes(1));
        return default;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;
}

[ApiController]
[ApiExplorerSettings(IgnoreApi = true)]
[Route("mvc-cached")]
public sealed class CachedController(IGrowthBookUser user) : ControllerBase
{
    [HttpGet]
    [ResponseCache(Duration = 60)]
    public string Index() => user.GetFeatureValue("home", "");
}

using System.Net;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace GrowthBook.AspNetCore.Tests.Redirects;

public sealed class RedirectTests
{
    [Fact]
    public async Task A_redirect_keeps_the_query_is_not_cached_and_counts_as_an_exposure()
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", url + "new?a=1"));
        using var browser = site.Browser();
        using var response = await browser.GetAsync("/old?a=2&b=3");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal($"{site.Url}new?a=1&b=3", response.Headers.Location!.AbsoluteUri);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        site.Effects.ShouldHaveViewed("landing", variation: 1, times: 1);
        Assert.Equal("page new", await browser.GetStringAsync(response.Headers.Location));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/old"))).StatusCode);
    }

    /// <summary>The browser's SDK may redirect.</summary>
    [Theory]
    [InlineData(false, "running", true)]
    [InlineData(false, "stopped", false)]
    [InlineData(true, "running", false)]
    public async Task An_application_that_does_not_redirect_says_so_once_if_the_payload_does(bool redirects, string status, bool isLogged)
    {
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource("""{"features":{},"experiments":[EXPERIMENT]}""".Replace("EXPERIMENT", Experiment("landing", "http://localhost/old", "http://localhost/new").Replace("{\"key\"", $"{{\"status\":\"{status}\",\"key\"", StringComparison.Ordinal), StringComparison.Ordinal)),
            app =>
            {
                if (redirects)
                    app.UseGrowthBookRedirects();
                app.MapGet("/", (IGrowthBookUser user) => user.IsOn("f") ? "on" : "off");
            });
        for (var i = 0; i < 3; i++)
            await site.Browser().GetStringAsync("/");
        Assert.Equal(
            isLogged ? ["the experiment `landing` of the payload redirects pages, and UseGrowthBookRedirects, which redirects requests, is not called; call it, or ignore this line if the browser's SDK redirects, or your code by EvalPage"] : [],
            site.Log.GetSnapshot().Where(record => record.Id == 2327).Select(record => record.Message));
    }

    [Fact]
    public async Task A_visitor_of_the_control_stays_and_counts_as_an_exposure()
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", url + "new", weights: "[1,0]"));
        using var browser = site.Browser();
        Assert.Equal("page old", await browser.GetStringAsync("/old"));
        site.Effects.ShouldHaveViewed("landing", variation: 0, times: 1);
    }

    [Fact]
    public async Task Other_methods_and_other_pages_are_not_redirected()
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", url + "new"));
        using var browser = site.Browser();
        Assert.Equal("posted old", await (await browser.PostAsync("/old", null)).Content.ReadAsStringAsync());
        Assert.Equal("page other", await browser.GetStringAsync("/other"));
        Assert.Empty(site.Effects);
    }

    [Fact]
    public async Task Without_experiments_of_pages_no_user_is_made()
    {
        await using var site = await StartAsync(_ => "");
        using var response = await site.Browser().GetAsync("/old");
        Assert.Equal("page old", await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    /// <summary>As in the JavaScript SDK, where an experiment whose URL patterns match the target is no redirect.</summary>
    [Fact]
    public async Task An_experiment_that_redirects_a_URL_to_itself_keeps_the_visitor_and_counts_as_an_exposure()
    {
        await using var site = await StartAsync(url => Experiment("self", url + "a", url + "a"));
        using var browser = site.Browser();
        Assert.Equal("page a", await browser.GetStringAsync("/a"));
        site.Effects.ShouldHaveViewed("self", variation: 1, times: 1);
        Assert.Empty(site.Warnings());
    }

    /// <summary>Assets are cached for all visitors, and a page only if it redirects none of them.</summary>
    [Theory]
    [InlineData("[0,1]", "", "/old", "no-store")]
    [InlineData("[1,0]", "", "/old", "max-age=60, private")]
    [InlineData("[0,1]", ""","condition":{"country":"US"}""", "/old", "max-age=60, private")]
    [InlineData("[0,1]", ""","status":"stopped" """, "/old", "public, max-age=60")]
    [InlineData("[0,1]", "", "/ofrep/schema.json", "public, max-age=60")]
    public async Task Only_pages_with_a_redirect_are_kept_from_caches(string weights, string members, string path, string expected)
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", url + "new", weights).Insert(1, members.TrimStart(',') + (members.Length > 0 ? "," : "")));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-Public", "yes");
        using var response = await browser.GetAsync(path);
        Assert.Equal(!expected.StartsWith("public", StringComparison.Ordinal), response.Headers.Contains("Set-Cookie"));
        Assert.Equal(expected, string.Join(", ", response.Headers.NonValidated["Cache-Control"]));
    }

    /// <summary>The original page can be a variation with its own URL, of which the first visitors are not.</summary>
    [Theory]
    [InlineData("\"urlRedirect\":\"URLold\"", "\"urlRedirect\":\"URLnew\"", "max-age=60, private")]
    [InlineData("", "\"urlRedirect\":\"URLnew\"", "max-age=60, private")]
    [InlineData("\"urlRedirect\":\"URLold\"", "\"urlRedirect\":\"URLold\"", "public, max-age=60")]
    public async Task A_page_from_which_any_variation_redirects_is_kept_from_caches(string first, string second, string expected)
    {
        await using var site = await StartAsync(url => $$$"""
            {"key":"landing","condition":{"plan":"pro"},"weights":[0,1],"variations":[{{{{first}}}},{{{{second}}}}],
             "urlPatterns":[{"type":"simple","pattern":"URLold","include":true}]}
            """.Replace("URL", url, StringComparison.Ordinal));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("X-Public", "yes");
        using var response = await browser.GetAsync("/old");
        Assert.Equal(expected, string.Join(", ", response.Headers.NonValidated["Cache-Control"]));
    }

    [Fact]
    public async Task A_flag_that_is_read_after_the_redirects_keeps_the_response_from_caches()
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", url + "new"));
        using var response = await site.Browser().GetAsync("/flags");
        Assert.StartsWith("gbuuid=", Assert.Single(Site.CookiesOf(response)), StringComparison.Ordinal);
        Assert.Equal("max-age=60, private", string.Join(", ", response.Headers.NonValidated["Cache-Control"]));
    }

    [Fact]
    public async Task Before_the_authentication_the_log_names_the_redirects()
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", url + "new"), request: request => request.Attributes.AddClaim("plan"), hasAuthentication: true);
        using var browser = site.Browser();
        await browser.GetAsync("/old");
        await browser.GetAsync("/old");
        Assert.Equal(
            ["UseGrowthBookRedirects made the user of a request before the authentication ran, so its attributes lack the claims; call UseGrowthBookRedirects after UseAuthentication"],
            site.Warnings());
    }

    [Fact]
    public async Task Experiments_that_redirect_to_each_other_redirect_nobody()
    {
        await using var site = await StartAsync(url => Experiment("there", url + "a", url + "b") + "," + Experiment("back", url + "b", url + "a#top"));
        using var browser = site.Browser();
        Assert.Equal("page a", await browser.GetStringAsync("/a"));
        Assert.Equal("page b", await browser.GetStringAsync("/b"));
        Assert.Empty(site.Effects);
        Assert.All(site.Warnings(), warning => Assert.Contains("from which experiments redirect back", warning, StringComparison.Ordinal));
        Assert.Equal(2, site.Warnings().Count);
    }

    [Fact]
    public async Task A_chain_of_redirects_ends_after_five()
    {
        string Chain(string url, int length) => string.Join(',', Enumerable.Range(0, length).Select(i => Experiment("e" + i, $"{url}p{i}", $"{url}p{i + 1}")));
        await using (var site = await StartAsync(url => Chain(url, 5)))
            Assert.Equal(HttpStatusCode.Redirect, (await site.Browser().GetAsync("/p0")).StatusCode);
        await using (var site = await StartAsync(url => Chain(url, 6)))
            Assert.Equal("page p0", await site.Browser().GetStringAsync("/p0"));
    }

    /// <summary>Each page takes three of ten million steps, and half of the rest are enough for two of them: the chain ends before it is too long.</summary>
    [Fact]
    public async Task The_pages_of_a_chain_share_their_steps()
    {
        const string condition = ""","condition":{"text":{"$regex":"^a*$"}},"weights":""";
        await using var site = await StartAsync(
            url => string.Join(',', Enumerable.Range(0, 6).Select(i => Experiment("e" + i, $"{url}p{i}", $"{url}p{i + 1}").Replace(",\"weights\":", condition, StringComparison.Ordinal))),
            request: request => request.Attributes.Add("text", _ => new string('a', 3_000_000)));
        using var response = await site.Browser().GetAsync("/p0");
        Assert.Equal($"{site.Url}p1", response.Headers.Location?.AbsoluteUri);
    }

    [Fact]
    public async Task Another_origin_is_refused_unless_it_is_allowed()
    {
        await using (var site = await StartAsync(url => Experiment("landing", url + "old", "https://pay.example/new")))
        {
            Assert.Equal("page old", await site.Browser().GetStringAsync("/old"));
            Assert.Empty(site.Effects);
            Assert.Contains("redirects to another origin, https://pay.example:443, which", Assert.Single(site.Warnings()), StringComparison.Ordinal);
        }
        await using (var site = await StartAsync(url => Experiment("landing", url + "old", "https://pay.example/new"), options => options.AllowedOrigins.Add("https://PAY.example")))
            Assert.Equal("https://pay.example/new", (await site.Browser().GetAsync("/old")).Headers.Location!.AbsoluteUri);
    }

    /// <summary>As with disableCrossOriginUrlRedirectExperiments in the JavaScript SDK: counted alone, the control would be a sample ratio mismatch.</summary>
    [Theory]
    [InlineData("[1,0,0]")]
    [InlineData("[0,1,0]")]
    [InlineData("[0,0,1]")]
    public async Task If_the_redirect_of_one_variation_is_refused_no_variation_redirects_or_counts(string weights)
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", $$"""{{url}}new"},{"urlRedirect":"https://pay.example/new""", weights));
        Assert.Equal("page old", await site.Browser().GetStringAsync("/old"));
        Assert.Empty(site.Effects);
        Assert.StartsWith(
            "the experiment `landing` redirects to another origin, https://pay.example:443, which GrowthBookRedirectOptions.AllowedOrigins does not have; the request continues without a redirect, and the visitors of all its variations are not counted, the control included",
            Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    /// <summary>The visitor is in the control of an experiment whose other variation would send them in circles.</summary>
    [Fact]
    public async Task If_a_variation_would_redirect_a_visitor_back_the_control_does_not_count()
    {
        await using var site = await StartAsync(url => Experiment("there", url + "a", url + "b", "[1,0]") + "," + Experiment("back", url + "b", url + "a"));
        Assert.Equal("page a", await site.Browser().GetStringAsync("/a"));
        Assert.Empty(site.Effects);
        Assert.Contains("the experiment `there` redirects to a URL from which experiments redirect back", Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    /// <summary>Whether the way back exists for a visitor does not depend on their variation.</summary>
    [Fact]
    public async Task A_visitor_whom_no_variation_redirects_back_counts()
    {
        await using var site = await StartAsync(url => Experiment("there", url + "a", url + "b", "[1,0]") + "," + Experiment("back", url + "b", url + "a", "[1,0]"));
        Assert.Equal("page a", await site.Browser().GetStringAsync("/a"));
        site.Effects.ShouldHaveViewed("there", variation: 0, times: 1);
        Assert.Empty(site.Warnings());
    }

    /// <summary>Each redirect would be an evaluation of its own.</summary>
    [Fact]
    public async Task An_experiment_with_more_redirects_than_are_evaluated_redirects_and_counts_nobody()
    {
        foreach (var (count, isCounted) in new[] { (20, true), (40, false) })
        {
            var weights = "[1," + string.Join(",", Enumerable.Repeat("0", count)) + "]";
            await using var site = await StartAsync(url =>
                Experiment("landing", url + "old", url + "new" + string.Concat(Enumerable.Range(1, count - 1).Select(i => $"\"}},{{\"urlRedirect\":\"{url}new{i}")), weights));
            Assert.Equal("page old", await site.Browser().GetStringAsync("/old"));
            Assert.Equal(isCounted ? ["landing"] : [], site.Effects.Exposures.Select(viewed => viewed.Experiment.Key));
        }
    }

    [Theory]
    [InlineData("[1,0]")]
    [InlineData("[0,1]")]
    public async Task The_next_experiment_at_a_URL_runs_without_one_that_is_refused(string weights)
    {
        await using var site = await StartAsync(url =>
            Experiment("abroad", url + "old", "https://pay.example/new", weights).Insert(1, "\"changeId\":\"c1\",") + "," + Experiment("landing", url + "old", url + "new").Insert(1, "\"changeId\":\"c2\","));
        Assert.Equal($"{site.Url}new", (await site.Browser().GetAsync("/old")).Headers.Location!.AbsoluteUri);
        Assert.Equal(["landing"], site.Effects.Exposures.Select(viewed => viewed.Experiment.Key));
    }

    [Fact]
    public async Task A_variation_that_the_query_string_forces_is_not_redirected_to_a_refused_origin()
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", "https://pay.example/new", "[1,0]"));
        Assert.Equal("page old", await site.Browser().GetStringAsync("/old?landing=1"));
        Assert.Equal("page old", await site.Browser().GetStringAsync("/old?landing=0"));
        Assert.Empty(site.Effects);
    }

    [Theory]
    [InlineData("https://pay.example:8443/new")]
    [InlineData("http://pay.example/new")]
    [InlineData("https://sub.pay.example/new")]
    [InlineData("https://pay.example.evil.example/new")]
    [InlineData("https://user@pay.example/new")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//pay.example/new")]
    [InlineData("ftp://pay.example/new")]
    public async Task A_target_that_only_resembles_an_allowed_one_is_refused(string target)
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", target), options => options.AllowedOrigins.Add("https://pay.example"));
        Assert.Equal("page old", await site.Browser().GetStringAsync("/old"));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1")]
    [InlineData("a:1@b")]
    public async Task A_hostile_host_gets_no_redirect_to_the_real_one_and_none_to_itself(string host)
    {
        await using var site = await StartAsync(url => Experiment("landing", "/old", url + "new"));
        using var browser = site.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/old");
        Assert.True(request.Headers.TryAddWithoutValidation("Host", host));
        using var response = await browser.SendAsync(request);
        Assert.NotEqual(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Null(response.Headers.Location);
    }

    [Fact]
    public async Task A_hostile_query_adds_no_header()
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", url + "new"));
        using var response = await site.Browser().GetAsync("/old?x=%0d%0aSet-Cookie:%20a=1&%0a=%00");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.DoesNotContain(Site.CookiesOf(response), cookie => cookie.StartsWith("a=", StringComparison.Ordinal));
        Assert.StartsWith($"{site.Url}new?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_of_other_letters_is_written_in_punycode()
    {
        await using var site = await StartAsync(url => Experiment("landing", url + "old", "https://bücher.example/ä"), options => options.AllowedOrigins.Add("https://bücher.example"));
        Assert.Equal("https://xn--bcher-kva.example/%C3%A4", (await site.Browser().GetAsync("/old")).Headers.GetValues("Location").Single());
    }

    [Fact]
    public async Task Visual_experiments_are_left_to_the_browser()
    {
        await using var site = await StartAsync(url => $$$"""{"key":"visual","urlPatterns":[{"type":"simple","pattern":"{{{url}}}old","include":true}],"weights":[0,1],"variations":[{},{"css":"x{}"}]}""");
        Assert.Equal("page old", await site.Browser().GetStringAsync("/old"));
        Assert.Empty(site.Effects);
    }

    [Theory]
    [InlineData("pay.example")]
    [InlineData("https://pay.example/path")]
    [InlineData("ftp://pay.example")]
    public async Task An_allowed_origin_that_is_none_is_an_error_at_the_start(string origin)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(_ => "", options => options.AllowedOrigins.Add(origin)));
        Assert.Equal($"GrowthBookRedirectOptions.AllowedOrigins: must be origins such as https://pay.example, was `{origin}`", error.Message);
    }

    private static string Public(HttpContext http, string text)
    {
        http.Response.Headers.CacheControl = "public, max-age=60";
        return text;
    }

    private static string Experiment(string key, string from, string to, string weights = "[0,1]") =>
        $$$"""{"key":"{{{key}}}","urlPatterns":[{"type":"simple","pattern":"{{{from}}}","include":true}],"persistQueryString":true,"weights":{{{weights}}},"variations":[{},{"urlRedirect":"{{{to}}}"}]}""";

    /// <summary>Starts an application whose payload has experiments that are made of its address.</summary>
    private static async Task<Site> StartAsync(
        Func<string, string> experiments, Action<GrowthBookRedirectOptions>? options = null, Action<GrowthBookRequestOptions>? request = null, bool hasAuthentication = false)
    {
        var site = await Site.StartAsync(new InMemoryPayloadSource("""{"features":{}}"""), app =>
        {
            app.UseGrowthBookRedirects(options);
            if (hasAuthentication)
                app.UseAuthentication();
            app.UseGrowthBook();
            app.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = new EmbeddedFileProvider(typeof(RedirectTests).Assembly, ""),
                OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=60",
            });
            app.MapGet("/flags", (HttpContext http, IGrowthBookUser user) => Public(http, user.IsOn("home") ? "new" : "old"));
            app.MapGet("/{page}", (HttpContext http, string page) => http.Request.Headers.ContainsKey("X-Public") ? Public(http, "page " + page) : "page " + page);
            app.MapMethods("/{page}", ["HEAD"], (string page) => "");
            app.MapPost("/{page}", (string page) => "posted " + page);
        }, request, builder =>
        {
            if (hasAuthentication)
                builder.Services.AddAuthentication();
        });
        site.Source.Set($$$"""{"features":{},"experiments":[{{{experiments(site.Url.AbsoluteUri)}}}]}""");
        await site.Client.RefreshAsync();
        return site;
    }
}

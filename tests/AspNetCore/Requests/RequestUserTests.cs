using System.Net;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

public sealed class RequestUserTests
{
    private static readonly Testing.TestFeatures Features = [Feature("home").Returns("old").ForceWhen("plan", "pro", "new")];

    [Fact]
    public async Task The_user_is_injected_in_four_ways_and_is_the_same()
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.UseGrowthBook();
            app.MapGet("/", async (HttpContext http, IRequestUser request, IGrowthBookUser injected) =>
            {
                var user = await request.GetAsync();
                Assert.Same(user, injected);
                Assert.Same(user, await http.GetGrowthBookUserAsync());
                Assert.Same(user, await http.RequestServices.GetRequiredService<IRequestUser>().GetAsync());
                return user.GetFeatureValue("home", "");
            });
        });
        using var browser = site.Browser();
        Assert.Equal("old", await browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task A_scope_of_its_own_has_the_user_of_the_request()
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", async (HttpContext http, IServiceScopeFactory scopes, IRequestUser request) =>
        {
            await using var scope = scopes.CreateAsyncScope();
            return ReferenceEquals(await request.GetAsync(), await scope.ServiceProvider.GetRequiredService<IRequestUser>().GetAsync());
        }));
        using var browser = site.Browser();
        Assert.Equal("true", await browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task The_user_stays_the_same_although_the_payload_changes_during_the_request()
    {
        var source = Testing.TestClients.ToSource(Features);
        await using var site = await Site.StartAsync(source, app => app.MapGet("/", async (IRequestUser request, GrowthBookClient client) =>
        {
            var before = (await request.GetAsync()).GetFeatureValue("home", "");
            source.Set(Of(Feature("home").Returns("newest")).ToString());
            await client.RefreshAsync();
            return $"{before} {(await request.GetAsync()).GetFeatureValue("home", "")} {client.User(Attributes.Empty).GetFeatureValue("home", "")}";
        }));
        using var browser = site.Browser();
        Assert.Equal("old old newest", await browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task Concurrent_calls_get_one_user_and_read_the_store_once()
    {
        var store = new CountingStore();
        await using var site = await Site.StartAsync(Of(Feature("home").Experiment("home-test", ["a", "b"], variation: 1)), app => app.MapGet("/", async (IRequestUser request) =>
        {
            var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await request.GetAsync())));
            return users.Distinct().Count();
        }), growthBook: growthBook => growthBook.UseStickyBuckets(store));
        using var browser = site.Browser();
        Assert.Equal("1", await browser.GetStringAsync("/"));
        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public async Task Without_the_middleware_the_user_of_a_store_cannot_be_injected_before_it_was_awaited()
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.MapGet("/injected", (IGrowthBookUser user) => user.GetFeatureValue("home", ""));
            app.MapGet("/awaited", async (HttpContext http) =>
            {
                var user = await http.GetGrowthBookUserAsync();
                return ReferenceEquals(user, http.RequestServices.GetRequiredService<IGrowthBookUser>());
            });
        }, growthBook: growthBook => growthBook.UseStickyBuckets(new InMemoryStickyBucketStore()));
        using var browser = site.Browser();
        Assert.Equal("true", await browser.GetStringAsync("/awaited"));
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/injected")).StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.Message.Contains("call app.UseGrowthBook()", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Outside_of_a_request_the_error_names_the_mend()
    {
        await using var site = await Site.StartAsync(Features, _ => { });
        await using var scope = site.Services.CreateAsyncScope();
        var request = scope.ServiceProvider.GetRequiredService<IRequestUser>();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => request.GetAsync().AsTask());
        Assert.Contains("GrowthBookClient.UserAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attribute_that_asks_for_the_user_is_an_error()
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("home", "")),
            options => options.Attributes.Add("x", http => http.GetGrowthBookUserAsync().AsTask().GetAwaiter().GetResult().GetFeatureValue("home", "")));
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/")).StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.InnerException?.Message.StartsWith("a function that makes an attribute", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_change_that_asks_for_the_user_is_an_error_also_after_a_lookup()
    {
        await using var site = await Site.StartAsync(
            Of(Feature("home").Experiment("home-test", ["a", "b"], variation: 1)),
            app => app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).GetFeatureValue("home", "")),
            options => options.ChangeUser((http, _) => http.GetGrowthBookUserAsync().AsTask().GetAwaiter().GetResult()),
            growthBook: growthBook => growthBook.UseStickyBuckets(new CountingStore()));
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/")).StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.InnerException?.Message.StartsWith("a function that makes an attribute", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_failing_attribute_fails_its_request_only()
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("home", "")),
            options => options.Attributes.Add("x", http => int.Parse(http.Request.Query["n"]!, null)));
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/?n=x")).StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception is InvalidOperationException { Message: "the function of the attribute `x` of a request's user failed", InnerException: FormatException });
        Assert.Equal("old", await browser.GetStringAsync("/?n=1"));
    }

    [Fact]
    public async Task Changes_of_the_user_run_in_their_order()
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("home", "")), options => options
            .ChangeUser((_, user) => user.WithForcedFeature("home", "first"))
            .ChangeUser((http, user) => http.Request.Query.ContainsKey("force") ? user.WithForcedFeature("home", "second") : user));
        using var browser = site.Browser();
        Assert.Equal("first", await browser.GetStringAsync("/"));
        Assert.Equal("second", await browser.GetStringAsync("/?force"));
    }

    [Fact]
    public void One_client_has_the_users_of_requests()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("shop").AddAspNetCore().AddAspNetCore();
        var error = Assert.Throws<InvalidOperationException>(() => services.AddGrowthBook("blog").AddAspNetCore());
        Assert.Equal("AddAspNetCore was called for the client `shop` and now for the client `blog`; the user of a request belongs to one client", error.Message);
    }

    [Fact]
    public void The_client_without_a_name_is_the_default_client()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("shop").AddAspNetCore();
        var error = Assert.Throws<InvalidOperationException>(() => services.AddGrowthBook().AddAspNetCore());
        Assert.StartsWith("AddAspNetCore was called for the client `shop` and now for the default client;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_ASP_NET_Core_answers_itself_stays_as_it_is()
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", (IRequestUser request) => request.GetAsync().AsTask()),
            options => options.Attributes.Add("x", _ => throw new BadHttpRequestException("malformed")));
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Functions_that_return_null_in_place_of_attributes_or_a_user_are_named()
    {
        await using var site = await Site.StartAsync(Features, app => app.MapGet("/", (IGrowthBookUser user) => user.GetFeatureValue("home", "")), options =>
        {
            options.Attributes.Add(http => http.Request.Query.ContainsKey("attributes") ? null! : Attributes.Empty);
            options.ChangeUser((http, user) => http.Request.Query.ContainsKey("change") ? null! : user);
        });
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/?attributes")).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.GetAsync("/?change")).StatusCode);
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.Message == "a function that makes attributes returned null; return Attributes.Empty");
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.Message == "ChangeUser returned null; return the user, changed or not");
    }

    [Fact]
    public async Task A_named_client_can_have_the_users_of_requests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddGrowthBook("shop").UseSource(Testing.TestClients.ToSource(Features)).AddAspNetCore();
        await using var app = builder.Build();
        await app.Services.GetRequiredKeyedService<GrowthBookClient>("shop").StartAsync();
        var http = new DefaultHttpContext { RequestServices = app.Services };
        Assert.Equal("old", (await http.GetGrowthBookUserAsync()).GetFeatureValue("home", ""));
    }

    [Fact]
    public async Task Without_a_registration_the_error_names_the_mend()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddGrowthBook();
        await using var app = builder.Build();
        Assert.Contains("AddAspNetCore()", Assert.Throws<InvalidOperationException>(() => app.UseGrowthBook()).Message, StringComparison.Ordinal);
        var http = new DefaultHttpContext { RequestServices = app.Services };
        Assert.Contains("AddAspNetCore()", (await Assert.ThrowsAsync<InvalidOperationException>(() => http.GetGrowthBookUserAsync().AsTask())).Message, StringComparison.Ordinal);
    }
}

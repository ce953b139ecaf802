using System.Collections.Immutable;
using Bunit;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.Blazor.Tests;

public sealed class ComponentTests
{
    private static readonly TestFeatures Features = Of(
        Feature("beta").Off().ForceWhen("plan", "pro", true),
        Feature("checkout").Returns("steps").ForceWhen("plan", "pro", "one-page"),
        Feature("layout").Experiment("layout-test", ["old", "new"], variation: 1),
        Feature("columns").Returns(3));

    [Fact]
    public void An_empty_name_of_an_attribute_or_claim_is_an_error()
    {
        var attributes = new PrincipalAttributes();
        foreach (var add in new Action[] { () => attributes.Add("", _ => 1), () => attributes.AddClaim(""), () => attributes.AddClaims("", "role") })
            Assert.StartsWith("the attribute's name is empty", Assert.Throws<ArgumentException>("name", add).Message, StringComparison.Ordinal);
        Assert.StartsWith("the claim of the attribute `id` is empty", Assert.Throws<ArgumentException>(() => attributes.AddClaim("id", "")).Message, StringComparison.Ordinal);
        Assert.StartsWith("the claim of the attribute `roles` is empty", Assert.Throws<ArgumentException>(() => attributes.AddClaims("roles", "")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("beta", null, "off")]
    [InlineData("checkout", null, "on")]
    [InlineData("checkout", "steps", "on")]
    [InlineData("checkout", "one-page", "off")]
    [InlineData("layout", "1", "on")]
    [InlineData("layout", "new", "on")]
    [InlineData("columns", "3", "on")]
    [InlineData("unknown", null, "off")]
    public async Task A_component_shows_the_content_of_the_feature_or_variation(string key, string? variation, string content)
    {
        await using var page = await Page.StartAsync(Features, options: options => options.Attributes.Add("id", _ => "u"));
        Assert.Equal(content, page.Feature(key, variation).Markup);
    }

    [Fact]
    public async Task A_variation_that_the_feature_does_not_have_is_logged_once_with_the_nearest_one()
    {
        await using var page = await Page.StartAsync(Features, options: options => options.Attributes.Add("id", _ => "u"));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("off", page.Feature("layout", "nwe").Markup);
            Assert.Equal("off", page.Feature("layout", "2").Markup);
            Assert.Equal("off", page.Feature("layout", "old").Markup);
            Assert.Equal("off", page.Feature("columns", "4").Markup);
        }
        Assert.Equal(
            [
                "code requires variation `nwe` of feature `layout`, but experiment `layout-test` has no such variation, so none of its users gets it; did you mean `new`?",
                "code requires variation `2` of feature `layout`, but experiment `layout-test` has no such variation, so none of its users gets it; its variations are 0, 1",
                "code requires variation `4` of feature `columns`, which has no experiment and never this value, so no user gets it; check the feature's key, or add the experiment in GrowthBook",
            ],
            page.Log.GetSnapshot().Where(record => record.Category == "GrowthBook.Blazor").Select(record => record.Message));
    }

    [Theory]
    [InlineData("none", "2401 Warning the users of components have no attributes, and the payload reads `id`, `plan`, so rules that need a value of one do not apply and such users are in no experiment")]
    [InlineData("functions", "2402 Information a user of components has none of the attributes by which experiments choose a variation (`id`), such as before a login, so the user is in none of them")]
    [InlineData("identified", null)]
    [InlineData("global", null)]
    public async Task Users_without_attributes_are_logged_once(string source, string? line)
    {
        await using var page = await Page.StartAsync(
            Features, options: source is "functions" or "identified" ? options => options.Attributes.AddClaim("id", "sub").Add("loggedIn", _ => false).Add("id", _ => (Value?)(source == "identified" ? "u" : null)) : null,
            growthBook: source == "global" ? builder => builder.UseGlobalAttributes(new Attributes { ["region"] = "eu" }) : null);
        Assert.Equal("off", page.Feature("beta").Markup);
        await page.ReplaceAsync(Of(Feature("beta").Off().ForceWhen("plan", "team", true)));
        Assert.Equal("off", page.Feature("beta").Markup);
        Assert.Equal(
            line is null ? [] : [line],
            page.Log.GetSnapshot().Where(record => record.Id.Id is 2401 or 2402).Select(record => $"{record.Id.Id} {record.Level} {record.Message[..record.Message.IndexOf(';', StringComparison.Ordinal)]}"));
    }

    [Fact]
    public async Task Users_without_attributes_of_a_payload_that_reads_none_are_no_warning()
    {
        await using var page = await Page.StartAsync(Of(Feature("columns").Returns(3)));
        Assert.Equal("on", page.Feature("columns").Markup);
        Assert.DoesNotContain(page.Log.GetSnapshot(), record => record.Id.Id is 2401 or 2402);
    }

    /// <summary>A cascading user needs no services of the library.</summary>
    [Fact]
    public async Task A_component_of_a_cascading_user_needs_no_AddBlazor()
    {
        await using var context = new BunitContext();
        await using var growthBook = await Features.ToClientAsync();
        context.RenderTree.Add<CascadingValue<IGrowthBookUser>>(cascading => cascading.Add(each => each.Value, growthBook.User(new Attributes { ["id"] = "u" })));
        Assert.Equal("on", Markup("new"));
        Assert.Equal("off", Markup("nwe"));

        string Markup(string variation) => context.Render<GrowthBookFeature>(feature => feature
            .Add(each => each.Key, "layout").Add(each => each.Variation, variation).Add(each => each.On, "on").Add(each => each.Off, "off")).Markup;
    }

    [Fact]
    public async Task A_value_is_of_the_type_of_the_fallback()
    {
        await using var page = await Page.StartAsync(Features);
        Assert.Equal("<b>6</b>", Value("columns").Markup);
        Assert.Equal("<b>14</b>", Value("checkout").Markup);

        IRenderedComponent<GrowthBookValue<int>> Value(string key) => page.Render<GrowthBookValue<int>>(value => value
            .Add(each => each.Key, key).Add(each => each.Fallback, 7).Add(each => each.ChildContent, columns => $"<b>{columns * 2}</b>"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_AddBlazor_a_component_fails_with_the_call_to_add(bool hasClient)
    {
        await using var context = new BunitContext();
        if (hasClient)
            context.Services.AddGrowthBook().UseSource(Features.ToSource());
        Assert.StartsWith(
            "the services have no user for GrowthBook's components; call builder.Services.AddGrowthBook(…).AddBlazor()",
            Assert.Throws<InvalidOperationException>(() => context.Render<GrowthBookFeature>(feature => feature.Add(each => each.Key, "beta"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => context.Render<GrowthBookValue<int>>(value => value.Add(each => each.Key, "columns")));
    }

    [Fact]
    public async Task A_component_without_a_key_is_an_error()
    {
        await using var page = await Page.StartAsync(Features);
        Assert.Equal(
            "<GrowthBookFeature> has no feature; write <GrowthBookFeature Key=\"KEY\">",
            Assert.Throws<InvalidOperationException>(() => page.Render<GrowthBookFeature>(feature => feature.Add(each => each.Key, ""))).Message);
        Assert.Equal(
            "<GrowthBookValue> has no feature; write <GrowthBookValue Key=\"KEY\">",
            Assert.Throws<InvalidOperationException>(() => page.Render<GrowthBookValue<int>>(_ => { })).Message);
    }

    [Fact]
    public async Task An_empty_variation_is_an_error()
    {
        await using var page = await Page.StartAsync(Features);
        Assert.Equal(
            "<GrowthBookFeature Key=\"beta\"> has an empty Variation, which no user has; name one, or leave it out",
            Assert.Throws<InvalidOperationException>(() => page.Render<GrowthBookFeature>(feature => feature.Add(each => each.Key, "beta").Add(each => each.Variation, ""))).Message);
    }

    [Fact]
    public async Task A_claim_of_the_login_is_found_by_its_well_known_names()
    {
        await using var page = await Page.StartAsync(
            Features,
            new Login(Login.Of((System.Security.Claims.ClaimTypes.NameIdentifier, "u-1"), (System.Security.Claims.ClaimTypes.Role, "a"), ("roles", "b"))),
            options => options.Attributes.AddClaim("id", "sub").AddClaims("roles", "role"));
        page.Feature("beta");
        Assert.Equal("""{"id":"u-1","roles":["a"]}""", page.Effects.Events.First().Context.Attributes.Members.ToString());
    }

    [Fact]
    public async Task Content_that_is_not_given_is_empty()
    {
        await using var page = await Page.StartAsync(Features);
        Assert.Equal("", page.Render<GrowthBookFeature>(feature => feature.Add(each => each.Key, "beta")).Markup);
        Assert.Equal("", page.Render<GrowthBookValue<int>>(value => value.Add(each => each.Key, "columns")).Markup);
    }

    [Fact]
    public async Task The_attributes_are_those_of_the_login()
    {
        await using var page = await Page.StartAsync(
            Features,
            new Login(Login.Of(("plan", "pro"), ("role", "a"), ("role", "b"))),
            options => options.Attributes.AddClaim("plan").AddClaim("missing").AddClaims("roles", "role").AddClaims("none")
                .Add("name", login => login.Identity!.AuthenticationType)
                .Add((services, _) => new Attributes { ["client"] = services.GetService<GrowthBookClient>() is not null }));
        Assert.Equal("on", page.Feature("beta").Markup);
        Assert.Equal("""{"plan":"pro","roles":["a","b"],"name":"test","client":true}""", page.Effects.Events.First().Context.Attributes.Members.ToString());
    }

    [Fact]
    public async Task A_new_payload_renders_the_components_again()
    {
        await using var page = await Page.StartAsync(Features);
        var (beta, columns) = (page.Feature("beta"), page.Feature("columns"));
        await page.ReplaceAsync(Of(Feature("beta").On(), Feature("columns").Returns(0)));
        await beta.WaitForAssertionAsync(() => Assert.Equal("on", beta.Markup), TimeSpan.FromMinutes(1));
        await columns.WaitForAssertionAsync(() => Assert.Equal("off", columns.Markup), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_new_login_renders_the_components_again()
    {
        var login = new Login(Login.Of());
        await using var page = await Page.StartAsync(Features, login, options => options.Attributes.AddClaim("plan"));
        var beta = page.Feature("beta");
        Assert.Equal("off", beta.Markup);
        login.Change(Login.Of(("plan", "pro")));
        await beta.WaitForAssertionAsync(() => Assert.Equal("on", beta.Markup), TimeSpan.FromMinutes(1));
        login.Change(Login.Of());
        await beta.WaitForAssertionAsync(() => Assert.Equal("off", beta.Markup), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_url_is_that_of_the_page()
    {
        await using var page = await Page.StartAsync(Features);
        var beta = page.Feature("beta");
        var navigation = page.Services.GetRequiredService<NavigationManager>();
        Assert.Equal(navigation.Uri, page.Effects.Events.Last().Context.Url);
        navigation.NavigateTo("/other");
        await beta.WaitForAssertionAsync(() => Assert.EndsWith("/other", page.Effects.Events.Last().Context.Url, StringComparison.Ordinal), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Until_the_login_is_known_there_is_the_content_of_loading()
    {
        var state = new TaskCompletionSource<AuthenticationState>();
        await using var page = await Page.StartAsync(Features, new Login(state.Task), options => options.Attributes.AddClaim("plan"));
        var (beta, value) = (page.Feature("beta"), page.Render<GrowthBookValue<int>>(value => value
            .Add(each => each.Key, "columns").Add(each => each.Loading, "loading").Add(each => each.ChildContent, columns => $"{columns}")));
        Assert.Equal(("loading", "loading"), (beta.Markup, value.Markup));
        await page.ReplaceAsync(Of(Feature("beta").Off().ForceWhen("plan", "pro", true), Feature("columns").Returns(4)));
        state.SetResult(await Login.Of(("plan", "pro")));
        await beta.WaitForAssertionAsync(() => Assert.Equal("on", beta.Markup), TimeSpan.FromMinutes(1));
        await value.WaitForAssertionAsync(() => Assert.Equal("4", value.Markup), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task With_a_store_of_assignments_the_user_is_looked_up_for_a_new_login_and_payload_only()
    {
        var (login, store) = (new Login(Login.Of(("id", "u"))), new CountingStore());
        await using var page = await Page.StartAsync(Features, login, options => options.Attributes.AddClaim("id"), client => client.UseStickyBuckets(store));
        var layout = page.Feature("layout", "new");
        await layout.WaitForAssertionAsync(() => Assert.Equal("on", layout.Markup), TimeSpan.FromMinutes(1));
        Assert.Equal(1, store.Reads);
        page.Services.GetRequiredService<NavigationManager>().NavigateTo("/other");
        await layout.WaitForAssertionAsync(() => Assert.EndsWith("/other", page.Effects.Events.Last().Context.Url, StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        Assert.Equal(1, store.Reads);
        login.Change(Login.Of(("id", "v")));
        await layout.WaitForAssertionAsync(() => Assert.Equal(2, store.Reads), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_cascading_user_of_the_application_wins()
    {
        await using var page = await Page.StartAsync(Features);
        var user = page.Client.User(new Attributes { ["plan"] = "pro" });
        var cascading = page.Render<CascadingValue<IGrowthBookUser>>(value => value
            .Add(each => each.Value, user)
            .AddChildContent<GrowthBookFeature>(feature => feature.Add(each => each.Key, "beta").Add(each => each.On, "on").Add(each => each.Off, "off")));
        Assert.Equal("on", cascading.Markup);
    }

    [Fact]
    public async Task A_rendering_that_is_repeated_is_one_exposure_for_a_handler()
    {
        var handled = new RecordedEffects();
        await using var page = await Page.StartAsync(Features, options: options => options.Attributes.Add("id", _ => "u"), growthBook: client => client.AddHandler(handled));
        var layout = page.Feature("layout");
        for (var i = 0; i < 3; i++)
            layout.Render();
        Assert.Single(handled.Exposures);
    }

    [Fact]
    public async Task After_the_scope_has_ended_a_new_payload_renders_nothing()
    {
        var page = await Page.StartAsync(Features);
        var client = page.Client;
        page.Feature("beta");
        using (var scope = page.Services.CreateScope())
        {
            var user = scope.ServiceProvider.GetRequiredService<ScopedUser>();
            Assert.False(user.Current!.IsOn("beta"));
            scope.Dispose();
            user.Dispose();
            await page.ReplaceAsync(Of(Feature("beta").On()));
            Assert.False(user.Current!.IsOn("beta"));
        }
        await page.DisposeAsync();
    }

    [Fact]
    public async Task A_function_that_throws_first_fails_the_component_and_later_keeps_the_user()
    {
        await using var failing = await Page.StartAsync(Features, options: options => options.Attributes.Add("id", _ => throw new InvalidOperationException("no id")));
        AssertNames("the function of the attribute `id` of a user failed", failing);
        await using var several = await Page.StartAsync(Features, options: options => options.Attributes.Add((_, _) => throw new InvalidOperationException("no id")));
        AssertNames("the function that makes several attributes of a user failed", several);

        var login = new Login(Login.Of(("plan", "pro")));
        await using var page = await Page.StartAsync(Features, login, options => options.Attributes.Add("plan", user => user.FindFirst("plan")!.Value));
        var beta = page.Feature("beta");
        login.Change(Login.Of());
        await beta.WaitForAssertionAsync(() => Assert.Single(page.Log.GetSnapshot(), line => line.Id.Id == 2400), TimeSpan.FromMinutes(1));
        Assert.EndsWith("next change: the function of the attribute `plan` of a user failed: System.NullReferenceException", Assert.Single(page.Log.GetSnapshot(), line => line.Id.Id == 2400).Message.Split(" at ")[0], StringComparison.Ordinal);
        Assert.Equal("on", beta.Markup);
    }

    private static void AssertNames(string message, Page page)
    {
        var error = Assert.ThrowsAny<InvalidOperationException>(() => page.Feature("beta"));
        Assert.Equal((message, "no id"), (error.Message, error.InnerException!.Message));
    }

    [Fact]
    public async Task A_named_client_and_a_second_call_are_possible()
    {
        await using var context = new BunitContext();
        context.Services.AddSingleton<AuthenticationStateProvider>(new Login(Login.Of()));
        var client = context.Services.AddGrowthBook("shop").UseSource(Features.ToSource());
        client.AddBlazor(options => options.Attributes.Add("plan", _ => "pro")).AddBlazor(options => options.Attributes.Add("id", _ => "u"));
        await context.Services.GetRequiredKeyedService<GrowthBookClient>("shop").StartAsync();
        var beta = context.Render<GrowthBookFeature>(feature => feature.Add(each => each.Key, "beta").Add(each => each.On, "on"));
        Assert.Equal("on", beta.Markup);
    }

    private sealed class CountingStore : IStickyBucketStore
    {
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return new(StickyBuckets.Empty);
        }

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => default;
    }
}

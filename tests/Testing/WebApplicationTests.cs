using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.Testing.Tests;

/// <summary>A web application under test: its registration stays, its network access is removed.</summary>
public sealed class WebApplicationTests
{
    [Fact]
    public async Task An_application_under_test_has_the_tests_features_and_nothing_of_its_own()
    {
        var effects = new RecordedEffects();
        TestFeatures features = [Feature("banner").Returns("none").ForceWhen("country", "CH", "grüezi"), Feature("layout").Experiment("layout-test", ["old", "new"], variation: 1)];
        await using var app = await StartAsync(services => services.UseTestFeatures(features, effects));
        using var http = Browser(app);
        Assert.Equal("grüezi new", await http.GetStringAsync("/?id=u-1&country=CH"));
        Assert.Equal("none new", await http.GetStringAsync("/?id=u-2&country=DE"));
        effects.ShouldHaveViewed("layout-test", 1, "u-1", times: 1).ShouldHaveViewed("layout-test", 1, "u-2", times: 1).ShouldHaveEvaluated("banner", times: 2);
    }

    [Fact]
    public async Task Effects_are_recorded_for_each_evaluation_and_by_a_handler_as_in_production()
    {
        var (each, production) = (new RecordedEffects(), new RecordedEffects());
        TestFeatures features = [Feature("banner"), Feature("layout").Experiment("layout-test", ["old", "new"], variation: 1)];
        await using var app = await StartAsync(services => services.UseTestFeatures(features, each).AddHandler(production));
        using var http = Browser(app);
        foreach (var id in new[] { "u-1", "u-2", "u-1" })
            await http.GetStringAsync("/?id=" + id);
        each.ShouldHaveViewed("layout-test", variation: 1, times: 3).ShouldHaveViewed("layout-test", hashValue: "u-1", times: 2);
        production.ShouldHaveViewed("layout-test", variation: 1, times: 2).ShouldHaveViewed("layout-test", hashValue: "u-1", times: 1);
    }

    [Fact]
    public async Task A_test_can_change_the_features_of_a_running_application()
    {
        TestFeatures features = [Feature("banner").Returns("a"), Feature("layout").Returns("b")];
        var source = features.ToSource();
        await using var app = await StartAsync(services => services.UseTestFeatures(source));
        using var http = Browser(app);
        Assert.Equal("a b", await http.GetStringAsync("/?id=u-1"));
        source.Set(features.With(Feature("banner").Returns("c")).ToString());
        await app.Services.GetRequiredService<GrowthBookClient>().RefreshAsync();
        Assert.Equal("c b", await http.GetStringAsync("/?id=u-1"));
    }

    [Fact]
    public void A_container_without_a_host_has_the_features_at_once()
    {
        var services = new ServiceCollection();
        services.UseTestFeatures([Feature("dark-mode").On()]);
        using var provider = services.BuildServiceProvider();
        Assert.True(provider.GetRequiredService<GrowthBookClient>().User(new Attributes()).IsOn("dark-mode"));
    }

    [Fact]
    public async Task A_test_can_add_again_what_it_needs()
    {
        var store = new InMemoryStickyBucketStore();
        TestFeatures features = [Feature("banner"), Feature("layout").Experiment("layout-test", ["old", "new"], variation: 0)];
        await using (var app = await StartAsync(services => services.UseTestFeatures(features).UseStickyBuckets(store)))
        {
            using var http = Browser(app);
            await http.GetStringAsync("/?id=u-1");
        }
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Clients_with_names_are_replaced_one_by_one()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("shop", options => options.ClientKey = "sdk-shop");
        services.AddGrowthBook("blog", options => options.ClientKey = "sdk-blog").UseSource(Of(Feature("f").Returns("blog")).ToSource());
        services.UseTestFeatures(Of(Feature("f").Returns("test")), name: "shop");
        await using var provider = services.BuildServiceProvider();
        foreach (var (name, value) in new[] { ("shop", "test"), ("blog", "blog") })
        {
            var client = provider.GetRequiredKeyedService<GrowthBookClient>(name);
            await client.StartAsync(Timeout.InfiniteTimeSpan);
            Assert.Equal(value, client.User(Attributes.Empty).GetFeatureValue("f", ""));
        }
    }

    [Fact]
    public async Task Options_by_which_the_application_decides_for_all_users_do_not_answer_a_test()
    {
        TestFeatures features =
        [
            Feature("banner").Returns("test"),
            Feature("layout").Experiment("layout-test", ["old", "new"], variation: 1),
        ];
        await using var app = await StartAsync(services =>
        {
            services.AddGrowthBook(options =>
            {
                (options.Enabled, options.QaMode, options.ForcedVariations["layout-test"], options.ForcedFeatures["banner"]) = (false, true, 0, "\"application\"");
                (options.DisableVisualExperiments, options.DisableUrlRedirectExperiments, options.DisableCrossOriginUrlRedirectExperiments) = (true, true, true);
                options.BlockedChangeIds.Add("change");
                (options.SecureAttributeSalt, options.SecureAttributes, options.DisableQueryStringVariations) = ("salt", ["email"], true);
            });
            services.UseTestFeatures(features);
        });
        using var http = Browser(app);
        Assert.Equal("test new", await http.GetStringAsync("/?id=u-1"));
        var growthBook = app.Services.GetRequiredService<GrowthBookClient>();
        var context = growthBook.User(new Attributes { ["email"] = "a@example.com" }).Context;
        Assert.False(context.DisableVisualExperiments || context.DisableUrlRedirectExperiments || context.DisableCrossOriginUrlRedirectExperiments || !context.BlockedChangeIds.IsEmpty);
        Assert.Equal((SecureAttributes.Hash("salt", "a@example.com"), true), (context.Attributes["email"], context.DisableQueryStringVariations));
    }

    /// <summary>The ways to set options after <c>UseTestFeatures</c>.</summary>
    public static TheoryData<string> Ways => ["Configure", "ConfigureAll", "AddGrowthBook", "AddOptions", "PostConfigure"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_test_can_set_options_afterwards(string way)
    {
        TestFeatures features = [Feature("banner").Returns("test"), Feature("layout").Experiment("layout-test", ["old", "new"], variation: 1)];
        await using var app = await StartAsync(services =>
        {
            services.AddGrowthBook(options => (options.ForcedFeatures["layout"], options.QaMode) = ("\"application\"", true));
            services.UseTestFeatures(features);
            Set(services, way, "", options =>
            {
                options.ForcedFeatures["banner"] = "\"forced\"";
                (options.DisableVisualExperiments, options.UpdateMode, options.StartTimeout) = (true, PayloadUpdateMode.Polling, TimeSpan.FromSeconds(20));
            });
        });
        using var http = Browser(app);
        Assert.Equal("forced new", await http.GetStringAsync("/?id=u-1"));
        Assert.True(app.Services.GetRequiredService<GrowthBookClient>().User(Attributes.Empty).Context.DisableVisualExperiments);
        var options = app.Services.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().CurrentValue;
        Assert.Equal((PayloadUpdateMode.Polling, TimeSpan.FromSeconds(20)), (options.UpdateMode, options.StartTimeout));
    }

    /// <summary>A test sets the options of one of several clients, and a later test of one factory replaces the features again.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void A_test_can_set_the_options_of_a_client_with_a_name(string way)
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("shop", options => (options.ClientKey, options.QaMode) = ("sdk-shop", true));
        services.AddGrowthBook("blog", options => (options.ClientKey, options.ForcedFeatures["f"]) = ("sdk-blog", "\"blog\""));
        services.UseTestFeatures(Of(Feature("f").Returns("test")), name: "shop");
        Assert.Equal((false, 0), OptionsOf("shop"));
        Assert.Equal((false, 1), OptionsOf("blog"));
        Set(services, way, "shop", options => options.QaMode = true);
        Assert.Equal((true, 0), OptionsOf("shop"));
        if (way == "PostConfigure")
            return;
        services.UseTestFeatures(Of(Feature("f").Returns("other")), name: "shop");
        Assert.Equal((false, 0), OptionsOf("shop"));

        (bool QaMode, int Forced) OptionsOf(string name)
        {
            using var provider = services.BuildServiceProvider();
            var options = provider.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get(name);
            return (options.QaMode, options.ForcedFeatures.Count);
        }
    }

    [Fact]
    public async Task Options_that_load_a_payload_from_elsewhere_have_no_effect_in_a_test()
    {
        TestFeatures features = [Feature("banner").Returns("test"), Feature("layout").Returns("b")];
        await using var app = await StartAsync(services =>
        {
            services.UseTestFeatures(features);
            services.Configure<GrowthBookOptions>(options => (options.PayloadFile, options.CacheDirectory, options.RemoteEvaluation) = ("/no/such/file", "/no/such/folder", true));
        });
        using var http = Browser(app);
        Assert.Equal("test b", await http.GetStringAsync("/?id=u-1"));
    }

    /// <summary>Also of a client with a name, next to which another one has a source of its own, and of a second call, which replaces the first.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("shop")]
    public void A_source_of_the_application_after_the_tests_features_is_an_error(string name)
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(name == "" ? "shop" : "").UseSource(new InMemoryPayloadSource("{}"));
        services.AddGrowthBook(name).UseSource(new InMemoryPayloadSource("{}"));
        services.UseTestFeatures(Of(Feature("f").Returns("earlier")), name: name);
        services.UseTestFeatures(Of(Feature("f").Returns("test")), name: name).AddHandler(new RecordedEffects());
        services.AddGrowthBook(name == "" ? "shop" : "").UseSource(new InMemoryPayloadSource("{}"));
        using (var provider = services.BuildServiceProvider())
            Assert.Equal("test", ClientOf(provider).User(Attributes.Empty).GetFeatureValue("f", ""));

        services.AddGrowthBook(name, options => options.QaMode = true).UseSource(_ => new InMemoryPayloadSource("{}"));
        using var late = services.BuildServiceProvider();
        Assert.StartsWith("a source is added to the client after UseTestFeatures", Assert.Throws<InvalidOperationException>(() => ClientOf(late)).Message, StringComparison.Ordinal);

        GrowthBookClient ClientOf(IServiceProvider provider) => name == "" ? provider.GetRequiredService<GrowthBookClient>() : provider.GetRequiredKeyedService<GrowthBookClient>(name);
    }

    /// <summary>Other services move the place of the tests' source in the list, also services with keys, which come to it.</summary>
    [Theory]
    [InlineData(false, 1, false)]
    [InlineData(false, 6, false)]
    [InlineData(true, 1, false)]
    [InlineData(true, 6, false)]
    [InlineData(false, 1, true)]
    [InlineData(false, 6, true)]
    [InlineData(true, 1, true)]
    [InlineData(true, 6, true)]
    public void A_test_can_replace_and_remove_other_services_afterwards(bool replaces, int count, bool hasKeys)
    {
        Type[] others = [typeof(Random), typeof(Uri), typeof(Version), typeof(Stream), typeof(HttpClient), typeof(TimeZoneInfo)];
        var services = new ServiceCollection();
        foreach (var other in others)
            services.AddSingleton(other, _ => throw new InvalidOperationException("the production's service was made"));
        services.AddGrowthBook().UseSource(new InMemoryPayloadSource("{}"));
        services.UseTestFeatures(Of(Feature("f").Returns("test")));
        if (hasKeys)
        {
            Enumerable.Range(0, 40).ToList().ForEach(key => services.AddKeyedSingleton(key, "keyed"));
            services.AddSingleton(_ => new Lock());
        }
        foreach (var other in others.Take(count))
        {
            if (replaces)
                services.Replace(ServiceDescriptor.Singleton(other, _ => throw new InvalidOperationException("the test's service was made")));
            else
                services.RemoveAll(other);
        }
        using (var provider = services.BuildServiceProvider())
            Assert.Equal("test", provider.GetRequiredService<GrowthBookClient>().User(Attributes.Empty).GetFeatureValue("f", ""));

        services.AddGrowthBook().UseSource(new InMemoryPayloadSource("{}"));
        using var late = services.BuildServiceProvider();
        Assert.StartsWith("a source is added", Assert.Throws<InvalidOperationException>(late.GetRequiredService<GrowthBookClient>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_the_applications_is_an_error_with_the_names_that_are()
    {
        var services = new ServiceCollection();
        services.UseTestFeatures([Feature("f")], name: "first").Services.UseTestFeatures([Feature("f")], name: "second"); // a container of the test alone
        services.AddGrowthBook("shop", options => options.ClientKey = "sdk-shop");
        Assert.Equal(
            "the application has no client `shp`, but the client `shop`; give UseTestFeatures the name of AddGrowthBook, as in UseTestFeatures(features, name: \"shop\")",
            Assert.Throws<InvalidOperationException>(() => services.UseTestFeatures([Feature("f")], name: "shp")).Message);
        Assert.StartsWith("the application has no client without a name, but", Assert.Throws<InvalidOperationException>(() => services.UseTestFeatures([Feature("f")])).Message, StringComparison.Ordinal);
        services.UseTestFeatures([Feature("f")], name: "shop");
        services.UseTestFeatures([Feature("f")], name: "third");
    }

    private static void Set(IServiceCollection services, string way, string name, Action<GrowthBookOptions> set) => _ = way switch
    {
        "Configure" => services.Configure(name, set),
        "ConfigureAll" => services.ConfigureAll(set),
        "AddGrowthBook" => services.AddGrowthBook(name, set).Services,
        "AddOptions" => services.AddOptions<GrowthBookOptions>(name).Configure(set).Services,
        "PostConfigure" => services.PostConfigure(name, set),
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };

    /// <summary>An application as in production, whose parts must not be created in a test.</summary>
    private static async Task<WebApplication> StartAsync(Action<IServiceCollection> test)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddGrowthBook(options =>
            {
                (options.ClientKey, options.ApiHost, options.UpdateMode) = ("sdk-abc", "http://127.0.0.1:1", PayloadUpdateMode.Streaming);
                (options.PayloadFile, options.RemoteEvaluation) = ("/no/such/file", true);
            })
            .UseStickyBuckets(_ => throw new InvalidOperationException("the production's store was made"))
            .AddSink(_ => throw new InvalidOperationException("the production's sink was made"))
            .AddWarehouse();
        test(builder.Services);
        var app = builder.Build();
        app.MapGet("/", async (HttpRequest request, GrowthBookClient growthBook) =>
        {
            var attributes = Attributes.From(request.Query.Select(each => new KeyValuePair<string, Value>(each.Key, each.Value.ToString())));
            var user = await growthBook.UserAsync(attributes);
            return $"{user.GetFeatureValue("banner", "")} {user.GetFeatureValue("layout", "")}";
        });
        await app.StartAsync();
        return app;
    }

    private static HttpClient Browser(WebApplication app) =>
        new() { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
}

using System.Collections.Immutable;
using System.Dynamic;
using System.Text.Json.Nodes;
using GrowthBook.AspNetCore.Tests;
using GrowthBook.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Managers;

public sealed class UserTests
{
    private static readonly Testing.TestFeatures Features =
        [Feature("it").Returns("anonymous").ForceWhen("""{"groups": {"$in": ["vip"]}}""", "vip").ForceWhen("""{"id": {"$exists": true}}""", "known")];

    public static TheoryData<object> Known =>
    [
        new Attributes { ["id"] = "u-1" },
        new Dictionary<string, object?> { ["id"] = "u-1" },
        new Dictionary<string, string> { ["id"] = "u-1" },
        ImmutableSortedDictionary<string, Value>.Empty.Add("id", "u-1"),
        new JsonObject { ["id"] = "u-1" },
        Dynamic("u-1"),
        new TargetingContext { UserId = "u-1" },
        new Account("u-1"),
    ];

    [Theory]
    [MemberData(nameof(Known))]
    public async Task A_context_describes_the_user(object context)
    {
        await using var worker = await Worker.StartAsync(
            Of(Feature("it").Off().ForceWhen("id", "u-1", true)), options => options.Map<Account>(account => new Attributes { ["id"] = account.Id }));
        Assert.True(await worker.Manager.IsEnabledAsync("it", context));
        Assert.True(await worker.Services.GetRequiredService<IFeatureManager>().IsEnabledAsync("it", context));
        Assert.Empty(worker.Warnings);
        Assert.False(await worker.Manager.IsEnabledAsync("it"));
    }

    [Fact]
    public async Task A_user_without_attributes_is_logged_once_if_a_feature_reads_them()
    {
        await using var worker = await Worker.StartAsync(Of(
            Feature("plain").On(), Feature("gated").On().Requires("plain"), Feature("gold").Off().ForceWhen("plan", "gold", true), Feature("page").Experiment("page-test", ["a", "b"])));
        await worker.Manager.IsEnabledAsync("plain");
        Assert.True(await worker.Manager.IsEnabledAsync("gated"));
        Assert.Empty(worker.Warnings);
        Assert.True(await worker.Manager.IsEnabledAsync("gold", new Attributes { ["plan"] = "gold" }));
        Assert.Empty(worker.Warnings);
        Assert.False(await worker.Manager.IsEnabledAsync("gold"));
        Assert.False(await worker.Manager.IsEnabledAsync("gold"));
        await worker.Manager.GetVariantAsync("page");
        Assert.Equal(
            ["feature `gold` has rules that read attributes, but its user has none, so they do not apply; in ASP.NET Core call AddGrowthBook(…).AddAspNetCore(), elsewhere pass a context or register an ITargetingContextAccessor"],
            worker.Warnings);
    }

    [Fact]
    public async Task A_user_of_the_client_is_used_as_it_is()
    {
        await using var worker = await Worker.StartAsync(Of(Feature("it").Off()));
        var user = worker.Client.User(Attributes.Empty).WithForcedFeature("it", true);
        Assert.True(await worker.Manager.IsEnabledAsync("it", user));
    }

    [Fact]
    public async Task A_user_of_a_client_with_a_store_is_looked_up()
    {
        var store = new InMemoryStickyBucketStore();
        await using var worker = await Worker.StartAsync(
            Of(Feature("it").Experiment("it-test", [false, true], variation: 1)), growthBook: growthBook => growthBook.UseStickyBuckets(store));
        Assert.True(await worker.Manager.IsEnabledAsync("it", new TargetingContext { UserId = "u-1" }));
    }

    [Fact]
    public async Task A_user_whose_lookup_takes_time_is_awaited()
    {
        await using var worker = await Worker.StartAsync(
            Of(Feature("it").Experiment("it-test", [false, true], variation: 1)),
            services: services => services.AddSingleton<ITargetingContextAccessor>(new FixedAccessor(new TargetingContext { UserId = "u-1" })),
            growthBook: growthBook => growthBook.UseStickyBuckets(new CountingStore()));
        await using var scope = worker.Services.CreateAsyncScope();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        var context = new TargetingContext { UserId = "u-2" };
        Assert.True(await worker.Manager.IsEnabledAsync("it"));
        Assert.True(await worker.Manager.IsEnabledAsync("it", context));
        Assert.Equal("1", (await worker.Manager.GetVariantAsync("it", context)).Name);
        Assert.True(await snapshot.IsEnabledAsync("it"));
        Assert.True(await snapshot.IsEnabledAsync("it", context));
        Assert.Equal(["u-1", "u-2"], worker.Effects.Exposures.Select(exposure => exposure.Result.HashValue).OfType<Value.String>().Select(id => id.Content).Distinct());
    }

    [Theory]
    [InlineData("u-1", null, "known")]
    [InlineData("u-1", "vip", "vip")]
    [InlineData("", "vip", "vip")]
    [InlineData("", null, "anonymous")]
    public async Task Outside_of_requests_the_accessor_gives_the_user(string id, string? group, string name)
    {
        var context = new TargetingContext { UserId = id, Groups = group is null ? null : [group] };
        await using var worker = await Worker.StartAsync(Features, services: services => services.AddSingleton<ITargetingContextAccessor>(new FixedAccessor(context)));
        Assert.Equal(name, (await worker.Manager.GetVariantAsync("it")).Name);
    }

    [Fact]
    public async Task An_accessor_without_a_context_and_no_accessor_mean_an_anonymous_user()
    {
        await using var without = await Worker.StartAsync(Features);
        Assert.Equal("anonymous", (await without.Manager.GetVariantAsync("it")).Name);
        await using var empty = await Worker.StartAsync(Features, services: services => services.AddSingleton<ITargetingContextAccessor>(new FixedAccessor(null)));
        Assert.Equal("anonymous", (await empty.Manager.GetVariantAsync("it")).Name);
    }

    [Fact]
    public async Task The_attributes_of_a_targeting_context_can_have_other_names()
    {
        await using var worker = await Worker.StartAsync(
            Of(Feature("it").Off().ForceWhen("""{"userId": "u-1", "teams": {"$in": ["a"]}}""", true)),
            options => (options.UserIdAttribute, options.GroupsAttribute) = ("userId", "teams"));
        Assert.True(await worker.Manager.IsEnabledAsync("it", new TargetingContext { UserId = "u-1", Groups = ["a"] }));
    }

    [Fact]
    public void An_empty_name_of_an_attribute_is_an_error_that_names_the_option()
    {
        var options = new GrowthBookFeatureOptions();
        foreach (var (set, option) in new (Action, string)[] { (() => options.UserIdAttribute = "", "UserIdAttribute"), (() => options.GroupsAttribute = "", "GroupsAttribute") })
            Assert.StartsWith($"GrowthBookFeatureOptions.{option}: the name is empty", Assert.Throws<ArgumentException>(set).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_describes_no_user_is_ignored_with_one_warning_for_its_type()
    {
        await using var worker = await Worker.StartAsync(
            Of(Feature("it").Off().ForceWhen("id", "u-1", true)),
            services: services => services.AddSingleton<ITargetingContextAccessor>(new FixedAccessor(new TargetingContext { UserId = "u-1" })));
        Assert.True(await worker.Manager.IsEnabledAsync("it", new Account("u-2")));
        Assert.True(await worker.Manager.IsEnabledAsync("it", new Account("u-3")));
        Assert.True(await worker.Manager.IsEnabledAsync<Account?>("it", null));
        await using var scope = worker.Services.CreateAsyncScope();
        Assert.True(await scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>().IsEnabledAsync("it", new Account("u-2")));
        Assert.True(await worker.Manager.IsEnabledAsync("it", new Dictionary<int, string> { [1] = "u-2" }));
        Assert.Equal(2, worker.Warnings.Count);
        Assert.Contains(nameof(Account), worker.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("Int32", worker.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registered_function_is_called_before_a_targeting_context_is_read()
    {
        await using var worker = await Worker.StartAsync(
            Of(Feature("it").Off().ForceWhen("id", "mapped", true)), options => options.Map<ITargetingContext>(_ => new Attributes { ["id"] = "mapped" }));
        Assert.True(await worker.Manager.IsEnabledAsync("it", new TargetingContext { UserId = "u-1" }));
    }

    private static ExpandoObject Dynamic(string id)
    {
        dynamic made = new ExpandoObject();
        made.id = id;
        return made;
    }

    private sealed record Account(string Id);
}

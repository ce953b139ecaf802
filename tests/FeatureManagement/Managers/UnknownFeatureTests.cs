using System.Collections.Concurrent;
using GrowthBook.Client;
using GrowthBook.Client.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Managers;

public sealed class UnknownFeatureTests
{
    private static readonly Testing.TestFeatures Features = [Feature("shared").Off(), Feature("ours").On()];

    private const string Flag = "feature_management:feature_flags:0:";

    private static readonly (string, string)[] Settings = [("shared", "true"), ("legacy", "true"), ("off", "false")];

    [Fact]
    public async Task The_inner_manager_answers_for_features_that_the_payload_does_not_have()
    {
        await using var worker = await Worker.StartAsync(Features, settings: Settings);
        Assert.True(await worker.Manager.IsEnabledAsync("legacy"));
        Assert.True(await worker.Manager.IsEnabledAsync("legacy", Attributes.Empty));
        Assert.False(await worker.Manager.IsEnabledAsync("off"));
        Assert.False(await worker.Manager.IsEnabledAsync("nowhere"));
        Assert.False(await worker.Manager.IsEnabledAsync("shared"));
        Assert.True(await worker.Services.GetRequiredService<IFeatureManager>().IsEnabledAsync("ours", new TargetingContext()));
        Assert.Null(await worker.Manager.GetVariantAsync("legacy"));
        Assert.Null(await worker.Manager.GetVariantAsync("legacy", new TargetingContext { UserId = "u-1" }));
        Assert.Equal(["shared", "ours", "legacy", "off"], await worker.Manager.GetFeatureNamesAsync().ToListAsync());
        Assert.Equal(4, await worker.Services.GetRequiredService<IFeatureManager>().GetFeatureNamesAsync().CountAsync());
    }

    [Fact]
    public async Task A_variant_of_the_configuration_stays_as_it_is()
    {
        await using var worker = await Worker.StartAsync(Features, settings:
        [
            (Flag + "id", "styled"), (Flag + "enabled", "true"), (Flag + "variants:0:name", "Big"), (Flag + "variants:0:configuration_value:Size", "300"),
            (Flag + "allocation:default_when_enabled", "Big"),
        ]);
        var variant = await worker.Manager.GetVariantAsync("styled", new TargetingContext { UserId = "u-1" });
        Assert.Equal(("Big", "300"), (variant.Name, variant.Configuration["Size"]));
    }

    [Fact]
    public async Task With_off_other_features_are_off_and_have_no_name()
    {
        await using var worker = await Worker.StartAsync(Features, options => options.Unknown = UnknownFeatures.Off, settings: Settings);
        Assert.False(await worker.Manager.IsEnabledAsync("legacy"));
        Assert.False(await worker.Manager.IsEnabledAsync("legacy", Attributes.Empty));
        Assert.Null(await worker.Manager.GetVariantAsync("legacy"));
        Assert.Null(await worker.Manager.GetVariantAsync("legacy", new TargetingContext()));
        Assert.Equal(["shared", "ours"], await worker.Manager.GetFeatureNamesAsync().ToListAsync());
    }

    [Fact]
    public async Task With_throw_other_features_are_an_error_that_names_the_feature()
    {
        await using var worker = await Worker.StartAsync(Features, options => options.Unknown = UnknownFeatures.Throw, settings: Settings);
        Assert.True(await worker.Manager.IsEnabledAsync("ours"));
        var error = await Assert.ThrowsAsync<FeatureManagementException>(async () => await worker.Manager.IsEnabledAsync("legacy"));
        Assert.Equal(FeatureManagementError.MissingFeature, error.Error);
        Assert.Contains("`legacy`", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FeatureManagementException>(async () => await worker.Manager.GetVariantAsync("legacy"));
    }

    [Theory]
    [InlineData(UnknownFeatures.Inner)]
    [InlineData(UnknownFeatures.Off)]
    public async Task A_misspelt_key_is_logged_once_with_the_nearest_key(UnknownFeatures unknown)
    {
        await using var worker = await Worker.StartAsync(Features, options => options.Unknown = unknown, settings: Settings);
        for (var i = 0; i < 2; i++)
        {
            Assert.False(await worker.Manager.IsEnabledAsync("shard"));
            Assert.Null(await worker.Manager.GetVariantAsync("shard"));
            Assert.False(await worker.Manager.IsEnabledAsync("something-else", Attributes.Empty));
        }
        Assert.Equal(
            [
                "no feature has the key `shard`, so it is off; did you mean `shared`?",
                "no feature has the key `something-else`, so it is off; correct the key, or add the feature in GrowthBook",
            ],
            await worker.WarningsAsync());
    }

    /// <summary>GrowthBook has an experiment and its feature under different keys; a feature of the experiment's key would be a second one.</summary>
    [Fact]
    public async Task The_key_of_an_experiment_is_logged_with_that_of_its_feature()
    {
        await using var worker = await Worker.StartAsync(
            [Feature("checkout").Experiment("checkout-test", ["a", "b"], variation: 1), Feature("checkout-tests").On()], options => options.Unknown = UnknownFeatures.Off);
        Assert.Null(await worker.Manager.GetVariantAsync("checkout-test"));
        Assert.False(await worker.Manager.IsEnabledAsync("checkout-test"));
        Assert.Equal(
            ["no feature has the key `checkout-test`, so it is off; it is an experiment of the feature `checkout`: use the key of the feature"],
            await worker.WarningsAsync());
    }

    /// <summary>GrowthBook's keys are case-sensitive; those of Microsoft's configuration are not.</summary>
    [Theory]
    [InlineData(UnknownFeatures.Inner)]
    [InlineData(UnknownFeatures.Off)]
    public async Task A_key_that_differs_in_case_only_is_logged_with_the_key_of_the_payload(UnknownFeatures unknown)
    {
        await using var worker = await Worker.StartAsync(Features, options => options.Unknown = unknown, settings: [("legacy", "true")]);
        Assert.False(await worker.Manager.IsEnabledAsync("Ours"));
        Assert.Equal(unknown == UnknownFeatures.Inner, await worker.Manager.IsEnabledAsync("LEGACY"));
        Assert.Equal(
            unknown == UnknownFeatures.Inner
                ? ["no feature has the key `Ours`, so it is off; did you mean `ours`?"]
                : ["no feature has the key `Ours`, so it is off; did you mean `ours`?", "no feature has the key `LEGACY`, so it is off; correct the key, or add the feature in GrowthBook"],
            await worker.WarningsAsync());
    }

    /// <summary>Microsoft's manager ignores case, so a feature that has moved to GrowthBook would go on being answered by the old configuration.</summary>
    [Fact]
    public async Task A_key_of_the_configuration_that_differs_from_one_of_GrowthBook_in_case_is_logged_once()
    {
        await using var worker = await Worker.StartAsync(
            [Feature("dark-mode").Off(), Feature("Twice").Off()], settings: [("dark-mode", "true"), ("TWICE", "true"), ("legacy", "true")]);
        for (var i = 0; i < 2; i++)
        {
            Assert.False(await worker.Manager.IsEnabledAsync("dark-mode"));
            Assert.True(await worker.Manager.IsEnabledAsync("Dark-Mode"));
            Assert.True(await worker.Manager.IsEnabledAsync("twice", Attributes.Empty));
            Assert.True(await worker.Manager.IsEnabledAsync("Legacy"));
        }
        Assert.Equal(
            [
                "the key `Dark-Mode` differs from GrowthBook's feature `dark-mode` in case, so Microsoft's feature manager answers for it; write `dark-mode` in the code, or remove the feature from the configuration",
                "the key `twice` differs from GrowthBook's feature `Twice` in case, so Microsoft's feature manager answers for it; write `Twice` in the code, or remove the feature from the configuration",
            ],
            await worker.WarningsAsync());
    }

    [Fact]
    public async Task A_long_key_is_cut_in_the_log()
    {
        await using var worker = await Worker.StartAsync(Features);
        var key = new string('k', 100_000);
        Assert.False(await worker.Manager.IsEnabledAsync(key));
        Assert.False(await worker.Manager.IsEnabledAsync(key + "k"));
        Assert.Equal(
            $"no feature has the key `{new string('k', 200)}… (100000 characters)`, so it is off; correct the key, or add the feature in GrowthBook",
            (await worker.WarningsAsync())[0]);
    }

    [Fact]
    public async Task The_inner_features_are_listed_once_a_minute_without_the_caller_and_its_context()
    {
        var (provider, time) = (new Listed(), new FakeTimeProvider());
        await using var worker = await Worker.StartAsync(Features, services: services => services.AddSingleton<IFeatureDefinitionProvider>(provider).AddSingleton<TimeProvider>(time));
        provider.Ambient.Value = "of a request";
        using var blocked = new ManualResetEventSlim();
        provider.Blocked = blocked;
        Assert.False(await worker.Manager.IsEnabledAsync("first")); // although the list does not come
        blocked.Set();
        Assert.False(await worker.Manager.IsEnabledAsync("lisetd"));
        Assert.EndsWith("did you mean `listed`?", (await worker.WarningsAsync())[^1], StringComparison.Ordinal);
        Assert.Equal([null], provider.Lists);

        provider.Name = "later";
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(await worker.Manager.IsEnabledAsync("laterr"));
        Assert.EndsWith("add the feature in GrowthBook", (await worker.WarningsAsync())[^1], StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await worker.Manager.IsEnabledAsync("laters"));
        Assert.EndsWith("did you mean `later`?", (await worker.WarningsAsync())[^1], StringComparison.Ordinal);
        Assert.Equal([null, null], provider.Lists);
    }

    [Fact]
    public async Task A_feature_of_the_inner_manager_is_not_missing_and_is_named_as_the_nearest()
    {
        await using var worker = await Worker.StartAsync(Features, settings: Settings);
        Assert.True(await worker.Manager.IsEnabledAsync("legacy"));
        Assert.False(await worker.Manager.IsEnabledAsync("off"));
        Assert.False(await worker.Manager.IsEnabledAsync("legcay"));
        Assert.EndsWith("did you mean `legacy`?", Assert.Single(await worker.WarningsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_features_of_GrowthBook_and_without_a_list_of_definitions_no_key_is_logged()
    {
        await using var empty = await Worker.StartAsync([], settings: Settings);
        Assert.False(await empty.Manager.IsEnabledAsync("nowhere"));
        Assert.Empty(empty.Warnings);
        var provider = new Unlisted();
        await using var unlisted = await Worker.StartAsync(Features, services: services => services.AddSingleton<IFeatureDefinitionProvider>(provider));
        Assert.False(await unlisted.Manager.IsEnabledAsync("nowhere"));
        await provider.IsAsked;
        Assert.Empty(unlisted.Warnings);
    }

    [Fact]
    public async Task Keys_that_are_no_constants_do_not_fill_the_log()
    {
        await using var worker = await Worker.StartAsync(Features);
        for (var i = 0; i < 1_010; i++)
            await worker.Manager.IsEnabledAsync($"key of visitor {i}");
        await Eventually.TrueAsync(() => worker.Warnings.Any(warning => warning.Contains("visitor 999`", StringComparison.Ordinal)), "the last check");
        Assert.Equal(1_000, worker.Warnings.Count);
    }

    [Fact]
    public async Task A_forced_feature_is_known()
    {
        await using var worker = await Worker.StartAsync(Features);
        var user = worker.Client.User(Attributes.Empty).WithForcedFeature("forced", "blue");
        Assert.True(await worker.Manager.IsEnabledAsync<IGrowthBookUser>("forced", user));
    }

    [Fact]
    public async Task A_feature_without_a_name_and_a_variant_without_a_context_are_errors()
    {
        await using var worker = await Worker.StartAsync(Features);
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await worker.Manager.IsEnabledAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await worker.Manager.GetVariantAsync("ours", null!));
        await using var scope = worker.Services.CreateAsyncScope();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await snapshot.GetVariantAsync("ours", null!));
    }

    /// <summary>Finds definitions by name only, as a provider of a database may.</summary>
    private sealed class Unlisted : IFeatureDefinitionProvider
    {
        private readonly TaskCompletionSource _isAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsAsked => _isAsked.Task;

        public Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName) => Task.FromResult<FeatureDefinition>(null!);

        public IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync()
        {
            _isAsked.SetResult();
            throw new NotSupportedException();
        }
    }

    /// <summary>Lists one definition, and records the ambient value that it sees.</summary>
    private sealed class Listed : IFeatureDefinitionProvider
    {
        public AsyncLocal<string?> Ambient { get; } = new();

        public ManualResetEventSlim? Blocked { get; set; }

        public string Name { get; set; } = "listed";

        public ConcurrentQueue<string?> Lists { get; } = new();

        public Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName) => Task.FromResult<FeatureDefinition>(null!);

        public async IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync()
        {
            await Task.CompletedTask;
            Blocked?.Wait();
            Lists.Enqueue(Ambient.Value);
            yield return new FeatureDefinition { Name = Name };
        }
    }
}

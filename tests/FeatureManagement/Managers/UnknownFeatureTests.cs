using GrowthBook.Client;
using Microsoft.Extensions.DependencyInjection;
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
                "no feature has the key shard, so it is off; did you mean shared?",
                "no feature has the key something-else, so it is off; correct the key, or add the feature in GrowthBook",
            ],
            worker.Warnings);
    }

    [Fact]
    public async Task A_feature_of_the_inner_manager_is_not_missing_and_is_named_as_the_nearest()
    {
        await using var worker = await Worker.StartAsync(Features, settings: Settings);
        Assert.True(await worker.Manager.IsEnabledAsync("legacy"));
        Assert.False(await worker.Manager.IsEnabledAsync("off"));
        Assert.Empty(worker.Warnings);
        Assert.False(await worker.Manager.IsEnabledAsync("legcay"));
        Assert.EndsWith("did you mean legacy?", Assert.Single(worker.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_features_of_GrowthBook_and_without_a_list_of_definitions_no_key_is_logged()
    {
        await using var empty = await Worker.StartAsync([], settings: Settings);
        Assert.False(await empty.Manager.IsEnabledAsync("nowhere"));
        Assert.Empty(empty.Warnings);
        await using var unlisted = await Worker.StartAsync(Features, services: services => services.AddSingleton<IFeatureDefinitionProvider, Unlisted>());
        Assert.False(await unlisted.Manager.IsEnabledAsync("nowhere"));
        Assert.Empty(unlisted.Warnings);
    }

    [Fact]
    public async Task Keys_that_are_no_constants_do_not_fill_the_log()
    {
        await using var worker = await Worker.StartAsync(Features);
        for (var i = 0; i < 1_010; i++)
            await worker.Manager.IsEnabledAsync($"key of visitor {i}");
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
        public Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName) => Task.FromResult<FeatureDefinition>(null!);

        public IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync() => throw new NotSupportedException();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Managers;

public sealed class SnapshotTests
{
    private static readonly Testing.TestFeatures Features =
        [Feature("beta").Off().ForceWhen("id", "u-1", true), Feature("color").Returns("red").ForceWhen("id", "u-1", "blue")];

    /// <summary>Issue 87 of Microsoft's repository: their snapshot caches by the feature's name only.</summary>
    [Fact]
    public async Task Issue_87_a_snapshot_does_not_give_one_context_the_answer_of_another()
    {
        await using var worker = await Worker.StartAsync(Features);
        await using var scope = worker.Services.CreateAsyncScope();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        var older = scope.ServiceProvider.GetRequiredService<IFeatureManagerSnapshot>();
        var (first, second) = (new TargetingContext { UserId = "u-1" }, new TargetingContext { UserId = "u-2" });
        Assert.False(await snapshot.IsEnabledAsync("beta"));
        Assert.True(await snapshot.IsEnabledAsync("beta", first));
        Assert.False(await snapshot.IsEnabledAsync("beta", second));
        Assert.True(await older.IsEnabledAsync("beta", first));
        Assert.False(await older.IsEnabledAsync("beta", second));
        Assert.False(await older.IsEnabledAsync("beta"));
        Assert.Equal("red", (await snapshot.GetVariantAsync("color")).Name);
        Assert.Equal("blue", (await snapshot.GetVariantAsync("color", first)).Name);
        Assert.Equal("red", (await snapshot.GetVariantAsync("color", second)).Name);
        first.UserId = "u-2";
        Assert.False(await snapshot.IsEnabledAsync("beta", first));
    }

    [Fact]
    public async Task Issue_87_holds_for_features_of_the_inner_manager()
    {
        await using var worker = await Worker.StartAsync(
            Features,
            settings: [("inner:EnabledFor:0:Name", "Microsoft.Targeting"), ("inner:EnabledFor:0:Parameters:Audience:Users:0", "u-1"), ("inner:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage", "0")]);
        await using var scope = worker.Services.CreateAsyncScope();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        Assert.True(await snapshot.IsEnabledAsync("inner", new TargetingContext { UserId = "u-1" }));
        Assert.False(await snapshot.IsEnabledAsync("inner", new TargetingContext { UserId = "u-2" }));
    }

    [Fact]
    public async Task A_feature_of_the_inner_manager_has_one_answer_in_a_scope()
    {
        var filter = new AlternatingFilter();
        await using var worker = await Worker.StartAsync(
            Features,
            services: services => services.AddSingleton<IFeatureFilterMetadata>(filter),
            settings: ("inner:EnabledFor:0:Name", "Alternating"));
        await using var scope = worker.Services.CreateAsyncScope();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        var first = await snapshot.IsEnabledAsync("inner");
        Assert.Equal(first, await snapshot.IsEnabledAsync("inner"));
        Assert.Equal(first, await scope.ServiceProvider.GetRequiredService<IFeatureManagerSnapshot>().IsEnabledAsync("inner"));
        Assert.Equal(1, filter.Calls);
        Assert.NotEqual(first, await worker.Manager.IsEnabledAsync("inner"));
    }

    [Fact]
    public async Task The_user_of_a_scope_is_that_of_the_first_call()
    {
        var context = new TargetingContext { UserId = "u-1" };
        await using var worker = await Worker.StartAsync(Features, services: services => services.AddSingleton<ITargetingContextAccessor>(new FixedAccessor(context)));
        await using var scope = worker.Services.CreateAsyncScope();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        Assert.True(await snapshot.IsEnabledAsync("beta"));
        context.UserId = "u-2";
        Assert.True(await snapshot.IsEnabledAsync("beta"));
        Assert.False(await worker.Manager.IsEnabledAsync("beta"));
        Assert.Equal(["beta", "color"], await snapshot.GetFeatureNamesAsync().ToListAsync());
        Assert.Equal(["beta", "color"], await scope.ServiceProvider.GetRequiredService<IFeatureManagerSnapshot>().GetFeatureNamesAsync().ToListAsync());
    }

    [FilterAlias("Alternating")]
    private sealed class AlternatingFilter : IFeatureFilter
    {
        public int Calls { get; private set; }

        public Task<bool> EvaluateAsync(FeatureFilterEvaluationContext context) => Task.FromResult(++Calls % 2 == 1);
    }
}

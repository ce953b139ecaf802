using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Services;

public sealed class VariantServiceTests
{
    private static readonly Testing.TestFeatures Features =
        [Feature("ranking").Returns("popular").ForceWhen("id", "u-1", "newest").ForceWhen("id", "u-2", "PriceRanking").ForceWhen("id", "u-3", "unregistered").ForceWhen("id", "u-4", Value.Parse("{}").Value!)];

    private interface IRanking;

    [Theory]
    [InlineData("u-0", typeof(PopularRanking))]
    [InlineData("u-1", typeof(NewestRanking))]
    [InlineData("u-2", typeof(PriceRanking))]
    [InlineData("u-3", null)]
    [InlineData("u-4", null)]
    public async Task The_service_is_that_of_the_variation(string id, Type? service)
    {
        await using var worker = await Worker.StartAsync(
            Features,
            services: services => services
                .AddKeyedSingleton<IRanking, PopularRanking>("popular")
                .AddSingleton<IRanking, NewestRanking>()
                .AddSingleton<IRanking, PriceRanking>()
                .AddSingleton<ITargetingContextAccessor>(new FixedAccessor(new TargetingContext { UserId = id })),
            management: management => management.WithVariantService<IRanking>("ranking"));
        var found = await worker.Services.GetRequiredService<IVariantServiceProvider<IRanking>>().GetServiceAsync(default);
        Assert.Equal(service, found?.GetType());
    }

    private sealed class PopularRanking : IRanking;

    [VariantServiceAlias("Newest")]
    private sealed class NewestRanking : IRanking;

    private sealed class PriceRanking : IRanking;
}

using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Services;

/// <summary>Measures allocations, so that no listener of another test may run.</summary>
[CollectionDefinition(nameof(RegistrationTests), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(RegistrationTests))]
public sealed class RegistrationTests
{
    private static readonly TestFeatures Features = [Feature("beta").Off().ForceWhen("id", "u-1", true)];

    [Theory]
    [InlineData(false, ServiceLifetime.Singleton)]
    [InlineData(true, ServiceLifetime.Scoped)]
    public void The_managers_have_the_lifetime_of_feature_management(bool isScoped, ServiceLifetime lifetime)
    {
        var services = new ServiceCollection();
        var builder = isScoped ? services.AddScopedFeatureManagement() : services.AddFeatureManagement();
        Assert.Same(builder, builder.UseGrowthBook().UseGrowthBook());
        foreach (var (type, expected) in new[]
        {
            (typeof(IFeatureManager), lifetime), (typeof(IVariantFeatureManager), lifetime), (typeof(FeatureManager), lifetime),
            (typeof(IFeatureManagerSnapshot), ServiceLifetime.Scoped), (typeof(IVariantFeatureManagerSnapshot), ServiceLifetime.Scoped),
        })
        {
            Assert.Equal(expected, Assert.Single(services, service => service.ServiceType == type).Lifetime);
        }
    }

    [Fact]
    public async Task Scoped_feature_management_uses_the_accessor_of_the_scope()
    {
        await using var worker = await Worker.StartAsync(
            Features,
            services: services => services.AddScoped<TargetingContext>().AddScoped<ITargetingContextAccessor>(provider => new FixedAccessor(provider.GetRequiredService<TargetingContext>())),
            isScoped: true);
        Assert.Equal((true, false), (await IsOnAsync("u-1"), await IsOnAsync("u-2")));

        async Task<bool> IsOnAsync(string id)
        {
            await using var scope = worker.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TargetingContext>().UserId = id;
            return await scope.ServiceProvider.GetRequiredService<IFeatureManager>().IsEnabledAsync("beta")
                && await scope.ServiceProvider.GetRequiredService<IFeatureManagerSnapshot>().IsEnabledAsync("beta");
        }
    }

    [Theory]
    [InlineData("", "the services have no GrowthBook client without a name; call AddGrowthBook(…), or set ClientName in UseGrowthBook")]
    [InlineData("shop", "the services have no GrowthBook client `shop`; call AddGrowthBook(\"shop\", …), or correct ClientName in UseGrowthBook")]
    public async Task A_missing_client_is_an_error_that_says_what_to_call(string name, string message)
    {
        await using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddFeatureManagement().UseGrowthBook(options => options.ClientName = name).Services
            .BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IFeatureManager>);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        var ofStart = await Assert.ThrowsAsync<InvalidOperationException>(() => Assert.Single(provider.GetServices<IHostedService>()).StartAsync(CancellationToken.None));
        Assert.Contains(message, ofStart.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_client_has_its_own_features_and_current_user()
    {
        await using var worker = await Worker.StartAsync(
            Of(Feature("beta").Off()),
            options => options.ClientName = "shop",
            services =>
            {
                services.AddGrowthBook("shop").UseSource(Features.ToSource());
                services.AddKeyedSingleton<ICurrentUser>("shop", (provider, _) => new Visitor(provider.GetRequiredKeyedService<GrowthBookClient>("shop")));
            });
        await worker.Services.GetRequiredKeyedService<GrowthBookClient>("shop").StartAsync();
        Assert.True(await worker.Manager.IsEnabledAsync("beta"));
    }

    [Fact]
    public async Task The_users_of_requests_belong_to_the_client_of_AddAspNetCore_and_there_is_none_without_a_request()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook("shop").AddAspNetCore();
        await using var named = services.BuildServiceProvider();
        Assert.Null(await named.GetRequiredKeyedService<ICurrentUser>("shop").GetAsync());
        Assert.Null(named.GetService<ICurrentUser>());
        services = new ServiceCollection();
        services.AddGrowthBook().AddAspNetCore();
        await using var unnamed = services.BuildServiceProvider();
        Assert.Null(await unnamed.GetRequiredService<ICurrentUser>().GetAsync());
    }

    [Fact]
    public async Task On_and_off_allocate_no_more_than_the_evaluation()
    {
        await using var worker = await Worker.StartAsync(Features, services: services =>
            services.AddSingleton<ICurrentUser>(provider => new Visitor(provider.GetRequiredService<GrowthBookClient>())));
        await using var scope = worker.Services.CreateAsyncScope();
        var user = await worker.Services.GetRequiredService<ICurrentUser>().GetAsync();
        var older = worker.Services.GetRequiredService<IFeatureManager>();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        Assert.True(await worker.Manager.IsEnabledAsync("beta"));
        Assert.True(await snapshot.IsEnabledAsync("beta"));
        var evaluation = Measured(() => user!.IsOn("beta"));
        Assert.Equal(evaluation, Measured(() => IsOn(worker.Manager.IsEnabledAsync("beta"))));
        Assert.Equal(evaluation, Measured(() => IsOn(worker.Manager.IsEnabledAsync("beta", user))));
        Assert.Equal(evaluation, Measured(() => IsOn(new ValueTask<bool>(older.IsEnabledAsync("beta")))));
        Assert.Equal(evaluation, Measured(() => IsOn(snapshot.IsEnabledAsync("beta"))));

        static bool IsOn(ValueTask<bool> answer) => answer.IsCompletedSuccessfully && answer.Result;

        static long Measured(Func<bool> call)
        {
            AllocatedBytes.Of(() => Assert.True(call()));
            return AllocatedBytes.Of(() => call());
        }
    }

    /// <summary>The user <c>u-1</c>.</summary>
    private sealed class Visitor(GrowthBookClient client) : ICurrentUser
    {
        private GrowthBookUser? _user;

        public ValueTask<GrowthBookUser?> GetAsync() => new(_user ??= client.User(new Attributes { ["id"] = "u-1" }));
    }
}

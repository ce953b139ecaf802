using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Services;

public sealed class SessionTests
{
    private static readonly Testing.TestFeatures Features = [Feature("beta").On(), Feature("color").Returns("blue")];

    [Fact]
    public async Task An_answer_is_written_to_every_session_manager_and_read_from_the_first_that_has_one()
    {
        var (first, second) = (new Session(), new Session());
        await using var worker = await StartAsync(first, second);
        Assert.True(await worker.Manager.IsEnabledAsync("beta"));
        Assert.Equal([("beta", true)], first.Written);
        Assert.Equal([("beta", true)], second.Written);
        worker.Effects.Clear();
        second.Answers["beta"] = false;
        Assert.False(await worker.Manager.IsEnabledAsync("beta"));
        Assert.Empty(worker.Effects);
        Assert.Equal(("beta", false), first.Written[^1]);
    }

    [Fact]
    public async Task Sessions_have_no_part_in_variants()
    {
        var session = new Session { Answers = { ["color"] = false } };
        await using var worker = await StartAsync(session);
        Assert.Equal("blue", (await worker.Manager.GetVariantAsync("color")).Name);
        Assert.Empty(session.Written);
    }

    [Fact]
    public async Task A_feature_of_the_inner_manager_is_read_and_written_once()
    {
        var session = new Session();
        await using var worker = await StartAsync(session);
        Assert.True(await worker.Manager.IsEnabledAsync("legacy"));
        Assert.Equal([("legacy", true)], session.Written);
    }

    [Fact]
    public async Task A_snapshot_asks_the_session_once()
    {
        var session = new Session();
        await using var worker = await StartAsync(session);
        await using var scope = worker.Services.CreateAsyncScope();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        Assert.True(await snapshot.IsEnabledAsync("beta"));
        session.Answers["beta"] = false;
        Assert.True(await snapshot.IsEnabledAsync("beta"));
        Assert.Equal([("beta", true)], session.Written);
    }

    private static Task<Worker> StartAsync(params Session[] sessions) => Worker.StartAsync(
        Features,
        services: services =>
        {
            foreach (var session in sessions)
                services.AddSingleton<ISessionManager>(session);
        },
        settings: ("legacy", "true"));

    private sealed class Session : ISessionManager
    {
        public Dictionary<string, bool> Answers { get; } = [];

        public List<(string Feature, bool IsOn)> Written { get; } = [];

        public Task SetAsync(string featureName, bool enabled)
        {
            Written.Add((featureName, enabled));
            return Task.CompletedTask;
        }

        public async Task<bool?> GetAsync(string featureName)
        {
            await Task.Yield();
            return Answers.TryGetValue(featureName, out var isOn) ? isOn : null;
        }
    }
}

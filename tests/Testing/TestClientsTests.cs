using GrowthBook.Client;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.Testing.Tests;

/// <summary>Clients over features built in code behave as in production, but for the network.</summary>
public sealed class TestClientsTests
{
    private static readonly Attributes User = new() { ["id"] = "u-1" };

    [Fact]
    public async Task A_client_of_features_has_started_and_records_effects()
    {
        var effects = new RecordedEffects();
        TestFeatures features = [Feature("dark-mode").On(), Feature("layout").Returns("old").Experiment("layout-test", ["old", "new"], variation: 1)];
        await using var client = await features.ToClientAsync(effects);
        Assert.Equal(PayloadOrigin.Init, client.Current!.Origin);
        var user = client.User(User);
        Assert.True(user.IsOn("dark-mode"));
        Assert.Equal("new", user.GetFeatureValue("layout", ""));
        effects.ShouldHaveEvaluated("dark-mode", true, times: 1).ShouldHaveViewed("layout-test", variation: 1, hashValue: "u-1", times: 1);
    }

    [Fact]
    public async Task Each_test_sees_the_effects_of_a_user_of_an_earlier_test()
    {
        var effects = new RecordedEffects();
        await using var client = await Of(Feature("layout").Experiment("layout-test", ["old", "new"])).ToClientAsync(effects);
        client.User(User).IsOn("layout");
        effects.ShouldHaveViewed("layout-test").Clear();
        client.User(User).IsOn("layout");
        effects.ShouldHaveViewed("layout-test", times: 1);
    }

    [Fact]
    public async Task Options_and_further_parts_are_as_in_production()
    {
        var store = new InMemoryStickyBucketStore();
        var effects = new RecordedEffects();
        TestFeatures features = [Feature("f").Off().ForceWhen("email", SecureAttributes.Hash("salt", "ada@example.com"), true), Feature("layout").Experiment("layout-test", ["old", "new"], variation: 0)];
        await using (var client = await features.ToClientAsync(
            effects,
            options => (options.SecureAttributeSalt, options.SecureAttributes) = ("salt", ["email"]),
            new ClientServices { StickyBuckets = store, GlobalAttributes = new Attributes { ["email"] = "ada@example.com" } }))
        {
            var user = await client.UserAsync(User);
            Assert.True(user.IsOn("f"));
            Assert.Equal("old", user.GetFeatureValue("layout", ""));
        }
        effects.ShouldHaveAssigned("layout-test", "0", "u-1");
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Nothing_of_the_options_leads_out_of_the_test()
    {
        await using var client = await Of(Feature("on").On()).ToClientAsync(configure: options =>
        {
            (options.ClientKey, options.ApiHost, options.PayloadFile) = ("sdk-abc", "http://127.0.0.1:1", "/no/such/file");
            (options.RemoteEvaluation, options.UpdateMode, options.DecryptionKey) = (true, PayloadUpdateMode.Streaming, "none");
        });
        Assert.True((await client.UserAsync(User)).IsOn("on"));
        Assert.Equal(StreamState.Off, client.Updater.StreamState);
    }

    [Fact]
    public async Task A_test_can_change_its_features()
    {
        TestFeatures features = [Feature("dark-mode").Off()];
        var source = features.ToSource();
        await using var client = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = source });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.False(client.User(User).IsOn("dark-mode"));
        source.Set(features.With(Feature("dark-mode").On()).ToString());
        await client.RefreshAsync();
        Assert.True(client.User(User).IsOn("dark-mode"));
    }

    [Fact]
    public async Task Features_with_a_fault_throw()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Of(Feature("a").Requires("none")).ToClientAsync());
        Assert.Throws<InvalidOperationException>(() => Of(Feature("a").Requires("none")).ToSource());
        Assert.Throws<ArgumentNullException>("features", () => ((TestFeatures)null!).ToSource());
    }
}

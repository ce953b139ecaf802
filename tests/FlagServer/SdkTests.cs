using System.Text.Json.Nodes;
using GrowthBook;
using GrowthBook.Client;
using GrowthBook.Client.Tests;
using GrowthBook.Scripts;

namespace FlagServer.Tests;

/// <summary>SDKs at the server, also behind another one.</summary>
public sealed class SdkTests
{
    private static readonly Attributes Pro = new() { ["id"] = "u-1", ["plan"] = "pro" };

    [Theory]
    [InlineData(false, PayloadUpdateMode.Polling)]
    [InlineData(false, PayloadUpdateMode.Streaming)]
    [InlineData(true, PayloadUpdateMode.Streaming)]
    public async Task A_client_of_this_library_gets_a_changed_payload(bool isChained, PayloadUpdateMode mode)
    {
        await using var origin = await Running.StartAsync();
        await using var chained = isChained ? await Running.StartUpstreamAsync(origin.Url) : null;
        await using var client = await (chained ?? origin).ClientAsync(options =>
        {
            options.UpdateMode = mode;
            options.PollingInterval = mode == PayloadUpdateMode.Polling ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(1);
        });
        Assert.Equal("paid", Running.PlanOf(client.User(Pro)));
        if (mode == PayloadUpdateMode.Streaming)
            await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
        origin.Replace("paid", "gold");
        await Eventually.TrueAsync(() => Running.PlanOf(client.User(Pro)) == "gold", "the changed payload");
    }

    /// <summary>The text of a stream has no line breaks, and so that of the features: the first event would count as a change.</summary>
    [Fact]
    public async Task A_payload_of_several_lines_comes_into_use_once()
    {
        await using var server = await Running.StartAsync(payload: Running.Payload.ReplaceLineEndings("\r\n"));
        await using var client = await server.ClientAsync(options => (options.UpdateMode, options.PollingInterval) = (PayloadUpdateMode.Streaming, TimeSpan.FromHours(1)));
        var versions = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var subscription = client.Subscribe(payload => versions.Enqueue(payload.ContentHash), withCurrent: true);
        await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
        server.Replace("paid", "gold");
        await Eventually.TrueAsync(() => Running.PlanOf(client.User(Pro)) == "gold", "the changed payload");
        Assert.Equal(2, versions.Count);
    }

    [Fact]
    public async Task A_client_of_this_library_evaluates_remotely()
    {
        await using var server = await Running.StartAsync(settings => settings with { OnlyEvaluates = true });
        await using var client = await server.ClientAsync(options => options.RemoteEvaluation = true);
        var user = await client.UserAsync(Pro);
        Assert.Equal(("paid", "b"), (Running.PlanOf(user), user.GetFeatureValue("exp", "code")));
        Assert.Equal("gold", Running.PlanOf(await client.UserAsync(user.WithForcedFeature("plan", "gold"))));
    }

    [SkippableTheory]
    [InlineData("local", false)]
    [InlineData("remote", false)]
    [InlineData("local", true)]
    public async Task The_JavaScript_SDK_has_values_exposures_and_changes(string mode, bool isChained)
    {
        await using var origin = await Running.StartAsync(settings => settings with { OnlyEvaluates = mode == "remote" });
        await using var chained = isChained ? await Running.StartUpstreamAsync(origin.Url) : null;
        await using var script = NodeScript.Start("tests/FlagServer/reference", "sdk.mjs", (chained ?? origin).Url, "sdk-one", mode);
        AssertPrinted("paid", await script.ReadAsync());
        origin.Replace("paid", "gold");
        AssertPrinted("gold", await script.ReadAsync());

        void AssertPrinted(string plan, JsonNode printed)
        {
            Assert.Equal((plan, "b", mode == "local"), ((string?)printed["plan"], (string?)printed["exp"], (bool?)printed["rules"]));
            if (plan == "paid")
                Assert.Equal("""[["page",1],["exp",1]]""", printed["exposures"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_cache_starts_the_server_without_its_upstream()
    {
        var folder = Directory.CreateTempSubdirectory("growthbook-flag-cache-");
        string url;
        await using (var origin = await Running.StartAsync())
        {
            url = origin.Url;
            await using var first = await Running.StartUpstreamAsync(url, settings => settings with { Cache = folder.FullName });
            await Eventually.TrueAsync(() => folder.GetFiles("*", SearchOption.AllDirectories).Length > 0, "the cached payload");
        }
        await using var second = await Running.StartUpstreamAsync(url, settings => settings with { Cache = folder.FullName });
        Assert.Contains("\"plan\"", await second.Browser.GetStringAsync("/api/features/sdk-one"), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }
}

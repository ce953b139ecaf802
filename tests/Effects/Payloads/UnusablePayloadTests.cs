using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrowthBook.Client.Tests;

/// <summary>
/// A payload whose features cannot be read counts as none: the start, the health check and the state of the client report
/// its fault, and it replaces no good payload.
/// </summary>
public sealed class UnusablePayloadTests : ServerTest
{
    private const string OtherKey = "AAAAAAAAAAAAAAAAAAAAAA==";

    /// <summary>Of random ones, one in 256 gives text with the other key too.</summary>
    private static readonly byte[] Start = new byte[16];

    public static TheoryData<string, string?, string> Faulty => new()
    {
        { Payloads.Encrypted("a", start: Start), null, "no decryption key was given" },
        { Payloads.Encrypted("a", start: Start), OtherKey, "cannot be decrypted with the key given" },
        { """{"features":null}""", null, "the features endpoint always sends features" },
        { """{"features":null,"experiments":[{"key":"landing","variations":[0,1]}],"dateUpdated":"2099-01-01T00:00:00Z"}""", Payloads.Key, "$.features" },
        { """{"features":[]}""", null, "$.features" },
        { """{"features":{"a":7,"b":8}}""", null, "$.features.a" },
        { """{"features":{"a.b":"x"}}""", null, "$.features" },
        { """{"features":"none"}""", null, "$.features" },
        { """{"features":{},"encryptedFeatures":"garbage"}""", Payloads.Key, "cannot be decrypted with the key given" },
        { """{"savedGroups":{}}""", null, "the features endpoint always sends features" },
        { "{}", null, "the object is empty" },
        { "null", null, "not a JSON object" },
        { "<html><body>Sign in</body></html>", null, "HTML" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task Without_a_good_payload_there_is_none(string payload, string? key, string fault)
    {
        Server.Payload = payload;
        await using var client = New(key);
        var start = await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal(PayloadOrigin.Error, start.Origin);
        Assert.Contains(fault, start.Reason, StringComparison.Ordinal);
        Assert.Null(client.Current);
        Assert.Equal((PayloadFailureReason.Unusable, start.Reason, 1), (client.Updater.LastFailure?.Reason, client.Updater.LastFailure?.Message, client.Updater.ConsecutiveFailures));
        var health = await CheckAsync(client);
        Assert.Equal((HealthStatus.Unhealthy, "no payload: " + start.Reason), (health.Status, health.Description));
    }

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task A_good_payload_stays_in_use(string payload, string? key, string fault)
    {
        Server.Payload = key is null ? Payloads.Of("good") : Payloads.Encrypted("good", key);
        await using var client = New(key);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await client.StartAsync(Timeout.InfiniteTimeSpan));
        Server.Payload = payload;
        foreach (var force in new[] { false, true })
        {
            var failed = Assert.IsType<RefreshResult.Failed>(await client.RefreshAsync(force));
            Assert.Contains(fault, failed.Failure.Message, StringComparison.Ordinal);
        }
        Assert.Equal("good", Payloads.NameOf(client.Current));
        var health = await CheckAsync(client);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith("refreshes fail: ", health.Description, StringComparison.Ordinal);
    }

    public static TheoryData<string, string?, string> WithoutAPart => new()
    {
        { """{"features":{"a":{"defaultValue":1}},"encryptedSavedGroups":"x.y"}""", null, "$.encryptedSavedGroups: encrypted, and no decryption key was given" },
        { """{"features":{"a":{"defaultValue":1}},"encryptedExperiments":"x.y"}""", Payloads.Key, "$.encryptedExperiments: cannot be decrypted" },
        { """{"features":{"a":{"defaultValue":1}},"encryptedContextualBandits":"x.y"}""", OtherKey, "$.encryptedContextualBandits: cannot be decrypted" },
        { """{"features":{"a":{"defaultValue":1}},"savedGroups":"x"}""", null, "$.savedGroups: not a JSON object" },
        { """{"features":{"a":{"defaultValue":1}},"experiments":{}}""", null, "$.experiments: not an array" },
        { """{"features":{"a":{"defaultValue":1}},"contextualBandits":[]}""", null, "$.contextualBandits: not a JSON object" },
    };

    [Theory]
    [MemberData(nameof(WithoutAPart))]
    public async Task A_lost_part_is_the_reason_of_the_start_and_degrades_the_health(string payload, string? key, string fault)
    {
        Server.Payload = payload;
        await using var client = New(key);
        var start = await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal(PayloadOrigin.Network, start.Origin);
        Assert.Contains(fault, start.Reason, StringComparison.Ordinal);
        var health = await CheckAsync(client);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(fault, health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_feature_among_good_ones_is_no_lost_part()
    {
        Server.Payload = """{"features":{"a":{"defaultValue":1},"b":7},"savedGroups":{"g":7}}""";
        await using var client = New(null);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await client.StartAsync(Timeout.InfiniteTimeSpan));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cached_or_initial_payload_that_cannot_be_decrypted_counts_as_none(bool isCached)
    {
        Server.OnFeatures = Faults.Status(500, "");
        var directory = Directory.CreateTempSubdirectory("growthbook").FullName;
        var json = Payloads.Encrypted("a", start: Start);
        var cache = new FilePayloadCache(directory);
        await cache.WriteAsync(Server.Connection().CacheKey, new CachedPayload(System.Text.Encoding.UTF8.GetBytes(json), Time.GetUtcNow()), default);
        var updater = Updater(
            PayloadUpdateMode.Manual,
            options => isCached ? options with { Cache = cache } : options with { InitialSource = new InMemoryPayloadSource(json) },
            OtherKey);
        Assert.Equal(new StartResult(PayloadOrigin.Error, "the server responded with 500"), await StartAsync(updater));
        Assert.Null(updater.Current);
        Assert.Contains(LogLines(), line => line.Contains("cannot be decrypted with the key given", StringComparison.Ordinal));
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>The error is only in the number of faults that are not listed, which stands at the root.</summary>
    [Theory]
    [InlineData("{\"features\":{\"a\":{\"defaultValue\":1},\"b\":{\"rules\":[", "{\"force\":1,\"forse\":1}", "]}}}")]
    [InlineData("{\"experiments\":[", "{\"key\":\"e\",\"variations\":[0,1],\"wieghts\":[1,0]}", "]}")]
    public async Task An_error_after_a_thousand_warnings_costs_its_own_part_alone(string start, string misspelt, string end)
    {
        Server.Payload = start + string.Join(",", Enumerable.Repeat(misspelt, 1100)) + ",7" + end;
        await using var client = New(null);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await client.StartAsync(Timeout.InfiniteTimeSpan));
        var count = Payload.Parse(Server.Payload).Errors[^1];
        Assert.Equal((ErrorSeverity.Error, "$"), (count.Severity, count.Path));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
        if (client.Current!.Payload.FeatureKeys.Count > 0)
            Assert.Equal(1, client.User(new Attributes { ["id"] = "u" }).GetFeatureValue("a", 0));
        else
            Assert.Equal(1100, client.Current.Payload.Experiments.Length);
    }

    [Fact]
    public async Task A_payload_of_a_project_without_features_is_good()
    {
        Server.Payload = """{"status":200,"features":{}}""";
        await using var client = New(null);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await client.StartAsync(Timeout.InfiniteTimeSpan));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    [Fact]
    public async Task A_payload_of_experiments_alone_is_good()
    {
        Server.Payload = """{"experiments":[{"key":"landing","variations":[0,1]}]}""";
        await using var client = New(null);
        Assert.Equal(new StartResult(PayloadOrigin.Network), await client.StartAsync(Timeout.InfiniteTimeSpan));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client)).Status);
    }

    private GrowthBookClient New(string? key) => new(
        new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, DecryptionKey = key, UpdateMode = PayloadUpdateMode.Manual },
        new ClientServices { HttpClient = () => Client, TimeProvider = Time });

    private static Task<HealthCheckResult> CheckAsync(GrowthBookClient client) =>
        new GrowthBookHealthCheck(client).CheckHealthAsync(new HealthCheckContext());
}

using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests.Observability;

/// <summary>No text of a server or a payload can start a line of its own in the log, or control a terminal.</summary>
public sealed class LogLineTests : ServerTest
{
    private const string Forged = "\\r\\nwarn: forged\\u001b[2J\\u2028\\u202e\\u0085";

    [Fact]
    public async Task Errors_of_the_server_are_escaped()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Server.OnFeatures = Faults.Status(500, $$$"""{"error":"{{{Forged}}}"}""");
        await StartAsync(updater);
        Assert.Contains(@"\u000d\u000awarn: forged\u001b[2J\u2028\u202e\u0085", updater.LastFailure?.Message, StringComparison.Ordinal);
        AssertOneLineEach();
    }

    [Fact]
    public async Task Names_of_a_payload_are_escaped()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Server.Payload = """{"features":{"FORGED\ud800":{"defaultValue":1,"rules":[{"condition":{"a":{"$FORGED":1}}},7]}}}""".Replace("FORGED", Forged, StringComparison.Ordinal);
        await StartAsync(updater);
        Assert.Contains(LogLines(), line => line.Contains("forged", StringComparison.Ordinal));
        AssertOneLineEach();
    }

    [Fact]
    public async Task A_failure_of_a_source_of_the_application_is_one_line_everywhere()
    {
        var source = new TalkingSource();
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { UpdateMode = PayloadUpdateMode.Manual },
            new ClientServices { Source = source, TimeProvider = Time, LoggerFactory = new CollectingLoggerFactory(Log) });
        var start = await client.StartAsync(Timeout.InfiniteTimeSpan);
        await client.RefreshAsync();
        AssertPlain(start.Reason!);
        AssertPlain(client.Updater.LastFailure!.Message);
        AssertPlain($"{client.Updater.LastFailure}");
        AssertPlain((client.Updater.LastFailure with { Message = source.Text }).Message);
        var health = await new GrowthBookHealthCheck(client).CheckHealthAsync(new HealthCheckContext());
        AssertPlain(health.Description!);
        Assert.All(health.Data.Values, value => AssertPlain($"{value}"));
        AssertOneLineEach();
    }

    [Fact]
    public void A_long_message_is_cut()
    {
        var failure = new PayloadFailure(PayloadFailureReason.Unusable, new string('x', 1_000_000));
        Assert.Equal(new string('x', 1000) + "… (1000000 characters)", failure.Message);
    }

    [Fact]
    public async Task Names_of_attributes_in_stores_and_cookies_are_escaped()
    {
        var name = JsonSerializer.Deserialize<string>($"\"{Forged}\"")!;
        var bytes = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        await bytes.SetAsync($"{name}||1", "{"u8.ToArray());
        var logger = new CollectingLoggerFactory(Log).CreateLogger("sticky");
        await new DistributedStickyBucketStore(bytes, logger: logger).ReadAsync([$"{name}||1"], default);
        var large = new StickyAssignmentDocument(name, "1", ImmutableSortedDictionary<string, string>.Empty.Add("exp__0", new string('x', 4000)));
        new CookieStickyBuckets(logger: logger).Write(large);
        Assert.Equal(2, LogLines().Count(line => line.Contains("forged", StringComparison.Ordinal)));
        AssertOneLineEach();
    }

    [Fact]
    public async Task Keys_of_features_and_experiments_are_escaped()
    {
        var name = JsonSerializer.Deserialize<string>($"\"{Forged}\"")!;
        Server.Payload = """{"features":{"FORGED1":{"defaultValue":"x"}}}""".Replace("FORGED", Forged, StringComparison.Ordinal);
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, UpdateMode = PayloadUpdateMode.Manual },
            new ClientServices { TimeProvider = Time, LoggerFactory = new CollectingLoggerFactory(Log) });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        var user = client.User(new Attributes { ["id"] = "1" });
        user.IsOn(name + "2"); // near the key of the payload
        user.IsOn(name + new string('x', 1000));
        user.GetFeatureValue(name + "1", 7);
        user.WithForcedFeature(name + "3", long.MaxValue);
        Assert.True(LogLines().Count(line => line.Contains("forged", StringComparison.Ordinal)) >= 3);
        AssertOneLineEach();
    }

    [Fact]
    public void Faults_of_options_are_one_line_each()
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "ftp://a\r\nwarn: forged", StreamingHost = "\u001b[2J" };
        options.ForcedFeatures["a\nb"] = "{\r";
        options.Headers["X\nforged"] = "1";
        var faults = options.Validate();
        Assert.Equal(4, faults.Length);
        Assert.All(faults, AssertPlain);
    }

    private void AssertOneLineEach()
    {
        Assert.NotEmpty(LogLines());
        Assert.All(LogLines(), AssertPlain);
        Assert.All(Log.GetSnapshot().SelectMany(record => record.StructuredState ?? []), argument => AssertPlain(argument.Value ?? ""));
    }

    private static void AssertPlain(string text) =>
        Assert.DoesNotContain(text, c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u202e');

    private sealed class TalkingSource : IPayloadSource
    {
        public string Text { get; } = JsonSerializer.Deserialize<string>($"\"{Forged}\"")!;

        public PayloadOrigin Origin => PayloadOrigin.Network;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) =>
            new(new PayloadFetch.Failed(new PayloadFailure(PayloadFailureReason.Unusable, Text)));
    }
}

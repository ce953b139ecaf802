using System.Diagnostics;
using GrowthBook.Client.Tests.Clients;

namespace GrowthBook.Client.Tests.Observability;

/// <summary>Events by the OpenTelemetry conventions for feature flags.</summary>
public sealed class ActivityEventTests : IDisposable
{
    private readonly ActivitySource _source = new("GrowthBook.Tests." + Guid.NewGuid());
    private readonly ActivityListener _listener;
    private ActivitySamplingResult _sampling = ActivitySamplingResult.AllData;

    public ActivityEventTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => _sampling,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Theory]
    [InlineData("color", "static", "\"red\"", null, null)]
    [InlineData("gated", "default", "true", null, null)]
    [InlineData("swiss", "targeting_match", "true", null, null)]
    [InlineData("layout", "split", "\"new\"", "wide", null)]
    [InlineData("unknown", "error", "null", null, "flag_not_found")]
    [InlineData("cycle", "error", "null", null, "general")]
    public async Task Each_usage_is_an_event_with_the_tags_of_the_conventions(string feature, string reason, string value, string? variant, string? error)
    {
        await using var client = await StartAsync();
        using var activity = _source.StartActivity("request")!;
        client.User(Shop.Ada).EvalFeature(feature);
        var all = activity.Events.ToArray();
        var each = Assert.Single(all, e => Equals(e.Tags.Single(tag => tag.Key == "feature_flag.key").Value, feature));
        Assert.Equal("feature_flag.evaluation", each.Name);
        Assert.Equal(Shop.Now, each.Timestamp);
        var tags = each.Tags.ToDictionary();
        Assert.Equal("growthbook", tags["feature_flag.provider.name"]);
        Assert.Equal(reason, tags["feature_flag.result.reason"]);
        Assert.Equal(value, tags["feature_flag.result.value"]);
        Assert.Equal("2026-01-01T00:00:00Z", tags["feature_flag.version"]);
        Assert.Equal(variant, tags.GetValueOrDefault("feature_flag.result.variant"));
        Assert.Equal(error, tags.GetValueOrDefault("error.type"));
        Assert.Equal(error is not null, tags.ContainsKey("feature_flag.error.message"));
        Assert.DoesNotContain(all, e => e.Tags.Any(tag => $"{tag.Value}".Contains("ada", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Reasons_are_those_of_the_payload()
    {
        await using var client = await StartAsync();
        using var activity = _source.StartActivity("request")!;
        client.User(Attributes.Empty).EvalFeature("gated");
        client.User(Attributes.Empty).EvalFeature("swiss");
        Assert.Equal(
            [("swiss", "default"), ("gated", "disabled"), ("swiss", "default")],
            activity.Events.Select(each => each.Tags.ToDictionary()).Select(tags => ((string)tags["feature_flag.key"]!, (string)tags["feature_flag.result.reason"]!)));
    }

    [Fact]
    public async Task Texts_of_a_payload_are_escaped_and_cut()
    {
        var name = "a\r\nforged\u001b[2J";
        var key = new Value.String(name + new string('x', 100_000)).ToJson();
        var services = Shop.Services() with { Observers = [new ActivityEventHandler()] };
        await using var client = await Shop.StartAsync(services);
        Shop.SourceOf(services).Set("""
            {"dateUpdated":"\r\n","features":{KEY:{"rules":[{"key":"e","variations":[[KEY],[KEY]],"meta":[{"key":KEY},{"key":KEY}]}]}}}
            """.Replace("KEY", key, StringComparison.Ordinal));
        await client.RefreshAsync();
        using var activity = _source.StartActivity("request")!;
        client.User(Shop.Ada).EvalFeature(name + new string('x', 100_000));
        var tags = Assert.Single(activity.Events).Tags.ToDictionary();
        Assert.StartsWith(@"a\u000d\u000aforged\u001b[2Jx", (string)tags["feature_flag.key"]!, StringComparison.Ordinal);
        Assert.EndsWith("x… (100013 characters)", (string)tags["feature_flag.result.variant"]!, StringComparison.Ordinal);
        Assert.EndsWith("x… (1 elements)", (string)tags["feature_flag.result.value"]!, StringComparison.Ordinal);
        Assert.Equal(@"\u000d\u000a", tags["feature_flag.version"]);
        Assert.All(tags.Values, tag => Assert.InRange($"{tag}".Length, 1, 1100));
        Assert.All(tags.Values, tag => Assert.DoesNotContain($"{tag}", char.IsControl));
    }

    [Fact]
    public async Task Every_request_has_its_events_although_handlers_get_a_usage_once()
    {
        await using var client = await StartAsync();
        for (var request = 0; request < 3; request++)
        {
            using var activity = _source.StartActivity("request")!;
            client.User(Shop.Ada).IsOn("color");
            Assert.Single(activity.Events);
        }
    }

    /// <summary>An activity can last as long as a connection.</summary>
    [Fact]
    public async Task An_activity_gets_a_thousand_events()
    {
        await using var client = await StartAsync();
        using (var connection = _source.StartActivity("connection")!)
        {
            for (var i = 0; i < 3_000; i++)
                client.User(Shop.Ada).IsOn("color");
            Assert.Equal(1_000, connection.Events.Count());
        }
        using var next = _source.StartActivity("request")!;
        client.User(Shop.Ada).IsOn("color");
        Assert.Single(next.Events);
    }

    [Fact]
    public async Task Without_an_activity_that_is_recorded_nothing_happens()
    {
        await using var client = await StartAsync();
        Assert.True(client.User(Shop.Ada).IsOn("color"));
        _sampling = ActivitySamplingResult.PropagationData;
        using var activity = _source.StartActivity("request")!;
        Assert.True(client.User(Shop.Ada).IsOn("color"));
        Assert.Empty(activity.Events);
        Assert.Equal(0, client.Effects.HandlerFailures);
    }

    private static Task<GrowthBookClient> StartAsync() => Shop.StartAsync(Shop.Services(Shop.WithCycle) with { Observers = [new ActivityEventHandler()] });
}

using System.Text.Json;
using GrowthBook.Client.Tests.Pipeline;

namespace GrowthBook.Client.Tests.Json;

public class RecordJsonTests
{
    [Fact]
    public void An_event_has_the_members_of_evaluation_records() => Assert.Equal(
        """{"effect":{"type":"featureEvaluated","featureKey":"f","result":{"value":1,"on":true,"off":false,"source":"defaultValue","ruleId":""}},"context":{"attributes":{"id":"1"}},"timestamp":"2026-02-03T04:05:06+00:00"}""",
        JsonSerializer.Serialize(SampleEffects.Event(SampleEffects.Usage("f", 1))));

    [Fact]
    public void A_tracking_call_has_the_form_of_the_JavaScript_SDK()
    {
        var exposure = SampleEffects.Exposure();
        var call = new DeferredTrackingCall(exposure.Experiment, exposure.Result, new Attributes { ["id"] = "1" }, "/p");

        Assert.Equal(call.ToValue().ToJson(), JsonSerializer.Serialize(call));
        Assert.Equal(call, Assert.Single(DeferredTrackingCall.Parse(JsonSerializer.Serialize(new[] { call })).Value));
        Assert.Equal(call with { Attributes = Attributes.Empty, Url = "" }, JsonSerializer.Deserialize<DeferredTrackingCall>(WithoutUser(call)));
    }

    [Fact]
    public void Durations_are_seconds_and_what_is_absent_is_left_out()
    {
        Assert.Equal("""{"maxAge":60,"staleIfError":0.5}""", JsonSerializer.Serialize(new CacheLifetime(TimeSpan.FromMinutes(1), null, TimeSpan.FromMilliseconds(500))));
        Assert.Equal("""{"origin":"network"}""", JsonSerializer.Serialize(new StartResult(PayloadOrigin.Network)));
        Assert.Equal(
            """{"reason":"refused","message":"status 503","retryAfter":30,"status":503}""",
            JsonSerializer.Serialize(new PayloadFailure(PayloadFailureReason.Refused, "status 503") { RetryAfter = TimeSpan.FromSeconds(30), Status = 503 }));
    }

    [Fact]
    public void A_payload_is_its_text() => Assert.Equal(
        """{"json":"{\u0022features\u0022:{}}","fetchedAt":"2026-02-03T04:05:06+00:00","eTag":"\"1\""}""",
        JsonSerializer.Serialize(new CachedPayload("""{"features":{}}"""u8.ToArray(), SampleEffects.Start, "\"1\"")));

    [Fact]
    public void A_cached_payload_has_its_lifetime_in_seconds() => Assert.Equal(
        """{"json":"{}","fetchedAt":"2026-02-03T04:05:06+00:00","lifetime":{"maxAge":2,"staleWhileRevalidate":3600}}""",
        JsonSerializer.Serialize(new CachedPayload("{}"u8.ToArray(), SampleEffects.Start) { Lifetime = new(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)) }));

    [Fact]
    public void A_fetch_may_leave_out_its_lifetime() => Assert.Equal(
        new PayloadFetch.NotModified(), JsonSerializer.Deserialize<PayloadFetch>("""{"type":"notModified"}"""));

    [Theory]
    [InlineData(typeof(TrackingEvent), "1", "TrackingEvent: $: expected an object, and the JSON is of the kind Number")]
    [InlineData(typeof(TrackingEvent), """{"properties":{}}""", "TrackingEvent: $: has no name")]
    [InlineData(typeof(TrackingEvent), """{"name":null,"properties":{}}""", "TrackingEvent: $: has no name")]
    [InlineData(typeof(TrackingEvent), """{"name":1,"properties":{}}""", "TrackingEvent: $.name: expected a string, and the JSON is of the kind Number")]
    [InlineData(typeof(TrackingEvent), """{"name":"a","properties":[]}""", "TrackingEvent: $.properties: expected an object, and the JSON is of the kind Array")]
    [InlineData(typeof(EffectEvent), """{"effect":{"type":"x"},"context":{},"timestamp":"2026-01-01T00:00:00Z"}""", "EffectEvent: $.effect: ")]
    [InlineData(typeof(EffectEvent), """{"effect":{"type":"featureEvaluated","featureKey":"f","result":1},"context":{},"timestamp":"2026-01-01T00:00:00Z"}""", "EffectEvent: $.effect.result: ")]
    [InlineData(typeof(EffectEvent), """{"effect":1,"context":{},"timestamp":"2026-01-01T00:00:00Z"}""", "EffectEvent: $.effect: ")]
    [InlineData(typeof(EffectEvent), """{"effect":{"type":"eventLogged","name":"n","properties":{}},"context":{},"timestamp":"noon"}""", "EffectEvent: $.timestamp: expected an ISO 8601 instant, and the JSON is of the kind String")]
    [InlineData(typeof(DeferredTrackingCall), """{"experiment":{"key":"e","variations":[0,1]},"result":1}""", "DeferredTrackingCall: $.result")]
    [InlineData(typeof(QueuedEffects), """{"sink":"s","count":-1}""", "QueuedEffects: $.count: expected a count, and the JSON is of the kind Number")]
    [InlineData(typeof(QueuedEffects), """{"sink":"s","count":1.5}""", "QueuedEffects: $.count: expected an integer, and the JSON is of the kind Number")]
    [InlineData(typeof(StartResult), """{"origin":"mars"}""", "StartResult: $.origin: expected one of init, cache, network, stale, timeout, error, remote, and the JSON is \"mars\"")]
    [InlineData(typeof(CacheLifetime), """{"maxAge":"1"}""", "CacheLifetime: $.maxAge: expected seconds, and the JSON is of the kind String")]
    [InlineData(typeof(CacheLifetime), """{"maxAge":1e20}""", "CacheLifetime: $.maxAge: expected seconds, and the JSON is of the kind Number")]
    [InlineData(typeof(CacheLifetime), """{"maxAge":922337203685.478}""", "CacheLifetime: $.maxAge: expected seconds, and the JSON is of the kind Number")]
    [InlineData(typeof(CacheLifetime), """{"maxAge":-922337203685.478}""", "CacheLifetime: $.maxAge: expected seconds, and the JSON is of the kind Number")]
    [InlineData(typeof(CacheLifetime), """{"noStore":1}""", "CacheLifetime: $.noStore: expected a boolean, and the JSON is of the kind Number")]
    [InlineData(typeof(PayloadFetch), """{"type":"eaten"}""", "PayloadFetch: $.type: expected loaded, notModified or failed, and the JSON is of the kind String")]
    [InlineData(typeof(PayloadFetch), """{"type":"failed","failure":{"message":"m"}}""", "PayloadFetch: $.failure: has no reason")]
    [InlineData(typeof(PayloadFetch.Loaded), """{"type":"notModified"}""", "Loaded: $.type: the JSON is of the case NotModified")]
    [InlineData(typeof(PayloadOrigin), "\"Network\"", "PayloadOrigin: expected one of init, cache, network, stale, timeout, error, remote, and the JSON is \"Network\"")]
    [InlineData(typeof(PayloadOrigin), "1", "PayloadOrigin: expected one of init, cache, network, stale, timeout, error, remote, and the JSON is a value of the kind Number")]
    public void Malformed_JSON_is_an_error_with_the_place(Type type, string json, string error) =>
        Assert.StartsWith(error, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, type)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_longest_durations_read_back()
    {
        var lifetime = new CacheLifetime(TimeSpan.MaxValue, TimeSpan.MinValue, null);

        Assert.Equal(lifetime, JsonSerializer.Deserialize<CacheLifetime>(JsonSerializer.Serialize(lifetime)));
    }

    [Fact]
    public void A_value_that_is_no_member_of_its_enum_is_not_written()
    {
        const string Error = "PayloadOrigin: expected one of init, cache, network, stale, timeout, error, remote, and the value is 99";
        var value = (PayloadOrigin)99;
        foreach (var write in new Func<string>[]
        {
            () => JsonSerializer.Serialize(value), () => JsonSerializer.Serialize(new Dictionary<PayloadOrigin, int> { [value] = 1 }), () => JsonSerializer.Serialize(new StartResult(value)),
        })
        {
            Assert.StartsWith(Error, Assert.Throws<JsonException>(write).Message, StringComparison.Ordinal);
        }
    }

    private static string WithoutUser(DeferredTrackingCall call) =>
        new Value.Object(call.ToValue().Where(member => member.Key != "user")).ToJson();

    [Fact]
    public void The_result_of_a_flush_reads_back_and_nothing_else_is_one()
    {
        var result = new FlushResult([new QueuedEffects("a", 3), new QueuedEffects("b", 1)]);

        var json = JsonSerializer.Serialize(result);

        Assert.Equal("""{"remaining":[{"sink":"a","count":3},{"sink":"b","count":1}]}""", json);
        Assert.Equal(result.Remaining.AsEnumerable(), JsonSerializer.Deserialize<FlushResult>(json)!.Remaining);
        Assert.True(JsonSerializer.Deserialize<FlushResult>("""{"remaining":[]}""")!.IsComplete);
        Assert.Equal("FlushResult: $: has no remaining", Refusal<FlushResult>("{}"));
        Assert.Equal("FlushResult: $.remaining: expected an array, and the JSON is of the kind Number", Refusal<FlushResult>("""{"remaining":1}"""));
        Assert.Equal("FlushResult: $.remaining[1]: has no count", Refusal<FlushResult>("""{"remaining":[{"sink":"a","count":1},{"sink":"b"}]}"""));

        static string Refusal<T>(string text) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<T>(text)).Message;
    }

    /// <summary>A user has attributes, which are not to be published by accident.</summary>
    [Fact]
    public async Task Clients_and_users_refuse_JSON()
    {
        await using var client = await Clients.Shop.StartAsync();
        object user = client.User(Clients.Shop.Ada);

        Assert.StartsWith("GrowthBookUser cannot be written as JSON", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(user)).Message, StringComparison.Ordinal);
        Assert.StartsWith("IGrowthBookUser cannot be written as JSON", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize((IGrowthBookUser)user)).Message, StringComparison.Ordinal);
        Assert.StartsWith("GrowthBookClient cannot be written as JSON", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(client)).Message, StringComparison.Ordinal);
        Assert.StartsWith("IGrowthBookClient cannot be written as JSON", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize<IGrowthBookClient>(client)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_written_without_secrets_and_read_with_them()
    {
        const string Secrets = """
            {"ClientKey":"secret-1","DecryptionKey":"secret-2","SecureAttributeSalt":"secret-3","Headers":{"A":"secret-4"},"StreamingHeaders":{"A":"secret-5"}}
            """;
        var options = JsonSerializer.Deserialize<GrowthBookOptions>(Secrets)!;

        Assert.Equal("secret-1 secret-2 secret-3 secret-4 secret-5", $"{options.ClientKey} {options.DecryptionKey} {options.SecureAttributeSalt} {options.Headers["A"]} {options.StreamingHeaders!["A"]}");
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(options), StringComparison.Ordinal);
        Assert.Contains("\"PollingInterval\":", JsonSerializer.Serialize(options), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(new WarehouseOptions { ClientKey = "secret" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_refreshes_print_as_log_lines()
    {
        RefreshResult failed = new RefreshResult.Failed(new PayloadFailure(PayloadFailureReason.Timeout, "no answer"));

        Assert.Equal("failed: no answer", $"{failed}");
        Assert.Equal("another process is refreshing", new RefreshResult.LeftToAnother().ToString());
    }

    [Fact]
    public async Task Results_of_refreshes_print_their_payload()
    {
        await using var client = await Clients.Shop.StartAsync();

        Assert.Equal("the payload in use stays: 5 features from Init, changed at 2026-01-01T00:00:00Z", (await client.RefreshAsync()).ToString());
        Assert.Equal("a new payload is in use: 5 features from Init, changed at 2026-01-01T00:00:00Z", new RefreshResult.Updated(client.Current!).ToString());
        Assert.StartsWith("the answer of 2026-02-03T04:05:06Z is held, because it is older; the payload in use stays: 5 f", new RefreshResult.Older(client.Current!, Clients.Shop.Now).ToString(), StringComparison.Ordinal);
    }
}

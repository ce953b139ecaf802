using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Client.Native;

/// <summary>Records of the client through a source-generated context.</summary>
internal static class Serialisation
{
    private static readonly DateTimeOffset Moment = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static Task CheckAsync(Checks checks)
    {
        var payload = Encoding.UTF8.GetBytes("""{"features":{}}""");
        var failure = new PayloadFailure(PayloadFailureReason.Timeout, "no answer within 5 s");
        var logged = new EffectEvent(new Effect.EventLogged("paid", Value.Object.Empty), new Context(Payload.Empty, new Attributes { ["id"] = "1" }), Moment);
        checks.That(ReadsBack(logged, ClientJson.Default.EffectEvent), "an event reads back");
        checks.That(ReadsBack(new TrackingEvent("paid", new Value.Object([new("sum", 1)])), ClientJson.Default.TrackingEvent), "a tracking event reads back");
        checks.That(ReadsBack(new QueuedEffects("s", 1), ClientJson.Default.QueuedEffects), "queued effects read back");
        checks.That(ReadsBack(new EffectWriterCounts(3, 1, 1, 1, 0), ClientJson.Default.EffectWriterCounts), "counts read back");
        checks.That(ReadsBack(new StartResult(PayloadOrigin.Stale, "late"), ClientJson.Default.StartResult), "a start result reads back");
        checks.That(ReadsBack(new StickyBucketCookie("a", "b"), ClientJson.Default.StickyBucketCookie), "a cookie reads back");
        checks.That(ReadsBack<PayloadFetch>(new PayloadFetch.Failed(failure), ClientJson.Default.PayloadFetch), "a failed fetch reads back");
        checks.That(ReadsBack(failure, ClientJson.Default.PayloadFailure), "a failure reads back");
        checks.That(ReadsBack(PayloadOrigin.Network, ClientJson.Default.PayloadOrigin), "an origin reads back");
        var cached = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(new CachedPayload(payload, Moment, "\"1\""), ClientJson.Default.CachedPayload), ClientJson.Default.CachedPayload);
        checks.That(cached!.Json.Span.SequenceEqual(payload) && cached.FetchedAt == Moment, "a cached payload reads back");
        checks.That(ReadsBack(new Report(new StartResult(PayloadOrigin.Network), [failure]), ClientJson.Default.Report), "a record of the application reads back");
        return Task.CompletedTask;
    }

    private static bool ReadsBack<T>(T value, JsonTypeInfo<T> type) => value!.Equals(JsonSerializer.Deserialize(JsonSerializer.Serialize(value, type), type));
}

/// <summary>A record of the application.</summary>
internal sealed record Report(StartResult Start, ImmutableArray<PayloadFailure> Failures)
{
    public bool Equals(Report? other) => other is not null && Start == other.Start && Failures.SequenceEqual(other.Failures);

    public override int GetHashCode() => Failures.Length;
}

[JsonSerializable(typeof(EffectEvent))]
[JsonSerializable(typeof(TrackingEvent))]
[JsonSerializable(typeof(QueuedEffects))]
[JsonSerializable(typeof(EffectWriterCounts))]
[JsonSerializable(typeof(StartResult))]
[JsonSerializable(typeof(StickyBucketCookie))]
[JsonSerializable(typeof(PayloadFetch))]
[JsonSerializable(typeof(PayloadFailure))]
[JsonSerializable(typeof(PayloadOrigin))]
[JsonSerializable(typeof(CachedPayload))]
[JsonSerializable(typeof(Report))]
internal sealed partial class ClientJson : JsonSerializerContext;

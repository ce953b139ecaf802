using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Xunit;
using GrowthBook.Client.Tests.Pipeline;

namespace GrowthBook.Client.Tests.Json;

/// <summary>Every public record with data, and every enum, goes through System.Text.Json, by reflection and by a source-generated context.</summary>
public class RecordJsonLaws
{
    private static readonly JsonSerializerOptions[] Options =
        [JsonSerializerOptions.Default, new(JsonSerializerDefaults.Web), GeneratedJson.Default.Options];

    /// <summary>Values have 256 levels at most, and a record a few more.</summary>
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 300 };

    [Property(MaxTest = 100)]
    public bool Each_record_reads_back_equal(NonNull<string> text, string? other, NonNegativeInt number, long ticks, bool flag) =>
        Records(text.Get, other, number.Get, ticks, flag).All(record => Options.All(options => ReadsBack(record, options)));

    [Fact]
    public void Each_record_with_deep_values_reads_back_equal()
    {
        Value deep = 1;
        for (var level = 0; level < 100; level++)
            deep = new Value.Array([deep]);
        var exposure = SampleEffects.Exposure();
        var attributes = new Attributes { ["deep"] = deep };
        var context = new Context(Payload.Empty, attributes);
        object[] records =
        [
            new EffectEvent(exposure, context, SampleEffects.Start),
            new TrackingEvent("name", new Value.Object([new("deep", deep)])),
            new DeferredTrackingCall(exposure.Experiment, exposure.Result, attributes, ""),
        ];

        Assert.All(records, record => Assert.True(ReadsBack(record, Deep)));
    }

    [Fact]
    public void The_laws_meet_every_public_record_that_has_JSON()
    {
        var met = Records("a", "b", 1, 2, true).Select(record => record.GetType()).ToHashSet();

        Assert.Equal([], DataTypes().Where(type => type is { IsEnum: false, IsAbstract: false } && !IsLive(type) && !met.Contains(type)));
    }

    [Fact]
    public void Every_member_of_an_enum_is_a_name_in_camel_case_that_reads_back()
    {
        foreach (var type in DataTypes().Where(type => type.IsEnum))
        {
            foreach (var member in Enum.GetValues(type))
            {
                var json = JsonSerializer.Serialize(member, type);
                Assert.Equal($"\"{char.ToLowerInvariant(member.ToString()![0])}{member.ToString()!.Substring(1)}\"", json);
                Assert.Equal(member, JsonSerializer.Deserialize(json, type));
            }
        }
    }

    [Fact]
    public void An_enum_names_the_members_of_an_object()
    {
        var counts = new Dictionary<PayloadOrigin, int> { [PayloadOrigin.Network] = 1 };

        Assert.Equal("""{"network":1}""", JsonSerializer.Serialize(counts));
        Assert.Equal(counts, JsonSerializer.Deserialize<Dictionary<PayloadOrigin, int>>("""{"network":1}"""));
    }

    [Fact]
    public void A_record_with_live_objects_refuses_JSON_with_the_mend()
    {
        var live = DataTypes().Where(IsLive).ToArray();

        Assert.Contains(typeof(EffectFailure), live);
        Assert.All(live, type => Assert.StartsWith(
            $"{type.Name} cannot be read from JSON: it holds objects of the running program; send those of its members that are data",
            Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize("{}", type)).Message, StringComparison.Ordinal));
        Assert.StartsWith(
            "EffectWriterNotice cannot be written as JSON",
            Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new EffectWriterNotice(EffectWriterOutcome.Written, 1))).Message, StringComparison.Ordinal);
    }

    private static bool IsLive(Type type) =>
        type.GetCustomAttributes(typeof(JsonConverterAttribute), false) is [JsonConverterAttribute { ConverterType: { IsGenericType: true } converter }]
        && converter.GetGenericTypeDefinition() == typeof(LiveRecordJsonConverter<>);

    private static IEnumerable<Type> DataTypes() => typeof(GrowthBookClient).Assembly.GetExportedTypes()
        .Where(type => type.IsEnum || (!type.IsGenericTypeDefinition && typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type)));

    private static bool ReadsBack(object record, JsonSerializerOptions options)
    {
        var type = record.GetType();
        var json = JsonSerializer.Serialize(record, type, options);
        var read = JsonSerializer.Deserialize(json, type, options)!;
        var asParent = type.BaseType == typeof(PayloadFetch) ? JsonSerializer.Deserialize<PayloadFetch>(json, options) : read;
        return json == JsonSerializer.Serialize(record, type) && AreEqual(record, read) && AreEqual(record, asParent!);
    }

    /// <summary>Equality where the memory of a payload is compared by its bytes.</summary>
    private static bool AreEqual(object left, object right) => (left, right) switch
    {
        (CachedPayload a, CachedPayload b) => a.Json.Span.SequenceEqual(b.Json.Span) && (a with { Json = b.Json }).Equals(b),
        (PayloadFetch.Loaded a, PayloadFetch.Loaded b) => a.Json.Span.SequenceEqual(b.Json.Span) && (a with { Json = b.Json }).Equals(b),
        _ => left.Equals(right),
    };

    private static object[] Records(string text, string? other, int number, long ticks, bool flag)
    {
        var context = new Context(Payload.Empty, new Attributes { ["id"] = text, ["n"] = number }) { Url = other ?? "" };
        var exposure = SampleEffects.Exposure(hashValue: text);
        var moment = new DateTimeOffset(SampleEffects.Start.Ticks + ticks % TimeSpan.TicksPerDay, flag ? TimeSpan.FromHours(2) : TimeSpan.Zero);
        var payload = Encoding.UTF8.GetBytes(text);
        var lifetime = new CacheLifetime(flag ? TimeSpan.FromSeconds(number) : null, new TimeSpan(ticks), null, flag);
        var failure = new PayloadFailure((PayloadFailureReason)(number % 9), text, flag) { Status = flag ? number : null, IsPause = flag };
        return
        [
            new EffectEvent(flag ? exposure : SampleEffects.Usage(text, other), context, moment),
            new TrackingEvent(text, new Value.Object([new("a", other), new("b", new Value.Array([number, flag]))])),
            new DeferredTrackingCall(exposure.Experiment, exposure.Result, context.Attributes, context.Url),
            new EffectWriterCounts(ticks, number, long.MaxValue, number, long.MinValue),
            new QueuedEffects(text, number),
            new StartResult((PayloadOrigin)(number % 6), other),
            new StickyBucketCookie(text, other ?? "") { Domain = other, MaxAge = new TimeSpan(ticks) },
            new StickyBucketCookieFault(text, other ?? ""),
            new CachedPayload(payload, moment, other) { ContentHash = other, OffersStream = flag, Lifetime = lifetime },
            new CachedPayload(payload, moment, other) { Lifetime = flag ? CacheLifetime.Unknown : null },
            lifetime,
            failure,
            failure with { RetryAfter = new TimeSpan(ticks) },
            new PayloadFetch.Loaded(payload) { ETag = other, Lifetime = lifetime, OffersStream = flag },
            new PayloadFetch.NotModified { Lifetime = lifetime, OffersStream = flag },
            new PayloadFetch.NotModified { Lifetime = flag ? CacheLifetime.Unknown : null },
            new PayloadFetch.Failed(failure),
        ];
    }
}

[JsonSerializable(typeof(EffectEvent))]
[JsonSerializable(typeof(TrackingEvent))]
[JsonSerializable(typeof(DeferredTrackingCall))]
[JsonSerializable(typeof(EffectWriterCounts))]
[JsonSerializable(typeof(QueuedEffects))]
[JsonSerializable(typeof(StartResult))]
[JsonSerializable(typeof(StickyBucketCookie))]
[JsonSerializable(typeof(StickyBucketCookieFault))]
[JsonSerializable(typeof(CachedPayload))]
[JsonSerializable(typeof(CacheLifetime))]
[JsonSerializable(typeof(PayloadFailure))]
[JsonSerializable(typeof(PayloadFetch))]
[JsonSerializable(typeof(PayloadFetch.Loaded))]
[JsonSerializable(typeof(PayloadFetch.NotModified))]
[JsonSerializable(typeof(PayloadFetch.Failed), TypeInfoPropertyName = "FailedFetch")]
internal sealed partial class GeneratedJson : JsonSerializerContext;

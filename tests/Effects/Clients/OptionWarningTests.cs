using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Options that are valid and probably not meant are a warning when the client is created.</summary>
public sealed class OptionWarningTests
{
    private const string NeedsStreaming = "UpdateMode Streaming";
    private const string NeedsSink = "a sink or a store of sticky buckets";

    /// <summary>Each option that has no effect without another: how it is set, and what gives it an effect.</summary>
    private static readonly (string Option, string Needed, Action<GrowthBookOptions> Set, Action<GrowthBookOptions>? Enable, Func<ClientServices, ClientServices>? Add)[] Dependent =
    [
        ("StreamingHost", NeedsStreaming, o => o.StreamingHost = "https://stream.example", Streams, null),
        ("StreamingHeaders", NeedsStreaming, o => o.StreamingHeaders = new() { ["X-A"] = "1" }, Streams, null),
        ("StreamWithoutOffer", NeedsStreaming, o => o.StreamWithoutOffer = true, Streams, null),
        ("PollingInterval", "UpdateMode Polling or Streaming, without RemoteEvaluation", o => o.PollingInterval = TimeSpan.FromMinutes(2), o => o.UpdateMode = PayloadUpdateMode.Polling, null),
        ("StaleWhileRevalidate", "a cache, such as CacheDirectory, without RemoteEvaluation", o => o.StaleWhileRevalidate = TimeSpan.FromHours(1), o => o.CacheDirectory = "cache", null),
        ("CacheDirectory", "a client without another cache and without RemoteEvaluation", o => (o.CacheDirectory, o.RemoteEvaluation) = ("cache", true), o => o.RemoteEvaluation = false, null),
        ("StartFromInitialPayload", "the source of an initial payload", o => o.StartFromInitialPayload = true, null, parts => parts with { InitialSource = new InMemoryPayloadSource("{}") }),
        ("RemoteEvaluationTimeout", "RemoteEvaluation", o => o.RemoteEvaluationTimeout = TimeSpan.FromSeconds(2), Remote, null),
        ("MaxRemoteEvaluations", "RemoteEvaluation", o => o.MaxRemoteEvaluations = 5, Remote, null),
        ("RemoteEvaluationCacheBytes", "RemoteEvaluation", o => o.RemoteEvaluationCacheBytes = 5, Remote, null),
        ("CacheKeyAttributes", "RemoteEvaluation", o => o.CacheKeyAttributes = ["id"], Remote, null),
        ("QaMode", "Enabled true", o => (o.QaMode, o.Enabled) = (true, false), o => o.Enabled = true, null),
        ("ForcedVariations", "Enabled true", o => (o.ForcedVariations["exp"], o.Enabled) = (1, false), o => o.Enabled = true, null),
        ("SecureAttributeSalt", "SecureAttributes", o => o.SecureAttributeSalt = "salt", o => o.SecureAttributes = ["email"], null),
        ("StickyBucketTimeout", "a store of sticky buckets", o => o.StickyBucketTimeout = TimeSpan.FromSeconds(2), null, parts => parts with { StickyBuckets = new InMemoryStickyBucketStore() }),
        ("DeduplicationAttributes", "a handler or a sink, and a DeduplicationCapacity above 0", o => o.DeduplicationAttributes = ["company"], null, parts => parts with { Handlers = [EffectHandler.Of(_ => { })] }),
        ("Writer:Capacity", NeedsSink, o => o.Writer.Capacity = 5, null, Written),
        ("Writer:FullQueue", NeedsSink, o => o.Writer.FullQueue = FullQueuePolicy.DropOldest, null, Written),
        ("Writer:BatchSize", NeedsSink, o => o.Writer.BatchSize = 5, null, Written),
        ("Writer:MaxBatchDelay", NeedsSink, o => o.Writer.MaxBatchDelay = TimeSpan.FromSeconds(5), null, Written),
        ("Writer:AttemptTimeout", NeedsSink, o => o.Writer.AttemptTimeout = TimeSpan.FromSeconds(5), null, Written),
        ("Writer:MaxAttempts", NeedsSink, o => o.Writer.MaxAttempts = 7, null, Written),
        ("Writer:SplitFailedBatches", NeedsSink, o => o.Writer.SplitFailedBatches = false, null, Written),
        ("Writer:RetryDelay", NeedsSink, o => o.Writer.RetryDelay = TimeSpan.FromSeconds(5), null, Written),
        ("Writer:MaxRetryDelay", NeedsSink, o => o.Writer.MaxRetryDelay = TimeSpan.FromSeconds(5), null, Written),
        ("Writer:StopTimeout", NeedsSink, o => o.Writer.StopTimeout = TimeSpan.FromSeconds(6), null, Written),
    ];

    /// <summary>The options that have an effect on their own, and those whose effect the client cannot know.</summary>
    private static readonly string[] Independent =
    [
        "ClientKey", "ApiHost", "DecryptionKey", "Headers", "RequestTimeout", "MaxPayloadBytes", "KeepsPayloadText", "PayloadFile", "UpdateMode", "TimeToLive", "MaxTimeToLive",
        "OlderPayloadDelay", "RemoteEvaluation", "StartTimeout", "Enabled", "ForcedFeatures", "DisableVisualExperiments", "DisableUrlRedirectExperiments",
        "DisableQueryStringVariations", "DisableCrossOriginUrlRedirectExperiments", "BlockedChangeIds", "SecureAttributes", "DeduplicationCapacity", "LogExceptionMessages",
    ];

    public static TheoryData<string> DependentNames => [.. Dependent.Select(each => each.Option)];

    [Theory]
    [MemberData(nameof(DependentNames))]
    public void An_option_without_effect_is_warned_of_with_what_it_needs(string option)
    {
        var (_, needed, set, enable, add) = Dependent.Single(each => each.Option == option);
        var (options, parts) = (new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "https://gb.example" }, new ClientServices());
        set(options);
        Assert.Equal([$"the option {option} is set and has no effect, because it needs {needed}; set that too, or remove the option"], Warnings(options, parts));
        enable?.Invoke(options);
        Assert.Empty(Warnings(options, add?.Invoke(parts) ?? parts));
    }

    [Fact]
    public void Each_option_is_decided()
    {
        var known = Dependent.Select(each => each.Option).Concat(Independent).Order(StringComparer.Ordinal);
        var properties = typeof(GrowthBookOptions).GetProperties().Where(property => property.Name != "Writer").Select(property => property.Name)
            .Concat(typeof(EffectWriterOptions).GetProperties().Select(property => "Writer:" + property.Name));
        Assert.Equal(properties.Order(StringComparer.Ordinal), known);
        Assert.Equal(Dependent.Select(each => each.Option), UnusedOptions.All(new(), new()).Select(each => each.Name));
    }

    [Fact]
    public void Options_of_the_server_are_not_warned_of_where_a_file_replaces_it()
    {
        var options = new GrowthBookOptions { PayloadFile = "features.json", StreamingHost = "https://stream.example", PollingInterval = TimeSpan.FromMinutes(2), MaxRemoteEvaluations = 5 };
        Assert.Empty(Warnings(options, new()));
    }

    [Theory]
    [InlineData("PollingInterval", "30.00:00:00", "1.00:00:00")]
    [InlineData("RequestTimeout", "00:30:00", "00:10:00")]
    [InlineData("RequestTimeout", "00:00:00.0000030", "00:10:00")]
    [InlineData("Writer:StopTimeout", "10:00:00", "00:10:00")]
    public void An_unusual_duration_is_warned_of_with_the_bounds(string option, string duration, string max)
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1", UpdateMode = PayloadUpdateMode.Polling };
        Set(options, option, TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture));
        var warning = Assert.Single(Warnings(options, Written(new())));
        Assert.StartsWith($"the option {option} is {duration}, and usual are 00:00:00.0010000 to {max}; check its unit", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_duration_has_usual_bounds_that_its_default_is_in()
    {
        Assert.Equal(ConfigurationValues.Durations, UsualDurations.All().Select(each => each.Option));
        Assert.Empty(Warnings(new GrowthBookOptions { ClientKey = "sdk-1", StartTimeout = Timeout.InfiniteTimeSpan, OlderPayloadDelay = TimeSpan.Zero }, new()));
        foreach (var (option, _, max) in UsualDurations.All())
        {
            var (at, beyond) = (new GrowthBookOptions(), new GrowthBookOptions());
            Set(at, option, max);
            Set(beyond, option, max + TimeSpan.FromSeconds(1));
            var log = new FakeLogger();
            UsualDurations.Warn(GuardedLogger.Of(log), at);
            Assert.Equal(0, log.Collector.Count);
            UsualDurations.Warn(GuardedLogger.Of(log), beyond);
            Assert.Equal(1, log.Collector.Count);
        }
    }

    private static void Streams(GrowthBookOptions options) => options.UpdateMode = PayloadUpdateMode.Streaming;

    private static void Remote(GrowthBookOptions options) => options.RemoteEvaluation = true;

    private static ClientServices Written(ClientServices parts) => parts with { Sinks = [EffectSink.Of((_, _) => default(ValueTask))] };

    private static void Set(GrowthBookOptions options, string option, TimeSpan duration)
    {
        var name = option.Split(':')[^1];
        object owner = option.StartsWith("Writer:", StringComparison.Ordinal) ? options.Writer : options;
        owner.GetType().GetProperty(name)!.SetValue(owner, duration);
    }

    private static IReadOnlyList<string> Warnings(GrowthBookOptions options, ClientServices parts)
    {
        var log = new FakeLogCollector();
        using var loggers = new CollectingLoggerFactory(log);
        using var client = new GrowthBookClient(options, parts with { LoggerFactory = loggers });
        return [.. log.GetSnapshot().Where(line => line.Id.Id is >= 430 and < 440).Select(line => line.Message)];
    }
}

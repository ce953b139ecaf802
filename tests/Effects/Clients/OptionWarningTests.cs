using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Options that are valid and probably not meant are a warning when the client is created.</summary>
public sealed class OptionWarningTests
{
    private const string NeedsStreaming = "UpdateMode Streaming";
    private const string Format = "the format of a TimeSpan is d.hh:mm:ss, so 00:00:30 is 30 seconds";
    private const string NeedsSink = "a sink or a store of sticky buckets";

    /// <summary>Each option that has no effect without another: how it is set, and what gives it an effect.</summary>
    private static readonly (string Option, string Needed, Action<GrowthBookOptions> Set, Action<GrowthBookOptions>? Enable, Func<ClientServices, ClientServices>? Add)[] Dependent =
    [
        ("StreamingHost", NeedsStreaming, o => o.StreamingHost = "https://stream.example", Streams, null),
        ("StreamingHeaders", NeedsStreaming, o => o.StreamingHeaders = new() { ["X-A"] = "1" }, Streams, null),
        ("StreamWithoutOffer", NeedsStreaming, o => o.StreamWithoutOffer = true, Streams, null),
        ("PollingInterval", "UpdateMode Polling or Streaming", o => o.PollingInterval = TimeSpan.FromMinutes(2), o => o.UpdateMode = PayloadUpdateMode.Polling, null),
        ("StaleWhileRevalidate", "RemoteEvaluation false", o => (o.StaleWhileRevalidate, o.RemoteEvaluation) = (TimeSpan.FromHours(1), true), o => o.RemoteEvaluation = false, null),
        ("CacheDirectory", "RemoteEvaluation false", o => (o.CacheDirectory, o.RemoteEvaluation) = ("cache", true), o => o.RemoteEvaluation = false, null),
        ("StartFromInitialPayload", "the source of an initial payload", o => o.StartFromInitialPayload = true, null, parts => parts with { InitialSource = new InMemoryPayloadSource("{}") }),
        ("RemoteEvaluationTimeout", "RemoteEvaluation true", o => o.RemoteEvaluationTimeout = TimeSpan.FromSeconds(2), Remote, null),
        ("MaxRemoteEvaluations", "RemoteEvaluation true", o => o.MaxRemoteEvaluations = 5, Remote, null),
        ("RemoteEvaluationCacheBytes", "RemoteEvaluation true", o => o.RemoteEvaluationCacheBytes = 5, Remote, null),
        ("CacheKeyAttributes", "RemoteEvaluation true", o => o.CacheKeyAttributes = ["id"], Remote, null),
        ("QaMode", "Enabled true", o => (o.QaMode, o.Enabled) = (true, false), o => o.Enabled = true, null),
        ("ForcedVariations", "Enabled true", o => (o.ForcedVariations["exp"], o.Enabled) = (1, false), o => o.Enabled = true, null),
        ("SecureAttributeSalt", "SecureAttributes", o => o.SecureAttributeSalt = "salt", o => o.SecureAttributes = ["email"], null),
        ("StickyBucketTimeout", "a store of sticky buckets", o => o.StickyBucketTimeout = TimeSpan.FromSeconds(2), null, parts => parts with { StickyBuckets = new InMemoryStickyBucketStore() }),
        ("DeduplicationAttributes", "a handler or a sink", o => o.DeduplicationAttributes = ["company"], null, parts => parts with { Handlers = [EffectHandler.Of(_ => { })] }),
        ("Writer:Capacity", NeedsSink, o => o.Writer.Capacity = 5, null, Written),
        ("Writer:FullQueue", NeedsSink, o => o.Writer.FullQueue = FullQueuePolicy.DropOldest, null, Written),
        ("Writer:BatchSize", NeedsSink, o => o.Writer.BatchSize = 5, null, Written),
        ("Writer:MaxBatchDelay", NeedsSink, o => o.Writer.MaxBatchDelay = TimeSpan.FromSeconds(5), null, Written),
        ("Writer:AttemptTimeout", NeedsSink, o => o.Writer.AttemptTimeout = TimeSpan.FromSeconds(5), null, Written),
        ("Writer:MaxAttempts", NeedsSink, o => o.Writer.MaxAttempts = 7, null, Written),
        ("Writer:SplitFailedBatches", NeedsSink, o => o.Writer.SplitFailedBatches = false, null, Written),
        ("Writer:RetryDelay", NeedsSink, o => o.Writer.RetryDelay = TimeSpan.FromSeconds(5), null, Written),
        ("Writer:MaxRetryDelay", NeedsSink, o => o.Writer.MaxRetryDelay = TimeSpan.FromSeconds(5), null, Written),
    ];

    /// <summary>The options that have an effect on their own, and those whose effect the client cannot know.</summary>
    private static readonly string[] Independent =
    [
        "ClientKey", "ApiHost", "DecryptionKey", "Headers", "RequestTimeout", "MaxPayloadBytes", "KeepsPayloadText", "UpdateMode", "TimeToLive", "MaxTimeToLive",
        "OlderPayloadDelay", "RemoteEvaluation", "StartTimeout", "Enabled", "ForcedFeatures", "DisableVisualExperiments", "DisableUrlRedirectExperiments",
        "DisableQueryStringVariations", "DisableCrossOriginUrlRedirectExperiments", "BlockedChangeIds", "SecureAttributes", "StickyBucketIdentifierAttributes", "DeduplicationCapacity", "LogExceptionMessages",
        "Writer:StopTimeout",
    ];

    public static TheoryData<string> DependentNames => [.. Dependent.Select(each => each.Option)];

    [Theory]
    [MemberData(nameof(DependentNames))]
    public void An_option_without_effect_is_warned_of_with_what_it_needs(string option)
    {
        var (_, needed, set, enable, add) = Dependent.Single(each => each.Option == option);
        var (options, parts) = (new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "https://gb.example" }, new ClientServices());
        set(options);
        Assert.Equal([Unused(option, needed)], Warnings(options, parts));
        enable?.Invoke(options);
        Assert.Empty(Warnings(options, add?.Invoke(parts) ?? parts));
    }

    /// <summary>Event 441 asks to raise it for a handler, which needs no queue.</summary>
    [Fact]
    public void The_time_to_stop_is_not_warned_of_because_it_limits_the_disposal_of_every_part()
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1" };
        options.Writer.StopTimeout = TimeSpan.FromSeconds(6);
        Assert.Empty(Warnings(options, new()));
        Assert.Empty(Warnings(options, new() { Handlers = [EffectHandler.Of(_ => { })] }));
    }

    [Fact]
    public void Each_option_is_decided()
    {
        var known = Dependent.Select(each => each.Option).Concat(Independent).Append("PayloadFile").Order(StringComparer.Ordinal);
        var properties = typeof(GrowthBookOptions).GetProperties().Where(property => property.Name != "Writer").Select(property => property.Name)
            .Concat(typeof(EffectWriterOptions).GetProperties().Select(property => "Writer:" + property.Name));
        Assert.Equal(properties.Order(StringComparer.Ordinal), known);
        Assert.Equal(Dependent.Select(each => each.Option).Prepend("PayloadFile"), UnusedOptions.All(new(), new()).Select(each => each.Name));
    }

    [Theory]
    [InlineData(PayloadUpdateMode.OnDemand, true, "RemoteEvaluation false and UpdateMode Polling or Streaming")]
    [InlineData(PayloadUpdateMode.OnDemand, false, "UpdateMode Polling or Streaming")]
    [InlineData(PayloadUpdateMode.Polling, true, "RemoteEvaluation false")]
    [InlineData(PayloadUpdateMode.Streaming, true, "RemoteEvaluation false")]
    [InlineData(PayloadUpdateMode.Streaming, false, null)]
    public void Only_what_is_missing_or_in_the_way_is_named(PayloadUpdateMode mode, bool isRemote, string? needed)
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "https://gb.example", UpdateMode = mode, RemoteEvaluation = isRemote, PollingInterval = TimeSpan.FromMinutes(2) };
        Assert.Equal(needed is null ? [] : [Unused("PollingInterval", needed)], Warnings(options, new()));
    }

    [Fact]
    public void A_part_that_is_in_the_way_is_named()
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1", CacheDirectory = "cache", DeduplicationAttributes = ["id"], DeduplicationCapacity = 0 };
        var parts = new ClientServices { Cache = new FilePayloadCache("other"), Handlers = [EffectHandler.Of(_ => { })] };
        Assert.Equal([Unused("CacheDirectory", "no other cache"), Unused("DeduplicationAttributes", "DeduplicationCapacity above 0")], Warnings(options, parts));
    }

    /// <summary>The file need not exist: it is not read.</summary>
    [Fact]
    public void A_file_is_warned_of_where_a_source_replaces_it()
    {
        var options = new GrowthBookOptions { PayloadFile = "missing.json", PollingInterval = TimeSpan.FromMinutes(2) };
        Assert.Equal([Unused("PayloadFile", "no other source")], Warnings(options, new() { Source = new InMemoryPayloadSource("{}") }));
        Assert.Empty(Warnings(new() { PayloadFile = "missing.json" }, new() { InitialSource = new InMemoryPayloadSource("{}") }));
    }

    /// <summary>A section that several applications share has options of parts that one of them lacks.</summary>
    [Fact]
    public void Options_that_need_the_same_are_one_line()
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1", StreamingHost = "https://stream.example" };
        foreach (var (_, _, set, _, _) in Dependent.Where(each => each.Option.StartsWith("Writer:", StringComparison.Ordinal)))
            set(options);
        var writer = string.Join(", ", Dependent.Select(each => each.Option).Where(option => option.StartsWith("Writer:", StringComparison.Ordinal)));
        Assert.Equal([Unused("StreamingHost", NeedsStreaming), Unused(writer, NeedsSink)], Warnings(options, new()));
    }

    [Fact]
    public void Options_of_the_server_are_not_warned_of_where_a_file_replaces_it()
    {
        var options = new GrowthBookOptions { PayloadFile = "features.json", StreamingHost = "https://stream.example", PollingInterval = TimeSpan.FromMinutes(2), MaxRemoteEvaluations = 5 };
        Assert.Empty(Warnings(options, new()));
    }

    [Theory]
    [InlineData("PollingInterval", "30.00:00:00", "1.00:00:00", Format)]
    [InlineData("RequestTimeout", "00:30:00", "00:10:00", Format)]
    [InlineData("RequestTimeout", "00:00:00.0000030", "00:10:00", "new TimeSpan(30) is 30 ticks of 100 ns, and TimeSpan.FromSeconds(30) is 30 seconds")]
    [InlineData("Writer:StopTimeout", "10:00:00", "00:10:00", Format)]
    public void An_unusual_duration_is_warned_of_with_the_bounds_and_the_form(string option, string duration, string max, string form)
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1", UpdateMode = PayloadUpdateMode.Polling };
        Set(options, option, TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture));
        var warning = Assert.Single(Warnings(options, Written(new())));
        Assert.Equal($"the option {option} is {duration}, and usual are 00:00:00.0010000 to {max}; check its unit: {form}", warning);
    }

    [Fact]
    public void A_payload_that_is_fresh_for_a_week_is_no_warning() =>
        Assert.Empty(Warnings(new GrowthBookOptions { ClientKey = "sdk-1", TimeToLive = TimeSpan.FromDays(7), StaleWhileRevalidate = TimeSpan.FromDays(30) }, new()));

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

    private static string Unused(string options, string needed) => $"options are set and have no effect: {options}; they need {needed}; change that, or remove the options";

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

using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// The options of a <see cref="GrowthBookClient"/> that a configuration file can hold.
/// Parts that are objects are <see cref="ClientServices"/>.
/// </summary>
/// <remarks>
/// In a configuration file times are written like <c>"00:00:30"</c>; <c>AddGrowthBook</c> refuses a bare <c>30</c>, which the binder
/// reads as thirty days. Keys, headers and the salt are secrets: JSON that is written of the options does not have them. An empty text means that the option is not set. White space around <see cref="ClientKey"/> and the hosts is removed.
/// </remarks>
public sealed partial class GrowthBookOptions
{
    /// <summary>The address of GrowthBook Cloud.</summary>
    public const string DefaultApiHost = SdkConnection.DefaultApiHost;

    /// <summary>The client key of the SDK connection, such as <c>sdk-abc123</c>. Required, unless the payload comes from elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public string ClientKey { get; set => field = OptionText.Trimmed(value) ?? ""; } = "";

    /// <summary>The address of GrowthBook's server or proxy. Default: <see cref="DefaultApiHost"/>.</summary>
    public string ApiHost { get; set => field = OptionText.Trimmed(value) ?? DefaultApiHost; } = DefaultApiHost;

    /// <summary>The address of the server that streams. Default: <c>null</c>, the same as <see cref="ApiHost"/>.</summary>
    public string? StreamingHost { get; set => field = OptionText.Trimmed(value); }

    /// <summary>The key in base64 of a connection whose payload is encrypted. .NET in a browser cannot decrypt. Default: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public string? DecryptionKey { get; set => field = OptionText.NotEmpty(value); }

    /// <summary>Headers that are added to every request. Default: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public Dictionary<string, string> Headers { get; set => field = value ?? []; } = [];

    /// <summary>Headers that are added to stream requests instead of <see cref="Headers"/>. Default: <c>null</c>, the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public Dictionary<string, string>? StreamingHeaders { get; set; }

    /// <summary>The timeout until a response is complete; above zero, at most a day. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum size of a response of the server, an event of a stream, a payload file and a cached payload, in bytes after decompression; above zero. Default: 64 MiB.</summary>
    public int MaxPayloadBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Whether <see cref="PayloadSnapshot.Json"/> has the text of the payload, for an application that passes it on. Default: <c>false</c>.</summary>
    public bool KeepsPayloadText { get; set; }

    /// <summary>
    /// A file with the payload, read instead of the server and again when it changes. A relative path is relative to the content root of the host, as that of
    /// <c>appsettings.json</c>, and without a host to the current directory. Default: none.
    /// </summary>
    public string? PayloadFile { get; set => field = OptionText.NotEmpty(value); }

    /// <summary>
    /// How the payload is kept fresh. A file is checked every second in any mode, and its content every ten seconds. A source object without a stream is
    /// polled. Default: <see cref="PayloadUpdateMode.OnDemand"/>.
    /// </summary>
    public PayloadUpdateMode UpdateMode { get; set; } = PayloadUpdateMode.OnDemand;

    /// <summary>How long a payload is fresh, and an answer of a server that evaluates; from one second to 30 days. Default: <c>null</c>, the server's value up to <see cref="MaxTimeToLive"/>, or 60 seconds without one.</summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>How long after its time to live the start still uses a cached payload without waiting for the server; from zero to 30 days. Default: <c>null</c>, the server's value up to <see cref="MaxTimeToLive"/>, or zero.</summary>
    public TimeSpan? StaleWhileRevalidate { get; set; }

    /// <summary>The longest <c>max-age</c> and <c>stale-while-revalidate</c> of a server that count; from one second to 30 days. Default: one day.</summary>
    public TimeSpan MaxTimeToLive { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long the server must keep to an answer with an earlier <c>dateUpdated</c> than that of the payload in use until the answer is used; from
    /// zero to 30 days. It bounds how long a payload with a date in the future delays others. Default: five minutes.
    /// </summary>
    public TimeSpan OlderPayloadDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The interval between polls; from one second to 30 days. Default: 60 seconds.</summary>
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether to open a stream although the server offers none. Default: <c>false</c>.</summary>
    public bool StreamWithoutOffer { get; set; }

    /// <summary>
    /// The folder that caches the last good payload across restarts, unless there is another cache; not used with a file. A relative path is that of
    /// <see cref="PayloadFile"/>. Default: none.
    /// </summary>
    public string? CacheDirectory { get; set => field = OptionText.NotEmpty(value); }

    /// <summary>
    /// Whether the server evaluates: rules and saved groups stay there, and users get only values. Not on the
    /// vendor's cloud host, and not with a decryption key. Default: no.
    /// </summary>
    public bool RemoteEvaluation { get; set; }

    /// <summary>
    /// How long a user waits for a remote evaluation; above zero, at most an hour. After that the user gets a cached answer (the
    /// 1,000 used last are kept, in at most <see cref="RemoteEvaluationCacheBytes"/>) or no features. The request continues for
    /// <see cref="RequestTimeout"/>, and its answer serves the next call. Default: one second.
    /// </summary>
    public TimeSpan RemoteEvaluationTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The number of remote evaluations in progress at which the other users get a cached answer or no features at once; at least 1.
    /// It also bounds the connections to the server. Default: 256.
    /// </summary>
    public int MaxRemoteEvaluations { get; set; } = 256;

    /// <summary>
    /// The memory of the cached remote evaluations in bytes; 0 or more, and 0 keeps none. Each response counts as what reading it
    /// allocated (on .NET Standard 2.0 it is not known), at least three times its size, plus its cache key. Default: 64 MiB.
    /// </summary>
    public long RemoteEvaluationCacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// The attributes in the cache key of remote evaluations. Fewer attributes give more cache hits, but all attributes that
    /// conditions and experiments use must be included. At least one. Default: <c>null</c>, all.
    /// </summary>
    public List<string>? CacheKeyAttributes { get; set; }

    /// <summary>
    /// How long a host waits at its start for a payload, zero to a day, or <see cref="Timeout.InfiniteTimeSpan"/>. Default:
    /// <c>null</c>: the host waits for local files only, and features have the fallback values of the code until the payload is loaded.
    /// </summary>
    public TimeSpan? StartTimeout { get; set; }

    /// <summary>
    /// Whether the start ends with the payload of <see cref="ClientServices.InitialSource"/>, or a cached one, and does not ask the
    /// server. The first request follows after <see cref="PollingInterval"/>, on demand after <see cref="TimeToLive"/>, or by
    /// <see cref="GrowthBookClient.RefreshAsync(CancellationToken)"/>. Default: no.
    /// </summary>
    public bool StartFromInitialPayload { get; set; }

    /// <summary>Whether users are in experiments. Default: yes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether users enter experiments only by forced variations. Default: <c>false</c>.</summary>
    public bool QaMode { get; set; }

    /// <summary>The index of the variation for all users, by the experiment's key. Default: none.</summary>
    public Dictionary<string, int> ForcedVariations { get; set => field = value ?? []; } = [];

    /// <summary>
    /// The value of a feature for all users, by the feature's key, as JSON text; a user's own forced value wins. Text that is not JSON is the
    /// value itself, unless it begins like a JSON object, array or string. Empty text forces nothing. Default: none.
    /// </summary>
    public Dictionary<string, string?> ForcedFeatures { get; set => field = value ?? []; } = [];

    /// <summary>Whether the payload's experiments that change the page are off for all users. Default: no.</summary>
    public bool DisableVisualExperiments { get; set; }

    /// <summary>Whether the payload's experiments that redirect are off for all users. Default: no.</summary>
    public bool DisableUrlRedirectExperiments { get; set; }

    /// <summary>Whether the payload's experiments that redirect to another scheme, host or port are off for all users. Default: no.</summary>
    public bool DisableCrossOriginUrlRedirectExperiments { get; set; }

    /// <summary>Whether the query string of a URL forces no variations (<c>?my-experiment=1</c>), so that a visitor cannot choose one by it. Default: no.</summary>
    public bool DisableQueryStringVariations { get; set; }

    /// <summary>The payload's experiments that are off for all users, by <see cref="Experiment.ChangeId"/>. Default: none.</summary>
    public List<string> BlockedChangeIds { get; set => field = value ?? []; } = [];

    /// <summary>The salt of the organisation's secure attributes. Default: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public string? SecureAttributeSalt { get; set => field = OptionText.NotEmpty(value); }

    /// <summary>
    /// The names of secure attributes, which are hashed with the salt before evaluation: texts, and arrays of texts. Parts of an object are not hashed. Default: none.
    /// </summary>
    public List<string> SecureAttributes { get; set => field = value ?? []; } = [];

    /// <summary>How long to wait for the stored assignments of a user; above zero, at most an hour. Default: one second.</summary>
    public TimeSpan StickyBucketTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The attributes whose stored assignments are read for each user, next to those by which the payload buckets
    /// (<see cref="GrowthBook.Payload.StickyBucketAttributes"/>). Name the hash and fallback attributes of experiments in code here, if the payload
    /// does not bucket by them. Default: <c>null</c>, none.
    /// </summary>
    public List<string>? StickyBucketIdentifierAttributes { get; set; }

    /// <summary>
    /// The number of exposures and usages that the client remembers for deduplication, with the receivers that took each; 0 delivers all of them.
    /// Default: 50,000.
    /// </summary>
    public int DeduplicationCapacity { get; set; } = EffectReceiver.DefaultCapacity;

    /// <summary>
    /// The attributes that identify users for the deduplication of usages; a usage of a user without any of them is reported each
    /// time. Default: <c>null</c>, which means <c>id</c>.
    /// </summary>
    public List<string>? DeduplicationAttributes { get; set; }

    /// <summary>
    /// Whether log lines, health checks and refresh results have the messages of exceptions that sources, stores, sinks and handlers threw. For
    /// development: a message can hold attribute values, keys and connection strings. Default: <c>false</c>, only the types and the place.
    /// </summary>
    public bool LogExceptionMessages { get; set; }

    /// <summary>
    /// The queue and the writes of each sink. Evaluations never wait, so <see cref="FullQueuePolicy.Wait"/> drops and counts an
    /// effect for which there is no room.
    /// </summary>
    public EffectWriterOptions Writer { get; set => field = value ?? new(); } = new();

    /// <summary>The server's part of the options.</summary>
    internal SdkConnection Connection() => new(ClientKey)
    {
        ApiHost = ApiHost,
        StreamingHost = StreamingHost,
        DecryptionKey = DecryptionKey,
        Headers = HeadersOf(Headers),
        StreamingHeaders = StreamingHeaders is null ? null : HeadersOf(StreamingHeaders),
        RequestTimeout = RequestTimeout,
        MaxPayloadBytes = MaxPayloadBytes,
    };

    /// <summary>The settings of remote evaluation.</summary>
    internal RemoteEvaluationSettings Remote()
    {
        var defaults = new RemoteEvaluationSettings
        {
            CacheKeyAttributes = OptionText.Names(CacheKeyAttributes),
            Timeout = RemoteEvaluationTimeout,
            MaxRequests = MaxRemoteEvaluations,
            MaxCachedBytes = RemoteEvaluationCacheBytes,
        };
        // A time out of range is reported as the updater's.
        return TimeToLive is { } time && time > TimeSpan.Zero && time <= TimeSpan.FromDays(30) ? defaults with { TimeToLive = time } : defaults;
    }

    /// <summary>How the payload is kept fresh, without the stream.</summary>
    internal PayloadUpdaterSettings Updater() => new()
    {
        Mode = UpdateMode == PayloadUpdateMode.Streaming ? PayloadUpdateMode.Polling : UpdateMode,
        TimeToLive = TimeToLive,
        StaleWhileRevalidate = StaleWhileRevalidate,
        MaxTimeToLive = MaxTimeToLive,
        OlderPayloadDelay = OlderPayloadDelay,
        MaxPayloadBytes = MaxPayloadBytes,
        PollingInterval = PollingInterval,
        StreamWithoutOffer = StreamWithoutOffer,
        StartFromInitialPayload = StartFromInitialPayload,
        DecryptionKey = DecryptionKey,
        KeepsText = KeepsPayloadText,
        LogExceptionMessages = LogExceptionMessages,
    };

    private static ImmutableDictionary<string, string> HeadersOf(Dictionary<string, string> headers)
    {
        var all = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
            all[header.Key] = header.Value;
        return all.ToImmutable();
    }
}

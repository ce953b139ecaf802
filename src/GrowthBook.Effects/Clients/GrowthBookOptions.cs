using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// How a <see cref="GrowthBookClient"/> gets its payload and treats its users: what can stand in a configuration file.
/// Parts that are objects are <see cref="ClientServices"/>.
/// </summary>
public sealed class GrowthBookOptions
{
    /// <summary>The client key of the SDK connection, such as <c>sdk-abc123</c>. Required, unless the payload comes from elsewhere.</summary>
    public string ClientKey { get; set; } = "";

    /// <summary>The address of GrowthBook's server or proxy. Default: <see cref="SdkConnection.DefaultApiHost"/>.</summary>
    public string ApiHost { get; set; } = SdkConnection.DefaultApiHost;

    /// <summary>The address of the server that streams. Default: <c>null</c>, the same as <see cref="ApiHost"/>.</summary>
    public string? StreamingHost { get; set; }

    /// <summary>The key in base64 of a connection whose payload is encrypted. Default: none.</summary>
    public string? DecryptionKey { get; set; }

    /// <summary>Headers that are added to every request. Default: none.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>Headers that are added to the requests of streams, in the place of <see cref="Headers"/>. Default: <c>null</c>, the same.</summary>
    public Dictionary<string, string>? StreamingHeaders { get; set; }

    /// <summary>How long an answer of the server may take until it is complete; above zero. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A file with the payload, which is read in the place of the server and again when it changes. Default: none.</summary>
    public string? PayloadFile { get; set; }

    /// <summary>What keeps the payload fresh. Default: <see cref="PayloadUpdateMode.OnDemand"/>.</summary>
    public PayloadUpdateMode Updates { get; set; } = PayloadUpdateMode.OnDemand;

    /// <summary>How long a payload is fresh; at least one second. Default: <c>null</c>, what the server says, or 60 seconds where it does not.</summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>How long past its time to live a cached payload is used at the start without waiting for the server. Default: <c>null</c>, what the server says, or not at all.</summary>
    public TimeSpan? StaleWhileRevalidate { get; set; }

    /// <summary>The interval between polls; at least one second. Default: 60 seconds.</summary>
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a stream is opened although the server did not offer one. Default: no.</summary>
    public bool StreamWithoutOffer { get; set; }

    /// <summary>A folder in which the last good payload outlives the process, where no other cache is given. Default: none.</summary>
    public string? CacheDirectory { get; set; }

    /// <summary>
    /// Whether the server evaluates: rules and saved groups stay there, and each user gets the values alone. Not on the
    /// vendor's cloud host, and not with a decryption key. Default: no.
    /// </summary>
    public bool RemoteEvaluation { get; set; }

    /// <summary>
    /// How long a host waits at its start for a payload. Default: <c>null</c>, not at all: until there is one, features
    /// are unknown and have the fallback values of the code.
    /// </summary>
    public TimeSpan? StartTimeout { get; set; }

    /// <summary>Whether users are in experiments. Default: yes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether users are in no experiment but by forced variations. Default: no.</summary>
    public bool QaMode { get; set; }

    /// <summary>The index of the variation that everybody gets, by the experiment's key. Default: none.</summary>
    public Dictionary<string, int> ForcedVariations { get; set; } = [];

    /// <summary>The salt of the organisation's secure attributes. Default: none.</summary>
    public string? SecureAttributeSalt { get; set; }

    /// <summary>The names of secure attributes, which are hashed with the salt before evaluation. Default: none.</summary>
    public List<string> SecureAttributes { get; set; } = [];

    /// <summary>How long to wait for the stored assignments of a user; above zero. Default: one second.</summary>
    public TimeSpan StickyBucketTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// For how many exposures and usages to remember that they were handled, so that they are handled once; 0 handles
    /// all. Default: 50,000.
    /// </summary>
    public int DeduplicationCapacity { get; set; } = 50_000;

    /// <summary>
    /// The attributes by which users are told apart when usages are remembered; a user without any of them is counted at
    /// each usage. Default: <c>id</c>.
    /// </summary>
    public List<string> DeduplicationAttributes { get; set; } = ["id"];

    /// <summary>How effects wait for sinks and are written, for each sink alike.</summary>
    public EffectWriterOptions Writer { get; set; } = new();

    /// <summary>What is wrong with the options.</summary>
    /// <returns>Messages for people, without keys; none when all is well.</returns>
    public ImmutableArray<string> Validate() => Validate(false);

    /// <param name="hasSource">Whether the payload comes from a source given as an object.</param>
    internal ImmutableArray<string> Validate(bool hasSource)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (!hasSource && PayloadFile is null)
        {
            faults.AddRange(Connection().Validate());
            if (RemoteEvaluation)
                faults.AddRange(new RemoteEvaluationOptions().Validate(Connection()).Except(faults.ToArray()));
        }
        else if (RemoteEvaluation)
        {
            faults.Add("remoteEvaluation is on, and the payload comes from elsewhere; leave out the one or the other");
        }
        faults.AddRange(Updater().Validate());
        faults.AddRange(Writer.Validate());
        if (StickyBucketTimeout <= TimeSpan.Zero)
            faults.Add($"stickyBucketTimeout `{StickyBucketTimeout}` is out of range; choose more than zero");
        if (StartTimeout < TimeSpan.Zero && StartTimeout != Timeout.InfiniteTimeSpan)
            faults.Add($"startTimeout `{StartTimeout}` is out of range; choose zero or more");
        if (DeduplicationCapacity < 0)
            faults.Add($"deduplicationCapacity `{DeduplicationCapacity}` is out of range; choose 0 or more");
        if (SecureAttributes.Count > 0 && string.IsNullOrEmpty(SecureAttributeSalt))
            faults.Add("secureAttributes are named without secureAttributeSalt; copy the salt from the organisation's settings in GrowthBook");
        return faults.ToImmutable();
    }

    /// <summary>The server's part of the options.</summary>
    internal SdkConnection Connection() => new(ClientKey)
    {
        ApiHost = ApiHost,
        StreamingHost = StreamingHost,
        DecryptionKey = DecryptionKey,
        Headers = Headers.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
        StreamingHeaders = StreamingHeaders?.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
        RequestTimeout = RequestTimeout,
    };

    /// <summary>How the payload is kept fresh, without the stream.</summary>
    internal PayloadUpdaterOptions Updater() => new()
    {
        Mode = Updates == PayloadUpdateMode.Streaming ? PayloadUpdateMode.Polling : Updates,
        TimeToLive = TimeToLive,
        StaleWhileRevalidate = StaleWhileRevalidate,
        PollingInterval = PollingInterval,
        StreamWithoutOffer = StreamWithoutOffer,
        DecryptionKey = DecryptionKey,
    };
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Options of a <see cref="WarehouseSink"/>: where it sends events, and how fast. An empty text means that the option is not set;
/// white space around texts is removed.
/// </summary>
public sealed class WarehouseOptions
{
    private const string DefaultIngestorHost = "https://us-east-1.gb-ingest.com";

    /// <summary>The client key of the SDK connection. Required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public string ClientKey { get; set => field = OptionText.Trimmed(value) ?? ""; } = "";

    /// <summary>The host of the ingestion API, an absolute HTTP URL. Default: <c>https://us-east-1.gb-ingest.com</c>.</summary>
    public string IngestorHost { get; set => field = OptionText.Trimmed(value) ?? DefaultIngestorHost; } = DefaultIngestorHost;

    /// <summary>The maximum number of events per request, from 1 to 100, which is the API's limit. Default: 100.</summary>
    public int MaxEventsPerRequest { get; set; } = 100;

    /// <summary>The time from the start of a request to the start of the next one; at least 1 s, which is the API's limit. Default: 1 s.</summary>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The timeout of a request; above zero. Default: 10 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Returns all faults of the options, without the client key.</summary>
    /// <returns>Messages such as <c>WarehouseOptions.MinInterval: must be at least 1 s, was 00:00:00</c>; none if the options are valid.</returns>
    public ImmutableArray<string> Validate()
    {
        var faults = new OptionFaults(nameof(WarehouseOptions));
        faults.Check(!string.IsNullOrWhiteSpace(ClientKey), nameof(ClientKey), "the client key of the SDK connection", null);
        HostAddress.Check(nameof(IngestorHost), IngestorHost, DefaultIngestorHost, ClientKey, faults);
        faults.Check(MaxEventsPerRequest is >= 1 and <= 100, nameof(MaxEventsPerRequest), "from 1 to 100", MaxEventsPerRequest);
        faults.Check(MinInterval >= TimeSpan.FromSeconds(1), nameof(MinInterval), "at least 1 s", MinInterval);
        faults.Check(RequestTimeout > TimeSpan.Zero, nameof(RequestTimeout), "above zero", RequestTimeout);
        return faults.ToImmutable();
    }
}

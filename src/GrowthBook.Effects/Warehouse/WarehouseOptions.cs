using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Where a <see cref="WarehouseSink"/> sends events.</summary>
public sealed class WarehouseOptions
{
    /// <summary>The client key of the SDK connection. Required.</summary>
    public string ClientKey { get; set; } = "";

    /// <summary>The ingestion API's host, an absolute HTTP URL. Default: <c>https://us-east-1.gb-ingest.com</c>.</summary>
    public string IngestorHost { get; set; } = "https://us-east-1.gb-ingest.com";

    /// <summary>How many events a request holds at most, from 1 to 100 inclusive, which is the API's limit. Default: 100.</summary>
    public int MaxEventsPerRequest { get; set; } = 100;

    /// <summary>The time from one request's start to the next one's; at least 1 s, which is the API's limit. Default: 1 s.</summary>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for an answer; above zero. Default: 10 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with the options.</summary>
    /// <returns>A sentence for each fault, without the client key; none where the options are valid.</returns>
    public ImmutableArray<string> Validate()
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (string.IsNullOrWhiteSpace(ClientKey))
            faults.Add($"{nameof(ClientKey)} is missing; copy it from the SDK connection");
        if (!Uri.TryCreate(IngestorHost, UriKind.Absolute, out var host) || host.Scheme is not ("http" or "https"))
            faults.Add($"{nameof(IngestorHost)} is `{IngestorHost}`; set it to a URL such as https://ingest.example");
        if (MaxEventsPerRequest is < 1 or > 100)
            faults.Add($"{nameof(MaxEventsPerRequest)} is `{MaxEventsPerRequest}`; set it from 1 to 100");
        if (MinInterval < TimeSpan.FromSeconds(1))
            faults.Add($"{nameof(MinInterval)} is `{MinInterval}`; set it to one second or more");
        if (RequestTimeout <= TimeSpan.Zero)
            faults.Add($"{nameof(RequestTimeout)} is `{RequestTimeout}`; set it above zero");
        return faults.ToImmutable();
    }
}

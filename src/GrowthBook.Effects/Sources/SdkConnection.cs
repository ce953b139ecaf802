using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Client;

/// <summary>
/// An SDK connection of GrowthBook: the server's address, the keys and the limits of requests. Its text contains no key and no
/// header.
/// </summary>
/// <param name="ClientKey">The connection's client key, such as <c>sdk-abc123</c>.</param>
internal sealed record SdkConnection(string ClientKey)
{
    /// <summary>The address of GrowthBook Cloud.</summary>
    public const string DefaultApiHost = "https://cdn.growthbook.io";

    /// <summary>The server's address, without trailing slashes. Default: <see cref="DefaultApiHost"/>.</summary>
    public string ApiHost { get; init => field = (value ?? throw new ArgumentNullException(nameof(ApiHost))).TrimEnd('/'); } = DefaultApiHost;

    /// <summary>The address of the streaming server, without trailing slashes. Default: <c>null</c>, the same as <see cref="ApiHost"/>.</summary>
    public string? StreamingHost { get; init => field = value?.TrimEnd('/'); }

    /// <summary>The base64 key of a connection with an encrypted payload. Default: none.</summary>
    public string? DecryptionKey { get; init; }

    /// <summary>Headers added to every request, such as those that a proxy requires. Default: none.</summary>
    public ImmutableDictionary<string, string> Headers { get; init => field = value ?? throw new ArgumentNullException(nameof(Headers)); } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Headers added to stream requests instead of <see cref="Headers"/>. Default: <c>null</c>, the same.</summary>
    public ImmutableDictionary<string, string>? StreamingHeaders { get; init; }

    /// <summary>The timeout until a response is complete; more than zero and at most one day. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest accepted response or stream event in bytes after decompression; more than zero. Default: 64 MiB.</summary>
    public int MaxPayloadBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The key of the connection in caches: 32 hexadecimal digits of a hash of the host and the client key.</summary>
    public string CacheKey => ContentHash.Of($"{ApiHost}||{ClientKey}").ToString().Substring(0, 32);

    internal string FeaturesUrl => $"{ApiHost}/api/features/{Uri.EscapeDataString(ClientKey)}";

    internal string StreamUrl => $"{StreamingHost ?? ApiHost}/sub/{Uri.EscapeDataString(ClientKey)}";

    internal string RemoteEvaluationUrl => $"{ApiHost}/api/eval/{Uri.EscapeDataString(ClientKey)}";

    /// <summary>Finds all faults of the connection.</summary>
    /// <returns>One message per fault; empty if the connection is valid.</returns>
    public ImmutableArray<string> Validate()
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (string.IsNullOrWhiteSpace(ClientKey))
            faults.Add("clientKey is empty; copy it from the SDK connection in GrowthBook");
        CheckHost("apiHost", ApiHost, faults);
        if (StreamingHost is not null)
            CheckHost("streamingHost", StreamingHost, faults);
        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > TimeSpan.FromDays(1))
            faults.Add(string.Format(CultureInfo.InvariantCulture, "requestTimeout `{0}` is out of range; choose more than zero and at most a day", RequestTimeout));
        if (MaxPayloadBytes <= 0)
            faults.Add(string.Format(CultureInfo.InvariantCulture, "maxPayloadBytes `{0}` is out of range; choose more than zero", MaxPayloadBytes));
        if (DecryptionKey is not null && !IsAesKey(DecryptionKey))
            faults.Add("decryptionKey is not a key; copy the 24 characters from the SDK connection in GrowthBook");
        CheckHeaders(Headers, faults);
        CheckHeaders(StreamingHeaders ?? ImmutableDictionary<string, string>.Empty, faults);
        return faults.ToImmutable();
    }

    /// <summary>A text without secrets.</summary>
    /// <returns>A text with the host.</returns>
    public override string ToString() => $"SDK connection to {ApiHost}";

    /// <summary>Removes the client key from a text of the server or the platform.</summary>
    internal string Redact(string text)
    {
        if (ClientKey.Length == 0)
            return text;
        return text.Replace(ClientKey, "***").Replace(Uri.EscapeDataString(ClientKey), "***");
    }

    internal SdkConnection ThrowIfInvalid()
    {
        var faults = Validate();
        return faults.IsEmpty ? this : throw new ArgumentException(string.Join("; ", faults));
    }

    private static void CheckHost(string name, string host, ImmutableArray<string>.Builder faults)
    {
        if (!Uri.TryCreate(host, UriKind.Absolute, out var uri) || (uri.Scheme != "http" && uri.Scheme != "https"))
            faults.Add($"{name} `{host}` is not an http or https address; write it like `{DefaultApiHost}`");
        else if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            faults.Add($"{name} `{host}` has a query or a fragment; leave both out");
    }

    private static void CheckHeaders(ImmutableDictionary<string, string> headers, ImmutableArray<string>.Builder faults)
    {
        foreach (var name in headers.Keys.OrderBy(name => name, StringComparer.Ordinal))
        {
            using var request = new HttpRequestMessage();
            if (headers[name] is not { } value || value.IndexOfAny(['\r', '\n', '\0']) >= 0 || !request.Headers.TryAddWithoutValidation(name, value))
                faults.Add($"header `{name}` cannot be sent; its name or its value has characters that a header must not have");
        }
    }

    private static bool IsAesKey(string text)
    {
        try
        {
            return Convert.FromBase64String(text).Length is 16 or 24 or 32;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

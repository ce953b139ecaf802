using System.Collections.Immutable;

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
    public string CacheKey => ContentHash.Of(new Value.Array([ApiHost, ClientKey]).ToString()).ToString().Substring(0, 32);

    internal string FeaturesUrl => $"{ApiHost}/api/features/{Uri.EscapeDataString(ClientKey)}";

    internal string StreamUrl => $"{StreamingHost ?? ApiHost}/sub/{Uri.EscapeDataString(ClientKey)}";

    internal string RemoteEvaluationUrl => $"{ApiHost}/api/eval/{Uri.EscapeDataString(ClientKey)}";

    /// <summary>Adds all faults of the connection.</summary>
    /// <param name="faults">The faults of an options class whose properties have the same names.</param>
    /// <param name="alternative">What replaces a client key, as the end of the requirement. Default: nothing.</param>
    public void Validate(OptionFaults faults, string alternative = "")
    {
        faults.Check(!string.IsNullOrWhiteSpace(ClientKey), nameof(ClientKey), "the client key of the SDK connection in GrowthBook" + alternative, null);
        if (!string.IsNullOrWhiteSpace(ClientKey) && OtherThanKey(ClientKey) is { } other)
            faults.Check(false, nameof(ClientKey), "the client key of an SDK connection, such as `sdk-abc123`, without its address", other);
        HostAddress.Check(nameof(ApiHost), ApiHost, DefaultApiHost, ClientKey, faults);
        if (StreamingHost is not null)
            HostAddress.Check(nameof(StreamingHost), StreamingHost, DefaultApiHost, ClientKey, faults);
        faults.Check(RequestTimeout > TimeSpan.Zero && RequestTimeout <= TimeSpan.FromDays(1), nameof(RequestTimeout), "above zero and at most a day", RequestTimeout);
        faults.Check(MaxPayloadBytes > 0, nameof(MaxPayloadBytes), "above zero", MaxPayloadBytes);
        faults.Check(
            DecryptionKey is null || IsAesKey(DecryptionKey),
            nameof(DecryptionKey), "the base64 key of the SDK connection in GrowthBook", $"another text of {DecryptionKey?.Length} characters");
        CheckHeaders(nameof(Headers), Headers, faults);
        CheckHeaders(nameof(StreamingHeaders), StreamingHeaders ?? ImmutableDictionary<string, string>.Empty, faults);
    }

    /// <summary>A text without secrets.</summary>
    /// <returns>A text with the host, if it can hold no password or token.</returns>
    public override string ToString() => $"SDK connection to {HostAddress.TextOf(ApiHost)}";

    /// <summary>Removes the client key from a text of the server or the platform.</summary>
    internal string Redact(string text)
    {
        if (ClientKey.Length == 0)
            return text;
        return text.Replace(ClientKey, "***").Replace(Uri.EscapeDataString(ClientKey), "***");
    }

    /// <exception cref="ArgumentException">The connection is invalid; the message names every fault.</exception>
    internal SdkConnection ThrowIfInvalid()
    {
        var faults = new OptionFaults(nameof(SdkConnection));
        Validate(faults);
        faults.ThrowIfAny();
        return this;
    }

    /// <summary>What a text is that is certainly no client key; <c>null</c> for a text that may be one.</summary>
    private static string? OtherThanKey(string text) =>
        text.Contains("://") ? "an address"
        : text.StartsWith("secret_", StringComparison.Ordinal) ? "a secret key of GrowthBook's API"
        : null;

    private static void CheckHeaders(string property, ImmutableDictionary<string, string> headers, OptionFaults faults)
    {
        foreach (var name in headers.Keys.OrderBy(name => name, StringComparer.Ordinal))
        {
            using var request = new HttpRequestMessage();
            var isValid = headers[name] is { } value && value.IndexOfAny(['\r', '\n', '\0']) < 0 && request.Headers.TryAddWithoutValidation(name, value);
            faults.Check(isValid, property, "headers with names and values that HTTP allows", $"one with an invalid `{name}`");
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

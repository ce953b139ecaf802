using System.Collections.Concurrent;

namespace GrowthBook.Client.Redis;

/// <summary>The JSON text last read or written of each payload, so that it need not be read again while it is the stored one.</summary>
internal sealed class PayloadTextCache
{
    private readonly ConcurrentDictionary<string, PayloadTextEntry> _texts = new(StringComparer.Ordinal);

    /// <summary>The known text of a payload; <c>null</c> when there is none.</summary>
    public PayloadTextEntry? Of(string key) => _texts.TryGetValue(key, out var known) ? known : null;

    /// <summary>Remembers a text with its hash in the place of another.</summary>
    public PayloadTextEntry Set(string key, PayloadTextEntry text) => _texts[key] = text;

    /// <summary>The hash of a text, which becomes the known one.</summary>
    public string HashOf(string key, ReadOnlyMemory<byte> json)
    {
        var known = Of(key) is { } last && last.Json.Equals(json) ? last : Set(key, new PayloadTextEntry(Sha256.Hex(json.Span), json));
        return known.Hash;
    }
}

/// <summary>A JSON text and its SHA-256 hash in hexadecimal digits.</summary>
internal sealed record PayloadTextEntry(string Hash, ReadOnlyMemory<byte> Json);

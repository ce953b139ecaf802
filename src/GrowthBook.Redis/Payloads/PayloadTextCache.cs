using System.Collections.Concurrent;

namespace GrowthBook.Client.Redis;

/// <summary>The last JSON text per payload that was read or written, so that an unchanged text is not transferred again. Thread-safe.</summary>
internal sealed class PayloadTextCache
{
    private readonly ConcurrentDictionary<string, PayloadTextEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>The entry of a payload; <c>null</c> if there is none.</summary>
    public PayloadTextEntry? Find(string key) => _entries.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>Replaces the entry of a payload.</summary>
    public PayloadTextEntry Set(string key, PayloadTextEntry entry) => _entries[key] = entry;

    /// <summary>The hash of a text, which becomes the entry of the payload.</summary>
    public string HashOf(string key, ReadOnlyMemory<byte> json)
    {
        var entry = Find(key) is { } last && last.Json.Equals(json) ? last : Set(key, new PayloadTextEntry(Sha256.Hex(json.Span), json));
        return entry.Hash;
    }
}

/// <summary>A JSON text and its SHA-256 hash in hexadecimal digits.</summary>
internal sealed record PayloadTextEntry(string Hash, ReadOnlyMemory<byte> Json);

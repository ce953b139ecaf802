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

    /// <summary>The hash of a payload, whose text becomes the entry.</summary>
    public string HashOf(string key, CachedPayload payload)
    {
        var entry = Find(key) is { } last && (payload.ContentHash is { } hash ? last.Hash == hash : last.Json.Equals(payload.Json))
            ? last
            : Set(key, new PayloadTextEntry(payload.ContentHash ?? Sha256.Hex(payload.Json.Span), payload.Json));
        return entry.Hash;
    }
}

/// <summary>A JSON text and the hash of its content in hexadecimal digits, see <see cref="CachedPayload.ContentHash"/>.</summary>
internal sealed record PayloadTextEntry(string Hash, ReadOnlyMemory<byte> Json);

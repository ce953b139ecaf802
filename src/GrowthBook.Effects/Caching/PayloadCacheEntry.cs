using System.Buffers.Binary;
using System.Text;

namespace GrowthBook.Client;

/// <summary>
/// Converts cached payloads to bytes and back, for caches that store bytes. All numbers are little-endian:
/// <list type="table">
/// <item><term>4 bytes</term><description><c>GBPC</c></description></item>
/// <item><term>1 byte</term><description>the version of the format: 2, or 1 without a lifetime</description></item>
/// <item><term>1 byte</term><description>1 if the server offers a stream of changes, otherwise 0</description></item>
/// <item><term>8 bytes</term><description>the fetch time in milliseconds since 1970-01-01T00:00:00Z</description></item>
/// <item><term>2 bytes</term><description>the length of the entity tag, 65535 if there is none</description></item>
/// <item><term>4 bytes</term><description>the length of the JSON text</description></item>
/// <item><term>3 × 8 bytes</term><description>the server's <c>max-age</c>, <c>stale-while-revalidate</c> and <c>stale-if-error</c> in milliseconds, -1 if the server gave none; version 1 does not have them</description></item>
/// <item><term>the rest</term><description>the entity tag and the JSON text, both in UTF-8</description></item>
/// </list>
/// </summary>
public static class PayloadCacheEntry
{
    private const byte Version = 2;
    private const byte VersionWithoutLifetime = 1;
    private const int LifetimeAt = 20;
    private const int HeaderLength = LifetimeAt + (3 * sizeof(long));
    private const long NoDuration = -1;
    private const long MaxMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;
    private const ushort NoETag = ushort.MaxValue;

    private static ReadOnlySpan<byte> Magic => "GBPC"u8;

    /// <summary>Converts a payload to bytes, without an entity tag of 65,535 bytes or more.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The entry.</returns>
    public static byte[] ToBytes(CachedPayload payload)
    {
        _ = payload ?? throw new ArgumentNullException(nameof(payload));
        var tag = payload.ETag is { } text && Encoding.UTF8.GetByteCount(text) < NoETag ? Encoding.UTF8.GetBytes(text) : null;
        var headerLength = payload.Lifetime is null ? LifetimeAt : HeaderLength;
        var entry = new byte[headerLength + (tag?.Length ?? 0) + payload.Json.Length];
        Magic.CopyTo(entry);
        entry[4] = payload.Lifetime is null ? VersionWithoutLifetime : Version;
        entry[5] = payload.OffersStream ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(6), payload.FetchedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(14), (ushort?)tag?.Length ?? NoETag);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(16), payload.Json.Length);
        if (payload.Lifetime is { } lifetime)
        {
            WriteDuration(entry.AsSpan(LifetimeAt), lifetime.MaxAge);
            WriteDuration(entry.AsSpan(LifetimeAt + sizeof(long)), lifetime.StaleWhileRevalidate);
            WriteDuration(entry.AsSpan(LifetimeAt + (2 * sizeof(long))), lifetime.StaleIfError);
        }
        tag?.CopyTo(entry.AsSpan(headerLength));
        payload.Json.Span.CopyTo(entry.AsSpan(entry.Length - payload.Json.Length));
        return entry;
    }

    /// <summary>Reads a payload from bytes.</summary>
    /// <param name="entry">The entry; must not change later.</param>
    /// <returns>The payload, of version 1 without its lifetime; <c>null</c> if the entry is truncated, has another version, or is no payload.</returns>
    public static CachedPayload? Read(ReadOnlyMemory<byte> entry)
    {
        var bytes = entry.Span;
        if (bytes.Length < LifetimeAt || !bytes.StartsWith(Magic) || bytes[4] is not (Version or VersionWithoutLifetime) || bytes[5] > 1)
            return null;
        var headerLength = bytes[4] == Version ? HeaderLength : LifetimeAt;
        if (bytes.Length < headerLength || !TryReadLifetime(bytes.Slice(LifetimeAt, headerLength - LifetimeAt), out var lifetime))
            return null;
        var fetchedAt = BinaryPrimitives.ReadInt64LittleEndian(bytes.Slice(6));
        var tagLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(14));
        var jsonLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(16));
        var tagBytes = tagLength == NoETag ? 0 : tagLength;
        if (jsonLength < 0 || bytes.Length - headerLength - tagBytes != jsonLength || !IsTime(fetchedAt))
            return null;
        var tag = tagLength == NoETag ? null : Encoding.UTF8.GetString(bytes.Slice(headerLength, tagBytes).ToArray());
        return new CachedPayload(entry.Slice(headerLength + tagBytes), DateTimeOffset.FromUnixTimeMilliseconds(fetchedAt), tag)
        {
            OffersStream = bytes[5] == 1,
            Lifetime = lifetime,
        };
    }

    /// <summary>The most bytes of an entry whose JSON text has at most so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is zero or less.</exception>
    internal static int LargestOf(int maxBytes) => maxBytes > 0
        ? (int)Math.Min((long)maxBytes + HeaderLength + NoETag, int.MaxValue)
        : throw new ArgumentOutOfRangeException(nameof(maxBytes), maxBytes, "must be above zero");

    /// <summary>The lifetime, <c>null</c> without bytes; <c>false</c> if one of its durations is damaged.</summary>
    private static bool TryReadLifetime(ReadOnlySpan<byte> bytes, out CacheLifetime? lifetime)
    {
        lifetime = null;
        if (bytes.IsEmpty)
            return true;
        if (!TryReadDuration(bytes, out var maxAge)
            || !TryReadDuration(bytes.Slice(sizeof(long)), out var staleWhileRevalidate)
            || !TryReadDuration(bytes.Slice(2 * sizeof(long)), out var staleIfError))
        {
            return false;
        }
        lifetime = new CacheLifetime(maxAge, staleWhileRevalidate, staleIfError);
        return true;
    }

    private static void WriteDuration(Span<byte> bytes, TimeSpan? duration) =>
        BinaryPrimitives.WriteInt64LittleEndian(bytes, duration is { } value ? Math.Max(value.Ticks / TimeSpan.TicksPerMillisecond, 0) : NoDuration);

    private static bool TryReadDuration(ReadOnlySpan<byte> bytes, out TimeSpan? duration)
    {
        var milliseconds = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        duration = milliseconds is >= 0 and <= MaxMilliseconds ? TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond) : null;
        return duration is not null || milliseconds == NoDuration;
    }

    private static bool IsTime(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}

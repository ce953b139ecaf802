using System.Runtime.InteropServices;

namespace GrowthBook;

/// <summary>
/// Hashing of texts for the tables of a payload, which stays in them; not for buckets, which the specification hashes
/// (<see cref="HashSeed"/>).
/// </summary>
internal static class TextHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio

    /// <summary>Four characters at a time.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = (ulong)text.Length;
        for (; text.Length >= 4; text = text.Slice(4))
            hash = Mix(hash, MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text)));
        foreach (var c in text)
            hash = Mix(hash, c);
        return unchecked((uint)hash);
    }

    /// <summary>The same for a text of ASCII in bytes.</summary>
    public static uint OfAscii(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        for (; text.Length >= 4; text = text.Slice(4))
        {
            var four = (ulong)MemoryMarshal.Read<uint>(text);
            four = (four | (four << 16)) & 0x0000FFFF0000FFFF;
            hash = Mix(hash, (four | (four << 8)) & 0x00FF00FF00FF00FF); // as four characters stand in memory
        }
        foreach (var b in text)
            hash = Mix(hash, b);
        return unchecked((uint)hash);
    }

    private static ulong Mix(ulong hash, ulong next)
    {
        hash = unchecked((hash ^ next) * Multiplier);
        return hash ^ (hash >> 32);
    }
}

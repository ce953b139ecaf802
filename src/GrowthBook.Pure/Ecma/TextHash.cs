using System.Runtime.InteropServices;

namespace GrowthBook;

/// <summary>
/// Hashing of texts for the tables of a payload, with the key of the process (<see cref="KeyedHash"/>); not for buckets,
/// which the specification hashes. It reads several characters as one number at any address, as all processors that .NET
/// runs on allow.
/// </summary>
internal static class TextHash
{
    /// <summary>Four characters at a time; the last four overlap others where their number is no multiple of four.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = KeyedHash.Key ^ (ulong)text.Length;
        foreach (var four in MemoryMarshal.Cast<char, ulong>(text))
            hash = KeyedHash.Mix(hash, four);
        if (text.Length % 4 != 0)
            hash = KeyedHash.Mix(hash, text.Length > 4 ? Four(text.Slice(text.Length - 4)) : Few(text));
        return Finish(hash);
    }

    /// <summary>The same for a text of ASCII in bytes.</summary>
    public static uint OfAscii(ReadOnlySpan<byte> text)
    {
        var hash = KeyedHash.Key ^ (ulong)text.Length;
        foreach (var four in MemoryMarshal.Cast<byte, uint>(text))
            hash = KeyedHash.Mix(hash, Widen(four));
        if (text.Length % 4 != 0)
            hash = KeyedHash.Mix(hash, text.Length > 4 ? Widen(MemoryMarshal.Read<uint>(text.Slice(text.Length - 4))) : Few(text));
        return Finish(hash);
    }

    private static ulong Four(ReadOnlySpan<char> text) => MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text));

    private static ulong Few(ReadOnlySpan<char> text)
    {
        var few = 0ul;
        foreach (var c in text)
            few = (few << 16) | c;
        return few;
    }

    private static ulong Few(ReadOnlySpan<byte> text)
    {
        var few = 0ul;
        foreach (var b in text)
            few = (few << 16) | b;
        return few;
    }

    /// <summary>Four ASCII bytes, widened to four characters in memory order.</summary>
    private static ulong Widen(uint four)
    {
        var wide = (four | ((ulong)four << 16)) & 0x0000FFFF0000FFFF;
        return (wide | (wide << 8)) & 0x00FF00FF00FF00FF;
    }

    /// <summary>All bits of the hash in half of them: the position in a table is of the lower ones, and the tag of the upper ones.</summary>
    private static uint Finish(ulong hash) => (uint)(hash ^ (hash >> 32));
}

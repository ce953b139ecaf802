using System.Runtime.InteropServices;

namespace GrowthBook;

/// <summary>
/// Hashing of texts for the tables of a payload, which stays in them; not for buckets, which the specification hashes
/// (<see cref="HashSeed"/>). It reads several characters as one number at any address, as all processors that .NET runs
/// on allow.
/// </summary>
internal static class TextHash
{
    private const ulong Multiplier = 0xC4CEB9FE1A85EC53; // a multiplier of MurmurHash3's: an upper bit of a product depends on all lower ones

    /// <summary>Four characters at a time; the last four overlap others where their number is no multiple of four.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = (ulong)text.Length;
        foreach (var four in MemoryMarshal.Cast<char, ulong>(text))
            hash = Mix(hash, four);
        if (text.Length % 4 != 0)
            hash = Mix(hash, text.Length > 4 ? Four(text.Slice(text.Length - 4)) : Few(text));
        return Finish(hash);
    }

    /// <summary>The same for a text of ASCII in bytes.</summary>
    public static uint OfAscii(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        foreach (var four in MemoryMarshal.Cast<byte, uint>(text))
            hash = Mix(hash, Widen(four));
        if (text.Length % 4 != 0)
            hash = Mix(hash, text.Length > 4 ? Widen(MemoryMarshal.Read<uint>(text.Slice(text.Length - 4))) : Few(text));
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

    /// <summary>
    /// The upper half of a product, which depends on every character. Without it the last character of an id hardly affects its slot: of
    /// the workload's group 11 slots were looked at for a missing id, and now 2.7.
    /// </summary>
    private static uint Finish(ulong hash) => (uint)(unchecked(hash * Multiplier) >> 32);

    private static ulong Mix(ulong hash, ulong next)
    {
        hash = unchecked((hash ^ next) * Multiplier);
        return hash ^ (hash >> 32);
    }
}

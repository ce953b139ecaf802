using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>
/// Identifiers of one user in several attributes: each follows from the first, and their hashes are independent of each other, as those of real
/// identifiers are. A common prefix would not do: hashes of version 1 keep a part of what two texts have in common.
/// </summary>
internal static class AttributeIds
{
    /// <summary>The identifier in another attribute than the first.</summary>
    public static string Of(string attribute, string id) =>
        $"{attribute}-{(Mix(HashOf(attribute) ^ HashOf(id)) >> 16).ToString("x12", CultureInfo.InvariantCulture)}";

    /// <summary>FNV-1a with 64 bits, of UTF-16 code units.</summary>
    public static ulong HashOf(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 0x100000001B3);
        return hash;
    }

    /// <summary>The mixing function of SplitMix64, a bijection.</summary>
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

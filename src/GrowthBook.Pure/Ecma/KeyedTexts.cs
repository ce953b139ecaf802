namespace GrowthBook;

/// <summary>
/// Compares the keys of hash tables that a payload or a visitor chooses: the hash has a key of the process, so that texts that collide cannot
/// be computed in advance.
/// </summary>
internal static class KeyedTexts
{
#if NET
    /// <summary>The comparer: .NET hashes with a key where texts collide.</summary>
    public static StringComparer Comparer => StringComparer.Ordinal;
#else
    /// <summary>The comparer. That of .NET Framework has no key.</summary>
    public static TextComparer Comparer { get; } = new();

    internal sealed class TextComparer : IEqualityComparer<string>
    {
        public bool Equals(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);

        public int GetHashCode(string text) => unchecked((int)TextHash.Of(text.AsSpan()));
    }
#endif
}

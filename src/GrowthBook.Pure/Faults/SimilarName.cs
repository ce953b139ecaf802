namespace GrowthBook;

/// <summary>
/// Names of attributes that probably mean the same: <c>Country</c>, <c>userId</c> and <c>comapny</c> for <c>country</c>, <c>user_id</c> and <c>company</c>.
/// </summary>
internal static class SimilarName
{
    /// <summary>Names from this length on can be misspelt: of shorter ones, such as <c>price</c> and <c>prize</c>, other words are too near.</summary>
    private const int ShortestMisspelt = 6;

    /// <summary>The longest name that is compared.</summary>
    private const int LongestName = 100;

    /// <summary>Whether two different names have the same characters, in any case and with any separators, or differ by a slip.</summary>
    public static bool Is(string one, string other)
    {
        if (one == other || Math.Max(one.Length, other.Length) > LongestName)
            return false;
        var (left, right) = (WithoutSeparators(one), WithoutSeparators(other));
        return left.Length > 0 && right.Length > 0 && (EditDistance.Between(left, right, 0) == 0 || IsSlip(left, right));
    }

    /// <summary>
    /// Whether two names without separators differ within them by a character that is inserted, removed, replaced or swapped with its neighbour. Names that differ
    /// at an end or by a digit are mostly two: <c>visit</c> and <c>visits</c>, <c>latitude</c> and <c>altitude</c>, <c>groupA</c> and <c>groupB</c>.
    /// </summary>
    public static bool IsSlip(string left, string right) =>
        Math.Min(left.Length, right.Length) >= ShortestMisspelt && EditDistance.Between(left, right, 1) == 1
        && HaveSameEnds(left, right) && Digits(left).SequenceEqual(Digits(right));

    /// <summary>The name without the characters that separate words.</summary>
    public static string WithoutSeparators(string name) =>
        name.Any(IsSeparator) ? string.Concat(name.Where(letter => !IsSeparator(letter))) : name;

    /// <summary>Whether names have the same characters, in any case of ASCII and with any separators. Allocates nothing.</summary>
    public static bool HaveSameLetters(string one, string other)
    {
        var (i, j) = (0, 0);
        while (true)
        {
            while (i < one.Length && IsSeparator(one[i]))
                i++;
            while (j < other.Length && IsSeparator(other[j]))
                j++;
            if (i == one.Length || j == other.Length)
                return i == one.Length && j == other.Length && i + j > 0;
            if (Lower(one[i++]) != Lower(other[j++]))
                return false;
        }
    }

    private static char Lower(char letter) => letter is >= 'A' and <= 'Z' ? (char)(letter | 0x20) : letter;

    private static bool HaveSameEnds(string left, string right) =>
        EditDistance.Between($"{left[0]}{left[left.Length - 1]}", $"{right[0]}{right[right.Length - 1]}", 0) == 0;

    private static IEnumerable<char> Digits(string name) => name.Where(letter => letter is >= '0' and <= '9');

    private static bool IsSeparator(char letter) => letter is '_' or '-' or '.' or ' ' or ':';
}

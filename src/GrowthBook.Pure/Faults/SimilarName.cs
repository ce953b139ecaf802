namespace GrowthBook;

/// <summary>
/// Names of attributes that probably mean the same: <c>Country</c>, <c>userId</c> and <c>comapny</c> for <c>country</c>, <c>user_id</c> and <c>company</c>.
/// </summary>
internal static class SimilarName
{
    /// <summary>Names from this length on can be misspelt: of shorter ones, such as <c>plan</c> and <c>pln</c>, other words are too near.</summary>
    private const int ShortestMisspelt = 5;

    /// <summary>The longest name that is compared.</summary>
    private const int LongestName = 100;

    /// <summary>
    /// Whether two different names have the same characters, in any case and with any separators, or differ within them by one that is inserted, removed, replaced
    /// or swapped with its neighbour. Names that differ at an end or by a digit are mostly two: <c>visit</c> and <c>visits</c>, <c>groupA</c> and <c>groupB</c>.
    /// </summary>
    public static bool Is(string one, string other)
    {
        if (one == other || Math.Max(one.Length, other.Length) > LongestName)
            return false;
        var (left, right) = (WithoutSeparators(one), WithoutSeparators(other));
        return left.Length > 0 && right.Length > 0 && EditDistance.Between(left, right, 1) switch
        {
            0 => true,
            1 => Math.Min(left.Length, right.Length) >= ShortestMisspelt && HaveSameEnds(left, right) && Digits(left).SequenceEqual(Digits(right)),
            _ => false,
        };
    }

    private static bool HaveSameEnds(string left, string right) =>
        EditDistance.Between($"{left[0]}{left[left.Length - 1]}", $"{right[0]}{right[right.Length - 1]}", 0) == 0;

    private static IEnumerable<char> Digits(string name) => name.Where(letter => letter is >= '0' and <= '9');

    private static string WithoutSeparators(string name) =>
        name.Any(IsSeparator) ? string.Concat(name.Where(letter => !IsSeparator(letter))) : name;

    private static bool IsSeparator(char letter) => letter is '_' or '-' or '.' or ' ' or ':';
}

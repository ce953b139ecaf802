namespace GrowthBook;

/// <summary>The words of a name: <c>country</c> and <c>code</c> of <c>countryCode</c>, <c>country_code</c> and <c>CountryCode</c>.</summary>
internal static class NameWords
{
    /// <summary>The fewest characters of a part: of <c>id</c> and <c>os</c> too many names have a word.</summary>
    private const int ShortestPart = 3;

    /// <summary>The longest name whose words are read, and the most words.</summary>
    private const int LongestName = 100, MostWords = 8;

    private static readonly string[] Owners = ["user", "customer", "member", "visitor", "account", "client"];

    /// <summary>
    /// Returns the first words and the last words of a name, without separators: <c>user</c>, <c>userCountry</c>, <c>CountryCode</c> and <c>Code</c> for <c>userCountry_Code</c>. The
    /// name itself and parts of less than three characters are none, and a name of more than eight words has none.
    /// </summary>
    public static IEnumerable<string> Parts(string name)
    {
        if (name.Length > LongestName || Enumerable.Range(1, Math.Max(0, name.Length - 1)).Count(i => StartsWord(name, i)) >= MostWords)
            yield break;
        for (var i = 1; i < name.Length; i++)
        {
            if (!StartsWord(name, i))
                continue;
            if (SimilarName.WithoutSeparators(name.Substring(0, i)) is { Length: >= ShortestPart } first)
                yield return first;
            if (SimilarName.WithoutSeparators(name.Substring(i)) is { Length: >= ShortestPart } last)
                yield return last;
        }
    }

    /// <summary>Whether one of two names has the words of the other and more of them before or after, in any case: <c>countryCode</c> and <c>plan_name</c> for <c>country</c> and <c>plan</c>.</summary>
    public static bool Extend(string one, string other) => HasPart(one, other) || HasPart(other, one);

    /// <summary>Whether a name is that of a person's identifier, such as <c>userId</c> and <c>customer_id</c> for <c>id</c>, which is too short for <see cref="Extend"/>.</summary>
    public static bool IsOwned(string name, string part) =>
        name.Length <= LongestName && part.Length <= LongestName && Owners.Any(owner => SimilarName.HaveSameLetters(name, owner + part));

    /// <summary>Whether a word starts at an index from 1 on: after a separator, or with a capital that is not one of several (<c>PAID</c>).</summary>
    public static bool StartsWord(string name, int start) =>
        IsOfWord(name[start])
        && (!IsOfWord(name[start - 1])
            || (IsCapital(name[start]) && !(IsCapital(name[start - 1]) && (start + 1 == name.Length || IsCapital(name[start + 1])))));

    private static bool HasPart(string name, string part) =>
        name.Length > part.Length && name.Length <= LongestName && Parts(name).Any(each => SimilarName.HaveSameLetters(each, part));

    /// <summary>Whether a character is a letter or a digit, or one of another alphabet.</summary>
    private static bool IsOfWord(char letter) => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or > '\x7f';

    private static bool IsCapital(char letter) => letter is >= 'A' and <= 'Z';
}

namespace GrowthBook.RegularExpressions;

/// <summary>
/// Facts about the whole pattern that its escapes depend on: the number of capturing groups (<c>\2</c> is an octal escape
/// when there is only one, B.1.2) and whether any of them has a name (<c>\k</c> is the letter k when none has).
/// </summary>
internal readonly struct GroupScan
{
    private GroupScan(int count, bool hasNames)
    {
        Count = count;
        HasNames = hasNames;
    }

    public int Count { get; }

    public bool HasNames { get; }

    /// <summary>Scans a pattern, which may be malformed. Counts nothing in a pattern without a backslash, which has no escapes.</summary>
    public static GroupScan Of(string pattern)
    {
        var count = 0;
        var hasNames = false;
        var isInClass = false;
        for (var i = pattern.IndexOf('\\') < 0 ? pattern.Length : 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    isInClass = true;
                    break;
                case ']':
                    isInClass = false;
                    break;
                case '(' when !isInClass:
                    var isNamed = IsNamed(pattern, i);
                    hasNames |= isNamed;
                    count += isNamed || At(pattern, i + 1) != '?' ? 1 : 0;
                    break;
            }
        }
        return new GroupScan(count, hasNames);
    }

    private static bool IsNamed(string pattern, int at) =>
        At(pattern, at + 1) == '?' && At(pattern, at + 2) == '<' && At(pattern, at + 3) is not ('=' or '!');

    private static char At(string pattern, int index) => index < pattern.Length ? pattern[index] : '\0';
}

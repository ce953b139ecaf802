using System.Text;

namespace GrowthBook.RegularExpressions;

/// <summary>
/// Reads the name of a group (22.2.1, RegExpIdentifierName): an identifier, whose characters may be written
/// <c>\u0061</c> or <c>\u{61}</c>. Only here, <c>\u{...}</c> and surrogate pairs count as one character even
/// without the <c>u</c> flag.
/// </summary>
internal static class GroupName
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>
    /// Reads a name and the closing <c>&gt;</c>. Null, with <paramref name="at"/> anywhere, when there is no
    /// well-formed name.
    /// </summary>
    public static string? Read(string pattern, ref int at)
    {
        var name = new StringBuilder();
        while (at < pattern.Length)
        {
            if (pattern[at] == '>')
            {
                at++;
                return name.Length == 0 ? null : name.ToString();
            }
            var point = ReadCodePoint(pattern, ref at);
            if (point < 0 || !IsIdentifierPart(point, isFirst: name.Length == 0))
                return null;
            Utf16.Append(name, point);
        }
        return null;
    }

    private static int ReadCodePoint(string pattern, ref int at)
    {
        if (pattern[at] == '\\')
            return ReadEscape(pattern, ref at);
        var point = Utf16.CodePointAt(pattern, at);
        at += Utf16.Length(point);
        return point;
    }

    private static int ReadEscape(string pattern, ref int at)
    {
        if (at + 2 >= pattern.Length || pattern[at + 1] != 'u')
            return -1;
        at += 2;
        if (pattern[at] == '{')
        {
            at++;
            return ReadBraced(pattern, ref at);
        }
        var lead = Hexadecimal.Parse(pattern, at, 4);
        at += 4;
        if (lead is < 0xD800 or > 0xDBFF || at + 1 >= pattern.Length || pattern[at] != '\\' || pattern[at + 1] != 'u')
            return lead;
        var trail = Hexadecimal.Parse(pattern, at + 2, 4);
        if (trail is < 0xDC00 or > 0xDFFF)
            return lead;
        at += 6;
        return char.ConvertToUtf32((char)lead, (char)trail);
    }

    private static int ReadBraced(string pattern, ref int at)
    {
        var value = -1;
        while (at < pattern.Length && pattern[at] != '}')
        {
            var digit = Hexadecimal.Value(pattern[at++]);
            value = digit < 0 ? int.MaxValue : (value < 0 ? 0 : value * 16) + digit;
            if (value > 0x10FFFF)
                return -1;
        }
        at++;
        return at > pattern.Length ? -1 : value;
    }

    /// <summary>IdentifierPartChar, or IdentifierStartChar for the first (ECMA-262 12.7).</summary>
    private static bool IsIdentifierPart(int point, bool isFirst)
    {
        if (point < 128)
        {
            return point is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '$' or '_'
                || (!isFirst && point is >= '0' and <= '9');
        }
        return isFirst
            ? PackedSet.Contains(IdentifierTables.Start, point)
            : point is NonJoiner or Joiner || PackedSet.Contains(IdentifierTables.Continue, point);
    }
}

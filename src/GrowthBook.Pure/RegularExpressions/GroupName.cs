using System.Globalization;
using System.Text;

namespace GrowthBook.RegularExpressions;

/// <summary>
/// Reads the name of a group (22.2.1, RegExpIdentifierName): an identifier, whose characters may be written
/// <c>\u0061</c> or <c>\u{61}</c>. Surprise: here, and only here, <c>\u{...}</c> and surrogate pairs count as
/// one character even without the <c>u</c> flag.
/// </summary>
internal static class GroupName
{
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
            {
                return null;
            }

            name.Append(ToText(point));
        }

        return null;
    }

    /// <summary>The value of exactly <paramref name="digits"/> hexadecimal digits, or -1.</summary>
    public static int Hex(string text, int at, int digits)
    {
        if (at + digits > text.Length)
        {
            return -1;
        }

        var value = 0;
        for (var i = at; i < at + digits; i++)
        {
            var digit = Digit(text[i]);
            if (digit < 0)
            {
                return -1;
            }

            value = (value << 4) | digit;
        }

        return value;
    }

    private static int Digit(char unit) => unit switch
    {
        >= '0' and <= '9' => unit - '0',
        >= 'a' and <= 'f' => unit - 'a' + 10,
        >= 'A' and <= 'F' => unit - 'A' + 10,
        _ => -1,
    };

    private static int ReadCodePoint(string pattern, ref int at)
    {
        if (pattern[at] == '\\')
        {
            return ReadEscape(pattern, ref at);
        }

        if (char.IsHighSurrogate(pattern[at]) && at + 1 < pattern.Length && char.IsLowSurrogate(pattern[at + 1]))
        {
            at += 2;
            return char.ConvertToUtf32(pattern[at - 2], pattern[at - 1]);
        }

        return pattern[at++];
    }

    private static int ReadEscape(string pattern, ref int at)
    {
        if (at + 2 >= pattern.Length || pattern[at + 1] != 'u')
        {
            return -1;
        }

        at += 2;
        if (pattern[at] == '{')
        {
            at++;
            return ReadBraced(pattern, ref at);
        }

        var lead = Hex(pattern, at, 4);
        at += 4;
        if (lead is < 0xD800 or > 0xDBFF || at + 1 >= pattern.Length || pattern[at] != '\\' || pattern[at + 1] != 'u')
        {
            return lead;
        }

        var trail = Hex(pattern, at + 2, 4);
        if (trail is < 0xDC00 or > 0xDFFF)
        {
            return lead;
        }

        at += 6;
        return char.ConvertToUtf32((char)lead, (char)trail);
    }

    private static int ReadBraced(string pattern, ref int at)
    {
        var value = -1;
        while (at < pattern.Length && pattern[at] != '}')
        {
            var digit = Digit(pattern[at++]);
            value = digit < 0 ? int.MaxValue : (value < 0 ? 0 : value * 16) + digit;
            if (value > 0x10FFFF)
            {
                return -1;
            }
        }

        at++;
        return at > pattern.Length ? -1 : value;
    }

    private static string ToText(int point) =>
        point > char.MaxValue ? char.ConvertFromUtf32(point) : ((char)point).ToString();

    /// <summary>ID_Start or ID_Continue of UAX 31, the dollar, and inside a name the two joiners.</summary>
    private static bool IsIdentifierPart(int point, bool isFirst)
    {
        if (point < 128)
        {
            return point is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '$' or '_'
                || (!isFirst && point is >= '0' and <= '9');
        }

        return IsStart(point) || (!isFirst && IsContinuation(point));
    }

    private static bool IsStart(int point)
    {
        switch (CharUnicodeInfo.GetUnicodeCategory(ToText(point), 0))
        {
            case UnicodeCategory.UppercaseLetter:
            case UnicodeCategory.LowercaseLetter:
            case UnicodeCategory.TitlecaseLetter:
            case UnicodeCategory.ModifierLetter:
            case UnicodeCategory.OtherLetter:
            case UnicodeCategory.LetterNumber:
                return point != 0x2E2F;
            default:
                return point is 0x1885 or 0x1886 or 0x2118 or 0x212E or 0x309B or 0x309C;
        }
    }

    private static bool IsContinuation(int point)
    {
        switch (CharUnicodeInfo.GetUnicodeCategory(ToText(point), 0))
        {
            case UnicodeCategory.NonSpacingMark:
            case UnicodeCategory.SpacingCombiningMark:
            case UnicodeCategory.DecimalDigitNumber:
            case UnicodeCategory.ConnectorPunctuation:
                return true;
            default:
                return point is 0x00B7 or 0x0387 or 0x19DA or 0x200C or 0x200D or 0x30FB or 0xFF65
                    or (>= 0x1369 and <= 0x1371);
        }
    }
}

using System.Globalization;
using System.Text;

namespace GrowthBook;

/// <summary>
/// String.prototype.toLowerCase (ECMA-262 22.1.3.28): Unicode's default lower case, whatever the machine's
/// culture. It differs from <see cref="string.ToLowerInvariant"/> in two places: <c>İ</c> becomes two code units,
/// and a sigma that ends a word becomes <c>ς</c>.
/// </summary>
internal static class EcmaCase
{
    public static string ToLower(string text)
    {
        var special = false;
        var upper = false;
        foreach (var c in text)
        {
            special |= c is '\u0130' or '\u03A3';
            upper |= c is >= 'A' and <= 'Z' or >= '\u0080';
        }
        if (!upper)
            return text;
        return special ? ToLowerSpecial(text) : text.ToLowerInvariant();
    }

    private static string ToLowerSpecial(string text)
    {
        var lower = new StringBuilder(text.ToLowerInvariant());
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '\u0130')
                lower.Remove(i, 1).Insert(i, "i\u0307");
            else if (text[i] == '\u03A3' && IsFinalSigma(text, i))
                lower[i] = '\u03C2';
        }
        return lower.ToString();
    }

    /// <summary>Final_Sigma (Unicode 3.13, table 3-17): a cased letter before, none after, ignorable ones passed over.</summary>
    private static bool IsFinalSigma(string text, int at) =>
        CasedBefore(text, at) && !CasedAfter(text, at + 1);

    private static bool CasedBefore(string text, int end)
    {
        for (var i = end - 1; i >= 0; i--)
        {
            if (char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]))
                i--;
            if (!IsCaseIgnorable(text, i))
                return IsCased(text, i);
        }
        return false;
    }

    private static bool CasedAfter(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (!IsCaseIgnorable(text, i))
                return IsCased(text, i);
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
        }
        return false;
    }

    /// <summary>Cased: upper, lower and title case letters, and the few symbols with the property Other_Lowercase or Other_Uppercase.</summary>
    private static bool IsCased(string text, int at) =>
        CharUnicodeInfo.GetUnicodeCategory(text, at) is UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || text[at] is '\u00AA' or '\u00BA' or (>= '\u2160' and <= '\u217F') or (>= '\u24B6' and <= '\u24E9');

    /// <summary>Case_Ignorable: marks, formats, modifiers, and the punctuation that stands within words.</summary>
    private static bool IsCaseIgnorable(string text, int at) =>
        CharUnicodeInfo.GetUnicodeCategory(text, at) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || text[at] is '\'' or '.' or ':' or '\u00B7' or '\u0387' or '\u055F' or '\u05F4' or '\u2018' or '\u2019'
            or '\u2024' or '\u2027' or '\uFE13' or '\uFE52' or '\uFE55' or '\uFF07' or '\uFF0E' or '\uFF1A';
}

using System.Globalization;
using System.Text;

namespace GrowthBook;

/// <summary>
/// Text of a payload or a visitor as part of a message, a path or a line of a trace: of bounded length, on one line, and
/// without characters that a terminal or a log viewer acts on.
/// </summary>
internal static class PlainText
{
    /// <summary>The longest name or pattern that is shown whole, in UTF-16 code units.</summary>
    public const int MaxName = 100;

    /// <summary>The longest message that is shown whole, in UTF-16 code units.</summary>
    public const int MaxMessage = 1000;

    /// <summary>
    /// The text with control characters, line separators, marks of writing direction and lone surrogates as <c>\u001b</c>, cut after
    /// a number of code units. The same string where nothing has to change.
    /// </summary>
    public static string Of(string text, int maxLength) => Of(text, maxLength, text.Length, "characters");

    /// <summary>The same for the beginning of a longer text: a cut one names how many of a unit the whole has.</summary>
    public static string Of(string text, int maxLength, int count, string unit)
    {
        if (text.Length <= maxLength && IndexOfUnsafe(text) < 0)
            return text;
        var length = Math.Min(text.Length, maxLength);
        if (length < text.Length && Utf16.IsPair(text, length - 1))
            length--;
        var plain = new StringBuilder(length + 32);
        for (var i = 0; i < length; i++)
        {
            if (IsUnsafe(text, i))
                AppendEscaped(plain, text[i]);
            else
                plain.Append(text[i]);
        }
        if (length < text.Length)
            plain.Append("… (").Append(count.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(unit).Append(')');
        return plain.ToString();
    }

    private static int IndexOfUnsafe(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text, i))
                return i;
        }
        return -1;
    }

    private static bool IsUnsafe(string text, int index) => text[index] switch
    {
        < ' ' or (>= '\u007F' and <= '\u009F') => true,
        < '\u061C' => false,
        '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => true,
        >= '\uD800' and <= '\uDFFF' => Utf16.IsLoneSurrogate(text, index),
        _ => false,
    };

    private static void AppendEscaped(StringBuilder target, char unit)
    {
        target.Append("\\u");
        for (var shift = 12; shift >= 0; shift -= 4)
            target.Append("0123456789abcdef"[(unit >> shift) & 0xF]);
    }
}

using System.Globalization;
using System.Text;

namespace GrowthBook.Analysis;

/// <summary>Makes foreign text safe to show: it can neither control a terminal, nor start a new line, nor change the direction of text.</summary>
internal static class Printable
{
    /// <summary>Escapes control and format characters: <c>a␛[2Jb</c> becomes <c>a\u001b[2Jb</c>.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 || !text.Any(IsUnsafe))
            return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsUnsafe(c))
                safe.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                safe.Append(c);
        }
        return safe.ToString();
    }

    private static bool IsUnsafe(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

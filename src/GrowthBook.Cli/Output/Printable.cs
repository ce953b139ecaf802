using System.Globalization;
using System.Text;

namespace GrowthBook.Cli;

/// <summary>Makes foreign text safe to print: it can neither control the terminal nor start a new line.</summary>
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

    /// <summary>Formats a message of System.CommandLine as the messages of this program: lower case, no final period.</summary>
    public static string Message(string text)
    {
        var message = text.TrimEnd('.');
        return message is [var first, not (>= 'A' and <= 'Z'), ..] ? char.ToLowerInvariant(first) + message[1..] : message; // the name of an argument is in capitals
    }

    private static bool IsUnsafe(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

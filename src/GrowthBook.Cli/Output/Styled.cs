using System.Globalization;
using GrowthBook.Analysis;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Formats text with markup; arguments are escaped, so that only the format string styles.</summary>
internal static class Styled
{
    /// <summary>Markup whose arguments can neither style the text nor control the terminal.</summary>
    public static Markup Of(FormattableString text)
    {
        var arguments = text.GetArguments()
            .Select(argument => (object)Markup.Escape(Printable.Of(Convert.ToString(argument, CultureInfo.InvariantCulture) ?? "")))
            .ToArray();
        return new Markup(string.Format(CultureInfo.InvariantCulture, text.Format, arguments));
    }

    public static void WriteLine(this IAnsiConsole console, FormattableString text)
    {
        console.Write(Of(text));
        console.Write(Text.NewLine);
    }
}

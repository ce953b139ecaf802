using System.Globalization;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Text in colours: the markup is ours, what is put into it is not and shows as it is.</summary>
internal static class Styled
{
    /// <summary>Markup with arguments that can neither style nor control anything.</summary>
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

using System.Globalization;
using System.Text.Encodings.Web;

namespace WebApp;

/// <summary>HTML. Values that are put into it are encoded, unless they are HTML themselves.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Of(FormattableString html) => new(string.Format(CultureInfo.InvariantCulture, html.Format, [.. html.GetArguments().Select(Encoded)]));

    private static string Encoded(object? value) => value switch
    {
        Html html => html.Text,
        IEnumerable<Html> parts => string.Concat(parts.Select(part => part.Text)),
        _ => HtmlEncoder.Default.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}

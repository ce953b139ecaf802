using System.Text.RegularExpressions;

namespace GrowthBook.AspNetCore.Tests.DevTools;

/// <summary>The object that the script of a page pushes for the extension.</summary>
internal static partial class PushedEvent
{
    /// <summary>Reads the object from a page: a JSON text that JavaScript's string does not change except for backslashes and its escapes.</summary>
    public static Value.Object Of(string html)
    {
        var text = Regex.Unescape(Data().Match(html).Groups[1].Value);
        return (Value.Object)Attributes.Parse($"{{\"event\":{text}}}").Value["event"];
    }

    [GeneratedRegex(@"push\(JSON\.parse\('([^']*)'\)\);</script>")]
    private static partial Regex Data();
}

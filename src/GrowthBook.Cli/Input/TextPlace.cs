using System.Globalization;
using System.Text.RegularExpressions;

namespace GrowthBook.Cli;

/// <summary>Splits the place off an error about invalid JSON: <c>… (line 3, byte 11)</c>.</summary>
internal static partial class TextPlace
{
    /// <summary>The message with the byte only, and the line if the message has one.</summary>
    public static (string Message, int? Line) Of(string message)
    {
        var place = Place().Match(message);
        return place.Success
            ? ($"{message[..place.Index]}({place.Groups[2].Value})", int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture))
            : (message, null);
    }

    [GeneratedRegex(@"\(line (\d{1,9}), (byte \d+)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace GrowthBook.Cli;

/// <summary>Splits the place off an error about invalid JSON: <c>… (line 3, byte 11)</c>, both from 1.</summary>
internal static partial class TextPlace
{
    /// <summary>The message with the byte only, and the line if the message has one.</summary>
    public static (string Message, int? Line) Of(string message)
    {
        var place = Place().Match(message);
        return place.Success
            ? ($"{message[..place.Index]}(byte {place.Groups[2].Value})", int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture))
            : (message, null);
    }

    /// <summary>The offset in a text of the byte that a message names; <c>null</c> for a message without a place.</summary>
    public static int? Offset(ReadOnlySpan<byte> utf8, string message)
    {
        if (Place().Match(message) is not { Success: true } place)
            return null;
        var at = 0;
        for (var line = int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture); line > 1 && utf8[at..].IndexOf((byte)'\n') is >= 0 and var end; line--)
            at += end + 1;
        return Math.Min(utf8.Length, at + int.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture) - 1);
    }

    [GeneratedRegex(@"\(line (\d{1,9}), byte (\d{1,9})\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}

using System.Text.RegularExpressions;

namespace GrowthBook.Cli;

/// <summary>Recognises texts that name no file.</summary>
internal static partial class FileName
{
    /// <summary>
    /// Whether a text of an option that takes a number or a file is neither: no file has the name, and it is a word without a folder, an extension
    /// or the form of an address.
    /// </summary>
    public static bool IsMissingWord(string text) => Word().IsMatch(text) && !Path.Exists(text) && text != Inputs.StandardInput;

    [GeneratedRegex(@"^[^/\\:.~@{][^/\\:.]*(\.\d+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

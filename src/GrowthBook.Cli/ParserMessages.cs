using System.Text.RegularExpressions;

namespace GrowthBook.Cli;

/// <summary>The messages of System.CommandLine in the form of those of this program: lower case, no final period, the name first.</summary>
internal static partial class ParserMessages
{
    /// <summary>The message of a mistake; one of this program stays as it is.</summary>
    public static string Of(string text) =>
        MissingArgument().Match(text) is { Success: true } argument ? $"`gb {argument.Groups["command"]}` needs {argument.Groups["name"]}"
        : MissingOption().Match(text) is { Success: true } option ? $"{option.Groups["name"]} is missing"
        : LowerCase(text.TrimEnd('.'));

    private static string LowerCase(string message) =>
        message is [var first, not (>= 'A' and <= 'Z'), ..] ? char.ToLowerInvariant(first) + message[1..] : message; // the name of an argument is in capitals

    [GeneratedRegex("^Required argument '?(?<name>[^' ]+)'? missing for command: '(?<command>[^']+)'\\.$", RegexOptions.CultureInvariant)]
    private static partial Regex MissingArgument();

    [GeneratedRegex("^Option '(?<name>[^']+)' is required\\.$", RegexOptions.CultureInvariant)]
    private static partial Regex MissingOption();
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace GrowthBook.Cli;

/// <summary>Lists what is wrong with the arguments; a mistyped name gets the nearest known one.</summary>
internal static class UsageMistakes
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return parsed.UnmatchedTokens.Count > 0
            ? parsed.UnmatchedTokens.Select(token => Unmatched(token, command))
            : parsed.Errors.Select(error => error.Message).Concat(UnknownOptions(parsed)).Concat(SharedInput(parsed));
    }

    private static string Unmatched(string token, Command command) => IsOption(token)
        ? UnknownOption(token, command)
        : $"unknown command or argument `{token}`{Nearest.Question(token, command.Subcommands.Select(known => known.Name))}"
        + (command.Options.Any(option => option.Name == RecordOptions.RecordsName) ? $"; name a file with {RecordOptions.RecordsName}" : "");

    /// <summary>Arguments that start with <c>-</c>: the parser takes a mistyped option for the key of a feature.</summary>
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).ToHashSet();
        return parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => IsOption(token.Value) && arguments.Contains(token))
            .Select(token => $"{UnknownOption(token.Value, parsed.CommandResult.Command)}; put an argument of that name after `--`");
    }

    /// <summary>Arguments and options that would all read standard input.</summary>
    private static IEnumerable<string> SharedInput(ParseResult parsed)
    {
        var readers = parsed.CommandResult.Children
            .Where(part => part.Tokens is [{ Value: Inputs.StandardInput }])
            .OrderBy(part => part is OptionResult)
            .Select(part => part switch
            {
                ArgumentResult argument => argument.Argument.Name,
                OptionResult option => option.Option.Name,
                _ => "",
            })
            .Where(name => Inputs.Names.Contains(name))
            .ToArray();
        if (readers.Length > 1)
            yield return $"{readers[0]} and {readers[1]} cannot both read standard input";
    }

    private static string UnknownOption(string token, Command command) => $"unknown option `{token}`"
        + Nearest.Question(token, command.Options.Where(option => !option.Hidden).Select(option => option.Name));

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';
}

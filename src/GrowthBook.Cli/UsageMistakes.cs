using System.CommandLine;
using System.CommandLine.Parsing;

namespace GrowthBook.Cli;

/// <summary>Lists what is wrong with the arguments; a mistyped name gets the nearest known one.</summary>
internal static class UsageMistakes
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return (PayloadAsOption(parsed) ?? OptionBeforeCommand(parsed)) is { } mistake ? [mistake]
            : parsed.UnmatchedTokens.Count > 0
            ? UnmatchedOptions(parsed) is { Length: > 0 } options ? options : parsed.UnmatchedTokens.Select(token => Unmatched(token, command))
            : UnknownOptions(parsed).ToArray() is { Length: > 0 } unknown ? unknown // others may follow from them
            : OptionValues.MistakesOf(parsed.CommandResult).ToArray() is { Length: > 0 } values ? values // likewise
            : parsed.Errors.Select(error => error.Message).Concat(SharedInput(parsed)).Concat(Outputs(parsed)).Concat(OverwrittenFile.Of(parsed));
    }

    /// <summary>The option of the payload, given to <c>gb diff</c>, which compares two; <c>null</c> without it.</summary>
    private static string? PayloadAsOption(ParseResult parsed) =>
        parsed.CommandResult.Command.Name == "diff"
        && parsed.UnmatchedTokens.Concat(ArgumentsOf(parsed).Select(token => token.Value)).FirstOrDefault(text => text.Split('=')[0] is PayloadOptions.PayloadName or PayloadOptions.ShortName) is { } option
            ? $"{option.Split('=')[0]} is no option of `gb diff`, which compares two payloads; write `gb diff OLD NEW`"
            : null;

    /// <summary>An option of the command that stands before it, where the parser does not know it; <c>null</c> without one.</summary>
    private static string? OptionBeforeCommand(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = parsed.UnmatchedTokens.Select(token => token.Split('=')[0]).FirstOrDefault(token => command.Options.Any(option => option.Name == token || option.Aliases.Contains(token)));
        return name is null || command is RootCommand ? null : $"`{name}` stands before the command; write `gb {command.Name} {name} …`";
    }

    /// <summary>The tokens before <c>--</c> that are arguments, and not values of options.</summary>
    private static IEnumerable<Token> ArgumentsOf(ParseResult parsed)
    {
        var arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).ToHashSet();
        return parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Where(arguments.Contains);
    }

    /// <summary>
    /// Unknown options of a command with too many arguments: the value of such an option is taken for an argument, so that none may be too many.
    /// </summary>
    private static string[] UnmatchedOptions(ParseResult parsed) => parsed.CommandResult.Command is RootCommand
        ? []
        : [.. UnknownOptions(parsed), .. parsed.UnmatchedTokens.Where(IsOption).Select(token => UnknownOption(token, parsed.CommandResult.Command))];

    private static string Unmatched(string token, Command command) => IsOption(token)
        ? UnknownOption(token, command)
        : command.Subcommands.Count == 0 && command.Arguments.Count > 0 ? $"unexpected argument `{token}`; `gb {command.Name}` takes {string.Join(" and ", command.Arguments.Select(argument => argument.Name))}"
        : $"unknown command or argument `{token}`{Nearest.Question(token, command.Subcommands.Select(known => known.Name))}"
        + (command.Options.Any(option => option is { Name: RecordOptions.RecordsName, Required: true }) ? $"; name a file with {RecordOptions.RecordsName}" : "");

    /// <summary>Arguments that start with <c>-</c>: the parser takes a mistyped option for the key of a feature.</summary>
    private static IEnumerable<string> UnknownOptions(ParseResult parsed) => ArgumentsOf(parsed)
        .Where(token => IsOption(token.Value))
        .Select(token => $"{UnknownOption(token.Value, parsed.CommandResult.Command)}; put an argument of that name after `--`");

    /// <summary>Arguments and options that would all read standard input.</summary>
    private static IEnumerable<string> SharedInput(ParseResult parsed)
    {
        var readers = Inputs.Of(parsed).Where(input => input.Text == Inputs.StandardInput).Select(input => input.Name).ToArray();
        if (readers.Length > 1)
            yield return readers[0] == readers[1] ? $"{readers[0]} cannot read standard input twice" : $"{readers[0]} and {readers[1]} cannot both read standard input";
    }

    /// <summary>Options that write a file, without its name: standard output has the result.</summary>
    private static IEnumerable<string> Outputs(ParseResult parsed) =>
        from part in parsed.CommandResult.Children
        let name = NameOf(part)
        let isNextToResult = OutputFile.Options.Contains(name)
        where isNextToResult || name == PopulationOptions.PartialName
        let text = part.Tokens is [var token] ? token.Value : null
        where text is "" || (isNextToResult && text == Inputs.StandardInput)
        select text is "" ? Inputs.Nameless(name) : $"{name} needs the name of a file; standard output is for the result";

    /// <summary>The name of an argument or an option.</summary>
    public static string NameOf(SymbolResult part) => part switch
    {
        ArgumentResult argument => argument.Argument.Name,
        OptionResult option => option.Option.Name,
        _ => "",
    };

    private static string UnknownOption(string token, Command command)
    {
        var meant = MeantBy(token, command);
        return $"unknown option `{token.Split('=')[0]}`{(meant is null ? "" : $"; did you mean {meant}?")}";
    }

    /// <summary>The option that a misspelt one most likely means; <c>null</c> for none.</summary>
    private static string? MeantBy(string token, Command command) =>
        Nearest.Find(token.Split('=')[0], command.Options.Where(option => !option.Hidden).Select(option => option.Name));

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';
}

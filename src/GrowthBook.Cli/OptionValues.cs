using System.CommandLine;
using System.CommandLine.Parsing;

namespace GrowthBook.Cli;

/// <summary>Checks that each option of a command line has as many values as it takes.</summary>
internal static class OptionValues
{
    /// <summary>The options without a value, also where one given twice has one value, and those with several that take one.</summary>
    public static IEnumerable<string> MistakesOf(CommandResult command) =>
        from option in command.Children.OfType<OptionResult>()
        let arity = option.Option.Arity
        let count = option.Tokens.Count
        let isMissing = arity.MinimumNumberOfValues > 0 && count < option.IdentifierTokenCount
        where isMissing || count > arity.MaximumNumberOfValues
        select option.IdentifierToken?.Value + (isMissing ? " needs a value" : FormattableString.Invariant($" takes one value, and there are {count}"));

    /// <summary>Adds a check of a command line whose options have their values, so that the check can read them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="check">Adds an error for each mistake.</param>
    public static void Validate(this Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        if (!MistakesOf(result).Any())
            check(result);
    });
}

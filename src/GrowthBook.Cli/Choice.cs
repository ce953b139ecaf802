using System.CommandLine;
using System.CommandLine.Parsing;

namespace GrowthBook.Cli;

/// <summary>Restricts an argument or an option to a few words, which shells complete.</summary>
internal static class Choice
{
    public static void AcceptOnly(this Argument<string> argument, params string[] words)
    {
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result => Check(result, "", result.Tokens, words));
    }

    public static void AcceptOnly(this Option<string?> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result => Check(result, $"{option.Name}: ", result.Tokens, words));
    }

    private static void Check(SymbolResult result, string place, IReadOnlyList<Token> tokens, string[] words)
    {
        if (tokens is [{ Value: var text }] && !words.Contains(text, StringComparer.Ordinal))
            result.AddError($"{place}expected {string.Join(", ", words[..^1])} or {words[^1]}{Nearest.Question(text, words)}");
    }
}

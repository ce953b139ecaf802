using System.Diagnostics;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Prints the change of attributes that gives a feature a value, for people.</summary>
internal static class WhyNotText
{
    public static void Print(WhyNotResult result, Terminal terminal)
    {
        foreach (var change in result.Changes)
            terminal.Print($"{change.Attribute}: {change.From.ToJson()} → {change.To.ToJson()}");
        if (result.Verdict == WhyNotVerdict.Found)
            terminal.Print($"{(result.Changes.Length == 1 ? "this change gives" : $"these {result.Changes.Length} changes give")} {result.Wanted.ToJson()}: {result.Reason}");
        terminal.Print(result.Verdict switch
        {
            WhyNotVerdict.Present => $"the value is {result.Wanted.ToJson()}",
            WhyNotVerdict.Found => result.IsSmallest ? "found: no change of fewer attributes gives it, among the values tried" : "found: a change of fewer attributes may give it",
            WhyNotVerdict.Impossible => $"impossible: no attributes give {result.Wanted.ToJson()}; {result.Reason}",
            WhyNotVerdict.NotFound => $"not found within the limits: {result.Reason}",
            _ => throw new UnreachableException(),
        });
    }
}

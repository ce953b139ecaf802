using GrowthBook.RegularExpressions;

namespace GrowthBook.Analysis;

/// <summary>
/// Tries an expression on texts that repeat one or two of its own characters and end with one that does not fit. The engine counts its
/// steps, so that the answer is the same on each machine.
/// </summary>
internal static class ExpressionTrial
{
    /// <summary>The characters of a pattern that are tried, and as pairs.</summary>
    private const int MaxCharacters = 12;

    /// <summary>Steps far beyond a quadratic expression of this length, and below an exponential one.</summary>
    private const int Steps = 200_000;

    private const int Length = 32;

    /// <summary>The characters that fit the classes of a pattern.</summary>
    private const string Common = "a0A -_./@";

    /// <summary>The repeated part of a text that the expression cannot be tested on; <c>null</c> without one.</summary>
    public static string? Attack(EcmaRegex regex)
    {
        if (regex.Pattern.IndexOfAny(['*', '+', '{']) < 0)
            return null;
        var characters = regex.Pattern.Where(c => char.IsAsciiLetterOrDigit(c) || c > 127).Concat(Common).Distinct().Take(MaxCharacters).Select(c => c.ToString()).ToArray();
        var starts = regex.Pattern.TakeWhile(char.IsAsciiLetterOrDigit).ToArray() is { Length: > 0 } literal ? new[] { "", new string(literal) } : [""];
        return characters
            .Concat(characters.SelectMany(first => characters.Where(second => second != first).Select(second => first + second)))
            .FirstOrDefault(part => starts.Any(start => IsExhausting(regex, start + Repeat(part) + "\u0001")));
    }

    private static bool IsExhausting(EcmaRegex regex, string text)
    {
        var left = Steps;
        return regex.Test(text, ref left) == RegexOutcome.BudgetExhausted;
    }

    private static string Repeat(string part) => string.Concat(Enumerable.Repeat(part, Length / part.Length));
}

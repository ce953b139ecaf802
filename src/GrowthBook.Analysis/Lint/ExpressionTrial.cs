using GrowthBook.RegularExpressions;

namespace GrowthBook.Analysis;

/// <summary>
/// Tries an expression on texts that repeat one or two of its own characters and end with one that does not fit. The engine counts its
/// steps, so that the answer is the same on each machine. All expressions of a payload share a limit of steps.
/// </summary>
/// <param name="steps">The steps of all expressions.</param>
internal sealed class ExpressionTrial(long steps = ExpressionTrial.MaxSteps)
{
    /// <summary>The steps of all expressions of a payload: a usual one takes about 20,000.</summary>
    public const int MaxSteps = 500_000_000;

    /// <summary>The length of a literal start that is tried; a longer one cannot match a short text.</summary>
    private const int MaxStart = 1000;

    /// <summary>The characters of a pattern that are tried, and as pairs.</summary>
    private const int MaxCharacters = 12;

    /// <summary>Steps far beyond a quadratic expression of this length, and below an exponential one.</summary>
    private const int Steps = 200_000;

    private const int Length = 32;

    /// <summary>The characters that fit the classes of a pattern.</summary>
    private const string Common = "a0A -_./@";

    private readonly WorkLimit _work = new(steps);

    /// <summary>The repeated part of a text that the expression cannot be tested on; <c>null</c> without one, and without steps left.</summary>
    public string? Attack(EcmaRegex regex)
    {
        if (regex.Pattern.IndexOfAny(['*', '+', '{']) < 0)
            return null;
        var characters = regex.Pattern.Where(c => char.IsAsciiLetterOrDigit(c) || c > 127).Concat(Common).Distinct().Take(MaxCharacters).Select(c => c.ToString()).ToArray();
        var starts = regex.Pattern.TakeWhile(char.IsAsciiLetterOrDigit).ToArray() is { Length: > 0 and <= MaxStart } literal ? new[] { "", new string(literal) } : [""];
        return characters
            .Concat(characters.SelectMany(first => characters.Where(second => second != first).Select(second => first + second)))
            .FirstOrDefault(part => starts.Any(start => IsExhausting(regex, start + Repeat(part) + "\u0001")));
    }

    private bool IsExhausting(EcmaRegex regex, string text)
    {
        if (!_work.TryTake(text.Length))
            return false;
        var left = Steps;
        var isExhausted = regex.Test(text, ref left) == RegexOutcome.BudgetExhausted;
        _work.TryTake(Steps - left);
        return isExhausted;
    }

    private static string Repeat(string part) => string.Concat(Enumerable.Repeat(part, Length / part.Length));
}

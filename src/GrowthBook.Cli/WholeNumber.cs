using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GrowthBook.Cli;

/// <summary>Reads options that take a whole number.</summary>
internal static partial class WholeNumber
{
    /// <summary>2^53: beyond, JSON numbers are not exact.</summary>
    public const long MaxExact = 9_007_199_254_740_992;

    /// <summary>The number; an error of the option for another text, and for a number outside of the bounds.</summary>
    /// <param name="result">The text of the option.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The largest number.</param>
    public static long Parse(ArgumentResult result, long least, long most)
    {
        if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{((OptionResult)result.Parent!).Option.Name} needs a whole number from {least} to {most}"));
        return least;
    }

    /// <summary>Whether a text is meant as a number, in whatever form: <c>-5</c>, <c>1.5</c>, <c>100_000</c>, <c>1,000</c>, <c>10k</c> or <c>1e4.5</c>.</summary>
    public static bool IsMeant(string text) => Meant().IsMatch(text);

    [GeneratedRegex(@"^[+-]?\d[\d_.,' ]*(e[+-]?\d[\d_.,]*|[kmb%])?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Meant();
}

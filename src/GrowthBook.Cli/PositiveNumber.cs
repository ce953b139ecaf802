using System.CommandLine.Parsing;

namespace GrowthBook.Cli;

/// <summary>Reads options that take a number above 0, which can have a fraction.</summary>
internal static class PositiveNumber
{
    /// <summary>The number; an error of the option for another text, such as one with separators of thousands, and for a number outside of the bounds.</summary>
    /// <param name="result">The text of the option.</param>
    /// <param name="limit">The bound that the number is below.</param>
    /// <param name="form">What the option needs, for the error.</param>
    public static double Parse(ArgumentResult result, double limit, string form)
    {
        if (DecimalNumber.Parse(result.Tokens[0].Value) is { } number && number > 0 && number < limit)
            return number;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} needs {form}");
        return 0;
    }
}

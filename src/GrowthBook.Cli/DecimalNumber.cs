using System.Globalization;

namespace GrowthBook.Cli;

/// <summary>Reads numbers of digits with a decimal point and an exponent: without a sign, separators of groups, and names such as NaN.</summary>
internal static class DecimalNumber
{
    /// <summary>The number; <c>null</c> for another text, and for a number that is too large.</summary>
    public static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}

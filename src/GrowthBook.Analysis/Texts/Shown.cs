using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>Numbers and counts as people read them.</summary>
internal static class Shown
{
    /// <summary>A share in percent, with up to four digits after the point; a dash for 0.</summary>
    public static string Percent(double share) => share == 0 ? "–"
        : share < 0.000001 ? "<0.0001 %"
        : (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    /// <summary>A share in percent in a sentence: <c>0 %</c> for 0.</summary>
    public static string Share(double share) => share == 0 ? "0 %" : Percent(share);

    /// <summary>Two shares in percent, with up to two digits after the point; a dash for those from 0 to 1: the interval without users.</summary>
    public static string Interval(double low, double high) => (low, high) is (0, 1) ? "–" : $"{Share(Math.Round(low, 4))} to {Share(Math.Round(high, 4))}";

    /// <summary>A number with up to three digits after the point.</summary>
    public static string Decimals(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A number as JSON has it.</summary>
    public static string Exact(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    public static string Count(double count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 user</c>, <c>2,000 users</c>.</summary>
    /// <param name="count">The count.</param>
    /// <param name="one">The words for one.</param>
    /// <param name="many">The words for another number. Default: those for one with <c>s</c>.</param>
    public static string Count(double count, string one, string? many = null) => $"{Count(count)} {Noun(count, one, many)}";

    /// <summary>The words of <see cref="Count(double, string, string)"/> without the number.</summary>
    public static string Noun(double count, string one, string? many = null) => count == 1 ? one : many ?? one + "s";

    /// <summary>A p-value with two significant digits.</summary>
    public static string P(double p) => p.ToString(p is 0 or >= 0.001 ? "0.####" : "0.#e-0", CultureInfo.InvariantCulture);

    /// <summary>The first names of a list, and how many more there are.</summary>
    /// <param name="names">The names.</param>
    /// <param name="max">Maximum number of names.</param>
    /// <param name="separator">What separates them. Default: a comma.</param>
    public static string First(IReadOnlyCollection<string> names, int max, string separator = ", ") =>
        string.Join(separator, names.Take(max)) + (names.Count > max ? $" and {Count(names.Count - max)} more" : "");

    public static string Text(Value value) => value.AsString() ?? value.ToString();
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Corrects the p-values of many tests, so that the expected share of false alarms among all alarms is bounded.</summary>
public static class BenjaminiHochberg
{
    /// <summary>The corrected p-values: comparing each with a level bounds the false-discovery rate by it.</summary>
    /// <param name="values">The p-values.</param>
    /// <returns>The corrected ones in the same order, each from its p-value to 1 inclusive.</returns>
    public static ImmutableArray<double> Adjust(ImmutableArray<double> values)
    {
        var order = Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).ThenByDescending(i => i).ToArray();
        var adjusted = new double[values.Length];
        var least = 1.0;
        for (var rank = 0; rank < order.Length; rank++)
            adjusted[order[rank]] = least = Math.Min(least, values[order[rank]] * values.Length / (values.Length - rank));
        return [.. adjusted];
    }
}

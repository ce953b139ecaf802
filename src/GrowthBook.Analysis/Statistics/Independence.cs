using System.Collections.Immutable;
using MathNet.Numerics;

namespace GrowthBook.Analysis;

/// <summary>Tests whether the rows and columns of a table of counts are independent.</summary>
/// <param name="Statistic">The chi-square statistic.</param>
/// <param name="DegreesOfFreedom">(Rows − 1) · (columns − 1), of those with counts.</param>
/// <param name="P">The p-value.</param>
/// <param name="CramersV">The strength of the association from 0 to 1 inclusive, with Bergsma's correction of its bias.</param>
public sealed record Independence(double Statistic, int DegreesOfFreedom, double P, double CramersV)
{
    /// <summary>Tests a table.</summary>
    /// <param name="table">The counts, row by row. Rows and columns without counts are left out.</param>
    /// <returns>The test; of a table with one row or column the p-value is 1.</returns>
    public static Independence Test(ImmutableArray<ImmutableArray<long>> table)
    {
        var columns = table.IsEmpty ? 0 : table[0].Length;
        var rowSums = table.Select(row => row.Sum()).ToArray();
        var columnSums = Enumerable.Range(0, columns).Select(column => table.Sum(row => row[column])).ToArray();
        var total = (double)rowSums.Sum();
        var (r, c) = (rowSums.Count(sum => sum > 0), columnSums.Count(sum => sum > 0));
        var degrees = (r - 1) * (c - 1);
        if (r < 2 || c < 2)
            return new Independence(0, 0, 1, 0);
        var statistic = 0.0;
        for (var i = 0; i < table.Length; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var expected = rowSums[i] * (columnSums[j] / total);
                if (expected > 0)
                    statistic += (table[i][j] - expected) * (table[i][j] - expected) / expected;
            }
        }
        return new Independence(statistic, degrees, SpecialFunctions.GammaUpperRegularized(degrees / 2.0, statistic / 2), Corrected(statistic / total, r, c, total));
    }

    /// <summary>Cramér's V with the correction of W. Bergsma (2013).</summary>
    private static double Corrected(double phiSquared, int rows, int columns, double total)
    {
        var phi = Math.Max(0, phiSquared - ((rows - 1) * (columns - 1) / (total - 1)));
        var r = rows - ((rows - 1) * (rows - 1) / (total - 1));
        var c = columns - ((columns - 1) * (columns - 1) / (total - 1));
        var least = Math.Min(r, c) - 1;
        return least <= 0 ? 0 : Math.Min(1, Math.Sqrt(phi / least));
    }
}

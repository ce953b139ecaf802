using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>The association of two experiments by their joint distribution, which is exact: without a correction for a sample.</summary>
internal static class Association
{
    /// <summary>Cramér's V, from 0 to 1; 0 if one of them has a single variation with users, or none.</summary>
    public static double CramersV(BigInteger[,] table)
    {
        var (rows, columns) = (table.GetLength(0), table.GetLength(1));
        var total = table.Cast<BigInteger>().Aggregate(BigInteger.Zero, (sum, count) => sum + count);
        double[] ofRows = [.. Enumerable.Range(0, rows).Select(row => Exact.Ratio(Enumerable.Range(0, columns).Aggregate(BigInteger.Zero, (sum, column) => sum + table[row, column]), total))];
        double[] ofColumns = [.. Enumerable.Range(0, columns).Select(column => Exact.Ratio(Enumerable.Range(0, rows).Aggregate(BigInteger.Zero, (sum, row) => sum + table[row, column]), total))];
        var degrees = Math.Min(ofRows.Count(share => share > 0), ofColumns.Count(share => share > 0)) - 1;
        if (degrees < 1)
            return 0;
        var squares = 0.0;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var independent = ofRows[row] * ofColumns[column];
                if (independent > 0)
                    squares += Math.Pow(Exact.Ratio(table[row, column], total) - independent, 2) / independent;
            }
        }
        return Math.Min(1, Math.Sqrt(squares / degrees));
    }
}

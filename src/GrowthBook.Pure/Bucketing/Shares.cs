using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Warns of shares and ranges of buckets beyond 0 to 1, which are mostly percentages, and of ranges that end before they start.</summary>
internal static class Shares
{
    /// <summary>What a warning of weights that do not count ends with.</summary>
    public const string EqualWeights = "the variations get equal weights, unless there are ranges";

    /// <summary>How far a share may lie beyond 0 to 1: sums of weights are not exact.</summary>
    private const double Tolerance = 1e-6;

    private const string Mend = "a share is a number from 0 to 1, so that 50 % is 0.5";

    /// <summary>Whether a number is from 0 to 1. NaN is not.</summary>
    public static bool IsShare(double number) => number is >= -Tolerance and <= 1 + Tolerance;

    /// <summary>Whether both ends are shares, and the end is not before the start. An empty range is legal: a variation without users has one.</summary>
    public static bool IsRange(BucketRange range) => IsShare(range.Start) && IsShare(range.End) && range.Start <= range.End;

    /// <summary>Warns of a coverage at the member of that name.</summary>
    public static void CheckCoverage(double coverage, Faults faults)
    {
        if (!IsShare(coverage))
            faults.WarningAt("coverage", $"{EcmaNumber.ToText(coverage)} counts as {(coverage > 1 ? "1" : "0")}; {Mend}");
    }

    /// <summary>Warns of a range at the member of a name.</summary>
    public static void CheckRange(BucketRange range, string name, Faults faults)
    {
        faults.Position.Enter(name);
        Check(range, faults);
        faults.Position.Leave();
    }

    /// <summary>Warns of each range of the member of that name; a list that is absent has none.</summary>
    public static void CheckRanges(ImmutableArray<BucketRange> ranges, Faults faults) => faults.AtEach("ranges", ranges, Check);

    /// <summary>Warns of weights at the member of a name, except of those that are NaN: reading JSON reports each that is not a number. Absent or empty ones are not tested.</summary>
    public static void CheckWeights(ImmutableArray<double> weights, string name, Faults faults)
    {
        if (weights.IsDefaultOrEmpty)
            return;
        var sum = 0.0;
        var areShares = true;
        foreach (var weight in weights)
        {
            sum += weight;
            areShares &= IsShare(weight);
        }
        if (weights.Contains(double.NaN))
            return;
        if (sum is < Bucketing.MinSum or > Bucketing.MaxSum)
            faults.WarningAt(name, $"the sum is {EcmaNumber.ToText(Math.Round(sum, 6))} and not 1; {EqualWeights}");
        else if (!areShares)
            faults.WarningAt(name, $"a weight is beyond 0 to 1; {Mend}");
    }

    private static void Check(BucketRange range, Faults faults)
    {
        if (!IsRange(range))
        {
            faults.Warning(range.Start > range.End ? "a range that ends before it starts has no bucket"
                : double.IsNaN(range.Start) || double.IsNaN(range.End) ? "an end is NaN; the range has no bucket"
                : $"reaches beyond the buckets; {Mend}");
        }
    }
}

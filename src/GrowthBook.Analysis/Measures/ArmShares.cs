using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>The share of users in each arm of an assignment, exact to the grain of its hash where its inputs are independent.</summary>
/// <param name="Counts">The number of combinations of buckets per arm, or their weight.</param>
/// <param name="Total">The number of all combinations, or their weight.</param>
internal sealed record ArmShares(ImmutableArray<BigInteger> Counts, BigInteger Total)
{
    /// <summary>The number of combinations in any arm.</summary>
    public BigInteger Included => Counts.Aggregate(BigInteger.Zero, (sum, count) => sum + count);

    /// <summary>The share of all users in each arm.</summary>
    public ImmutableArray<double> OfAll => [.. Counts.Select(count => Exact.Ratio(count, Total))];

    /// <summary>The share of the included users in each arm; 0 each if no user is included.</summary>
    public ImmutableArray<double> OfIncluded => Included is { IsZero: false } included ? [.. Counts.Select(count => Exact.Ratio(count, included))] : [.. Counts.Select(_ => 0.0)];

    /// <summary>Whether the assignment is measured: it has at most <see cref="JointMeasure.MaxAssignments"/> random inputs.</summary>
    public bool IsMeasured => !Total.IsZero;

    /// <summary>
    /// Measures an assignment: by intervals within each source, and as a product over the sources. Where <see cref="DependentInputs"/> are among them, it is
    /// only certain that an arm without a share has no users.
    /// </summary>
    public static ArmShares Of(Assignment assignment, int arms)
    {
        var counts = new BigInteger[arms];
        if (assignment.Factors.Length > JointMeasure.MaxAssignments)
            return new ArmShares([.. counts], BigInteger.Zero);
        var last = assignment.Factors is [.., var choice] ? choice.Source : null;
        var (included, total) = (BigInteger.One, BigInteger.One);
        List<(int[] Arms, int Count)> chosen = [([0], 1)];
        foreach (var source in assignment.Factors.Select(factor => factor.Source).Distinct())
        {
            total *= source.Grain;
            var passed = BucketCells.Of(source, [assignment]).Cells.FindAll(cell => Assignment.Outcome(cell.Arms) >= 0);
            if (source == last)
                chosen = passed;
            else
                included *= passed.Sum(cell => cell.Count);
        }
        foreach (var (passing, count) in chosen)
        {
            if (passing[^1] < arms)
                counts[passing[^1]] += included * count;
        }
        return new ArmShares([.. counts], total);
    }
}

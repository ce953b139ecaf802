using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>The share of users in each arm of an assignment, exact to the grain of its hash.</summary>
/// <param name="Counts">The number of combinations of buckets per arm.</param>
/// <param name="Total">The number of all combinations.</param>
internal sealed record ArmShares(ImmutableArray<BigInteger> Counts, BigInteger Total)
{
    /// <summary>The number of combinations in any arm.</summary>
    public BigInteger Included => Counts.Aggregate(BigInteger.Zero, (sum, count) => sum + count);

    /// <summary>The share of all users in each arm.</summary>
    public ImmutableArray<double> OfAll => [.. Counts.Select(count => Exact.Ratio(count, Total))];

    /// <summary>The share of the included users in each arm; 0 each if no user is included.</summary>
    public ImmutableArray<double> OfIncluded => Included is { IsZero: false } included ? [.. Counts.Select(count => Exact.Ratio(count, included))] : [.. Counts.Select(_ => 0.0)];

    public static ArmShares Of(Assignment assignment, int arms)
    {
        var counts = new BigInteger[arms];
        var total = BigInteger.Zero;
        JointMeasure.Each([assignment], (outcomes, weight) =>
        {
            total += weight;
            if ((uint)outcomes[0] < (uint)arms)
                counts[outcomes[0]] += weight;
        });
        return new ArmShares([.. counts], total);
    }
}

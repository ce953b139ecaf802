using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// A sequential test of the shares of arms, valid at any time: the smallest inverse Bayes factor so far against a Dirichlet
/// alternative around the expected shares.
/// </summary>
/// <param name="shares">The expected share of each arm; they sum to 1.</param>
/// <param name="concentration">How near the alternative is to the expected shares, above 0. Default: 10,000.</param>
public sealed class SequentialFit(ImmutableArray<double> shares, double concentration = SequentialFit.DefaultConcentration)
{
    /// <summary>The concentration without another one.</summary>
    public const double DefaultConcentration = 10_000;

    private readonly long[] _counts = new long[shares.Length];
    private long _total;
    private double _logBayesFactor;
    private double _largest;

    /// <summary>The p-value: the probability that it is ever this small if the shares are right is at most the value itself.</summary>
    public double P => Math.Exp(-_largest);

    /// <summary>Adds one user.</summary>
    /// <param name="arm">The user's arm. In an arm of share 0 the p-value becomes 0.</param>
    public void Add(int arm)
    {
        var share = shares[arm];
        _logBayesFactor = share <= 0
            ? double.PositiveInfinity
            : _logBayesFactor + Math.Log(((concentration * share) + _counts[arm]) / (concentration + _total) / share);
        _counts[arm]++;
        _total++;
        _largest = Math.Max(_largest, _logBayesFactor);
    }
}

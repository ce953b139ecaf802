using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>The shares of users in the arms of a rule's experiment, without those whom rules before it answer.</summary>
/// <param name="Arms">The shares of users whom rules that share a random input with the experiment leave to it.</param>
/// <param name="Reasons">Why the shares among the users of the experiment are not known; empty if they are.</param>
/// <param name="Estimate">Why the shares are estimates; <c>null</c> if they are exact, or not known.</param>
internal sealed record RuleShares(ArmShares Arms, ImmutableArray<string> Reasons, string? Estimate = null)
{
    /// <summary>The reason why shares have no measure.</summary>
    public const string TooManyInputs = "it has " + JointMeasure.TooManyInputs;

    /// <summary>The reason why shares that depend on each other have no estimate.</summary>
    public const string NoSample = "there are " + JointMeasure.NoSample;

    /// <summary>The share of the experiment's users in each arm; 0 each without users or a measure.</summary>
    public ImmutableArray<double> OfIncluded => Arms.OfIncluded;

    /// <summary>Whether the shares among the users of the experiment are exact, or estimates.</summary>
    public bool AreKnown => Reasons.IsEmpty;

    /// <summary>Why the shares among the users of the experiment are not exact; <c>null</c> if they are.</summary>
    public string? Inexact => Reasons.FirstOrDefault() ?? Estimate;

    /// <summary>Whether the shares among the users of the experiment are exact.</summary>
    public bool IsExact => Inexact is null;

    /// <summary>How far the share of an arm among the users of the experiment can be from the real one: 0 for an exact share, and for one that is certain.</summary>
    /// <param name="arm">The arm.</param>
    public double ErrorOf(int arm) => Estimate is null || Arms.Counts[arm].IsZero || Arms.Counts[arm] == Arms.Included ? 0
        : DependentInputs.ErrorOf(OfIncluded[arm], Exact.Ratio(Arms.Included, Arms.Total));

    public static RuleShares Unmeasured(int arms, string reason = TooManyInputs) => new(new ArmShares([.. new BigInteger[arms]], BigInteger.Zero), [reason]);
}

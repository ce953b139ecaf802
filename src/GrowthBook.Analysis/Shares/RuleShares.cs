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
    public const string TooManyInputs = "it has too many random inputs for a measure";

    /// <summary>The share of the experiment's users in each arm; 0 each without users or a measure.</summary>
    public ImmutableArray<double> OfIncluded => Arms.OfIncluded;

    /// <summary>Whether the shares among the users of the experiment are exact, or estimates.</summary>
    public bool AreKnown => Reasons.IsEmpty;

    /// <summary>Why the shares among the users of the experiment are not exact; <c>null</c> if they are.</summary>
    public string? Inexact => Reasons.FirstOrDefault() ?? Estimate;

    /// <summary>Whether the shares among the users of the experiment are exact.</summary>
    public bool IsExact => Inexact is null;

    public static RuleShares Unmeasured(int arms) => new(new ArmShares([.. new BigInteger[arms]], BigInteger.Zero), [TooManyInputs]);
}

namespace GrowthBook.Analysis;

/// <summary>A share of all users.</summary>
/// <param name="Share">The share, from 0 to 1. One of 0 is certain.</param>
/// <param name="Estimate">Why the share is an estimate; <c>null</c> for an exact one.</param>
internal readonly record struct ReachedShare(double Share, string? Estimate)
{
    /// <summary>A share, of which one of 0 is no estimate.</summary>
    public static ReachedShare Of(double share, string? estimate) => new(share, share == 0 ? null : estimate);
}

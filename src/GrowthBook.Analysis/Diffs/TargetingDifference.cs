namespace GrowthBook.Analysis;

/// <summary>A difference of two rules that attributes decide about: a reason of each measure, and of each proof unless it keeps the users.</summary>
/// <param name="reason">Why the shares of random inputs are not exact.</param>
/// <param name="keepsUsers">Whether it is proved that the difference takes no user from the rule.</param>
/// <param name="obstacle">Why users may not stay. Default: the reason.</param>
internal sealed class TargetingDifference(string reason, Func<bool> keepsUsers, string? obstacle = null)
{
    /// <summary>Why the shares of random inputs are not exact.</summary>
    public string Reason => reason;

    /// <summary>Why it is not proved that each user stays; <c>null</c> for a proof, which takes steps.</summary>
    public string? Obstacle => keepsUsers() ? null : obstacle ?? reason;
}

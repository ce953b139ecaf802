namespace GrowthBook.Analysis;

/// <summary>What a change does to one user of one experiment.</summary>
/// <param name="Feature">The key of the feature that was evaluated; <c>null</c> for one of the payload's own experiments.</param>
/// <param name="Experiment">The key of the experiment; <c>null</c> where the value differs and no experiment was in play.</param>
/// <param name="Class">The class of the change.</param>
/// <param name="Before">The key of the variation before; <c>null</c> for none.</param>
/// <param name="After">The key of the variation after; <c>null</c> for none.</param>
public readonly record struct UserChange(string? Feature, string? Experiment, ChangeClass Class, string? Before, string? After)
{
    /// <summary>The values before and after, if only the value differs; otherwise <c>null</c>.</summary>
    public (Value Before, Value After)? Values { get; init; }

    /// <summary>Whether the value differs because a rollout takes the user: of the feature, or of one that it requires.</summary>
    internal bool EntersRollout { get; init; }

    /// <summary>Whether the user has another value or another exposure, which one whom a stored assignment keeps has not.</summary>
    internal bool IsDifference => Class is not (ChangeClass.Same or ChangeClass.KeptBySticky);
}

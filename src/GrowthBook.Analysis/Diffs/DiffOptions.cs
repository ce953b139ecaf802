namespace GrowthBook.Analysis;

/// <summary>The assumptions and the parts of a difference.</summary>
/// <param name="AssumesStoredAssignments">
/// Whether each user in an experiment has a stored assignment, which can keep the user in a variation. Default: no, as without sticky
/// bucketing.
/// </param>
/// <param name="Proves">Whether each experiment of a feature that differs gets a <see cref="Verdict"/>. Default: no.</param>
public sealed record DiffOptions(bool AssumesStoredAssignments = false, bool Proves = false);

namespace GrowthBook.Analysis;

/// <summary>The assumptions and the parts of a difference.</summary>
/// <param name="AssumesStoredAssignments">
/// Whether each user in an experiment has a stored assignment, which can keep the user in a variation. Default: no, as without sticky
/// bucketing.
/// </param>
/// <param name="Proves">Whether each experiment of a feature that differs gets a <see cref="Verdict"/>. Default: no.</param>
public sealed record DiffOptions(bool AssumesStoredAssignments = false, bool Proves = false)
{
    private readonly bool? _hasStickyBuckets;

    /// <summary>
    /// Whether the application has sticky buckets, which decides whether a <c>fallbackAttribute</c> and the versions of buckets count. Default: not known
    /// (<c>null</c>); with stored assignments it has them.
    /// </summary>
    public bool? HasStickyBuckets
    {
        get => AssumesStoredAssignments ? true : _hasStickyBuckets;
        init => _hasStickyBuckets = value;
    }
}

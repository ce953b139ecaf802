namespace GrowthBook.Analysis;

/// <summary>The contexts of one user before and after a change. Both have the assignments that the user has stored.</summary>
/// <param name="assumesStoredAssignments">Whether the user also has the assignments that the evaluation before the change stores.</param>
internal readonly struct ComparedContexts(bool assumesStoredAssignments)
{
    /// <summary>The context before, with sticky bucketing if assignments are assumed.</summary>
    public Context Before(Context context) =>
        assumesStoredAssignments && context.StickyBuckets is null ? context with { StickyBuckets = StickyBuckets.Empty } : context;

    /// <summary>The context after.</summary>
    /// <param name="before">The context before.</param>
    /// <param name="effects">The effects of the evaluation before.</param>
    /// <param name="payload">The new payload.</param>
    public Context After(Context before, Effects effects, Payload payload) =>
        (assumesStoredAssignments ? before.Apply(effects) : before) with { Payload = payload };
}

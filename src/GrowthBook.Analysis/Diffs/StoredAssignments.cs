namespace GrowthBook.Analysis;

/// <summary>What an assignment that the old experiment stored for each of its users does in the new one.</summary>
/// <param name="old">The experiment before.</param>
/// <param name="new">The experiment after.</param>
internal sealed class StoredAssignments(CompiledExperiment old, CompiledExperiment @new)
{
    private const string OtherFallback = "fallbackAttribute differs", Decides = " differs, which decides about stored assignments";

    /// <summary>Whether the new experiment looks up what the old one stored: of the same key, under the attribute that it hashes or falls back to.</summary>
    private readonly bool _isRead = old.IsSticky && @new.IsSticky && old.Source.Key == @new.Source.Key && !ReferenceEquals(Assignment.Of(@new), Assignment.Empty)
        && (@new.HashAttribute == old.HashAttribute || (@new.FallbackAttribute ?? "id") == old.HashAttribute); // as the evaluator does, without one it is "id"

    /// <summary>Whether the version of the assignments is below the minimum, which excludes their users.</summary>
    public bool AreBlocked => _isRead && (old.Source.BucketVersion ?? 0) is >= 0 and var version && version < (@new.Source.MinBucketVersion ?? 0);

    /// <summary>The variation that an assignment gives: -1 if it excludes the user, and <c>null</c> if the hash decides.</summary>
    /// <param name="key">The key of the variation that is stored.</param>
    public int? VariationOf(string key) =>
        AreBlocked ? BucketMap.None
        : _isRead && old.StickyKey == @new.StickyKey && IndexOf(key) is >= 0 and var variation ? variation
        : null;

    /// <summary>The users whom the new rule lets pass to the experiment: filters of a rule come before stored assignments.</summary>
    /// <param name="isOfFeature">Whether a rule of a feature runs the experiment.</param>
    public Assignment Passing(bool isOfFeature) =>
        isOfFeature && @new.Filters is not null && Assignment.Of(@new) is var assignment ? new Assignment(assignment.Factors[..^1]) : Assignment.Everybody;

    /// <summary>The members that decide about stored assignments and that differ, with or without an assumption about who has one.</summary>
    /// <param name="areAssumed">Whether each user in the experiment has an assignment of the old one.</param>
    public IEnumerable<string> Reasons(bool areAssumed)
    {
        if (!old.IsSticky && !@new.IsSticky)
            yield break;
        if (old.FallbackAttribute != @new.FallbackAttribute)
            yield return OtherFallback;
        if (areAssumed && AreBlocked)
            yield break; // all leave
        if (old.IsSticky != @new.IsSticky)
            yield return Reason("disableStickyBucketing");
        if ((old.Source.BucketVersion ?? 0) != (@new.Source.BucketVersion ?? 0))
            yield return Reason("bucketVersion");
        if ((old.Source.MinBucketVersion ?? 0) != (@new.Source.MinBucketVersion ?? 0))
            yield return Reason("minBucketVersion");
    }

    /// <summary>Whether a member that decides about stored assignments differs.</summary>
    public static bool Differ(CompiledExperiment old, CompiledExperiment @new) => (old.IsSticky || @new.IsSticky)
        && (old.FallbackAttribute != @new.FallbackAttribute || old.IsSticky != @new.IsSticky || (old.Source.BucketVersion ?? 0) != (@new.Source.BucketVersion ?? 0)
            || (old.Source.MinBucketVersion ?? 0) != (@new.Source.MinBucketVersion ?? 0));

    /// <summary>Whether a reason of a difference is one of <see cref="Reasons"/>.</summary>
    public static bool IsReason(string? reason) => reason is not null && (reason == OtherFallback || reason.EndsWith(Decides, StringComparison.Ordinal));

    private static string Reason(string member) => member + Decides;

    private int IndexOf(string key)
    {
        var meta = @new.Source.Meta;
        for (var i = 0; !meta.IsDefault && i < meta.Length; i++)
        {
            if (meta[i].Key == key)
                return i;
        }
        return -1;
    }
}

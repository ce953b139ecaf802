using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>The compiled parts of a payload.</summary>
/// <param name="Features">The features by number and key.</param>
/// <param name="Pages">The payload's own experiments, in order.</param>
/// <param name="SavedGroups">The saved groups.</param>
/// <param name="StickyBucketAttributes">The attributes that identify users in experiments, each once, in ordinal order.</param>
/// <param name="DateUpdated">The time of the last change on the server, as the server wrote it; <c>null</c> without one.</param>
internal sealed record CompiledPayload(
    FeatureTable Features,
    PageTable Pages,
    SavedGroups SavedGroups,
    ImmutableArray<string> StickyBucketAttributes,
    string? DateUpdated)
{
    public static CompiledPayload Empty { get; } = new(FeatureTable.Empty, PageTable.Empty, SavedGroups.Empty, [], null);
}

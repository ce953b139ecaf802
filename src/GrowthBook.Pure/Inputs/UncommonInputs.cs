using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>The members of a context that few contexts have, in one object, because a context is created for each user.</summary>
internal sealed record UncommonInputs
{
    public static UncommonInputs None { get; } = new();

    /// <summary>A null reference without overrides, so that a lookup of an attribute tests one reference.</summary>
    public Attributes? AttributeOverrides { get; init; }

    public ImmutableDictionary<string, int> ForcedVariations { get; init; } = ImmutableDictionary<string, int>.Empty;

    public Value.Object ForcedFeatureValues { get; init; } = Value.Object.Empty;

    public ImmutableHashSet<string> BlockedChangeIds { get; init; } = [];
}

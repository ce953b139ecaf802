using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A contextual bandit as it is written.</summary>
/// <param name="Reference">The name by which rules refer to it.</param>
/// <param name="Node">The bandit's object.</param>
/// <param name="Leaves">The objects of the leaves without faults, in their order.</param>
internal sealed record BanditSource(string Reference, SourceNode Node, ImmutableArray<SourceNode> Leaves);

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A contextual bandit as it is written.</summary>
/// <param name="Reference">The name by which rules refer to it.</param>
/// <param name="Node">The bandit's object.</param>
/// <param name="IsUsed">Whether a rule names it that runs an experiment, or of which it is not known whether it is left out.</param>
/// <param name="Leaves">The leaves that evaluation uses, in their order, each with its object; none for a bandit that no rule uses.</param>
internal sealed record BanditSource(string Reference, SourceNode Node, bool IsUsed, ImmutableArray<(SourceNode Node, Bandit.Leaf Leaf)> Leaves);

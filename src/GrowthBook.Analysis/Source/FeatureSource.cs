using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A feature as it is written.</summary>
/// <param name="Key">The key.</param>
/// <param name="Node">The feature's object.</param>
/// <param name="Rules">The rules as they are written, also those that are left out.</param>
public sealed record FeatureSource(string Key, SourceNode Node, ImmutableArray<RuleSource> Rules)
{
    /// <summary>The default value.</summary>
    public Value DefaultValue => Node["defaultValue"]?.Value ?? Value.Null.Instance;

    /// <summary>Whether it is known which rules are left out. It is not if the fault of one was counted and not listed; then no rule has its compiled form.</summary>
    internal bool IsKnown { get; init; } = true;
}

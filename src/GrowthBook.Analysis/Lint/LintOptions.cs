using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>What lint may know next to the payload.</summary>
public sealed record LintOptions
{
    /// <summary>No further knowledge.</summary>
    public static LintOptions Default { get; } = new();

    /// <summary>The payload in use, for findings about a change; <c>null</c> without one.</summary>
    public PayloadSource? Previous { get; init; }

    /// <summary>The JSON schemas of the values of features, as JSON text by the key of the feature.</summary>
    public ImmutableDictionary<string, string> Schemas { get; init; } = [];

    /// <summary>The files of the schemas for messages, by the key of the feature.</summary>
    internal ImmutableDictionary<string, string> SchemaFiles { get; init; } = [];

    /// <summary>The keys of the features that recorded evaluations name; <c>null</c> without records.</summary>
    public ImmutableHashSet<string>? EvaluatedFeatures { get; init; }
}

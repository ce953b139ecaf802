using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>An experiment with everything computed that does not depend on the user.</summary>
internal sealed class CompiledExperiment
{
    public CompiledExperiment(Experiment source)
    {
        Source = source;
        Seed = new HashSeed(string.IsNullOrEmpty(source.Seed) ? source.Key : source.Seed!, source.HashVersion);
        Ranges = source.Ranges.IsDefault
            ? Bucketing.BucketRanges(source.Variations.Length, source.Coverage ?? 1, source.Weights)
            : source.Ranges;
        Filters = CompiledFilter.Compile(source.Filters);
        Prerequisites = Prerequisite.Compile(source.ParentConditions);
        UrlTargets = source.UrlPatterns.IsDefault ? null : source.UrlPatterns.Select(Target).ToArray();
    }

    public Experiment Source { get; }

    public HashSeed Seed { get; }

    public ImmutableArray<BucketRange> Ranges { get; }

    public CompiledFilter[]? Filters { get; }

    public Prerequisite[] Prerequisites { get; }

    public CompiledUrlTarget[]? UrlTargets { get; }

    public string HashAttribute => Source.HashAttribute is { Length: > 0 } attribute ? attribute : "id";

    public string? FallbackAttribute => Source.FallbackAttribute is { Length: > 0 } attribute ? attribute : null;

    public bool IsSticky => Source.DisableStickyBucketing is not true;

    /// <summary>The name under which a variation of the current bucket version is stored.</summary>
    public string StickyKey => Source.Key + "__" + EcmaNumber.ToText(Source.BucketVersion ?? 0);

    /// <summary>What is known of a variation, <c>null</c> where nothing is.</summary>
    public VariationMeta? Meta(int index) =>
        !Source.Meta.IsDefault && index < Source.Meta.Length ? Source.Meta[index] : null;

    private static CompiledUrlTarget Target(UrlPattern pattern) => new(
        pattern.Include ?? true,
        pattern.Type switch { "simple" => UrlTargetType.Simple, "regex" => UrlTargetType.Regex, _ => UrlTargetType.Unknown },
        pattern.Pattern);
}

using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>An experiment with everything computed that does not depend on the user. Immutable.</summary>
internal sealed class CompiledExperiment : CompiledForm
{
    /// <summary>Compiles an experiment whose prerequisites are looked up by key.</summary>
    public CompiledExperiment(Experiment source)
        : this(source, Prerequisite.Compile(source.ParentConditions))
    {
    }

    public CompiledExperiment(Experiment source, Prerequisite[] prerequisites)
        : base(source)
    {
        Prerequisites = prerequisites;
        Seed = new HashSeed(string.IsNullOrEmpty(source.Seed) ? source.Key : source.Seed!, source.HashVersion);
        Ranges = source.Ranges.IsDefault
            ? Bucketing.BucketRanges(source.Variations.Length, source.Coverage ?? 1, source.Weights)
            : source.Ranges;
        Filters = CompiledFilter.Compile(source.Filters);
        UrlTargets = source.UrlPatterns.IsDefault ? null : source.UrlPatterns.Select(Target).ToArray();
        StickyKey = source.Key + "__" + EcmaNumber.ToText(source.BucketVersion ?? 0);
    }

    public HashSeed Seed { get; }

    public ImmutableArray<BucketRange> Ranges { get; }

    /// <summary>The filters that a user must pass; <c>null</c> without a list of filters (an empty list replaces a namespace too).</summary>
    public CompiledFilter[]? Filters { get; }

    public Prerequisite[] Prerequisites { get; }

    /// <summary>The URLs at which the experiment runs; <c>null</c> for all.</summary>
    public CompiledUrlTarget[]? UrlTargets { get; }

    public string HashAttribute => Source.HashAttribute is { Length: > 0 } attribute ? attribute : "id";

    public string? FallbackAttribute => Source.FallbackAttribute is { Length: > 0 } attribute ? attribute : null;

    /// <summary>Whether stored assignments are used and made, once sticky bucketing is on.</summary>
    public bool IsSticky => Source.DisableStickyBucketing is not true;

    /// <summary>The key under which a variation of the current bucket version is stored.</summary>
    public string StickyKey { get; }

    /// <summary>The metadata of a variation; <c>null</c> without metadata.</summary>
    public VariationMeta? Meta(int index) =>
        !Source.Meta.IsDefault && index < Source.Meta.Length ? Source.Meta[index] : null;

    private static CompiledUrlTarget Target(UrlPattern pattern) => new(
        pattern.Include ?? true,
        pattern.Type switch { "simple" => UrlTargetType.Simple, "regex" => UrlTargetType.Regex, _ => UrlTargetType.Unknown },
        pattern.Pattern);
}

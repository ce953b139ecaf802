using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>An experiment with everything computed that does not depend on the user. Immutable.</summary>
internal sealed class CompiledExperiment : CompiledForm
{
    private readonly UncommonParts? _uncommon;

    /// <summary>Compiles an experiment whose prerequisites are looked up by key.</summary>
    public CompiledExperiment(Experiment source)
        : this(source, Prerequisite.Compile(source.ParentConditions, static _ => Prerequisite.ByKey))
    {
    }

    public CompiledExperiment(Experiment source, Prerequisite[] prerequisites)
        : base(source)
    {
        Seed = new HashSeed(string.IsNullOrEmpty(source.Seed) ? source.Key : source.Seed!, source.HashVersion);
        Ranges = RangesOf(source);
        _uncommon = prerequisites.Length == 0 && source.Filters.IsDefault && source.UrlPatterns.IsDefault ? null : new UncommonParts(
            prerequisites,
            CompiledFilter.Compile(source.Filters),
            source.UrlPatterns.IsDefault ? null : source.UrlPatterns.Select(Target).ToArray());
        StickyKey = source.Key + "__" + EcmaNumber.ToText(source.BucketVersion ?? 0);
    }

    /// <summary>The experiment with other weights. All else is shared: a product with the leaves of a bandit would be memory.</summary>
    public CompiledExperiment(Experiment source, CompiledExperiment same)
        : base(source)
    {
        (Seed, _uncommon, StickyKey) = (same.Seed, same._uncommon, same.StickyKey);
        Ranges = RangesOf(source);
    }

    public HashSeed Seed { get; }

    public ImmutableArray<BucketRange> Ranges { get; }

    /// <summary>The filters that a user must pass; <c>null</c> without a list of filters (an empty list replaces a namespace too).</summary>
    public CompiledFilter[]? Filters => _uncommon?.Filters;

    public Prerequisite[] Prerequisites => _uncommon is null ? [] : _uncommon.Prerequisites;

    /// <summary>The URLs at which the experiment runs; <c>null</c> for all.</summary>
    public CompiledUrlTarget[]? UrlTargets => _uncommon?.UrlTargets;

    public string HashAttribute => Source.HashAttribute is { Length: > 0 } attribute ? attribute : "id";

    public string? FallbackAttribute => Source.FallbackAttribute is { Length: > 0 } attribute ? attribute : null;

    /// <summary>Whether stored assignments are used and made, once sticky bucketing is on.</summary>
    public bool IsSticky => Source.DisableStickyBucketing is not true;

    /// <summary>The key under which a variation of the current bucket version is stored.</summary>
    public string StickyKey { get; }

    /// <summary>The metadata of a variation; <c>null</c> without metadata.</summary>
    public VariationMeta? Meta(int index) =>
        !Source.Meta.IsDefault && index < Source.Meta.Length ? Source.Meta[index] : null;

    private static ImmutableArray<BucketRange> RangesOf(Experiment source) => source.Ranges.IsDefault
        ? Bucketing.BucketRanges(source.Variations.Length, source.Coverage ?? 1, source.Weights)
        : source.Ranges;

    private static CompiledUrlTarget Target(UrlPattern pattern) => new(
        pattern.Include ?? true,
        pattern.Type switch { "simple" => UrlTargetType.Simple, "regex" => UrlTargetType.Regex, _ => UrlTargetType.Unknown },
        pattern.Pattern);

    /// <summary>The parts that few experiments have. Experiments without them share <c>null</c>.</summary>
    private sealed record UncommonParts(Prerequisite[] Prerequisites, CompiledFilter[]? Filters, CompiledUrlTarget[]? UrlTargets);
}

using System.Collections.Immutable;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>An experiment with everything computed that does not depend on the user.</summary>
internal sealed class CompiledExperiment
{
    public CompiledExperiment(Experiment source)
    {
        Source = source;
        HashAttribute = string.IsNullOrEmpty(source.HashAttribute) ? "id" : source.HashAttribute!;
        FallbackAttribute = string.IsNullOrEmpty(source.FallbackAttribute) ? null : source.FallbackAttribute;
        IsSticky = source.DisableStickyBucketing is not true;
        Seed = new HashSeed(
            string.IsNullOrEmpty(source.Seed) ? source.Key : source.Seed!,
            source.HashVersion is null or 0 ? Hashing.DefaultVersion : source.HashVersion.Value);
        Ranges = source.Ranges.IsDefault
            ? Bucketing.BucketRanges(source.Variations.Length, source.Coverage ?? 1, source.Weights)
            : source.Ranges;
        Filters = CompiledFilter.Compile(source.Filters);
        Namespace = source.Namespace is null ? null : new HashSeed("__" + source.Namespace.Id, 1);
        Prerequisites = Prerequisite.Compile(source.ParentConditions);
        UrlTargets = source.UrlPatterns.IsDefault ? null : source.UrlPatterns.Select(Target).ToArray();
        Variations = source.Variations.Select((value, i) => new CompiledVariation(value, i, MetaOf(source, i))).ToArray();
        StickyKey = StickyKeyOf(source.Key, source.BucketVersion ?? 0);
    }

    public Experiment Source { get; }

    public string HashAttribute { get; }

    public string? FallbackAttribute { get; }

    public bool IsSticky { get; }

    public HashSeed Seed { get; }

    public ImmutableArray<BucketRange> Ranges { get; }

    public CompiledFilter[]? Filters { get; }

    public HashSeed? Namespace { get; }

    public Prerequisite[] Prerequisites { get; }

    public CompiledUrlTarget[]? UrlTargets { get; }

    public CompiledVariation[] Variations { get; }

    /// <summary>The name under which a variation of the current bucket version is stored: <c>{key}__{version}</c>.</summary>
    public string StickyKey { get; }

    private static string StickyKeyOf(string key, int version) => key + "__" + EcmaNumber.ToText(version);

    private static VariationMeta? MetaOf(Experiment source, int index) =>
        !source.Meta.IsDefault && index < source.Meta.Length ? source.Meta[index] : null;

    private static CompiledUrlTarget Target(UrlPattern pattern) => new(
        pattern.Include ?? true,
        pattern.Type switch { "simple" => UrlTargetType.Simple, "regex" => UrlTargetType.Regex, _ => UrlTargetType.Unknown },
        pattern.Pattern);
}

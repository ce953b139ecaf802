using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>A compiled filter.</summary>
internal sealed class CompiledFilter(Filter source)
{
    public string Attribute { get; } = string.IsNullOrEmpty(source.Attribute) ? "id" : source.Attribute!;

    public HashSeed Seed { get; } = new(source.Seed, source.HashVersion is null or 0 ? 2 : source.HashVersion);

    public Filter Source => source;

    /// <summary>The compiled filters; <c>null</c> where there is no list of them (an empty list replaces a namespace too).</summary>
    public static CompiledFilter[]? Compile(ImmutableArray<Filter> filters) =>
        filters.IsDefault ? null : filters.Select(filter => new CompiledFilter(filter)).ToArray();

    public bool Includes(double bucket) => Bucketing.ChooseVariation(bucket, source.Ranges) >= 0;
}

using System.Collections.Immutable;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>The experiments that a payload runs on pages, in their order.</summary>
/// <param name="all">The experiments.</param>
internal sealed class PageTable(ImmutableArray<PageExperiment> all)
{
    /// <summary>The number of experiments up to which all are evaluated; an index would not save time.</summary>
    private const int LinearSearchLimit = 8;

    private readonly PageIndex? _index = all.Length <= LinearSearchLimit ? null : new PageIndex(all);

    public static PageTable Empty { get; } = new([]);

    public ImmutableArray<PageExperiment> All => all;

    /// <summary>The experiments whose URL patterns can match a URL, in order; the others run nothing there and have no effects.</summary>
    public ImmutableArray<PageExperiment> At(PageUrl url) =>
        _index is null ? all : [.. _index.Find(url).Select(position => all[position])];
}

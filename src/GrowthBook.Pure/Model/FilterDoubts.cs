using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Warns of filters with ranges that are none and with an unknown hash version.</summary>
internal static class FilterDoubts
{
    /// <summary>Reports at the member <c>filters</c> of the value at the present position; a list that is absent has none.</summary>
    public static void Report(ImmutableArray<Filter> filters, Faults faults) => faults.AtEach("filters", filters, Report);

    private static void Report(Filter filter, Faults faults)
    {
        Shares.CheckRanges(filter.Ranges, faults);
        if (!Hashing.IsKnown(filter.HashVersion))
            faults.WarningAt("hashVersion", "neither 1 nor 2; no user passes the filter");
    }
}

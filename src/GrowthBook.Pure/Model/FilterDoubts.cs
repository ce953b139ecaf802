using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Warns of filters with ranges that are none and with an unknown hash version.</summary>
internal static class FilterDoubts
{
    /// <summary>Reports at the member <c>filters</c> of the value at the present position; a list that is absent has none.</summary>
    public static void Report(ImmutableArray<Filter> filters, Faults faults)
    {
        faults.Position.Enter("filters");
        for (var i = 0; i < (filters.IsDefault ? 0 : filters.Length); i++)
        {
            faults.Position.Enter(i);
            Shares.CheckRanges(filters[i].Ranges, faults);
            if (filters[i].HashVersion is not (null or 0 or 1 or 2))
                faults.WarningAt("hashVersion", "neither 1 nor 2; no user passes the filter");
            faults.Position.Leave();
        }
        faults.Position.Leave();
    }
}

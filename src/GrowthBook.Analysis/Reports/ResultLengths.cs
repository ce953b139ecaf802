namespace GrowthBook.Analysis;

/// <summary>Checks that arrays of a result that belong together have one element each: a page pairs them.</summary>
internal static class ResultLengths
{
    private static readonly string[] Tested = ["experiments", "rollouts"], OfArms = ["shares", "counts", "expected", "intervals"], OfVariations = ["weights", "ranges"];

    /// <summary>The faults of a result that fits its schema.</summary>
    public static IEnumerable<PayloadError> FaultsOf(Value.Object result) => result["kind"].AsString() switch
    {
        "matrix" => result["users"].Items().SelectMany((user, i) => FaultsOf(["users", i, "cells"], user["cells"], result, "features")),
        "rebalance" => OfVariations.SelectMany(name => FaultsOf([name], result[name], result, "variations"))
            .Concat(FaultsOf(["plain", "ranges"], result["plain"]["ranges"], result, "variations")),
        _ => Tested.SelectMany(rows => result[rows].Items().Where(row => row["arms"] is Value.Array).SelectMany((row, i) =>
            OfArms.SelectMany(name => FaultsOf([rows, i, name], row[name], row, "arms")))),
    };

    private static IEnumerable<PayloadError> FaultsOf(object[] steps, Value items, Value pairs, string name)
    {
        var count = pairs[name].Items().Count();
        return items.Items().Count() == count ? [] : [ResultFaults.At(steps, items, $"{Shown.Count(count, "element")}, as many as {name}")];
    }
}

namespace GrowthBook.Analysis;

/// <summary>The shape that the counts of a partial result need, so that the result of the whole can be made from them.</summary>
internal static class PartialShape
{
    /// <summary>The largest sum of counts, up to which numbers of JSON are exact.</summary>
    public const long MaxCount = (1L << 53) - 1;

    /// <summary>What is malformed; <c>null</c> for counts that fit, and for another kind of result.</summary>
    /// <param name="kind">The kind of result.</param>
    /// <param name="about">What all shards have in common.</param>
    /// <param name="tally">The counts.</param>
    public static string? FaultOf(string kind, Value.Object about, Value.Object tally) => kind switch
    {
        UserDiff.Kind => FaultOfDiff(tally),
        Simulation.Kind => FaultOfSimulation(about, tally),
        _ => null,
    };

    private static string? FaultOfDiff(Value.Object tally) =>
        !IsCount(tally["users"]) ? "tally.users is no count"
        : !IsCount(tally["changed"]) ? "tally.changed is no count"
        : FaultOfUnread(tally) is { } unread ? unread
        : tally.ContainsKey(UserDiff.Stored) && !IsCount(tally[UserDiff.Stored]) ? $"tally.{UserDiff.Stored} is no count"
        : tally["features"] is not Value.Object features ? "tally.features is no object"
        : features.FirstOrDefault(feature => feature.Value is Value.Null || !AreRows(feature.Value)) is { Key: { } key } ? $"tally.features.{PlainText.Of(key, PlainText.MaxName)} has no counts and examples by class"
        : !AreRows(tally["experiments"]) ? "tally.experiments has no counts and examples by class"
        : tally.ContainsKey(AttributeCounts.Member) && !AreCounts(tally[AttributeCounts.Member]) ? $"tally.{AttributeCounts.Member} has not one count per attribute"
        : tally.ContainsKey(TestedAttributes.Member) && (tally[TestedAttributes.Member] is not Value.Object tested || !tested.Values.All(AreCounts)) ? $"tally.{TestedAttributes.Member} has not one count per feature and attribute"
        : UndecidedUsers.FaultOf(tally, IsCount, FaultOfDiff);

    /// <summary>Parts of earlier versions do not have the member.</summary>
    private static string? FaultOfUnread(Value.Object tally) =>
        tally.ContainsKey(Unread.Member) && !IsCount(tally[Unread.Member]) ? $"tally.{Unread.Member} is no count" : null;

    private static bool AreRows(Value rows) => rows is Value.Null || (rows is Value.Object all && all.Values.All(IsRow));

    private static string? FaultOfSimulation(Value.Object about, Value.Object tally)
    {
        if (about["experiments"] is not Value.Array experiments)
            return "about.experiments is no array";
        if (!IsCount(tally["users"]))
            return "tally.users is no count";
        if (FaultOfUnread(tally) is { } unread)
            return unread;
        if (tally.ContainsKey(StickyBucketing.Undecided) && !IsCount(tally[StickyBucketing.Undecided]))
            return $"tally.{StickyBucketing.Undecided} is no count";
        if (tally["counts"] is not Value.Array counts || counts.Count != experiments.Count)
            return "tally.counts has not one array per experiment";
        for (var i = 0; i < experiments.Count; i++)
        {
            if (experiments[i]["arms"] is not Value.Array arms || experiments[i]["shares"] is not Value.Array shares || shares.Count != arms.Count || !shares.All(IsShare))
                return FormattableString.Invariant($"about.experiments[{i}] has not one share from 0 to 1 per arm");
            if (!AreCounts(counts[i], arms.Count))
                return FormattableString.Invariant($"tally.counts[{i}] has not one count per arm");
        }
        if (tally.ContainsKey(SharedValues.Member) && !AreCells(tally[SharedValues.Member], experiments))
            return $"tally.{SharedValues.Member} has not {SharedValues.Cells} counts or none per attribute";
        if (about["overlaps"] is Value.Object overlaps && overlaps.FirstOrDefault(pair => pair.Value["cramersV"] is not Value.Null && !IsShare(pair.Value["cramersV"])) is { Key: { } overlap })
            return $"about.overlaps.{PlainText.Of(overlap, PlainText.MaxName)} has no Cramér's V from 0 to 1";
        return tally["tables"] is not Value.Object tables ? "tally.tables is no object"
            : tables.FirstOrDefault(table => !IsTable(table.Key, table.Value, experiments)) is { Key: { } pair } ? $"tally.tables.{PlainText.Of(pair, PlainText.MaxName)} is no table of two experiments"
            : null;
    }

    /// <summary>Parts of generated users, and those of earlier versions, do not have the member.</summary>
    private static bool AreCells(Value cells, Value.Array experiments) => cells is Value.Array rows && rows.Count == experiments.Count
        && rows.Zip(experiments, (row, experiment) => row is Value.Array attributes && attributes.Count == (experiment[SharedValues.Attributes] is Value.Array described ? described.Count : 0)
            && attributes.All(each => AreCounts(each, 0) || AreCounts(each, SharedValues.Cells))).All(isRow => isRow);

    private static bool IsTable(string pair, Value table, Value.Array experiments) => SimulationResult.PairOf(pair) is var (left, right)
        && left < experiments.Count && right < experiments.Count
        && AreCounts(table, (long)ArmsOf(experiments[left]) * ArmsOf(experiments[right]));

    private static int ArmsOf(Value experiment) => ((Value.Array)experiment["arms"]).Count;

    private static bool AreCounts(Value value) => value is Value.Object counts && counts.Values.All(IsCount);

    private static bool IsRow(Value row) =>
        AreCounts(row["counts"]) && row["examples"] is Value.Object examples && examples.Values.All(example => example is Value.Object);

    private static bool AreCounts(Value value, long length) =>
        value is Value.Array counts && counts.Count == length && counts.All(IsCount) && counts.Sum(count => count.AsDouble()!.Value) <= MaxCount;

    private static bool IsCount(Value value) => value.AsDouble() is >= 0 and <= MaxCount and var count && Math.Floor(count) == count;

    private static bool IsShare(Value value) => value.AsDouble() is >= 0 and <= 1;
}

using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>Makes the result of a simulation from its counts: tests, intervals and associations.</summary>
public static class SimulationResult
{
    /// <summary>The result as JSON: <c>{"kind":"simulate","schemaVersion":1,"payload","stickyBuckets"?,"seed","users","unread","undecided"?,"experiments","rollouts","overlaps"}</c>.</summary>
    /// <param name="about">What the shards have in common.</param>
    /// <param name="tally">The counts.</param>
    /// <returns>A JSON object.</returns>
    public static Value.Object ToValue(Value.Object about, Value.Object tally)
    {
        _ = about ?? throw new ArgumentNullException(nameof(about));
        _ = tally ?? throw new ArgumentNullException(nameof(tally));
        var described = ((Value.Array)about["experiments"]).ToArray();
        var counts = described.Select((_, i) => Counts(tally["counts"][i])).ToArray();
        var shared = described.Select((experiment, i) => SharedValues.Of(experiment, tally[SharedValues.Member][i], counts[i].Sum())).ToArray();
        var rows = CountedRows.Of([.. described.Select((experiment, i) => ((Value.Object)experiment, counts[i], shared[i]))])
            .Select((row, i) => (IsRollout: described[i]["rollout"].IsTruthy, Row: (Value)row)).ToArray();
        return new Value.Object(
        [
            new("kind", Simulation.Kind),
            new("schemaVersion", PartialResult.SchemaVersion),
            new("payload", about["payload"]),
            .. StickyBucketing.MembersOf(about[StickyBucketing.Member].AsBoolean()),
            new("seed", about["population"]["seed"]),
            new("users", tally["users"]),
            new(Unread.Member, Unread.Of(tally)),
            .. StickyBucketing.UndecidedOf(tally[StickyBucketing.Undecided]),
            new("experiments", new Value.Array(rows.Where(row => !row.IsRollout).Select(row => row.Row))),
            new("rollouts", new Value.Array(rows.Where(row => row.IsRollout).Select(row => row.Row))),
            new("overlaps", new Value.Array(Overlaps(described, (Value.Object)tally["tables"], about["overlaps"], shared))),
        ]);
    }

    /// <summary>
    /// The association of each pair of experiments: by measure where they share a random input, and otherwise of the users in both. It is not tested if users share values of both:
    /// users of one company and team are then in one cell of the table together. With independent arms of one of them, the test holds.
    /// </summary>
    private static IEnumerable<Value> Overlaps(Value[] described, Value.Object tables, Value exact, SharedValues?[] shared)
    {
        var experiments = 0;
        int[] rows = [.. described.Select(each => each["rollout"].IsTruthy ? -1 : experiments++)];
        foreach (var (pair, table) in tables)
        {
            var (first, second) = PairOf(pair) ?? throw new ArgumentException($"`{pair}` is no pair of experiments", nameof(tables));
            var (left, right, counts) = (described[first], described[second], Counts(table));
            var columns = ((Value.Array)right["arms"]).Count;
            var test = Independence.Test([.. Enumerable.Range(0, ((Value.Array)left["arms"]).Count).Select(row => counts.Slice(row * columns, columns))]);
            var isTested = shared[first] is null || shared[second] is null;
            yield return new Value.Object(
            [
                new("first", left["key"]), new("second", right["key"]), new("rows", new Value.Array([rows[first], rows[second]])), new("users", counts.Sum()),
                new("exclusive", exact[pair]["exclusive"].IsTruthy), new("exact", exact[pair]["cramersV"] is Value.Number),
                new("p", isTested ? test.P : Value.Null.Instance),
                new("cramersV", exact[pair]["cramersV"].AsDouble() is { } v ? v : isTested ? test.CramersV : Value.Null.Instance),
            ]);
        }
    }

    /// <summary>The indices of the experiments of a table, from its name such as <c>0,2</c>; <c>null</c> for another text.</summary>
    internal static (int Left, int Right)? PairOf(string text) => text.Split(',') is [var left, var right]
        && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var i)
        && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var j)
            ? (i, j)
            : null;

    internal static ImmutableArray<long> Counts(Value array) => [.. Numbers(array).Select(number => (long)number)];

    internal static IEnumerable<double> Numbers(Value array) => ((Value.Array)array).Select(item => item.AsDouble() ?? 0);
}

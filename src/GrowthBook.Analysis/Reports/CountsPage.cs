namespace GrowthBook.Analysis;

/// <summary>The page of a simulation, or of a test of exposures.</summary>
internal static class CountsPage
{
    public static ReportPage Of(Value result)
    {
        var names = CountedNames.Of(result);
        var isSimulated = result["kind"].AsString() == Simulation.Kind;
        var rows = CountsSummary.Rows(result).OrderBy(row => ToneOf(row).ToRank()).ThenBy(row => row["adjusted"].AsDouble() ?? double.PositiveInfinity).ToArray();
        return new ReportPage(isSimulated ? "Simulation of a payload" : "Exposures and shares", CommandOf(result, isSimulated), CountsSummary.Of(result))
        {
            Facts =
            [
                .. Fact.Of("Payload", result["payload"]),
                .. result["seed"] is Value.Number seed ? (Fact[])[new("Seed", seed.ToString())] : [],
                new("Population", isSimulated ? Shown.Count(result.Number("users"), "user") : "the exposures of the file", IsCode: false),
            ],
            Tiles =
            [
                new(Shown.Count(rows.Length), Shown.Noun(rows.Length, CountsSummary.One, CountsSummary.Many)),
                TileOf("mismatch", "mismatches", rows.Count(CountsSummary.IsMismatch), Tone.Bad),
                TileOf("suspect", "suspects", rows.Count(CountsSummary.IsSuspect), Tone.Warning),
                .. rows.Count(CountsSummary.IsUntested) is > 0 and var untested ? (Tile[])[new(Shown.Count(untested), "not tested", Tone.Warning)] : [],
                .. isSimulated ? (Tile[])[] : [TileOf("exposure of another experiment", "exposures of other experiments", result.Number("unknown"), Tone.Warning)],
                .. UnreadLines.Tiles(result),
            ],
            Sections =
            [
                UndecidedWarning.Notes(result, result.Number("users")),
                Section.Of("Experiments and rollouts", Overview(rows, names, CountsSummary.IsSequential(result))),
                Section.Of("Arms", Html.Each(rows, row => Section.Fold(
                    Html.Of($"<code>{names[row]}</code> {ToneOf(row).Badge(Shown.Text(row["verdict"]))}"), Arms(row, names[row]), isOpen: ToneOf(row) is Tone.Bad or Tone.Warning))),
                Section.Of("Experiments that share users", Overlaps(result, names)),
                Section.Of("Legend", CountsLegend.Of(CountsSummary.IsSequential(result))),
            ],
        };
    }

    private static Tile TileOf(string one, string many, double count, Tone tone) => new(Shown.Count(count), Shown.Noun(count, one, many), count == 0 ? Tone.Good : tone);

    private static Html Overview(IEnumerable<Value> rows, CountedNames names, bool isSequential) => Table.Of(
        "Users, and the test of their shares",
        ["experiment", "users", "p", "adjusted p", .. isSequential ? (string[])["sequential p"] : [], "deviation", "verdict"],
        rows.Select(row => (Cell[])
        [
            names[row], Cell.Count(CountsSummary.Total(row)), PCell(row["p"]), PCell(row["adjusted"]),
            .. isSequential ? (Cell[])[PCell(row["sequentialP"])] : [],
            row["deviation"].AsDouble() is { } deviation ? Cell.Share(Math.Round(deviation, 6)) : new Cell(Html.Of($"–"), null),
            Html.Of($"{ToneOf(row).Badge(Shown.Text(row["verdict"]))}{(CountsSummary.ReasonOf(row) is { } reason ? $" {reason}" : "")}"),
        ]));

    private static Cell PCell(Value p) => new(Html.Of($"{CountsSummary.P(p)}"), p.AsDouble());

    /// <summary>The arms of an experiment, with intervals on one scale around the expected shares.</summary>
    private static Html Arms(Value row, string name)
    {
        var total = Math.Max(1, CountsSummary.Total(row));
        var arms = row["arms"].Items().Select((name, i) => (
            Name: Shown.Text(name), Count: row["counts"][i].Number(), Expected: row["expected"][i].Number(),
            Interval: new Interval(row["counts"][i].Number() / total, row["intervals"][i][0].Number(), row["intervals"][i][1].Number(), row["expected"][i].Number() / total))).ToArray();
        var reach = arms.Select(arm => arm.Interval.Reach).DefaultIfEmpty(0).Max();
        return Table.Of($"Arms of {name}", ["arm", "share and expected share", "users", "expected", "share", "95 % interval"], arms.Select((arm, i) => (Cell[])
        [
            arm.Name, IntervalChart.Of(arm.Interval, reach, i), Cell.Count(arm.Count), CountsSummary.IsUntested(row) ? "–" : Cell.Count(Math.Round(arm.Expected)), Cell.Share(Math.Round(arm.Interval.Share, 5)),
            Shown.Interval(arm.Interval.Low, arm.Interval.High),
        ]));
    }

    private static Html Overlaps(Value result, CountedNames names) => Table.Of(
        "Pairs that exclude each other, or are not independent", ["first", "second", "users in both", "p", "Cramér's V", "result"], CountsSummary.Overlaps(result).Select(overlap => (Cell[])
        [
            names.OfPair(overlap, 0), Html.Of($"<code>{names.OfPair(overlap, 1)}</code>"), Cell.Count(overlap.Number("users")), CountsSummary.IsExact(overlap) ? "by measure" : Cell.P(overlap.Number("p")),
            new Cell(Html.Of($"{Shown.Decimals(overlap.Number("cramersV"))}"), overlap.Number("cramersV")),
            overlap["exclusive"].IsTruthy ? Tone.Neutral.Badge("no user is in both") : Tone.Warning.Badge("not independent"),
        ]));

    private static Tone ToneOf(Value row) => row["verdict"].AsString() switch
    {
        "match" => Tone.Good,
        "suspect" or CountedRows.Withheld => Tone.Warning,
        CountedRows.Untested => Tone.Neutral,
        _ => Tone.Bad,
    };

    private static string CommandOf(Value result, bool isSimulated) =>
        !isSimulated ? "gb srm EXPOSURES --payload PAYLOAD"
        : result["seed"] is Value.Number seed ? $"gb simulate PAYLOAD --users {Shown.Exact(result.Number("users"))} --seed {seed}{UndecidedWarning.OptionOf(result)}"
        : $"gb simulate PAYLOAD --users FILE{UndecidedWarning.OptionOf(result)}";
}

namespace GrowthBook.Analysis;

/// <summary>The page of the power of an experiment.</summary>
internal static class PowerPage
{
    public static ReportPage Of(Value result)
    {
        var weeks = result["weeks"].Items().ToArray();
        var (rate, last) = (result.Number("rate"), weeks.LastOrDefault(Value.Null.Instance));
        var largest = weeks.Select(week => week.Number("smallestLift")).DefaultIfEmpty(0).Max();
        return new ReportPage(
            "Power of an experiment",
            $"gb power PAYLOAD {ShellWord.OfExperiment(result)} --users-per-week {Shown.Exact(result.Number("usersPerWeek"))} --rate {Shown.Exact(rate)}{UndecidedWarning.OptionOf(result)}",
            UnreadLines.Note(SummaryOf(result, last), result))
        {
            Facts =
            [
                .. Fact.Of("Payload", result["payload"]), .. Fact.Of("Experiment", result["key"]), new("Rate", $"{Shown.Percent(rate)} of the users of the control convert", IsCode: false),
                .. PowerShare.IsExact(result) ? (Fact[])[] : [new("Users", PowerShare.Of(result), IsCode: false)],
                new("Test", "two-sided, of the relative lift of the smallest arm against the first by the delta method, without a correction for several arms; power 80 %, level 5 %", IsCode: false),
            ],
            Tiles =
            [
                new(Shown.Count(result.Number("usersPerWeek")), Shown.Noun(result.Number("usersPerWeek"), "user") + " per week"),
                new(PowerShare.Percent(result), PowerShare.Label(result)),
                .. UnreadLines.Tiles(result),
            ],
            Sections =
            [
                UndecidedWarning.Notes(result, 0),
                Section.Of("Smallest relative lift that is found", Table.Of("By weeks", ["weeks", "lift", "users in", "smallest lift", "from rate", "to rate"], weeks.Select(week =>
                {
                    var lift = week["smallestLift"].AsDouble();
                    return (Cell[])
                    [
                        Shown.Text(week["weeks"]), Chart.Bar(largest > 0 ? (lift ?? 0) / largest : 0), Cell.Count(Math.Round(week.Number("users"))), lift is { } found ? Cell.Share(Math.Round(found, 5)) : "none",
                        Cell.Share(rate), lift is { } relative ? Cell.Share(Math.Round(rate * (1 + relative), 6)) : "",
                    ];
                }))),
            ],
        };
    }

    private static ResultSummary SummaryOf(Value result, Value last) => last["smallestLift"].AsDouble() is { } lift
        ? new(true, $"{Shown.Text(result["key"])}: a relative lift of {Shown.Percent(Math.Round(lift, 5))} is found after {Shown.Count(last.Number("weeks"), "week")}")
        : new(false, $"{Shown.Text(result["key"])}: no lift is found with these users{(PowerShare.ReasonOf(result) is { } reason ? $": {reason}" : "")}");
}

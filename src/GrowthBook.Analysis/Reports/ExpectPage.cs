namespace GrowthBook.Analysis;

/// <summary>The page of the checks of a file of expectations.</summary>
internal static class ExpectPage
{
    public static ReportPage Of(Value result)
    {
        var checks = result["checks"].Items().ToArray();
        var failed = checks.Where(check => check["failures"].Items().Any()).ToArray();
        var faults = result["faults"].Items().ToArray();
        return new ReportPage("Expectations of a payload", $"gb expect {(result["file"].AsString() is { } file ? ShellWord.Of(file) : "FILE")} --payload PAYLOAD", SummaryOf(checks.Length, failed.Length, faults.Length))
        {
            Facts = [.. Fact.Of("File", result["file"]), .. Fact.Of("Payload", result["payload"])],
            Tiles =
            [
                new(Shown.Count(checks.Length), Shown.Noun(checks.Length, "expectation")),
                new(Shown.Count(failed.Length), "failed", failed.Length == 0 ? Tone.Good : Tone.Bad),
                .. faults.Length == 0 ? (Tile[])[] : [new(Shown.Count(faults.Length), Shown.Noun(faults.Length, "fault") + " of the file", Tone.Bad)],
            ],
            Sections =
            [
                Section.Of("Faults of the file", Section.Notes(faults.Select(fault => Html.Prose(Shown.Text(fault))))),
                Section.Of("Warnings", Section.Notes(result["warnings"].Items().Select(warning => Html.Prose(Shown.Text(warning))))),
                Section.Of("Failed", Failures(failed)),
                Section.Of("Passed", Passed([.. checks.Except(failed)])),
            ],
        };
    }

    private static ResultSummary SummaryOf(int checks, int failed, int faults) =>
        faults > 0 ? new(false, $"{Shown.Count(faults, "fault")} of the file, {FailedOf(failed, checks)}")
        : failed > 0 ? new(false, FailedOf(failed, checks))
        : new(true, checks == 1 ? "the expectation holds" : $"all {Shown.Count(checks)} expectations hold");

    private static string FailedOf(int failed, int checks) => $"{Shown.Count(failed)} of {Shown.Count(checks, "expectation")} {Shown.Noun(failed, "fails", "fail")}";

    private static Html Failures(IReadOnlyCollection<Value> failed) => failed.Count == 0 ? default : Html.Of($"""
        <ol class="findings">
        {Html.Each(failed, check => Html.Of($"""
            <li data-find><p class="line">{Tone.Bad.Badge("✗ failed")} <code class="code">{Shown.Text(check["subject"])}</code> <span class="soft">{Shown.Text(check["name"])}</span> <span class="place">line {Shown.Text(check["line"])}, column {Shown.Text(check["column"])}</span></p>
            {Html.Each(check["failures"].Items(), failure => Html.Of($"<p class=\"message\">{Html.Prose(Shown.Text(failure))}</p>\n"))}{ReasonOf(check)}</li>

            """))}</ol>

        """);

    private static Html ReasonOf(Value check) =>
        check["reason"].AsString() is { Length: > 0 } reason ? Html.Of($"<p class=\"soft\">decided by {Html.Prose(reason)}</p>\n") : default;

    private static Html Passed(IReadOnlyCollection<Value> passed) => passed.Count == 0 ? default : Section.Fold(
        Html.Of($"{Shown.Count(passed.Count, "expectation holds", "expectations hold")}"),
        Table.Of("Expectations that hold", ["subject", "case", "line"], passed.Select(check => (Cell[])
            [Shown.Text(check["subject"]), Shown.Text(check["name"]), new Cell(Html.Of($"{Shown.Text(check["line"])}"), check.Number("line"))])),
        isOpen: false);
}

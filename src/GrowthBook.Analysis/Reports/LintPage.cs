namespace GrowthBook.Analysis;

/// <summary>The page of the findings of lint.</summary>
internal static class LintPage
{
    public static ReportPage Of(Value lint)
    {
        var findings = lint["findings"].Items().OrderBy(finding => ToneOf(finding).ToRank()).ToArray();
        var (file, unlisted) = (lint["file"].AsString(), lint.Number("unlisted"));
        return new ReportPage("Lint of a payload", $"gb lint {(file is null ? "PAYLOAD" : ShellWord.Of(file))}", SummaryOf(findings, unlisted))
        {
            Facts = [.. Fact.Of("File", lint["file"]), .. Fact.Of("Payload", lint["payload"])],
            Tiles =
            [
                TileOf("error", LintLevel.Error, Tone.Bad), TileOf("warning", LintLevel.Warning, Tone.Warning), TileOf("note", LintLevel.Note, Tone.Neutral),
            ],
            Sections = [Section.Of("Findings", Html.Of($"{Findings(findings)}{More(unlisted)}")), Section.Of("What the codes mean", Codes(findings))],
        };

        Tile TileOf(string noun, LintLevel level, Tone tone)
        {
            var count = findings.Count(finding => Shown.Text(finding["level"]) == level.ToName());
            return new Tile(Shown.Count(count), Shown.Noun(count, noun), count == 0 ? Tone.Neutral : tone);
        }
    }

    private static ResultSummary SummaryOf(IReadOnlyCollection<Value> findings, double unlisted)
    {
        var more = unlisted > 0 ? $", and {Shown.Count(unlisted)} more" : "";
        var mistakes = findings.Count(finding => Shown.Text(finding["level"]) != LintLevel.Note.ToName());
        return mistakes > 0 ? new(false, $"{Shown.Count(mistakes, "mistake")}, {Shown.Count(findings.Count, "finding")}{more}")
            : findings.Count > 0 ? new(true, $"no mistakes, {Shown.Count(findings.Count, "note")}{more}")
            : new(true, "no findings");
    }

    private static Html More(double unlisted) => unlisted > 0 ? Html.Of($"<p class=\"soft\">and {LintReport.MoreText(unlisted)}</p>\n") : default;

    private static Html Findings(IReadOnlyList<Value> findings)
    {
        var items = Html.Each(findings, finding => Html.Of($"""
            <li data-find><p class="line">{ToneOf(finding).Badge(Shown.Text(finding["level"]))} <code class="code">{Shown.Text(finding["code"])}</code> <span class="soft">{Shown.Text(finding["name"])}</span> <span class="place">line {Shown.Text(finding["line"])}, column {Shown.Text(finding["column"])}</span></p>
            <p class="message">{Html.Prose(Shown.Text(finding["message"]))}</p>
            <p><strong>Mend:</strong> {Html.Prose(Shown.Text(finding["mend"]))}</p>
            <p><code class="path">{Shown.Text(finding["path"])}</code></p></li>

            """));
        return findings.Count == 0 ? default : Html.Of($"<ol class=\"findings\">\n{items}</ol>\n");
    }

    /// <summary>The documentation of each code that the findings have.</summary>
    private static Html Codes(IEnumerable<Value> findings) => Html.Each(
        findings.Select(finding => finding["code"].AsString() is { } code ? LintCodes.Find(code) : null).OfType<LintCode>().Distinct().OrderBy(code => code.Code, StringComparer.Ordinal),
        code => Section.Fold(
            Html.Of($"<code>{code.Code}</code> {code.Name}"),
            Html.Each(LintPages.Of(code).Split("\n\n").Skip(1), paragraph => Html.Of($"<p class=\"doc\">{Html.Prose(paragraph.Trim().Replace('\n', ' '))}</p>\n")),
            isOpen: false));

    private static Tone ToneOf(Value finding) => Shown.Text(finding["level"]) switch
    {
        "error" => Tone.Bad,
        "warning" => Tone.Warning,
        _ => Tone.Neutral,
    };
}

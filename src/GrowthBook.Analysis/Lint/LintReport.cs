using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The findings of lint.</summary>
/// <param name="Findings">The findings, in the order of the text; at most 1,000 of each code.</param>
/// <param name="Unlisted">The number of further findings.</param>
public sealed record LintReport(ImmutableArray<Finding> Findings, int Unlisted = 0)
{
    /// <summary>The number of findings of a code that are listed.</summary>
    public const int MaxOfCode = 1000;

    /// <summary>The version of the JSON form.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Whether a finding is more than a note.</summary>
    public bool HasMistakes => Findings.Any(finding => finding.Code.Level != LintLevel.Note);

    /// <summary>The number of further findings, for people.</summary>
    internal static string MoreText(double unlisted) => $"{Shown.Count(unlisted)} more; the first {Shown.Count(MaxOfCode)} of each code are listed";

    /// <summary>The findings as JSON: <c>{"kind":"lint","schemaVersion":1,"findings":[{"code","name","level","path","line","column","message","mend","page"}],"unlisted"}</c>.</summary>
    public Value.Object ToJson() => new()
    {
        ["kind"] = "lint",
        ["schemaVersion"] = SchemaVersion,
        ["findings"] = new Value.Array(Findings.Select(ToJson).ToArray()),
        ["unlisted"] = Unlisted,
    };

    private static Value ToJson(Finding finding) => new Value.Object
    {
        ["code"] = finding.Code.Code,
        ["name"] = finding.Code.Name,
        ["level"] = finding.Code.Level.ToName(),
        ["path"] = finding.Path,
        ["line"] = finding.Place.Line,
        ["column"] = finding.Place.Column,
        ["message"] = finding.Message,
        ["mend"] = finding.Code.Mend,
        ["page"] = finding.Code.Page,
    };
}

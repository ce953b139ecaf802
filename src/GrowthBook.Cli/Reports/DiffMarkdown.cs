using System.Globalization;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Writes the JSON of a difference as Markdown tables, for a comment of a pull request.</summary>
internal static class DiffMarkdown
{
    /// <summary>Maximum number of rows of a table: GitHub accepts 65,536 characters.</summary>
    private const int MaxRows = 20;

    /// <summary>Maximum length of a cell, in UTF-16 code units.</summary>
    private const int MaxLength = 120;

    /// <summary>The characters that Markdown or HTML could read as syntax.</summary>
    private const string Syntax = "&<>|`*_~[]\\$";

    private static readonly string[] Classes = [.. ChangeClasses.Changes.Append(ChangeClass.Same).Select(each => each.ToName())];

    /// <summary>The Markdown.</summary>
    /// <param name="diff">The difference.</param>
    /// <param name="verdict">The lines of the verdict.</param>
    public static string Of(Value.Object diff, IEnumerable<string> verdict)
    {
        var text = new StringBuilder("### What the change does to users\n\n");
        foreach (var line in verdict)
            text.Append("* ").Append(Code(line)).Append('\n');
        Value.Object[] cases = diff["users"] is Value.Object ? [.. StickyCases.Of(diff)] : [];
        foreach (var part in cases)
            text.Append("* ").Append(Code(DiffUsers.TotalOf(part, part["users"]))).Append('\n');
        foreach (var warning in MissingAttributes.Of(diff).Concat(UnseenAttributes.Of(diff)).Select(each => each.Warning).Concat(UserDoubts.Of(diff)).Concat(new[] { MissingAssignments.WarningOf(diff), UndecidedWarning.Of(diff) }.OfType<string>()))
            text.Append("* ⚠ ").Append(Code(warning)).Append('\n');
        Table(text, ["part", "change"], DiffSummary.Edits(diff)
            .Select(edit => (string[])[Code(Shown.Text(edit["part"])), Code(Shown.Text(edit["change"]))]));
        foreach (var (title, member) in new[] { ("exposures that can be lost", DiffNames.Lost), ("exposures that can be gained", DiffNames.Gained) })
        {
            Table(text, [title, "by"], DiffNames.OtherExposures(diff, member)
                .Select(each => (string[])[Code(DiffNames.ExperimentsOf(each.Exposures)), Code(DiffNames.CauseOf(each.Feature, each.Exposures))]));
        }
        Table(text, ["experiments of several rules", "users of"], diff["features"].Items().SelectMany(
            feature => feature["sharedExperiments"].Items(), (feature, key) => (string[])[Code(Shown.Text(key)), Code(Shown.Text(feature["feature"]))]));
        Shares(text, "shares by measure", diff["experiments"].Items().Select(each => (DiffNames.OfExperiment(each), each)));
        Shares(text, "rollouts by measure", DiffNames.Rollouts(diff));
        foreach (var part in cases)
            Users(text, part);
        return text.ToString();
    }

    /// <summary>The tables of the users or records, and of the examples.</summary>
    private static void Users(StringBuilder text, Value diff)
    {
        var users = DiffUsers.Experiments(diff);
        Counts(text, StickyCases.Population(diff), users.Select(row => (DiffNames.OfUsers(row), row["counts"])), count => count == 0 ? "–" : Shown.Count(count));
        Counts(text, $"rollouts, {StickyCases.Population(diff)}", DiffUsers.Rollouts(diff), count => count == 0 ? "–" : Shown.Count(count));
        Table(text, ["example", "line", "id", "change"], users.Where(row => row["examples"] is Value.Object).SelectMany(row =>
            ((Value.Object)row["examples"]).Select(example => (string[])
            [
                Code($"{DiffNames.OfUsers(row)}, {example.Key}"), example.Value["line"].ToJson(), Code(example.Value["id"].ToJson()), Code(DiffNames.OfExample(example.Value)),
            ])));
    }

    /// <summary>A table of the shares of what differs, or may, and one of why they are not exact and what is proved.</summary>
    private static void Shares(StringBuilder text, string title, IEnumerable<(string Name, Value Part)> parts)
    {
        var different = parts.Where(each => DiffSummary.IsDifferent(each.Part)).ToArray();
        Counts(text, title, different.Select(each => (each.Name, each.Part["shares"])), Shown.Percent);
        Table(text, [title, "note"], different.SelectMany(each => DiffNotes.Of(each.Part), (each, note) => (string[])[Code(each.Name), Code(note)]));
    }

    /// <summary>A table of the classes that occur.</summary>
    private static void Counts(StringBuilder text, string title, IEnumerable<(string Name, Value Numbers)> rows, Func<double, string> format)
    {
        var all = rows.ToArray();
        var used = Classes.Where(name => all.Any(row => row.Numbers.Number(name) > 0)).ToArray();
        Table(text, [title, .. used], all.Select(row => (string[])[Code(row.Name), .. used.Select(name => format(row.Numbers.Number(name)))]));
    }

    /// <summary>A table; nothing without rows.</summary>
    private static void Table(StringBuilder text, string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.ToArray();
        if (all.Length == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var row in all.Take(MaxRows))
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
        if (all.Length > MaxRows)
            text.Append(CultureInfo.InvariantCulture, $"\nand {all.Length - MaxRows} more\n");
    }

    /// <summary>Text as code, in which GitHub links no names and no issues.</summary>
    private static string Code(string content)
    {
        var text = new StringBuilder("<code>");
        foreach (var c in Columns.Short(Printable.Of(content), MaxLength))
            _ = Syntax.Contains(c) ? text.Append(CultureInfo.InvariantCulture, $"&#{(int)c};") : text.Append(c);
        return text.Append("</code>").ToString();
    }
}

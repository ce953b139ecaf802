namespace GrowthBook.Cli;

/// <summary>Puts the commands in the help of <c>gb</c> under headings by purpose.</summary>
internal static class HelpGroups
{
    private const string Commands = "Commands:";

    private static readonly (string Heading, string[] Names)[] Groups =
    [
        ("Evaluate", ["eval", "explain", "replay", "matrix"]),
        ("Review a payload", ["check", "lint", "expect", "diff"]),
        ("Plan and test experiments", ["simulate", "srm", "power", "find-user", "rebalance"]),
        ("Results", ["merge", "report"]),
        ("Shell", ["completion"]),
    ];

    /// <summary>The help with the entries of its last section under the heading of their group; a command without a group comes last.</summary>
    public static string Of(string help)
    {
        var at = help.IndexOf(Commands, StringComparison.Ordinal);
        if (at < 0)
            return help;
        var entries = Entries(help[(at + Commands.Length)..]).ToArray();
        var groups = Groups.Append(("Other", [.. entries.Select(NameOf).Except(Groups.SelectMany(group => group.Names))]));
        return help[..at] + string.Join("\n", groups
            .Select(group => (group.Item1, Entries: string.Concat(group.Item2.SelectMany(name => entries.Where(entry => NameOf(entry) == name)))))
            .Where(group => group.Entries.Length > 0)
            .Select(group => $"{group.Item1}:\n{group.Entries}"));
    }

    /// <summary>The entries, each with the lines into which a narrow terminal wraps it.</summary>
    private static IEnumerable<string> Entries(string section)
    {
        var entry = "";
        foreach (var line in section.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.Length > 0 && line is [' ', ' ', not ' ', ..])
            {
                yield return entry;
                entry = "";
            }
            entry += line + "\n";
        }
        yield return entry;
    }

    private static string NameOf(string entry) => entry.TrimStart().Split([' ', '\n'])[0];
}

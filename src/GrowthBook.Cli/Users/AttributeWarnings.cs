using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Warns of attributes that experiments and rollouts hash and that no user of a file has, and names a similar attribute that the users have.</summary>
internal static class AttributeWarnings
{
    /// <summary>Shows a warning per attribute.</summary>
    /// <param name="counts">The counts of the users.</param>
    /// <param name="parts">The names of the experiments and rollouts by attribute.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="terminal">Shows the warnings.</param>
    public static void Show(AttributeCounts counts, ILookup<string, string> parts, string file, Terminal terminal)
    {
        foreach (var attribute in counts.Missing)
            terminal.Warn($"{file}: {MissingAttributes.Warning("user", attribute, [.. parts[attribute]])}{Similar(attribute, counts.Names)}");
    }

    /// <summary>Shows a warning per attribute that is hashed, or that changed rules test, and that the users or records of a difference do not have, and one of missing stored assignments.</summary>
    /// <param name="diff">The JSON of the difference.</param>
    /// <param name="file">The name of the file with a colon; empty for several.</param>
    /// <param name="names">The attributes of a user.</param>
    /// <param name="doubtful">Attributes and paths of which another warning tells already.</param>
    /// <param name="terminal">Shows the warnings.</param>
    public static void Show(Value diff, string file, IReadOnlyCollection<string> names, IEnumerable<string> doubtful, Terminal terminal)
    {
        foreach (var (attribute, warning) in MissingAttributes.Of(diff))
            terminal.Warn($"{file}{warning}{Similar(attribute, names)}");
        var known = doubtful.Select(path => path.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var (attribute, warning) in UnseenAttributes.Of(diff).Where(each => !known.Contains(each.Attribute)))
            terminal.Warn($"{file}{warning}{Similar(attribute, names)}");
        if (UnseenExperiments.WarningOf(diff) is { } unseen)
            terminal.Warn(file + unseen);
        if (MissingAssignments.WarningOf(diff) is { } assignments)
            terminal.Warn(file + assignments);
        if (UndecidedWarning.Of(diff) is { } undecided)
            terminal.Warn(file + undecided);
    }

    private static string Similar(string attribute, IEnumerable<string> names) => Nearest.Question(attribute, names.Where(name => name != attribute));
}

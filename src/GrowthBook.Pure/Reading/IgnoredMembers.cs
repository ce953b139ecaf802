namespace GrowthBook;

/// <summary>Warns of members of a rule that have no effect on a rule of its kind, although their author limits users by them.</summary>
internal static class IgnoredMembers
{
    private const string NextToForce = "has no effect next to force, so that it excludes no user; write ";

    private const string Unreached = "has no effect next to force: the experiment never runs; remove one of them";

    private static readonly (string Name, string Message)[] OfForce =
    [
        ("ranges", NextToForce + "range"),
        ("variations", Unreached),
        ("contextualVariations", Unreached),
    ];

    /// <summary>
    /// Reports on a rule that forces a value. A namespace next to a coverage is no doubt: GrowthBook's server writes both for a stopped experiment
    /// of which it releases a variation.
    /// </summary>
    public static void ReportForce(in Members rule)
    {
        foreach (var (name, message) in OfForce)
        {
            if (rule.Find(name) is not null)
                rule.Faults.WarningAt(name, message);
        }
        if (rule.Find("namespace") is not null && !rule.Has("coverage"))
            rule.Faults.WarningAt("namespace", NextToForce + "filters or coverage");
    }

    /// <summary>Reports on a rule that runs an experiment.</summary>
    public static void ReportExperiment(in Members rule)
    {
        if (rule.Find("range") is not null)
            rule.Faults.WarningAt("range", "has no effect next to variations, so that it excludes no user; write ranges or coverage");
    }
}

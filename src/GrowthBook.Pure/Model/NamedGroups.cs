namespace GrowthBook;

/// <summary>The saved groups that an experiment in code names, in conditions on users, on elements and on prerequisites.</summary>
internal static class NamedGroups
{
    /// <summary>The ids, each once. Compiles the conditions again, because compiling meets each reference.</summary>
    public static IReadOnlyList<string> Of(Experiment experiment)
    {
        var groups = new SavedGroupNumbers();
        experiment.Condition?.NumberGroups(groups);
        if (!experiment.ParentConditions.IsDefault)
        {
            foreach (var parent in experiment.ParentConditions)
                parent.Condition?.NumberGroups(groups);
        }
        return groups.Ids;
    }
}

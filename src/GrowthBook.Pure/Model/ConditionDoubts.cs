namespace GrowthBook;

/// <summary>
/// Reports the faults of the conditions of an experiment in code. Code can ignore the faults that <see cref="Condition.Parse"/> returns, and <see cref="Condition.From"/> returns none.
/// </summary>
internal static class ConditionDoubts
{
    /// <summary>Reports at the position of the experiment.</summary>
    public static void Report(Experiment experiment, Faults faults)
    {
        Report(experiment.Condition, faults);
        faults.AtEach("parentConditions", experiment.ParentConditions, static (parent, faults) => Report(parent.Condition, faults));
    }

    private static void Report(Condition? condition, Faults faults)
    {
        faults.Position.Enter("condition");
        condition?.Report(faults);
        faults.Position.Leave();
    }
}

namespace GrowthBook.Analysis;

/// <summary>An experiment as it is written: one of a rule, or one of the payload's own.</summary>
/// <param name="Experiment">The experiment as evaluation reads it.</param>
/// <param name="Node">Its object.</param>
/// <param name="Rule">The rule that runs it; <c>null</c> for one of the payload's own.</param>
public sealed record ExperimentSource(Experiment Experiment, SourceNode Node, RuleSource? Rule)
{
    /// <summary>The node of a member, or the experiment's own for one that is not written.</summary>
    public SourceNode At(string member) => Node[member] ?? Node;
}

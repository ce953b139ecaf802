namespace GrowthBook;

/// <summary>
/// The experiment of a contextual bandit rule, once for each leaf of the bandit with the leaf's weights, and once
/// for the users who are in no leaf.
/// </summary>
internal sealed class CompiledBandit
{
    /// <summary>The id of the leaf that users in no leaf count for.</summary>
    private const int FallbackLeaf = -1;

    private readonly (ConditionNode Condition, CompiledExperiment Experiment)[] _leaves;

    public CompiledBandit(Experiment experiment, Bandit bandit)
    {
        var aggregate = experiment.Weights.IsDefault ? Bucketing.EqualWeights(experiment.Variations.Length) : experiment.Weights;
        Fallback = new CompiledExperiment(experiment with
        {
            ContextualBandit = new ContextualBandit(FallbackLeaf, aggregate, bandit.Version),
        });
        _leaves = bandit.Leaves.Select(leaf => (leaf.Condition, new CompiledExperiment(experiment with
        {
            Weights = leaf.Weights,
            ContextualBandit = new ContextualBandit(leaf.Id, leaf.Weights, bandit.Version),
        }))).ToArray();
    }

    public CompiledExperiment Fallback { get; }

    /// <summary>The experiment for the first leaf whose condition the user meets.</summary>
    public CompiledExperiment Choose(in Subject user, in ConditionScope scope)
    {
        foreach (var (condition, experiment) in _leaves)
        {
            if (condition.Matches(user, scope))
                return experiment;
        }
        return Fallback;
    }
}

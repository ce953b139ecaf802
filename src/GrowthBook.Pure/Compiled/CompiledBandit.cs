namespace GrowthBook;

/// <summary>
/// The experiment of a contextual bandit rule, with the weights of each leaf, and once for the users who are in no leaf.
/// </summary>
internal sealed class CompiledBandit
{
    /// <summary>The id of the leaf that users in no leaf count for.</summary>
    private const int FallbackLeaf = -1;

    /// <summary>What a trace says needs the steps of testing a leaf.</summary>
    private const string Part = "contextualBandit";

    private readonly Experiment _experiment;
    private readonly Bandit _bandit;

    /// <summary>The experiment per leaf; <c>null</c> where the payload has too many, and an evaluation compiles the one it needs.</summary>
    private readonly CompiledExperiment[]? _leaves;

    /// <param name="experiment">The experiment of the rule.</param>
    /// <param name="bandit">The bandit that the rule names.</param>
    /// <param name="isPrepared">Whether the experiment is compiled now for each leaf.</param>
    public CompiledBandit(Experiment experiment, Bandit bandit, bool isPrepared)
    {
        _experiment = experiment;
        _bandit = bandit;
        var aggregate = experiment.Weights.IsDefault ? Bucketing.EqualWeights(experiment.Variations.Length) : experiment.Weights;
        Fallback = new CompiledExperiment(experiment with
        {
            ContextualBandit = new ContextualBandit(FallbackLeaf, aggregate, bandit.Version),
        });
        _leaves = isPrepared ? bandit.Leaves.Select(Compile).ToArray() : null;
    }

    /// <summary>The bandit that the rule names.</summary>
    public Bandit Source => _bandit;

    public CompiledExperiment Fallback { get; }

    /// <summary>
    /// The experiment for the first leaf whose condition the user meets. Without the steps to know whether that is a leaf, no later one is chosen.
    /// </summary>
    public CompiledExperiment Choose(in Subject user, ref ConditionScope scope)
    {
        var leaves = _bandit.Leaves;
        for (var i = 0; i < leaves.Length; i++)
        {
            var unmatched = scope.UnmatchedTests;
            if (!scope.Take(1, Part))
                break;
            if (leaves[i].Condition.Matches(user, ref scope))
                return _leaves is null ? Compile(leaves[i]) : _leaves[i];
            if (scope.UnmatchedTests > unmatched)
                break;
        }
        return Fallback;
    }

    private CompiledExperiment Compile(Bandit.Leaf leaf) => new(
        _experiment with
        {
            Weights = leaf.Weights,
            ContextualBandit = new ContextualBandit(leaf.Id, leaf.Weights, _bandit.Version),
        },
        Fallback);
}

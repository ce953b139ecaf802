using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>A contextual bandit of a payload: weights for the users in each leaf.</summary>
internal sealed class Bandit(int? version, ImmutableArray<Bandit.Leaf> leaves)
{
    public int? Version => version;

    public ImmutableArray<Leaf> Leaves => leaves;

    internal sealed class Leaf(int id, ConditionNode condition, ImmutableArray<double> weights)
    {
        public int Id => id;

        public ConditionNode Condition => condition;

        public ImmutableArray<double> Weights => weights;
    }
}

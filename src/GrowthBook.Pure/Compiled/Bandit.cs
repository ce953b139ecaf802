using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>A contextual bandit of a payload: weights for the users in each leaf.</summary>
internal sealed class Bandit(int? version, ImmutableArray<Bandit.Leaf> leaves)
{
    public int? Version => version;

    public ImmutableArray<Leaf> Leaves => leaves;

    /// <summary>The first leaf with weights, and the first one with another number of weights; <c>null</c> without one.</summary>
    private (Leaf? First, Leaf? Other) Weighted { get; } = WeightedOf(leaves);

    /// <summary>A leaf with another number of weights than the one given; <c>null</c> without one. Does not walk the leaves.</summary>
    public Leaf? LeafWithout(int weights) => Weighted.First is { } first && first.Weights.Length != weights ? first : Weighted.Other;

    private static (Leaf? First, Leaf? Other) WeightedOf(ImmutableArray<Leaf> leaves)
    {
        Leaf? first = null;
        foreach (var leaf in leaves)
        {
            if (leaf.Weights.IsDefault)
                continue;
            first ??= leaf;
            if (leaf.Weights.Length != first.Weights.Length)
                return (first, leaf);
        }
        return (first, null);
    }

    internal sealed class Leaf(int id, ConditionNode condition, ImmutableArray<double> weights)
    {
        public int Id => id;

        public ConditionNode Condition => condition;

        public ImmutableArray<double> Weights => weights;
    }
}

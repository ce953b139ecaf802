using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>A contextual bandit of a payload: weights for the users in each leaf.</summary>
internal sealed class Bandit(int? version, ImmutableArray<Bandit.Leaf> leaves)
{
    public int? Version => version;

    public ImmutableArray<Leaf> Leaves => leaves;

    /// <summary>Reads a bandit; a malformed leaf is left out.</summary>
    public static Bandit Read(Value.Object source, PayloadErrors errors)
    {
        var members = new Members(source, errors);
        var version = members.Integer("banditVersion");
        var leaves = members.Objects("contexts", Leaf.Read);
        return new Bandit(version, leaves.IsDefault ? [] : leaves);
    }

    internal sealed class Leaf(int id, ConditionNode condition, ImmutableArray<double> weights)
    {
        public int Id => id;

        public ConditionNode Condition => condition;

        public ImmutableArray<double> Weights => weights;

        public static Leaf? Read(Value.Object source, PayloadErrors errors)
        {
            var members = new Members(source, errors);
            var id = members.Integer("leafId");
            if (id is null)
                members.Missing("leafId");
            var condition = members.ConditionTests("condition") ?? ConditionNode.Always;
            var weights = members.Weights("weights");
            return members.IsMalformed ? null : new Leaf(id!.Value, condition, weights.IsDefault ? [] : weights);
        }
    }
}

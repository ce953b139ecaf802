using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>A compiled prerequisite of a rule or experiment.</summary>
/// <param name="key">The key of the feature.</param>
/// <param name="number">The number of the feature in its payload; <see cref="ByKey"/> for an inline experiment.</param>
/// <param name="condition">The condition on the feature's value; <c>null</c> for any value.</param>
/// <param name="closed">The answer of the whole feature when the condition is not met; <c>null</c> where only the rule is skipped.</param>
internal sealed class Prerequisite(string key, int number, ConditionNode? condition, Effect.FeatureEvaluated? closed)
{
    /// <summary>The number of a prerequisite that is looked up by key, in whichever payload is evaluated.</summary>
    public const int ByKey = -1;

    public string Key => key;

    public int Number => number;

    /// <summary>Whether the whole feature ends when the prerequisite is not met; ignored for experiments.</summary>
    public bool IsGate => closed is not null;

    /// <summary>The answer of a feature whose gate is not met.</summary>
    public Effect.FeatureEvaluated? Closed => closed;

    /// <summary>The condition that the prerequisite's value must meet.</summary>
    public ConditionNode Condition => condition ?? ConditionNode.Always;

    /// <summary>Compiles the prerequisites of an experiment.</summary>
    /// <param name="parents">The parent conditions of the experiment.</param>
    /// <param name="numberOf">The number of a feature by its key; <see cref="ByKey"/> for an inline experiment.</param>
    public static Prerequisite[] Compile(ImmutableArray<ParentCondition> parents, Func<string, int> numberOf) => parents.IsDefaultOrEmpty
        ? []
        : parents.Select(parent => new Prerequisite(parent.Id, numberOf(parent.Id), parent.Condition?.Root, null)).ToArray();
}

using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>A compiled prerequisite of a rule or experiment.</summary>
internal sealed class Prerequisite(string key, ConditionNode? condition, Effect.FeatureEvaluated? closed) : IReference
{
    private static readonly FeatureResult ClosedGate = new(Value.Null.Instance, FeatureResultSource.Prerequisite);

    private Feature _feature;

    public string Key { get; private set; } = key;

    /// <summary>
    /// The feature, where the prerequisite is one of a feature's rule and so of the payload that is evaluated;
    /// otherwise, and where there is no such feature, <c>default</c>, and <see cref="Key"/> says which it is.
    /// </summary>
    public ref readonly Feature Feature => ref _feature;

    /// <summary>Whether the whole feature ends when the prerequisite is not met; of an experiment's it is not looked at.</summary>
    public bool IsGate => closed is not null;

    /// <summary>The answer of a feature whose gate is not met.</summary>
    public Effect.FeatureEvaluated? Closed => closed;

    /// <summary>What the prerequisite's value must meet.</summary>
    public ConditionNode Condition => condition ?? ConditionNode.Always;

    public void Resolve(FeatureTable features, SavedGroups groups)
    {
        _feature = features.Find(Key);
        if (_feature.Exists)
            Key = _feature.Key; // the same text, held once
    }

    public static Prerequisite[] Compile(ImmutableArray<ParentCondition> parents) => parents.IsDefaultOrEmpty
        ? []
        : parents.Select(parent => new Prerequisite(parent.Id, parent.Condition?.Root, null)).ToArray();

    /// <summary>The prerequisites of a rule, of which only the tests are needed.</summary>
    public static Prerequisite[] Read(string featureKey, ref Members rule) =>
        rule.Has("parentConditions") ? ReadAll(featureKey, ref rule) : [];

    private static Prerequisite[] ReadAll(string featureKey, ref Members rule)
    {
        var read = rule.Objects("parentConditions", (source, errors) => Read(featureKey, new Members(source, errors)));
        return read.IsDefaultOrEmpty ? [] : read.ToArray();
    }

    private static Prerequisite? Read(string featureKey, Members parent)
    {
        var key = ExperimentParts.ParentKey(ref parent);
        var condition = parent.ConditionTests("condition");
        var closed = parent.Flag("gate") is true ? new Effect.FeatureEvaluated(featureKey, ClosedGate) : null;
        return parent.IsMalformed ? null : parent.Errors.Shared.Refer(new Prerequisite(key, condition, closed));
    }
}

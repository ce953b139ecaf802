namespace GrowthBook;

/// <summary>A compiled prerequisite of a rule or experiment.</summary>
internal sealed class Prerequisite(ParentCondition source)
{
    public string Key => source.Id;

    public bool IsGate => source.Gate ?? false;

    public ConditionNode Condition => source.Condition?.Root ?? ConditionNode.Always;

    public static Prerequisite[] Compile(System.Collections.Immutable.ImmutableArray<ParentCondition> parents) =>
        parents.IsDefaultOrEmpty ? [] : parents.Select(parent => new Prerequisite(parent)).ToArray();
}

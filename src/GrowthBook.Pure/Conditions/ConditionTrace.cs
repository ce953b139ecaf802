namespace GrowthBook;

/// <summary>
/// Receives the steps of a condition while it is being explained; evaluations without explanation have none. The steps
/// recorded between <see cref="Enter"/> and the next call of a <c>Leave</c> method are the parts of that step.
/// </summary>
internal abstract class ConditionTrace
{
    public abstract void Enter();

    public abstract void LeaveGroup(GroupOperator name, bool passed);

    public abstract void LeaveSavedGroup(string id, SavedGroupLookup lookup, bool passed);

    public abstract void Test(string path, string name, Value expected, Value actual, bool passed, SavedGroupLookup? groupFault);

    public abstract void Malformed();

    public abstract void StepLimit(string part);
}

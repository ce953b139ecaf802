namespace GrowthBook;

/// <summary>Reads members that hold conditions.</summary>
internal static class ConditionMembers
{
    /// <summary>A condition with its source, for an experiment, which shows it; <c>null</c> where the member is absent.</summary>
    public static Condition? Condition(this ref Members members, string name, ConditionSymbols symbols)
    {
        if (members.Object(name) is not { } source)
            return null;
        members.Faults.Position.Enter(name);
        var condition = GrowthBook.Condition.Compile(source, symbols, members.Faults);
        members.Faults.Position.Leave();
        return condition;
    }

    /// <summary>The compiled tests of a condition without its source; <c>null</c> where the member is absent.</summary>
    public static ConditionNode? ConditionTests(this ref Members members, string name, ConditionSymbols symbols)
    {
        if (members.Object(name) is not { } source)
            return null;
        members.Faults.Position.Enter(name);
        var tests = new ConditionCompiler(symbols, members.Faults).Compile(source);
        members.Faults.Position.Leave();
        return tests;
    }
}

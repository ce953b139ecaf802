namespace GrowthBook.Analysis;

/// <summary>The compiled test of one value: a bare operand that compares, or an object of operators.</summary>
internal class OperandTest(Value operand, Payload payload)
{
    private readonly ValueTest _compiled = new ConditionCompiler(new ConditionSymbols(), new Faults()).CompileTest(operand, false);
    private string? _json;

    public Value Operand => operand;

    /// <summary>The JSON text of the operand: equal for equal tests.</summary>
    public string Json => _json ??= operand.ToJson();

    /// <summary>Whether a value passes, as evaluation tests it.</summary>
    public bool Matches(Value value)
    {
        var scope = new ConditionScope(payload.SavedGroups, null);
        return _compiled.Matches(value, ref scope);
    }
}

namespace GrowthBook.Analysis;

/// <summary>A test of one attribute: an operand that compares, or an object of operators.</summary>
internal sealed class AttributeTest
{
    private readonly ValueTest _compiled;
    private readonly Payload _payload;

    public AttributeTest(string attribute, Value operand, Payload payload)
    {
        Attribute = attribute;
        Operand = operand;
        _payload = payload;
        _compiled = new ConditionCompiler(new ConditionSymbols(), new Faults()).CompileTest(operand, false);
    }

    public string Attribute { get; }

    /// <summary>A bare operand, or an object of operators.</summary>
    public Value Operand { get; }

    /// <summary>Whether a value passes, as evaluation tests it.</summary>
    public bool Matches(Value value) => Matches(_compiled, value, _payload);

    /// <summary>Whether a value passes one operator.</summary>
    public static bool Matches(Value operand, Value value, Payload payload) =>
        Matches(new ConditionCompiler(new ConditionSymbols(), new Faults()).CompileTest(operand, false), value, payload);

    private static bool Matches(ValueTest test, Value value, Payload payload)
    {
        var scope = new ConditionScope(payload.SavedGroups, null);
        return test.Matches(value, ref scope);
    }
}

namespace GrowthBook.Analysis;

/// <summary>A test of one attribute.</summary>
internal sealed class AttributeTest(string attribute, Value operand, Payload payload) : OperandTest(operand, payload)
{
    /// <summary>The characters of a text that count as one step of the analysis.</summary>
    private const int CharactersPerStep = 16;

    public string Attribute => attribute;

    /// <summary>The steps to read the operand: its values, and their texts.</summary>
    public long Size { get; } = SizeOf(operand);

    /// <summary>The steps to test one class of values.</summary>
    public long Cost { get; } = CostOf(operand);

    private static long SizeOf(Value value) => value switch
    {
        Value.String text => 1 + (text.Content.Length / CharactersPerStep),
        Value.Array items => 1 + items.Sum(SizeOf),
        Value.Object members => 1 + members.Sum(member => 1 + (member.Key.Length / CharactersPerStep) + SizeOf(member.Value)),
        _ => 1,
    };

    /// <summary>Lists are looked up by hash, except those that ignore case.</summary>
    private static long CostOf(Value operand) => operand is Value.Object operators && ConditionCompiler.IsOperators(operators)
        ? 1 + operators.Sum(test => test.Key is "$ini" or "$nini" ? SizeOf(test.Value) : 1 + CostOf(test.Value))
        : 1;
}

namespace GrowthBook.Analysis;

/// <summary>A test of one attribute.</summary>
internal sealed class AttributeTest(string attribute, Value operand, Payload payload) : OperandTest(operand, payload)
{
    public string Attribute => attribute;
}

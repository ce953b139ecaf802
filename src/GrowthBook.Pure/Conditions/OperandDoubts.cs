namespace GrowthBook;

/// <summary>Recognises operands of another type than their operator means. The operator counts them as the reference does.</summary>
internal static class OperandDoubts
{
    private static readonly MemberNames Types = new("string", "number", "boolean", "array", "object", "null");

    /// <summary>The warning of an operand; <c>null</c> for one that fits.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="operand">The operand.</param>
    public static string? Of(string name, Value operand) => name switch
    {
        "$exists" when operand is not Value.Boolean => operand.IsTruthy ? "not a boolean; it counts as true" : "not a boolean; it counts as false",
        "$size" when operand is Value.String => "not a number; the length is compared as text",
        "$size" when operand is not (Value.Number or Value.Object) => "neither a number nor operators, so that it is no length",
        "$lt" or "$lte" or "$gt" or "$gte" when operand is not (Value.Number or Value.String) => "neither a number nor a text; it is converted to be compared",
        "$lt" or "$lte" or "$gt" or "$gte" when operand is Value.String { Content: var text } => DateDoubts.Of(text),
        "$veq" or "$vne" or "$vlt" or "$vlte" or "$vgt" or "$vgte" => OfVersion(operand),
        "$eq" or "$ne" when operand is Value.Array or Value.Object => "an array or object equals no value; without the operator its JSON text is compared",
        "$type" when operand is Value.String && !IsType(operand) => "no type of values; they are string, number, boolean, array, object and null",
        _ => null,
    };

    /// <summary>Whether an operand is a type of values as <c>$type</c> names them.</summary>
    public static bool IsType(Value operand) => operand is Value.String { Content: var type } && Types.Has(type);

    private static string? OfVersion(Value operand) => operand switch
    {
        Value.Number => null,
        Value.String { Content: var text } => StartsWithDigit(text.Length > 0 && text[0] == 'v' ? text[1..] : text) ? null : "not a version, such as \"1.2.0\"; it is compared as text",
        _ => "not a version, such as \"1.2.0\"; it counts as version 0",
    };

    private static bool StartsWithDigit(string text) => text.Length > 0 && text[0] is >= '0' and <= '9';
}

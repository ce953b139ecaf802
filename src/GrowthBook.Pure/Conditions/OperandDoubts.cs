namespace GrowthBook;

/// <summary>Recognises operands of another type than their operator means. The operator counts them as the reference does.</summary>
internal static class OperandDoubts
{
    private static readonly MemberNames Types = new("string", "number", "boolean", "array", "object", "null");

    /// <summary>A longer text is no version that people write.</summary>
    private const int LongestVersion = 40;

    /// <summary>The warning of an operand; <c>null</c> for one that fits.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="operand">The operand.</param>
    public static string? Of(string name, Value operand) => name switch
    {
        "$exists" when operand is not Value.Boolean => operand.IsTruthy ? "not a boolean; it counts as true" : "not a boolean; it counts as false",
        "$size" when operand is Value.String => "not a number; the length is compared as text",
        "$size" when operand is not (Value.Number or Value.Object) => "neither a number nor operators, so that it is no length",
        "$lt" or "$lte" or "$gt" or "$gte" when operand is not (Value.Number or Value.String) => "neither a number nor a text; it is converted to be compared",
        "$lt" or "$lte" or "$gt" or "$gte" when operand is Value.String { Content: var text } => DateDoubts.Of(text) ?? OfOrderedVersion(name, text),
        "$veq" or "$vne" or "$vlt" or "$vlte" or "$vgt" or "$vgte" => OfVersion(operand),
        "$eq" or "$ne" when operand is Value.Array or Value.Object => "an array or object equals no value; without the operator its JSON text is compared",
        "$type" when operand is Value.String && !IsType(operand) => "no type of values; they are string, number, boolean, array, object and null",
        _ => null,
    };

    /// <summary>Whether an operand is a type of values as <c>$type</c> names them.</summary>
    public static bool IsType(Value operand) => operand is Value.String { Content: var type } && Types.Has(type);

    private static string? OfVersion(Value operand) => operand switch
    {
        Value.Number { Content: var number } => number == Math.Floor(number) ? null : "a number, in which 5.10 is 5.1; write the version as a text",
        Value.String { Content: var text } => StartsWithDigit(text.Length > 0 && text[0] == 'v' ? text[1..] : text) ? null : "not a version, such as \"1.2.0\"; it is compared as text",
        _ => "not a version, such as \"1.2.0\"; it counts as version 0",
    };

    /// <summary>The warning of a version such as <c>5.2.0</c> that is compared as a text; <c>null</c> for others, and for one such as <c>2026.01.31</c>, which texts order.</summary>
    private static string? OfOrderedVersion(string name, string text)
    {
        if (text.Length > LongestVersion)
            return null;
        var parts = (text.Length > 0 && text[0] == 'v' ? text[1..] : text).Split('.');
        return parts.Length >= 3 && Array.TrueForAll(parts, IsDigits)
            && parts.Skip(1).All(part => part.Length <= 3) // 1.2.2020 may be a date
            && !(parts[0].Length == 4 && parts.Skip(1).All(part => part.Length == 2))
            ? $"a version, compared as text, in the order of characters, so that 5.10.0 is before 5.2.0; did you mean `$v{name[1..]}`?"
            : null;
    }

    private static bool IsDigits(string part) => part.Length > 0 && part.All(character => character is >= '0' and <= '9');

    private static bool StartsWithDigit(string text) => text.Length > 0 && text[0] is >= '0' and <= '9';
}

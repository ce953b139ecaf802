using System.Text;

namespace GrowthBook;

/// <summary>ECMAScript's conversions and comparisons of JSON values (ECMA-262 chapter 7), all of them total.</summary>
internal static class Ecma
{
    /// <summary>
    /// ToString (7.1.17), and what <c>+ ""</c> makes of a value: an array becomes its elements joined by commas,
    /// with nothing for <c>null</c>, and an object becomes <c>[object Object]</c>.
    /// </summary>
    public static string ToText(Value value) => value is Value.String text ? text.Content : ToTextOther(value);

    private static string ToTextOther(Value value)
    {
        switch (value)
        {
            case Value.Number number:
                return EcmaNumber.ToText(number.Content);
            case Value.Boolean boolean:
                return boolean.Content ? "true" : "false";
            case Value.Null:
                return "null";
            case Value.Array array:
                var joined = new StringBuilder();
                Join(array, joined);
                return joined.ToString();
            default:
                return "[object Object]";
        }
    }

    /// <summary>ToNumber (7.1.4): <c>null</c> and <c>""</c> are 0, an object is NaN, <c>["5"]</c> is 5.</summary>
    public static double ToNumber(Value value) => value switch
    {
        Value.Number number => number.Content,
        Value.String text => EcmaNumber.Parse(text.Content),
        Value.Boolean boolean => boolean.Content ? 1 : 0,
        Value.Null => 0,
        _ => EcmaNumber.Parse(ToText(value)),
    };

    /// <summary>
    /// Whether two texts have the same code units. Names and the items of a list often have the same length and differ in
    /// the first one, which saves the call that compares the rest.
    /// </summary>
    public static bool SameText(string left, string right) =>
        ReferenceEquals(left, right)
        || (left.Length == right.Length && (left.Length == 0 || (left[0] == right[0] && left.AsSpan().SequenceEqual(right.AsSpan()))));

    /// <summary>IsStrictlyEqual (7.2.14) of values of different origin: no two arrays or objects are the same.</summary>
    public static bool StrictEquals(Value left, Value right) => left switch
    {
        Value.String a => right is Value.String b && SameText(a.Content, b.Content),
        Value.Number a => right is Value.Number b && a.Content == b.Content,
        Value.Boolean or Value.Null => ReferenceEquals(left, right),
        _ => false,
    };

    /// <summary>
    /// The order of two values as the relational operators see it (IsLessThan, 7.2.13): negative, zero or
    /// positive, and <c>null</c> where nothing is in order because one side is NaN. Arrays and objects become
    /// their text first; two texts compare by code units, anything else as numbers.
    /// </summary>
    public static int? Compare(Value left, Value right)
    {
        if (left is Value.Number x && right is Value.Number y)
            return Compare(x.Content, y.Content);
        var (leftText, rightText) = (PrimitiveText(left), PrimitiveText(right));
        if (leftText is not null && rightText is not null)
            return string.CompareOrdinal(leftText, rightText);
        var a = leftText is null ? ToNumber(left) : EcmaNumber.Parse(leftText);
        var b = rightText is null ? ToNumber(right) : EcmaNumber.Parse(rightText);
        return Compare(a, b);
    }

    /// <summary>
    /// Whether two values have the same JSON text (JSON.stringify, 25.5.2): the order of members counts, and an
    /// infinity is written as <c>null</c>.
    /// </summary>
    public static bool SameJson(Value left, Value right)
    {
        switch (left)
        {
            case Value.Array a when right is Value.Array b:
                if (a.Count != b.Count)
                    return false;
                for (var i = 0; i < a.Count; i++)
                {
                    if (!SameJson(a[i], b[i]))
                        return false;
                }
                return true;
            case Value.Object a when right is Value.Object b:
                if (!a.Names.SequenceEqual(b.Names))
                    return false;
                for (var i = 0; i < a.Count; i++)
                {
                    if (!SameJson(a.Items[i], b.Items[i]))
                        return false;
                }
                return true;
            default:
                return (IsJsonNull(left) && IsJsonNull(right)) || StrictEquals(left, right);
        }
    }

    /// <summary>The name of the value's type as the operator <c>$type</c> knows it.</summary>
    public static string TypeName(Value value) => value switch
    {
        Value.String => "string",
        Value.Number => "number",
        Value.Boolean => "boolean",
        Value.Array => "array",
        Value.Null => "null",
        _ => "object",
    };

    private static int? Compare(double a, double b) => a < b ? -1 : a > b ? 1 : a == b ? 0 : null;

    private static bool IsJsonNull(Value value) =>
        value is Value.Null || (value is Value.Number { Content: var n } && (double.IsNaN(n) || double.IsInfinity(n)));

    private static string? PrimitiveText(Value value) => value switch
    {
        Value.String text => text.Content,
        Value.Array or Value.Object => ToText(value),
        _ => null,
    };

    private static void Join(Value.Array array, StringBuilder text)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            if (array[i] is Value.Array inner)
                Join(inner, text);
            else if (array[i] is not Value.Null)
                text.Append(ToText(array[i]));
        }
    }
}

using System.Text;

namespace GrowthBook;

/// <summary>ECMAScript's conversions of JSON values to text and numbers, and the order they give (ECMA-262 chapter 7). All are total.</summary>
internal static class Coercion
{
    /// <summary>
    /// ToString (7.1.17), as <c>+ ""</c> converts a value: an array becomes its elements joined by commas, with the
    /// empty text for <c>null</c>, and an object becomes <c>[object Object]</c>.
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

    /// <summary>
    /// Whether a value's text is the one given. Of an array no more is read than that text is long.
    /// </summary>
    public static bool HasText(Value value, string text)
    {
        if (value is not Value.Array array)
            return ToText(value) == text;
        var at = 0;
        return TakesJoined(array, text, ref at) && at == text.Length;
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
    /// The order of two values for the relational operators (IsLessThan, 7.2.13): negative, zero or positive, and
    /// <c>null</c> if either side is NaN. Arrays and objects are converted to text first; two texts compare by code
    /// units, all other pairs as numbers.
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

    /// <summary>The name of the value's type for the operator <c>$type</c>.</summary>
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

    private static string? PrimitiveText(Value value) => value switch
    {
        Value.String text => text.Content,
        Value.Array or Value.Object => ToText(value),
        _ => null,
    };

    /// <summary>Whether the array's text stands in a text at a position, which moves to its end.</summary>
    private static bool TakesJoined(Value.Array array, string text, ref int at)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (i > 0 && (at == text.Length || text[at++] != ','))
                return false;
            if (array[i] is Value.Array inner)
            {
                if (!TakesJoined(inner, text, ref at))
                    return false;
            }
            else if (array[i] is not Value.Null)
            {
                var item = ToText(array[i]);
                if (item.Length > text.Length - at || string.CompareOrdinal(text, at, item, 0, item.Length) != 0)
                    return false;
                at += item.Length;
            }
        }
        return true;
    }

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

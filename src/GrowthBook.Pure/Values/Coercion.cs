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
                var left = int.MaxValue;
                return ToText(array, ref left);
            default:
                return "[object Object]";
        }
    }

    /// <summary>The text of an array, of which making ends when more is read than allowed.</summary>
    /// <param name="array">The array.</param>
    /// <param name="left">How many elements and characters may be read; negative afterwards if those were too few.</param>
    public static string ToText(Value.Array array, ref int left)
    {
        var joined = new StringBuilder();
        Join(array, joined, ref left);
        return joined.ToString();
    }

    /// <summary>Whether an array's text is the one given. No more is read than that text is long.</summary>
    /// <param name="array">The array.</param>
    /// <param name="text">The text.</param>
    /// <param name="left">How many elements and characters may be read; negative afterwards if those were too few.</param>
    public static bool HasText(Value.Array array, string text, ref int left)
    {
        var at = 0;
        return TakesJoined(array, text, ref at, ref left) && at == text.Length;
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
    /// The order of two numbers for the relational operators (IsLessThan, 7.2.13): negative, zero or positive, and <c>null</c> if
    /// either one is NaN.
    /// </summary>
    public static int? Compare(double left, double right) => left < right ? -1 : left > right ? 1 : left == right ? 0 : null;

    /// <summary>
    /// The text as which the relational operators see a value: its own, or the one that an array or object is converted to; <c>null</c> for
    /// what they see as a number.
    /// </summary>
    public static string? PrimitiveText(Value value) => value is Value.String or Value.Array or Value.Object ? ToText(value) : null;

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

    /// <summary>Whether the array's text stands in a text at a position, which moves to its end.</summary>
    private static bool TakesJoined(Value.Array array, string text, ref int at, ref int left)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (--left < 0 || (i > 0 && (at == text.Length || text[at++] != ',')))
                return false;
            if (array[i] is Value.Array inner)
            {
                if (!TakesJoined(inner, text, ref at, ref left))
                    return false;
            }
            else if (array[i] is not Value.Null)
            {
                var item = ToText(array[i]);
                if (item.Length > text.Length - at || (left -= item.Length) < 0 || string.CompareOrdinal(text, at, item, 0, item.Length) != 0)
                    return false;
                at += item.Length;
            }
        }
        return true;
    }

    private static void Join(Value.Array array, StringBuilder text, ref int left)
    {
        for (var i = 0; i < array.Count && --left >= 0; i++)
        {
            if (i > 0)
                text.Append(',');
            if (array[i] is Value.Array inner)
                Join(inner, text, ref left);
            else if (array[i] is not Value.Null && ToText(array[i]) is var item && (left -= item.Length) >= 0)
                text.Append(item);
        }
    }
}

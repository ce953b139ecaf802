using System.Globalization;
using System.Text;

namespace GrowthBook;

/// <summary>
/// Values as JSON text, to the letter as JSON.stringify writes them (ECMA-262 25.5.2): numbers in ECMAScript's form,
/// infinities as <c>null</c>, no escapes but the necessary ones, and lone surrogates as escapes. Other SDKs make keys
/// of stored assignments from this text, which is why System.Text.Json, whose writer escapes more and cannot keep a
/// lone surrogate, does not write it.
/// </summary>
internal static class ValueWriter
{
    public static string ToJson(Value value)
    {
        var json = new StringBuilder();
        Write(json, value);
        return json.ToString();
    }

    public static byte[] ToUtf8(Value value) => Encoding.UTF8.GetBytes(ToJson(value));

    private static void Write(StringBuilder json, Value value)
    {
        switch (value)
        {
            case Value.String text:
                Quote(json, text.Content);
                break;
            case Value.Number { Content: var number } when !double.IsNaN(number) && !double.IsInfinity(number):
                json.Append(EcmaNumber.ToText(number));
                break;
            case Value.Boolean boolean:
                json.Append(boolean.Content ? "true" : "false");
                break;
            case Value.Array array:
                WriteArray(json, array);
                break;
            case Value.Object members:
                WriteObject(json, members);
                break;
            default:
                json.Append("null");
                break;
        }
    }

    private static void WriteArray(StringBuilder json, Value.Array array)
    {
        json.Append('[');
        for (var i = 0; i < array.Count; i++)
        {
            if (i > 0)
                json.Append(',');
            Write(json, array[i]);
        }
        json.Append(']');
    }

    private static void WriteObject(StringBuilder json, Value.Object members)
    {
        json.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                json.Append(',');
            Quote(json, members.Names[i]);
            json.Append(':');
            Write(json, members.Items[i]);
        }
        json.Append('}');
    }

    /// <summary>QuoteJSONString (25.5.2.2).</summary>
    private static void Quote(StringBuilder json, string text)
    {
        json.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '"' or '\\':
                    json.Append('\\').Append(c);
                    break;
                case '\b':
                    json.Append("\\b");
                    break;
                case '\t':
                    json.Append("\\t");
                    break;
                case '\n':
                    json.Append("\\n");
                    break;
                case '\f':
                    json.Append("\\f");
                    break;
                case '\r':
                    json.Append("\\r");
                    break;
                default:
                    if (c < ' ' || Utf16.IsLoneSurrogate(text, i))
                        json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    else
                        json.Append(c);
                    break;
            }
        }
        json.Append('"');
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// Values as JSON text, as JSON.stringify writes them: numbers in ECMAScript's form, infinities as <c>null</c>,
/// lone surrogates as escapes (which a JSON writer of UTF-8 would otherwise replace, changing the string).
/// </summary>
internal static class ValueWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = int.MaxValue,
    };

    private static readonly JsonWriterOptions IndentedOptions = Options with { Indented = true };

    public static string ToJson(Value value, bool indented = false)
    {
        var buffer = ToUtf8(value, indented);
        return Utf8.GetString(buffer);
    }

    public static byte[] ToUtf8(Value value, bool indented = false)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, indented ? IndentedOptions : Options))
            Write(writer, value);
        return stream.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value)
        {
            case Value.String text:
                WriteText(writer, text.Content);
                break;
            case Value.Number { Content: var number } when double.IsNaN(number) || double.IsInfinity(number):
                writer.WriteNullValue();
                break;
            case Value.Number number:
                writer.WriteRawValue(EcmaNumber.ToText(number.Content), skipInputValidation: true);
                break;
            case Value.Boolean boolean:
                writer.WriteBooleanValue(boolean.Content);
                break;
            case Value.Array array:
                writer.WriteStartArray();
                foreach (var item in array.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case Value.Object members:
                writer.WriteStartObject();
                for (var i = 0; i < members.Count; i++)
                {
                    WriteName(writer, members.Names[i]);
                    Write(writer, members.Items[i]);
                }
                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        if (Utf16.IsWellFormed(text))
            writer.WriteStringValue(text);
        else
            writer.WriteRawValue(Quote(text), skipInputValidation: true);
    }

    /// <summary>A member's name that holds a lone surrogate loses it to U+FFFD: the writer has no raw names.</summary>
    private static void WriteName(Utf8JsonWriter writer, string name) =>
        writer.WritePropertyName(Utf16.IsWellFormed(name) ? name : Utf16.Replace(name));

    /// <summary>QuoteJSONString (ECMA-262 25.5.2.2) for text with lone surrogates.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c < ' ' || Utf16.IsLoneSurrogate(text, i))
                quoted.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}

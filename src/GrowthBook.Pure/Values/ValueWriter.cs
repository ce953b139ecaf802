using System.Text.Encodings.Web;
using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// Values as JSON text, to the letter as JSON.stringify writes them (ECMA-262 25.5.2): numbers in ECMAScript's form,
/// infinities as <c>null</c>, no escapes but the necessary ones, and lone surrogates as escapes. Other SDKs make keys
/// of stored assignments from this text, which is why System.Text.Json, whose writer escapes more and cannot keep a
/// lone surrogate, does not write it.
/// </summary>
internal ref struct ValueWriter
{
    private PooledBytes _text;

    private ValueWriter(Value value)
        : this(value, new PooledBytes(256))
    {
    }

    private ValueWriter(Value value, PooledBytes text)
        : this(text) => Write(value);

    private ValueWriter(PooledBytes text) => _text = text;

    public static string ToJson(Value value)
    {
        var writer = new ValueWriter(value);
        var json = Utf8.GetString(writer._text.Items);
        writer._text.Return();
        return json;
    }

    public static byte[] ToUtf8(Value value)
    {
        var writer = new ValueWriter(value);
        var json = writer._text.Items.ToArray();
        writer._text.Return();
        return json;
    }

    /// <summary>Writes the text after other text.</summary>
    public static void Append(Value value, ref PooledBytes text) => text = new ValueWriter(value, text)._text;

    /// <summary>Writes a string after other text.</summary>
    public static void Append(string content, ref PooledBytes text)
    {
        var writer = new ValueWriter(text);
        writer.Quote(content);
        text = writer._text;
    }

    /// <summary>
    /// Writes the text, which need not be validated: that would take as long again, and refuse more than 64 levels. It is safe in a
    /// script element, unless the writer is to escape nothing but what JSON requires.
    /// </summary>
    public static void Write(Value value, Utf8JsonWriter target)
    {
        var writer = new ValueWriter(value);
        if (!ReferenceEquals(target.Options.Encoder, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))
            HtmlSafeJson.Escape(ref writer._text);
        target.WriteRawValue(writer._text.Items, skipInputValidation: true);
        writer._text.Return();
    }

    private void Write(Value value)
    {
        switch (value)
        {
            case Value.String text:
                Quote(text.Content);
                break;
            case Value.Number { Content: var number } when !double.IsNaN(number) && !double.IsInfinity(number):
                Ascii(EcmaNumber.ToText(number));
                break;
            case Value.Boolean boolean:
                Ascii(boolean.Content ? "true" : "false");
                break;
            case Value.Array array:
                WriteArray(array);
                break;
            case Value.Object members:
                WriteObject(members);
                break;
            default:
                Ascii("null");
                break;
        }
    }

    private void WriteArray(Value.Array array)
    {
        Ascii('[');
        for (var i = 0; i < array.Count; i++)
        {
            if (i > 0)
                Ascii(',');
            Write(array[i]);
        }
        Ascii(']');
    }

    private void WriteObject(Value.Object members)
    {
        Ascii('{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                Ascii(',');
            Quote(members.Names[i]);
            Ascii(':');
            Write(members.Items[i]);
        }
        Ascii('}');
    }

    /// <summary>QuoteJSONString (25.5.2.2).</summary>
    private void Quote(string text)
    {
        Ascii('"');
        for (var i = Plain(text, 0); i < text.Length; i = Plain(text, i + 1))
        {
            var c = text[i];
            switch (c)
            {
                case '"' or '\\':
                    Escape(c);
                    break;
                case '\b':
                    Escape('b');
                    break;
                case '\t':
                    Escape('t');
                    break;
                case '\n':
                    Escape('n');
                    break;
                case '\f':
                    Escape('f');
                    break;
                case '\r':
                    Escape('r');
                    break;
                case < ' ':
                    EscapeUnit(c);
                    break;
                default:
                    if (Utf16.IsLoneSurrogate(text, i))
                        EscapeUnit(c);
                    else if (char.IsHighSurrogate(c))
                        Encode(Utf16.CodePointAt(text, i++));
                    else
                        Encode(c);
                    break;
            }
        }
        Ascii('"');
    }

    /// <summary>Writes the ASCII characters from an index that need no escape; returns the index of the first other one.</summary>
    private int Plain(string text, int start)
    {
        var bytes = _text.Reserve(text.Length - start);
        var length = 0;
        while (length < bytes.Length && text[start + length] is >= ' ' and <= '\x7F' and not ('"' or '\\'))
        {
            bytes[length] = (byte)text[start + length];
            length++;
        }
        _text.Commit(length);
        return start + length;
    }

    private void Escape(char c)
    {
        Ascii('\\');
        Ascii(c);
    }

    private void EscapeUnit(char unit)
    {
        Escape('u');
        for (var shift = 12; shift >= 0; shift -= 4)
            Ascii(Hexadecimal.Lower[(unit >> shift) & 0xF]);
    }

    private void Encode(int codePoint) => _text.Commit(Utf8.Encode(codePoint, _text.Reserve(4)));

    private void Ascii(string text)
    {
        var bytes = _text.Reserve(text.Length);
        for (var i = 0; i < text.Length; i++)
            bytes[i] = (byte)text[i];
        _text.Commit(text.Length);
    }

    private void Ascii(char c) => Append(c);

    private void Append(int b) => _text.Add((byte)b);
}

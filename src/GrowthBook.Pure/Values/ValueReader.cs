using System.Text;
using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// JSON text to values. Nesting beyond <see cref="MaxDepth"/> is skipped and reported rather than followed, so
/// that no text can exhaust the stack.
/// </summary>
internal static class ValueReader
{
    /// <summary>How deep arrays and objects may nest, counted from 1 for the outermost; deeper ones become <c>null</c>.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>The value of a JSON text.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="errors">Takes a fatal error for text that is not JSON, and an error for each value nested too deep.</param>
    /// <returns>The value; <c>null</c> (no value) where the text is not JSON.</returns>
    public static Value? Read(ReadOnlySpan<byte> json, PayloadErrors errors)
    {
        if (json.Length >= 3 && json[0] == 0xEF && json[1] == 0xBB && json[2] == 0xBF)
            json = json.Slice(3);
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            reader.Read();
            var value = ReadValue(ref reader, errors, 1);
            reader.Read(); // text behind the value is an error
            return value;
        }
        catch (JsonException e)
        {
            errors.Fatal($"not JSON: {FirstSentence(e.Message)} (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})");
            return null;
        }
    }

    private static Value ReadValue(ref Utf8JsonReader reader, PayloadErrors errors, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new Value.String(Text(ref reader));
            case JsonTokenType.Number:
                return new Value.Number(Number(ref reader));
            case JsonTokenType.True:
                return Value.Boolean.True;
            case JsonTokenType.False:
                return Value.Boolean.False;
            case JsonTokenType.Null:
                return Value.Null.Instance;
        }
        if (depth > MaxDepth)
        {
            errors.Truncated($"nested deeper than {MaxDepth} levels; what is deeper counts as null");
            reader.Skip();
            return Value.Null.Instance;
        }
        return reader.TokenType == JsonTokenType.StartArray
            ? ReadArray(ref reader, errors, depth)
            : ReadObject(ref reader, errors, depth);
    }

    private static Value.Array ReadArray(ref Utf8JsonReader reader, PayloadErrors errors, int depth)
    {
        var items = new List<Value>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            errors.Enter(items.Count);
            items.Add(ReadValue(ref reader, errors, depth + 1));
            errors.Leave();
        }
        return items.Count == 0 ? Value.Array.Empty : new Value.Array(items.ToArray());
    }

    private static Value.Object ReadObject(ref Utf8JsonReader reader, PayloadErrors errors, int depth)
    {
        var members = new ObjectMembers();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = KnownNames.Find(reader.ValueSpan) ?? Text(ref reader);
            reader.Read();
            errors.Enter(name);
            members.Set(name, ReadValue(ref reader, errors, depth + 1));
            errors.Leave();
        }
        return members.IsEmpty ? Value.Object.Empty : new Value.Object(members);
    }

    /// <summary>Infinity for a number beyond the range of a double, as JSON.parse reads it.</summary>
    private static double Number(ref Utf8JsonReader reader) => reader.TryGetDouble(out var number)
        ? number
        : EcmaNumber.Parse(Utf8.GetString(reader.ValueSpan));

    /// <summary>The text of a string or name. Unlike the reader's own, it keeps lone surrogates and never throws.</summary>
    private static string Text(ref Utf8JsonReader reader)
    {
        var text = Utf8.GetString(reader.ValueSpan);
        return reader.ValueIsEscaped ? Unescape(text) : text;
    }

    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }
            var escape = escaped[++i];
            if (escape == 'u')
            {
                text.Append((char)Hex(escaped, i + 1));
                i += 4;
            }
            else
            {
                text.Append(escape switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => escape });
            }
        }
        return text.ToString();
    }

    private static int Hex(string text, int at)
    {
        var code = 0;
        for (var i = at; i < at + 4; i++)
            code = (code << 4) | (text[i] <= '9' ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10);
        return code;
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0)
            end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var sentence = (end < 0 ? message : message.Substring(0, end)).TrimEnd('.');
        return sentence.Length == 0 ? "unreadable" : char.ToLowerInvariant(sentence[0]) + sentence.Substring(1);
    }
}

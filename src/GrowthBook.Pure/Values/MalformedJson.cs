using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GrowthBook;

/// <summary>Says why a text is not JSON and how to mend it.</summary>
internal static class MalformedJson
{
    /// <summary>The longest address or name of a file that is recognised, in bytes.</summary>
    private const int LongestName = 500;

    /// <summary>Words that other notations have for values.</summary>
    private static readonly (string Word, string Mend)[] Words =
    [
        ("NaN", "is no JSON number; write null"), ("Infinity", "is no JSON number; write null or 1e999"), ("undefined", "is no JSON value; write null"),
        ("None", "is no JSON value; write null"), ("True", "is no JSON value; write true"), ("False", "is no JSON value; write false"),
    ];

    /// <summary>The reason and the place.</summary>
    /// <param name="json">The text in UTF-8.</param>
    /// <param name="line">The line at which reading failed, from 0.</param>
    /// <param name="position">The byte in that line, from 0.</param>
    /// <returns><c>not JSON: the text ends within a value; it was cut off (line 3, byte 11)</c></returns>
    public static string Describe(ReadOnlySpan<byte> json, long line, long position) => string.Format(
        CultureInfo.InvariantCulture, "not JSON: {0} (line {1}, byte {2})", Reason(json, Offset(json, line, position)), line + 1, position + 1);

    private static string Reason(ReadOnlySpan<byte> json, int at)
    {
        var text = WithoutLeadingSpace(json);
        if (text.IsEmpty)
            return "the text is empty; expected a JSON value";
        if (json.Length > 1 && json[0] == 0 && json[1] == 0)
            return "the text begins with NUL bytes, as that of a damaged file; write it again";
        if (IsUtf16(json))
            return "the text is UTF-16; save it as UTF-8";
        if (text[0] == '<')
            return "the text is HTML or XML, such as the page of an error or of a login; check the address";
        var rest = json.Slice(at);
        if (rest.Length > 0 && rest[0] == ',' && WithoutTrailingSpace(rest).Length == 1 && IsValue(json.Slice(0, at)))
            return "a comma after the value; remove it, and in a file of lines write one value per line";
        if (IsCutOff(rest))
            return "the text ends within a value; it was cut off";
        if (rest[0] == '/' && rest.Length > 1 && rest[1] is (byte)'/' or (byte)'*')
            return "JSON has no comments; remove them";
        return NameOf(text) ?? Word(json, at) ?? Character(json, at);
    }

    /// <summary>The mend of an address or the name of a file in the place of its content; <c>null</c> for another text.</summary>
    private static string? NameOf(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestName || text.IndexOfAny((byte)'{', (byte)'"', (byte)'\n') >= 0)
            return null;
        var name = EcmaCase.ToLower(EcmaCharacters.Trim(Utf8.GetString(text).AsSpan()).ToString());
        return name.StartsWith("http://", StringComparison.Ordinal) || name.StartsWith("https://", StringComparison.Ordinal)
            ? "the text is an address; give the content that is there"
            : name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".jsonl", StringComparison.Ordinal)
            ? "the text is the name of a file; give the content of the file"
            : null;
    }

    private static string? Word(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        while (start > 0 && IsLetter(json[start - 1]))
            start--;
        foreach (var (word, mend) in Words)
        {
            if (json.Slice(start).StartsWith(Encoding.UTF8.GetBytes(word)))
                return $"{word} {mend}";
        }
        return start < at && json[start] is (byte)'t' or (byte)'f' or (byte)'n' && json[at] is >= (byte)' ' and < 0x7F ? Bare(json, start) : null;
    }

    /// <summary>A word that begins like <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    private static string Bare(ReadOnlySpan<byte> json, int start)
    {
        var end = start;
        while (end < json.Length && (IsLetter(json[end]) || json[end] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'_'))
            end++;
        var word = PlainText.Of(Utf8.GetString(json.Slice(start, end - start)), PlainText.MaxName);
        return $"unexpected {word}; expected {Expected(LastBefore(json, start))}, and a text is in double quotes";
    }

    private static string Character(ReadOnlySpan<byte> json, int at)
    {
        var last = LastBefore(json, at);
        return json[at] switch
        {
            (byte)'}' or (byte)']' when last == ',' => "a comma before the end of an object or an array; remove it",
            (byte)'\'' => "a single quote; JSON has double quotes",
            < (byte)' ' => "a control character, such as a line break, within a string; write it as \\n or \\u000a",
            (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'.' => "not a JSON number; it has no leading zero, plus or point, and a digit after its point",
            var unexpected and < 0x7F => $"unexpected {(char)unexpected}; expected {Expected(last)}",
            _ => $"an unexpected character that is not ASCII; expected {Expected(last)}",
        };
    }

    private static string Expected(byte last) => last switch
    {
        (byte)'{' => "a name in double quotes or }",
        (byte)'[' => "a value or ]",
        (byte)':' => "a value",
        (byte)',' => "a value, or a name in double quotes in an object",
        (byte)'\\' => "one of the escapes of JSON",
        0 => "an object, an array or another value",
        _ => "a comma, a colon, or the end of the object, the array or the text",
    };

    /// <summary>Whether the text ends here, after a comma, or with the first letters of <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    private static bool IsCutOff(ReadOnlySpan<byte> rest)
    {
        rest = WithoutTrailingSpace(rest);
        return rest.IsEmpty || rest.SequenceEqual(","u8) || IsStart("true"u8, rest) || IsStart("false"u8, rest) || IsStart("null"u8, rest);
    }

    /// <summary>Whether a text is one whole value.</summary>
    private static bool IsValue(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsStart(ReadOnlySpan<byte> word, ReadOnlySpan<byte> text) => text.Length < word.Length && word.StartsWith(text);

    private static bool IsUtf16(ReadOnlySpan<byte> json) =>
        json.Length > 1 && ((json[0], json[1]) is (0xFF, 0xFE) or (0xFE, 0xFF) || json[0] == 0 || json[1] == 0);

    private static ReadOnlySpan<byte> WithoutLeadingSpace(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && IsSpace(text[0]))
            text = text.Slice(1);
        return text;
    }

    /// <summary>The last byte before a place that is no space; 0 without one.</summary>
    private static byte LastBefore(ReadOnlySpan<byte> json, int at)
    {
        var before = WithoutTrailingSpace(json.Slice(0, at));
        return before.IsEmpty ? default : before[before.Length - 1];
    }

    private static ReadOnlySpan<byte> WithoutTrailingSpace(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && IsSpace(text[text.Length - 1]))
            text = text.Slice(0, text.Length - 1);
        return text;
    }

    private static bool IsSpace(byte character) => character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static bool IsLetter(byte character) => (character | ' ') is >= 'a' and <= 'z';

    /// <summary>The offset of a place in the text, at most its length.</summary>
    private static int Offset(ReadOnlySpan<byte> json, long line, long position)
    {
        var start = 0;
        for (; line > 0; line--)
            start += json.Slice(start).IndexOf((byte)'\n') + 1;
        return (int)Math.Min(json.Length, start + position);
    }
}

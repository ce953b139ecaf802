using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GrowthBook.Pure.Properties;

/// <summary>
/// As much of ECMAScript as conditions need, on plain objects: <c>null</c>, <c>bool</c>, <c>double</c>, <c>string</c>,
/// a list, an object. Written to be obvious, not fast.
/// </summary>
public static class Js
{
    /// <summary>An object with its members in the order of ECMAScript.</summary>
    public sealed class Object
    {
        public Dictionary<string, object?> Members { get; } = [];

        /// <summary>Array indices ascending, then the other names as first written.</summary>
        public IEnumerable<string> Keys => Members.Keys.Where(IsIndex).OrderBy(uint.Parse).Concat(Members.Keys.Where(key => !IsIndex(key)));

        private static bool IsIndex(string name) =>
            uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index != uint.MaxValue && index.ToString(CultureInfo.InvariantCulture) == name;
    }

    public static object? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return From(document.RootElement);
    }

    public static object? From(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            case JsonValueKind.Number:
                return double.Parse(element.GetRawText(), CultureInfo.InvariantCulture);
            case JsonValueKind.String:
                return Unescape(element.GetRawText()[1..^1]);
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(From).ToList();
            case JsonValueKind.Object:
                var result = new Object();
                foreach (var member in element.EnumerateObject())
                    result.Members[Unescape(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member)))] = From(member.Value);
                return result;
            default:
                return null;
        }
    }

    public static bool IsTruthy(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        double number => number != 0,
        string text => text != "",
        _ => true,
    };

    /// <summary>String(value)</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double number => Text(number),
        string text => text,
        List<object?> list => string.Join(",", list.Select(item => item is null ? "" : Text(item))),
        _ => "[object Object]",
    };

    /// <summary>Number::toString: the fewest digits that read back as the same number, laid out as the standard says.</summary>
    public static string Text(double number)
    {
        if (number == 0)
            return "0";
        if (number < 0)
            return "-" + Text(-number);
        if (double.IsInfinity(number))
            return "Infinity";
        var (s, k, n) = Shortest(number);
        if (k <= n && n <= 21)
            return s + new string('0', n - k);
        if (0 < n && n <= 21)
            return s[..n] + "." + s[n..];
        if (-6 < n && n <= 0)
            return "0." + new string('0', -n) + s;
        var exponent = (n - 1 < 0 ? "-" : "+") + Math.Abs(n - 1).ToString(CultureInfo.InvariantCulture);
        return s[..1] + (k == 1 ? "" : "." + s[1..]) + "e" + exponent;
    }

    /// <summary>Number(value)</summary>
    public static double Number(object? value)
    {
        switch (value)
        {
            case null:
                return 0;
            case bool flag:
                return flag ? 1 : 0;
            case double number:
                return number;
        }
        var text = Regex.Replace(Text(value), @"\A[\s\uFEFF]+|[\s\uFEFF]+\z", "");
        if (text == "")
            return 0;
        if (Regex.Match(text, @"\A0[xX]([0-9a-fA-F]+)\z") is { Success: true } hexadecimal)
            return (double)BigInteger.Parse("0" + hexadecimal.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (Regex.IsMatch(text, @"\A[+-]?Infinity\z"))
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return Regex.IsMatch(text, @"\A[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z")
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : double.NaN;
    }

    /// <summary>left === right, of values of different origin.</summary>
    public static bool StrictlyEqual(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (bool a, bool b) => a == b,
        (double a, double b) => a == b,
        (string a, string b) => a == b,
        _ => false,
    };

    /// <summary>left &lt; right, or left &lt;= right.</summary>
    public static bool Less(object? left, object? right, bool orEqual)
    {
        var (a, b) = (Primitive(left), Primitive(right));
        if (a is string one && b is string other)
            return orEqual ? string.CompareOrdinal(one, other) <= 0 : string.CompareOrdinal(one, other) < 0;
        return orEqual ? Number(a) <= Number(b) : Number(a) < Number(b);
    }

    /// <summary>JSON.stringify(value), but for the escapes.</summary>
    public static string Stringify(object? value) => value switch
    {
        double number => double.IsInfinity(number) ? "null" : Text(number),
        string text => Quote(text),
        List<object?> list => "[" + string.Join(",", list.Select(Stringify)) + "]",
        Object members => "{" + string.Join(",", members.Keys.Select(key => Quote(key) + ":" + Stringify(members.Members[key]))) + "}",
        _ => Text(value),
    };

    /// <summary>text.toLowerCase(), for the letters that the generators know.</summary>
    public static string ToLower(string text)
    {
        var lower = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == 'İ')
                lower.Append("i\u0307");
            else if (text[i] == 'Σ')
                lower.Append(i > 0 && char.IsLetter(text[i - 1]) && !(i + 1 < text.Length && char.IsLetter(text[i + 1])) ? 'ς' : 'σ');
            else if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                lower.Append(Rune.ToLowerInvariant(new Rune(text[i], text[++i])));
            else
                lower.Append(char.ToLowerInvariant(text[i]));
        }
        return lower.ToString();
    }

    private static object? Primitive(object? value) => value is List<object?> or Object ? Text(value) : value;

    /// <summary>The digits s, how many they are, and n such that the number is 0.s times 10 to the power of n.</summary>
    private static (string Digits, int Count, int Exponent) Shortest(double number)
    {
        for (var count = 1; ; count++)
        {
            var text = number.ToString("e" + (count - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            var digits = long.Parse(text[..text.IndexOf('e')].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            var exponent = int.Parse(text[(text.IndexOf('e') + 1)..], CultureInfo.InvariantCulture);
            foreach (var candidate in new[] { digits, digits + 1, digits - 1 })
            {
                var s = candidate.ToString(CultureInfo.InvariantCulture);
                if (s.Length == count && double.Parse(s + "e" + (exponent - count + 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == number)
                    return (s.TrimEnd('0'), s.TrimEnd('0').Length, exponent + 1);
            }
        }
    }

    private static string Unescape(string raw) => Regex.Replace(raw, @"\\(u[0-9a-fA-F]{4}|.)", escape => escape.Value[1] switch
    {
        'u' => ((char)int.Parse(escape.Value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'b' => "\b",
        'f' => "\f",
        var other => other.ToString(),
    });

    private static string Quote(string text) => "\"" + string.Concat(text.Select((unit, i) => unit switch
    {
        '"' or '\\' => "\\" + unit,
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ when unit < ' ' || IsLone(text, i) => "\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture),
        _ => unit.ToString(),
    })) + "\"";

    private static bool IsLone(string text, int i) => char.IsSurrogate(text[i])
        && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
        && !(char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]));
}

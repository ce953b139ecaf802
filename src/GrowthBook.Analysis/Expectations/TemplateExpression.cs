using System.Buffers;
using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>
/// An expression: a name, a text in single quotes, a number, <c>true</c>, <c>false</c> or <c>null</c>, with <c>== != ! &amp;&amp; ||</c>,
/// <c>a ? b : c</c> and parentheses. Equality is strict: a number equals no text.
/// </summary>
internal sealed class TemplateExpression
{
    /// <summary>How deep parentheses, negations and choices may nest.</summary>
    private const int MaxDepth = 100;

    private static readonly string[] Signs = ["==", "!=", "&&", "||", "!", "(", ")", "?", ":"];

    /// <summary>The characters that end a name or a number.</summary>
    private static readonly SearchValues<char> Ends = SearchValues.Create(" =!&|()?:'");

    private readonly string _text;
    private readonly IReadOnlyDictionary<string, Value> _names;
    private readonly List<string> _tokens;
    private int _at;
    private int _depth;

    private TemplateExpression(string text, IReadOnlyDictionary<string, Value> names)
    {
        (_text, _names) = (text, names);
        _tokens = [.. Tokens(text)];
    }

    private string Next => _at < _tokens.Count ? _tokens[_at] : "";

    /// <summary>The value of an expression.</summary>
    public static Value Evaluate(string text, IReadOnlyDictionary<string, Value> names)
    {
        var expression = new TemplateExpression(text, names);
        var value = expression.Choice();
        return expression._at == expression._tokens.Count ? value : throw expression.Fault();
    }

    /// <summary>The names, texts, numbers and signs of an expression.</summary>
    public static IEnumerable<string> Tokens(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }
            var length = Signs.FirstOrDefault(sign => string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0)?.Length
                ?? (text[at] == '\'' ? text.IndexOf('\'', at + 1) - at + 1 : text.AsSpan(at).IndexOfAny(Ends) is > 0 and var end ? end : text.Length - at);
            if (length <= 0)
                throw new FormatException($"`{Finding.Name(text)}` has a text without a closing quote");
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private Value Choice()
    {
        var value = Or();
        if (!Take("?"))
            return value;
        var then = Nested(Choice);
        if (!Take(":"))
            throw Fault();
        var otherwise = Nested(Choice);
        return value.IsTruthy ? then : otherwise;
    }

    private Value Or()
    {
        var value = And();
        while (Take("||"))
        {
            var right = And();
            value = value.IsTruthy ? value : right;
        }
        return value;
    }

    private Value And()
    {
        var value = Equality();
        while (Take("&&"))
        {
            var right = Equality();
            value = value.IsTruthy ? right : value;
        }
        return value;
    }

    private Value Equality()
    {
        var left = Unary();
        return Take("==") ? left.Equals(Unary()) : Take("!=") ? !left.Equals(Unary()) : left;
    }

    private Value Unary()
    {
        if (Take("!"))
            return !Nested(Unary).IsTruthy;
        if (!Take("("))
            return Operand();
        var value = Nested(Choice);
        return Take(")") ? value : throw Fault();
    }

    private Value Nested(Func<Value> part)
    {
        if (++_depth > MaxDepth)
            throw new FormatException($"`{PlainText.Of(_text, PlainText.MaxName)}` nests deeper than {MaxDepth} levels");
        var value = part();
        _depth--;
        return value;
    }

    private Value Operand()
    {
        var token = Next;
        _at++;
        return token switch
        {
            "true" => true,
            "false" => false,
            "null" => Value.Null.Instance,
            ['\'', .. var content, '\''] => content,
            _ when YamlValue.IsNumber(token) && double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => _names.TryGetValue(token, out var value) ? value : throw Fault(),
        };
    }

    private bool Take(string sign)
    {
        if (Next != sign)
            return false;
        _at++;
        return true;
    }

    private FormatException Fault() => new($"`{PlainText.Of(_text, PlainText.MaxName)}` is no expression over the names {string.Join(", ", _names.Keys.Order(StringComparer.Ordinal))}; it can have == != ! && ||, a ? b : c, parentheses, 'texts', numbers, true, false and null");
}

using System.Text;

namespace GrowthBook.Analysis;

/// <summary>
/// Text with expressions over the names of a matrix: <c>${plan}</c>, <c>u-${plan}</c>, <c>${plan == 'pro' &amp;&amp; country != 'US'}</c>. A
/// text that is one expression has its value; otherwise the values are joined as text.
/// </summary>
internal static class Template
{
    /// <summary>Maximum length of a text with expressions, in UTF-16 code units.</summary>
    private const int MaxText = 10_000;

    /// <summary>Replaces the expressions in a value. An expression that is malformed throws <see cref="FormatException"/>.</summary>
    public static Value Fill(Value value, IReadOnlyDictionary<string, Value> names) => value switch
    {
        Value.String { Content: var text } => Fill(text, names),
        Value.Array items => new Value.Array(items.Select(item => Fill(item, names)).ToArray()),
        Value.Object members => new Value.Object(members.Select(member => KeyValuePair.Create(member.Key, Fill(member.Value, names)))),
        _ => value,
    };

    /// <summary>The names, texts, numbers and signs in the expressions of a value.</summary>
    public static IEnumerable<string> Tokens(Value value) => value switch
    {
        Value.String { Content: var text } => Expressions(text).SelectMany(TemplateExpression.Tokens),
        Value.Array items => items.SelectMany(Tokens),
        Value.Object members => members.Values.SelectMany(Tokens),
        _ => [],
    };

    private static IEnumerable<string> Expressions(string text)
    {
        for (var (start, end) = (text.IndexOf("${", StringComparison.Ordinal), 0); start >= 0 && (end = text.IndexOf('}', start)) >= 0; start = text.IndexOf("${", end, StringComparison.Ordinal))
            yield return text[(start + 2)..end];
    }

    private static Value Fill(string text, IReadOnlyDictionary<string, Value> names)
    {
        var parts = new List<Value>();
        var at = 0;
        for (var start = text.IndexOf("${", StringComparison.Ordinal); start >= 0; start = text.IndexOf("${", at, StringComparison.Ordinal))
        {
            var end = text.IndexOf('}', start);
            if (end < 0)
                throw new FormatException($"`{Finding.Name(text)}` has no }} after ${{");
            if (start > at)
                parts.Add(text[at..start]);
            parts.Add(TemplateExpression.Evaluate(text[(start + 2)..end], names));
            at = end + 1;
        }
        if (at < text.Length)
            parts.Add(text[at..]);
        return parts switch
        {
            [] => "",
            [var only] => only,
            _ => Joined(parts),
        };
    }

    /// <summary>The values as one text. The value of a name can be as large as the file, and a text can have many expressions.</summary>
    private static string Joined(List<Value> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (ShortJson.Fits(part, MaxText) && text.Append(Coercion.ToText(part)).Length <= MaxText)
                continue;
            throw new FormatException(FormattableString.Invariant($"a text with filled in expressions is longer than {MaxText:N0} characters; shorten it"));
        }
        return text.ToString();
    }
}

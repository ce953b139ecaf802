namespace GrowthBook.Analysis;

/// <summary>
/// Text with expressions over the names of a matrix: <c>${plan}</c>, <c>u-${plan}</c>, <c>${plan == 'pro' &amp;&amp; country != 'US'}</c>. A
/// text that is one expression has its value; otherwise the values are joined as text.
/// </summary>
internal static class Template
{
    /// <summary>Replaces the expressions in a value. An expression that is malformed throws <see cref="FormatException"/>.</summary>
    public static Value Fill(Value value, IReadOnlyDictionary<string, Value> names) => value switch
    {
        Value.String { Content: var text } => Fill(text, names),
        Value.Array items => new Value.Array(items.Select(item => Fill(item, names)).ToArray()),
        Value.Object members => new Value.Object(members.Select(member => KeyValuePair.Create(member.Key, Fill(member.Value, names)))),
        _ => value,
    };

    private static Value Fill(string text, IReadOnlyDictionary<string, Value> names)
    {
        var parts = new List<Value>();
        var at = 0;
        for (var start = text.IndexOf("${", StringComparison.Ordinal); start >= 0; start = text.IndexOf("${", at, StringComparison.Ordinal))
        {
            var end = text.IndexOf('}', start);
            if (end < 0)
                throw new FormatException($"`{text}` has no }} after ${{");
            if (start > at)
                parts.Add(text[at..start]);
            parts.Add(TemplateExpression.Evaluate(text[(start + 2)..end], names));
            at = end + 1;
        }
        if (at < text.Length)
            parts.Add(text[at..]);
        return parts is [var only] ? only : string.Concat(parts.Select(Coercion.ToText));
    }
}

namespace GrowthBook.Analysis;

/// <summary>GB109: texts of one attribute that differ by their case only, of which a user has one.</summary>
internal static class TextCaseLint
{
    /// <summary>The longest text that is compared.</summary>
    private const int MaxLength = 100;

    private static readonly string?[] Equalities = [null, "$eq", "$ne", "$in", "$nin"];

    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var first = new Dictionary<(string Path, string InLowerCase), SourceNode>();
        var found = new HashSet<(string, string)>();
        foreach (var test in source.UserConditions.SelectMany(condition => condition.Tests).Where(test => Equalities.Contains(test.Operator)))
        {
            foreach (var node in test.Node.Value is Value.Array ? test.Node.Elements : [test.Node])
            {
                if (node.Value is not Value.String { Content: { Length: > 0 and <= MaxLength } text })
                    continue;
                var key = (test.Attribute, EcmaCase.ToLower(text));
                if (first.TryAdd(key, node) || first[key].Value.Equals(node.Value) || !found.Add((test.Attribute, text)))
                    continue;
                yield return Finding.At(node, LintCodes.TextCase, $"`{Finding.Name(test.Attribute)}` is compared with `{Finding.Name(text)}`, and at {first[key].Path} with `{Finding.Name(((Value.String)first[key].Value).Content)}`");
            }
        }
    }
}

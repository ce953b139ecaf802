using GrowthBook.RegularExpressions;

namespace GrowthBook.Analysis;

/// <summary>GB601 to GB603: expressions of conditions and of URL patterns.</summary>
internal static class ExpressionLint
{
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var trial = new ExpressionTrial();
        return Expressions(source).SelectMany(expression => Of(expression, trial));
    }

    private static IEnumerable<(SourceNode Node, string Pattern, bool IgnoresCase, bool IsUrl)> Expressions(PayloadSource source) =>
        from node in source.Nodes
        where node.Value is Value.String
        let isUrl = node.Name == "pattern" && node.Parent!["type"]?.Value is Value.String { Content: "regex" }
        where node.Name is "$regex" or "$regexi" || isUrl
        select (node, ((Value.String)node.Value).Content, node.Name == "$regexi", isUrl);

    private static IEnumerable<Finding> Of((SourceNode Node, string Pattern, bool IgnoresCase, bool IsUrl) expression, ExpressionTrial trial)
    {
        var (node, pattern, ignoresCase, isUrl) = expression;
        if (EcmaRegex.Parse(pattern, ignoresCase, out _) is not { } regex) // which reading reports
            yield break;
        if (trial.Attack(regex) is { } repeated)
            yield return Finding.At(node, LintCodes.CatastrophicExpression, $"`{Finding.Name(pattern)}` takes exponentially many steps for a text that repeats `{repeated}`");
        if (!isUrl && UnanchoredExpression.Fault(pattern) is { } fault)
            yield return Finding.At(node, LintCodes.UnanchoredExpression, $"`{Finding.Name(pattern)}` {fault}");
    }
}

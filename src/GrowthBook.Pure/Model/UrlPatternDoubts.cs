using System.Collections.Immutable;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>Warns of URL patterns that match nothing.</summary>
internal static class UrlPatternDoubts
{
    /// <summary>Reports at the member <c>urlPatterns</c> of the experiment at the present position; a list that is absent has none.</summary>
    public static void Report(ImmutableArray<UrlPattern> patterns, Faults faults)
    {
        faults.Position.Enter("urlPatterns");
        for (var i = 0; i < (patterns.IsDefault ? 0 : patterns.Length); i++)
        {
            faults.Position.Enter(i);
            if (patterns[i].Type is not ("simple" or "regex"))
                faults.WarningAt("type", "neither \"simple\" nor \"regex\"; the pattern matches nothing");
            else if (FaultOf(patterns[i]) is { } fault)
                faults.WarningAt("pattern", $"{fault}; the pattern matches nothing");
            faults.Position.Leave();
        }
        faults.Position.Leave();
    }

    private static string? FaultOf(UrlPattern pattern) => pattern.Type == "regex"
        ? UrlExpression.Parse(pattern.Pattern, out var error) is null ? $"not a regular expression: {error}" : null
        : SimpleUrlPattern.Parse(pattern.Pattern) is null ? "not a URL with wildcards" : null;
}

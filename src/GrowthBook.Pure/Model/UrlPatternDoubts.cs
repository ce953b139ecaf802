using System.Collections.Immutable;
using GrowthBook.RegularExpressions;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>Warns of URL patterns that match nothing, or other texts than they seem to.</summary>
internal static class UrlPatternDoubts
{
    /// <summary>Reports at the member <c>urlPatterns</c> of the experiment at the present position; a list that is absent has none.</summary>
    public static void Report(ImmutableArray<UrlPattern> patterns, Faults faults) => faults.AtEach("urlPatterns", patterns, Report);

    private static void Report(UrlPattern pattern, Faults faults)
    {
        if (pattern.Type is not ("simple" or "regex"))
            faults.WarningAt("type", "neither \"simple\" nor \"regex\"; the pattern matches nothing");
        else if (FaultOf(pattern) is { } fault)
            faults.WarningAt("pattern", $"{fault}; the pattern matches nothing");
        else if (pattern.Type == "regex" && (RegexLiterals.DoubtOf(pattern.Pattern, "") ?? LetterEscapes.DoubtOf(pattern.Pattern)) is { } doubt)
            faults.WarningAt("pattern", doubt);
    }

    private static string? FaultOf(UrlPattern pattern) => pattern.Type == "regex"
        ? UrlExpression.Parse(pattern.Pattern, out var error) is null ? $"not a regular expression: {error}" : null
        : SimpleUrlPattern.Parse(pattern.Pattern) is null ? "not a URL with wildcards" : null;
}

using GrowthBook.RegularExpressions;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>One rule of a URL targeting list with its pattern parsed.</summary>
internal sealed class CompiledUrlTarget
{
    private readonly EcmaRegex? _regex;

    /// <summary>
    /// Prepares a rule. It never matches if the pattern is malformed.
    /// </summary>
    public CompiledUrlTarget(bool include, UrlTargetType type, string pattern)
    {
        Include = include;
        Simple = type == UrlTargetType.Simple ? SimpleUrlPattern.Parse(pattern) : null;
        _regex = type == UrlTargetType.Regex ? UrlExpression.Parse(pattern, out _) : null;
    }

    /// <summary>Whether the rule includes the URLs that it matches; otherwise it excludes them.</summary>
    public bool Include { get; }

    /// <summary>The pattern of a simple rule; <c>null</c> if it is malformed, or the rule is of another type.</summary>
    public SimpleUrlPattern? Simple { get; }

    /// <summary>Whether the rule has a regular expression that is not malformed.</summary>
    public bool IsRegex => _regex is not null;

    /// <summary>Whether the rule matches nothing, because its pattern is malformed or its type is unknown.</summary>
    public bool IsMalformed => Simple is null && _regex is null;

    /// <summary>
    /// Whether the rule matches. A regular expression is tested on the whole URL and then on the text after its
    /// origin; without steps left there is no match.
    /// </summary>
    public bool IsMatch(PageUrl url, ref ConditionScope scope) =>
        Simple is not null ? scope.TakeText(url.Length, "urlPatterns") && Simple.IsMatch(url)
        : _regex is not null && (scope.Matches(_regex, url.Href) || scope.Matches(_regex, url.AfterOrigin));
}

using System.Text;
using GrowthBook.RegularExpressions;

namespace GrowthBook.Urls;

/// <summary>One rule of a URL targeting list, prepared so that a test parses nothing but the tested URL.</summary>
internal sealed class CompiledUrlTarget
{
    private readonly SimpleUrlPattern? _simple;
    private readonly EcmaRegex? _regex;

    /// <summary>
    /// Prepares a rule. A pattern that is no URL or no regular expression makes a rule that never matches.
    /// </summary>
    public CompiledUrlTarget(bool include, UrlTargetType type, string pattern)
    {
        Include = include;
        _simple = type == UrlTargetType.Simple ? SimpleUrlPattern.Parse(pattern) : null;
        _regex = type == UrlTargetType.Regex ? EcmaRegex.Parse(EscapeSlashes(pattern), false, out _) : null;
    }

    /// <summary>Whether the rule includes what it matches; false for a rule that excludes it.</summary>
    public bool Include { get; }

    /// <summary>
    /// Whether the rule matches. A regular expression is tried on the whole URL and then on what follows its
    /// origin; one that runs out of its budget does not match.
    /// </summary>
    /// <example>
    /// The origin of <c>data:,abc</c> is the text <c>null</c>, so the second try is on <c>:,abc</c>: as many
    /// characters are cut off as that text has.
    /// </example>
    public bool IsMatch(WebUrl url) => (_simple is not null && _simple.IsMatch(url)) || (_regex is not null && IsMatch(_regex, url));

    private static bool IsMatch(EcmaRegex regex, WebUrl url)
    {
        string href = url.Href;
        if (regex.Test(href) == RegexOutcome.Match)
            return true;
        string rest = href.Substring(Math.Min(url.Origin.Length, href.Length));
        return regex.Test(rest) == RegexOutcome.Match;
    }

    /// <summary>
    /// Patterns may come with bare slashes; the reference escapes each that follows another character, which is neither a
    /// backslash nor the slash escaped just before.
    /// </summary>
    private static string EscapeSlashes(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        int used = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '/' && i > used && pattern[i - 1] != '\\')
            {
                result.Append('\\');
                used = i + 1;
            }
            result.Append(pattern[i]);
        }
        return result.ToString();
    }
}

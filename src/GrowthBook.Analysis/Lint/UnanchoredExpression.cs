using System.Text.RegularExpressions;

namespace GrowthBook.Analysis;

/// <summary>Recognises expressions whose missing anchor lets other hosts and addresses in.</summary>
internal static partial class UnanchoredExpression
{
    /// <summary>The fault; <c>null</c> without one.</summary>
    public static string? Fault(string pattern)
    {
        var alternatives = Alternatives(pattern).ToArray();
        if (alternatives.Any(IsAnchored) && !alternatives.All(IsAnchored))
            return "anchors some of its alternatives only; put them into a group, as in ^(?:a|b)$";
        if (alternatives.Any(HasStart) && !alternatives.All(HasStart) && !alternatives.All(HasEnd))
            return "anchors the start of one alternative and the end of another; put them into a group, as in ^(?:a|b)$, or each into its own, as in (?:^a)|(?:b$)";
        return alternatives.Any(alternative => Host().IsMatch(alternative))
            ? "ends with a host and has no $, so that it matches longer hosts, such as shop.example.evil.test"
            : null;
    }

    private static bool IsAnchored(string alternative) => HasStart(alternative) || HasEnd(alternative);

    private static bool HasStart(string alternative) => alternative.StartsWith('^');

    /// <summary>Whether it ends with a <c>$</c> that no backslash escapes.</summary>
    private static bool HasEnd(string alternative) => alternative.EndsWith('$') && (alternative.Length - 1 - alternative[..^1].TrimEnd('\\').Length) % 2 == 0;

    /// <summary>The alternatives outside of groups and classes.</summary>
    private static IEnumerable<string> Alternatives(string pattern)
    {
        var (depth, start, inClass) = (0, 0, false);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass:
                    depth++;
                    break;
                case ')' when !inClass:
                    depth--;
                    break;
                case '|' when !inClass && depth == 0:
                    yield return pattern[start..i];
                    start = i + 1;
                    break;
            }
        }
        yield return pattern[start..];
    }

    /// <summary>A domain after <c>@</c>, or after <c>//</c>, to the end of the expression.</summary>
    [GeneratedRegex(@"(@|//)[\w\\.()?:*+-]*\\?\.[a-z]{2,}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Host();
}

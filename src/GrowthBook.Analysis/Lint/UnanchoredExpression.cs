using System.Text.RegularExpressions;

namespace GrowthBook.Analysis;

/// <summary>Recognises expressions whose missing anchor lets other hosts and addresses in.</summary>
internal static partial class UnanchoredExpression
{
    /// <summary>The fault; <c>null</c> without one.</summary>
    public static string? Fault(string pattern)
    {
        var alternatives = Alternatives(pattern).ToArray();
        if (alternatives.Length > 1 && alternatives.Any(IsAnchored) && !alternatives.All(IsAnchored))
            return "anchors some of its alternatives only; put them into a group, as in ^(?:a|b)$";
        return alternatives.Any(alternative => Host().IsMatch(alternative))
            ? "ends with a host and has no $, so that it matches longer hosts, such as shop.example.evil.test"
            : null;
    }

    private static bool IsAnchored(string alternative) => alternative.StartsWith('^') || (alternative.EndsWith('$') && !alternative.EndsWith("\\$", StringComparison.Ordinal));

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

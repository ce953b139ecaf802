using System.Text;
using GrowthBook.RegularExpressions;

namespace GrowthBook;

/// <summary>The regular expression of a URL target.</summary>
internal static class UrlExpression
{
    /// <summary>Parses a pattern, whose slashes need no escape.</summary>
    /// <returns>The expression; <c>null</c>, with the error, for a malformed one.</returns>
    public static EcmaRegex? Parse(string pattern, out string? error) => EcmaRegex.Parse(EscapeSlashes(pattern), false, out error);

    /// <summary>
    /// Escapes bare slashes like the reference: each one that follows a character other than a backslash or the slash
    /// escaped just before.
    /// </summary>
    private static string EscapeSlashes(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        var used = 0;
        for (var i = 0; i < pattern.Length; i++)
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

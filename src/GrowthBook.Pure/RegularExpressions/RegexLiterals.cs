namespace GrowthBook.RegularExpressions;

/// <summary>Recognises expressions that are written with the slashes and flags of a literal of JavaScript, such as <c>/^a$/i</c>, which are characters of the expression.</summary>
internal static class RegexLiterals
{
    private const string Flags = "dgimsuvy";

    /// <summary>The characters that a path of a URL seldom has. A point is in many paths.</summary>
    private const string Metacharacters = @"\^$*+?()[]{}|";

    /// <summary>
    /// The warning of an expression that is probably a literal; <c>null</c> for another one, also for <c>/checkout/</c>, <c>/shop/i</c> and <c>/\d+/img</c>, which are probably of paths.
    /// </summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="caseMend">The end of the warning of a literal that ignores case.</param>
    public static string? DoubtOf(string pattern, string caseMend)
    {
        var last = pattern.LastIndexOf('/');
        if (last < 0 || !(StartsLiteral(pattern) || EndsAfterAnchor(pattern, last) || HasFlags(pattern, last)))
            return null;
        var flags = AreFlags(pattern, last + 1) ? pattern[(last + 1)..] : "";
        return $"the slashes{(flags.Length > 0 ? $" and `{flags}` after them" : "")} are characters of the expression here; if it is a JavaScript literal, write what is between the slashes"
            + (flags.Contains('i') ? caseMend : "");
    }

    /// <summary>Whether the start of the text follows a slash, so that nothing matches.</summary>
    private static bool StartsLiteral(string pattern) => pattern.StartsWith("/^", StringComparison.Ordinal);

    /// <summary>Whether the last slash follows the end of the text, so that nothing matches.</summary>
    private static bool EndsAfterAnchor(string pattern, int last) =>
        last > 0 && pattern[last - 1] == '$' && !IsEscaped(pattern, last - 1) && (last == pattern.Length - 1 || AreFlags(pattern, last + 1));

    /// <summary>Whether slashes are around the expression only, and the two frequent flags after it. A plain path such as <c>/admin/i</c> is none.</summary>
    private static bool HasFlags(string pattern, int last)
    {
        if (last < 2 || pattern[0] != '/' || pattern[(last + 1)..] is not ("i" or "g" or "gi" or "ig") || !HasMetacharacter(pattern, last))
            return false;
        for (var i = 1; i <= last; i++)
        {
            if (pattern[i] == '/' && !IsEscaped(pattern, i))
                return i == last;
        }
        return false;
    }

    private static bool HasMetacharacter(string pattern, int end) => pattern.AsSpan(0, end).IndexOfAny(Metacharacters.AsSpan()) >= 0;

    private static bool AreFlags(string pattern, int start)
    {
        for (var i = start; i < pattern.Length; i++)
        {
            if (Flags.IndexOf(pattern[i]) < 0 || pattern.IndexOf(pattern[i], start) < i)
                return false;
        }
        return start < pattern.Length;
    }

    private static bool IsEscaped(string pattern, int index)
    {
        var start = index;
        while (start > 0 && pattern[start - 1] == '\\')
            start--;
        return (index - start) % 2 == 1;
    }
}

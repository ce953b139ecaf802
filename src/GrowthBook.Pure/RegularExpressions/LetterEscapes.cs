namespace GrowthBook.RegularExpressions;

/// <summary>
/// Recognises letters after a backslash that other languages give a meaning to, and ECMAScript without the <c>u</c> flag does not (B.1.2:
/// IdentityEscape). They match the letter.
/// </summary>
internal static class LetterEscapes
{
    /// <summary>
    /// The letters that always have a meaning; <c>\c</c>, <c>\u</c> and <c>\x</c> have one with what follows them, <c>\k</c> in an expression with named groups,
    /// and <c>\B</c> outside of a class.
    /// </summary>
    private const string Meaningful = "bdDfnrsStvwW";

    /// <summary>The warning of the first such letter of an expression; <c>null</c> where there is none.</summary>
    public static string? DoubtOf(string pattern)
    {
        if (pattern.IndexOf('\\') < 0)
            return null;
        var isInClass = false;
        bool? hasNames = null;
        for (var i = 0; i + 1 < pattern.Length; i++)
        {
            if (pattern[i] == '[')
                isInClass = true;
            else if (pattern[i] == ']')
                isInClass = false;
            if (pattern[i] != '\\')
                continue;
            var letter = pattern[++i];
            if (EcmaCharacters.IsLetter(letter) && !HasMeaning(pattern, letter, i + 1, isInClass) && !(letter == 'k' && (hasNames ??= GroupScan.Of(pattern).HasNames)))
                return $"`\\{letter}` {Reason(letter)}";
        }
        return null;
    }

    private static bool HasMeaning(string pattern, char letter, int next, bool isInClass) => letter switch
    {
        'B' => !isInClass,
        'c' => next < pattern.Length && (EcmaCharacters.IsLetter(pattern[next]) || (isInClass && (EcmaCharacters.IsDigit(pattern[next]) || pattern[next] == '_'))),
        'u' => Hexadecimal.Parse(pattern, next, 4) >= 0,
        'x' => Hexadecimal.Parse(pattern, next, 2) >= 0,
        _ => Meaningful.Contains(letter),
    };

    private static string Reason(char letter) => letter switch
    {
        'A' => "is the letter A, not the start of the text, which is ^",
        'Z' or 'z' => $"is the letter {letter}, not the end of the text, which is $",
        'c' => "without a letter after it is a backslash and the letter c",
        'u' => "without four hexadecimal digits after it is the letter u",
        'x' => "without two hexadecimal digits after it is the letter x",
        'p' or 'P' => $"is the letter {letter}; GrowthBook's expressions have no classes of Unicode properties",
        _ => $"is the letter {letter}, as it has no other meaning in JavaScript",
    };
}

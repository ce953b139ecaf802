namespace GrowthBook.RegularExpressions;

/// <summary>
/// Recognises letters after a backslash that other languages give a meaning to, and ECMAScript without the <c>u</c> flag does not (B.1.2:
/// IdentityEscape). They match the letter.
/// </summary>
internal static class LetterEscapes
{
    /// <summary>
    /// The letters that always have a meaning; <c>\c</c>, <c>\u</c> and <c>\x</c> have one with what follows them, and <c>\k</c> in an expression with named groups.
    /// </summary>
    private const string Meaningful = "bBdDfnrsStvwW";

    /// <summary>The warning of the first such letter of an expression; <c>null</c> where there is none.</summary>
    public static string? DoubtOf(string pattern)
    {
        bool? hasNames = null;
        for (var i = pattern.IndexOf('\\'); i >= 0 && i + 1 < pattern.Length; i = pattern.IndexOf('\\', i + 2))
        {
            var letter = pattern[i + 1];
            if (EcmaCharacters.IsLetter(letter) && !HasMeaning(pattern, letter, i + 2) && !(letter == 'k' && (hasNames ??= GroupScan.Of(pattern).HasNames)))
                return $"`\\{letter}` is the letter {letter}{Reason(letter)}";
        }
        return null;
    }

    private static bool HasMeaning(string pattern, char letter, int next) => letter switch
    {
        'c' => next < pattern.Length && EcmaCharacters.IsLetter(pattern[next]),
        'u' => Hexadecimal.Parse(pattern, next, 4) >= 0,
        'x' => Hexadecimal.Parse(pattern, next, 2) >= 0,
        _ => Meaningful.Contains(letter),
    };

    private static string Reason(char letter) => letter switch
    {
        'A' => ", not the start of the text, which is ^",
        'Z' or 'z' => ", not the end of the text, which is $",
        'u' => " without four hexadecimal digits after it",
        'x' => " without two hexadecimal digits after it",
        'p' or 'P' => "; GrowthBook's expressions have no classes of Unicode properties",
        _ => ", as it has no other meaning in JavaScript",
    };
}

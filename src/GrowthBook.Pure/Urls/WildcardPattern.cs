namespace GrowthBook.Urls;

/// <summary>
/// One part of a simple URL target, prepared once: literal pieces with a wildcard between each two. It matches the same
/// texts as the reference's regular expression <c>^piece.*piece$</c> with the flag <c>i</c>, in linear time.
/// </summary>
internal sealed class WildcardPattern
{
    /// <summary>
    /// The wildcard is five underscores, because <c>*</c> is not valid in every host.
    /// </summary>
    public const string Wildcard = "_____";

    private readonly LiteralPiece[] _pieces;
    private readonly bool _isPath;

    /// <summary>
    /// Prepares a pattern. For a path, a slash at either end is optional in the pattern and in the text.
    /// </summary>
    public WildcardPattern(string pattern, bool isPath)
    {
        var literals = pattern.Split(new[] { Wildcard }, StringSplitOptions.None);
        if (isPath)
        {
            literals[0] = WithoutLeadingSlash(literals[0]);
            var last = literals.Length - 1;
            literals[last] = WithoutTrailingSlash(literals[last]);
        }
        _pieces = Array.ConvertAll(literals, literal => new LiteralPiece(literal));
        _isPath = isPath;
    }

    /// <summary>Whether there is no wildcard.</summary>
    public bool IsLiteral => _pieces.Length == 1;

    /// <summary>The text before the first wildcard, with case folded.</summary>
    public string Start => _pieces[0].Text;

    /// <summary>
    /// Whether the whole text matches. A wildcard matches any characters except line terminators, like a dot in a
    /// regular expression; only a decoded query value can contain them.
    /// </summary>
    public bool IsMatch(string text)
    {
        if (Matches(text, 0, text.Length))
            return true;
        if (!_isPath || text.Length == 0)
            return false;
        var leading = text[0] == '/';
        var trailing = text[text.Length - 1] == '/';
        return (leading && Matches(text, 1, text.Length))
            || (trailing && Matches(text, 0, text.Length - 1))
            || (leading && trailing && text.Length > 1 && Matches(text, 1, text.Length - 1));
    }

    private bool Matches(string text, int start, int end)
    {
        var first = _pieces[0];
        var last = _pieces[_pieces.Length - 1];
        if (_pieces.Length == 1)
            return end - start == first.Length && first.IsAt(text, start);
        if (end - start < first.Length + last.Length || !first.IsAt(text, start))
            return false;
        // The leftmost position of each piece is enough: it allows every continuation that a later one allows.
        var position = start + first.Length;
        var lastStart = end - last.Length;
        for (var i = 1; i < _pieces.Length - 1; i++)
        {
            var found = _pieces[i].IndexIn(text, position, lastStart);
            if (found < 0 || HasLineTerminator(text, position, found))
                return false;
            position = found + _pieces[i].Length;
        }
        return !HasLineTerminator(text, position, lastStart) && last.IsAt(text, lastStart);
    }

    private static bool HasLineTerminator(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (EcmaCharacters.IsLineTerminator(text[i]))
                return true;
        }
        return false;
    }

    private static string WithoutLeadingSlash(string text) =>
        text.Length > 0 && text[0] == '/' ? text.Substring(1) : text;

    private static string WithoutTrailingSlash(string text) =>
        text.Length > 0 && text[text.Length - 1] == '/' ? text.Substring(0, text.Length - 1) : text;
}

namespace GrowthBook.Urls;

/// <summary>
/// A literal that is searched for without case, with the prepared table of the Knuth-Morris-Pratt algorithm: every search
/// takes linear time.
/// </summary>
internal sealed class LiteralPiece
{
    private readonly char[] _characters;
    private readonly int[] _fallback;

    /// <summary>Prepares the literal.</summary>
    public LiteralPiece(string literal)
    {
        _characters = Array.ConvertAll(literal.ToCharArray(), EcmaCase.Canonicalize);
        _fallback = new int[_characters.Length];
        var length = 0;
        for (var i = 1; i < _characters.Length; i++)
        {
            length = Extend(length, _characters[i]);
            _fallback[i] = length;
        }
    }

    /// <summary>The literal, as <see cref="Canonicalize"/> writes it.</summary>
    public string Text => new(_characters);

    /// <summary>The number of characters.</summary>
    public int Length => _characters.Length;

    /// <summary>A text with case folded: texts that match without case have the same one.</summary>
    public static string Canonicalize(string text) => new(Array.ConvertAll(text.ToCharArray(), EcmaCase.Canonicalize));

    /// <summary>Whether the text has the literal at the position. The text must be long enough.</summary>
    public bool IsAt(string text, int position)
    {
        for (var i = 0; i < _characters.Length; i++)
        {
            if (EcmaCase.Canonicalize(text[position + i]) != _characters[i])
                return false;
        }
        return true;
    }

    /// <summary>The first position of the literal wholly inside the range, or -1.</summary>
    public int IndexIn(string text, int start, int end)
    {
        if (_characters.Length == 0)
            return start;
        var length = 0;
        for (var i = start; i < end; i++)
        {
            length = Extend(length, EcmaCase.Canonicalize(text[i]));
            if (length == _characters.Length)
                return i + 1 - length;
        }
        return -1;
    }

    /// <summary>The length of the longest prefix of the literal that ends with the character.</summary>
    private int Extend(int length, char c)
    {
        var candidate = length;
        while (candidate > 0 && _characters[candidate] != c)
            candidate = _fallback[candidate - 1];
        return _characters[candidate] == c ? candidate + 1 : 0;
    }
}

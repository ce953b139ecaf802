namespace GrowthBook.Urls;

/// <summary>
/// A literal to be found regardless of case, with the table of the Knuth-Morris-Pratt search prepared, so that
/// no literal makes a search slower than linear.
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
        int length = 0;
        for (int i = 1; i < _characters.Length; i++)
        {
            length = Extend(length, _characters[i]);
            _fallback[i] = length;
        }
    }

    /// <summary>The number of characters.</summary>
    public int Length => _characters.Length;

    /// <summary>Whether the literal stands at the position, which leaves enough text behind it.</summary>
    public bool IsAt(string text, int position)
    {
        for (int i = 0; i < _characters.Length; i++)
        {
            if (EcmaCase.Canonicalize(text[position + i]) != _characters[i])
                return false;
        }
        return true;
    }

    /// <summary>The first place of the literal wholly inside the range, or -1.</summary>
    public int IndexIn(string text, int start, int end)
    {
        if (_characters.Length == 0)
            return start;
        int length = 0;
        for (int i = start; i < end; i++)
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
        int candidate = length;
        while (candidate > 0 && _characters[candidate] != c)
            candidate = _fallback[candidate - 1];
        return _characters[candidate] == c ? candidate + 1 : 0;
    }
}

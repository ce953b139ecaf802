namespace GrowthBook.Urls;

/// <summary>
/// A literal to be found regardless of case, with the table of the Knuth-Morris-Pratt search prepared, so that
/// no literal makes a search slower than linear.
/// </summary>
internal sealed class LiteralPiece
{
    private readonly char[] characters;
    private readonly int[] fallback;

    /// <summary>Prepares the literal.</summary>
    public LiteralPiece(string literal)
    {
        characters = Array.ConvertAll(literal.ToCharArray(), EcmaCase.Canonicalize);
        fallback = new int[characters.Length];
        int length = 0;
        for (int i = 1; i < characters.Length; i++)
        {
            length = Extend(length, characters[i]);
            fallback[i] = length;
        }
    }

    /// <summary>The number of characters.</summary>
    public int Length => characters.Length;

    /// <summary>Whether the literal stands at the position, which leaves enough text behind it.</summary>
    public bool IsAt(string text, int position)
    {
        for (int i = 0; i < characters.Length; i++)
        {
            if (EcmaCase.Canonicalize(text[position + i]) != characters[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first place of the literal wholly inside the range, or -1.</summary>
    public int IndexIn(string text, int start, int end)
    {
        if (characters.Length == 0)
        {
            return start;
        }

        int length = 0;
        for (int i = start; i < end; i++)
        {
            length = Extend(length, EcmaCase.Canonicalize(text[i]));
            if (length == characters.Length)
            {
                return i + 1 - length;
            }
        }

        return -1;
    }

    // The length of the longest prefix of the literal that ends with the character.
    private int Extend(int length, char c)
    {
        int candidate = length;
        while (candidate > 0 && characters[candidate] != c)
        {
            candidate = fallback[candidate - 1];
        }

        return characters[candidate] == c ? candidate + 1 : 0;
    }
}

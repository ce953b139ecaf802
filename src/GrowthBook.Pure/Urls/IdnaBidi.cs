namespace GrowthBook.Urls;

/// <summary>
/// The Bidi rule of RFC 5893 for one label. As in Node, a label without right-to-left characters passes in any domain.
/// </summary>
internal static class IdnaBidi
{
    private enum Direction
    {
        Neutral,
        Mark,
        EuropeanNumber,
        ArabicNumber,
        Left,
        Right,
    }

    /// <summary>
    /// A label with right-to-left characters must start with one, have no left-to-right character, not mix the
    /// two kinds of digits, and end with a letter or digit and its marks.
    /// </summary>
    public static bool IsValid(IReadOnlyList<int> label)
    {
        if (!HasRightToLeft(label))
            return true;
        var right = false;
        var left = false;
        var european = false;
        var arabic = false;
        var end = Direction.Neutral;
        foreach (var c in label)
        {
            var direction = DirectionOf(c);
            right |= direction == Direction.Right;
            left |= direction == Direction.Left;
            european |= direction == Direction.EuropeanNumber;
            arabic |= direction == Direction.ArabicNumber;
            end = direction == Direction.Mark ? end : direction;
        }
        if (!right && !arabic)
            return true;
        return DirectionOf(label[0]) == Direction.Right && !left && !(european && arabic) && end != Direction.Neutral;
    }

    /// <summary>Whether the label has right-to-left characters; most labels need no other lookup.</summary>
    private static bool HasRightToLeft(IReadOnlyList<int> label)
    {
        foreach (var c in label)
        {
            if (c >= 0x590 && IdnaTables.Contains(IdnaTables.RightToLeftBlocks, c))
                return true;
        }
        return false;
    }

    private static Direction DirectionOf(int c)
    {
        if (PackedSet.Contains(IdnaCategoryTables.NonSpacingMarks, c))
            return Direction.Mark;
        if (IdnaTables.Contains(IdnaTables.EuropeanNumbers, c))
            return Direction.EuropeanNumber;
        if (IdnaTables.Contains(IdnaTables.ArabicNumbers, c))
            return Direction.ArabicNumber;
        if (IdnaTables.Contains(IdnaTables.RightToLeftBlocks, c))
            return IdnaTables.Contains(IdnaTables.RightToLeftNeutrals, c) ? Direction.Neutral : Direction.Right;
        return PackedSet.Contains(IdnaCategoryTables.LettersAndDigits, c) ? Direction.Left : Direction.Neutral;
    }
}

namespace GrowthBook.Urls;

/// <summary>The validity criteria of UTS 46 (section 4.1) for a label that is mapped and normalised.</summary>
internal static class IdnaLabel
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>
    /// Whether the label does not start with a combining mark, has joiners only where a script needs them, and meets the
    /// rule for right-to-left text.
    /// </summary>
    /// <example>A zero-width joiner is allowed after a virama, as in Sinhala, and nowhere else.</example>
    public static bool IsValid(IReadOnlyList<int> label)
    {
        if (IsMark(label[0]))
            return false;
        for (var i = 0; i < label.Count; i++)
        {
            if (label[i] is NonJoiner or Joiner && !IsJoinerAllowed(label, i))
                return false;
        }
        return IdnaBidi.IsValid(label);
    }

    /// <summary>ContextJ, RFC 5892, appendices A.1 and A.2.</summary>
    private static bool IsJoinerAllowed(IReadOnlyList<int> label, int position)
    {
        if (position == 0)
            return false;
        if (IdnaTables.Contains(IdnaTables.Viramas, label[position - 1]))
            return true;
        if (label[position] == Joiner)
            return false;
        var before = Skip(label, position - 1, -1);
        var after = Skip(label, position + 1, 1);
        return before >= 0 && after < label.Count
            && Joins(label[before], IdnaTables.LeftJoining) && Joins(label[after], IdnaTables.RightJoining);
    }

    private static bool IsMark(int c) =>
        PackedSet.Contains(IdnaCategoryTables.NonSpacingMarks, c) || PackedSet.Contains(IdnaCategoryTables.SpacingMarks, c);

    private static bool Joins(int c, string oneSided) =>
        IdnaTables.Contains(IdnaTables.DualJoining, c) || IdnaTables.Contains(oneSided, c);

    /// <summary>Marks are transparent to joining.</summary>
    private static int Skip(IReadOnlyList<int> label, int position, int step)
    {
        var next = position;
        while (next >= 0 && next < label.Count && PackedSet.Contains(IdnaCategoryTables.NonSpacingMarks, label[next]))
            next += step;
        return next;
    }
}

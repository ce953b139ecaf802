namespace GrowthBook;

/// <summary>
/// Which positions and evaluations of <see cref="EffectRanges"/> a log has. The range of a prerequisite lies within the range of the feature that it was
/// evaluated for, and can have the same start: a range that is listed is passed over at once, so that nested ranges are no product.
/// </summary>
internal sealed class ListedEffects
{
    private readonly HashSet<int> _positions = [];
    private readonly HashSet<int> _evaluations = [];

    /// <summary>The end of the longest range that is listed, by its start.</summary>
    private readonly Dictionary<int, int> _ends = [];

    /// <summary>Notes that a position is listed.</summary>
    /// <returns>Whether it was not.</returns>
    public bool Add(int position) => _positions.Add(position);

    /// <summary>Notes that the range of an evaluation begins to be listed.</summary>
    /// <returns>Whether it had not begun.</returns>
    public bool Enter(int evaluation) => _evaluations.Add(evaluation);

    /// <summary>Notes that a range is listed.</summary>
    public void Leave(int start, int end)
    {
        if (!_ends.TryGetValue(start, out var known) || end > known)
            _ends[start] = end;
    }

    /// <summary>The position after the ranges that are listed and begin at a position.</summary>
    public int After(int position)
    {
        while (_ends.TryGetValue(position, out var end) && end > position)
            position = end;
        return position;
    }
}

namespace GrowthBook.Analysis;

/// <summary>A place in a text, as editors show it.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 code units.</param>
public readonly record struct LineColumn(int Line, int Column)
{
    /// <summary>The line and the column, joined by a colon.</summary>
    public override string ToString() => FormattableString.Invariant($"{Line}:{Column}");
}

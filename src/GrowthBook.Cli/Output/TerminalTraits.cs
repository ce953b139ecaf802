namespace GrowthBook.Cli;

/// <summary>What the terminal can show to which a stream leads.</summary>
/// <param name="Width">Returns the present width in columns; 0 if it is unknown.</param>
/// <param name="HasColors">Whether colours and other styles are wanted.</param>
internal sealed record TerminalTraits(Func<int> Width, bool HasColors)
{
    /// <summary>The least width to which text is wrapped. A narrower terminal wraps the lines itself: the libraries that wrap do not end at a few columns.</summary>
    public const int MinColumns = 20;

    /// <summary>The width of a terminal that does not tell it.</summary>
    private const int DefaultColumns = 80;

    /// <summary>The width to which text is wrapped.</summary>
    public int Columns => Width() is > 0 and var width ? Math.Max(width, MinColumns) : DefaultColumns;
}

namespace GrowthBook.Cli;

/// <summary>What the terminal can show to which a stream leads.</summary>
/// <param name="Width">Returns the present width in columns; 0 if it is unknown.</param>
/// <param name="HasColors">Whether colours and other styles are wanted.</param>
internal sealed record TerminalTraits(Func<int> Width, bool HasColors);

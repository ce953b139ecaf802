namespace GrowthBook.Cli;

/// <summary>A row of exposures, or why it cannot be read.</summary>
/// <param name="Line">The number of its first line.</param>
/// <param name="Lines">The number of its lines.</param>
/// <param name="Exposure">The exposure, without a count if the row has none; <c>null</c> with an error.</param>
/// <param name="Error">The error; <c>null</c> with an exposure.</param>
internal readonly record struct ExposureRow(long Line, int Lines, (string Experiment, string Variation, long? Count)? Exposure, string? Error);

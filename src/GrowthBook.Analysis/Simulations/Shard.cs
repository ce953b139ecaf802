using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>One of several parts of the work, by the remainder of a number.</summary>
/// <param name="Index">The index of the part, from 0 inclusive to <paramref name="Of"/> exclusive.</param>
/// <param name="Of">The number of parts, from 1 to <see cref="MaxOf"/>; 0 for <see cref="Piece"/>.</param>
public readonly record struct Shard(int Index, int Of)
{
    /// <summary>Maximum number of parts.</summary>
    public const int MaxOf = 1_000_000;

    /// <summary>The whole work.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>
    /// All lines of an input that is itself one of several pieces, made by another program. The counts of pieces are merged without
    /// a check for missing ones.
    /// </summary>
    public static Shard Piece { get; } = new(0, 0);

    /// <summary>Reads <c>3/16</c>: the fourth of sixteen parts.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The part; <c>null</c> for another text.</returns>
    public static Shard? Parse(string text) => (text ?? throw new ArgumentNullException(nameof(text))).Split('/') is [var index, var of]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i)
        && int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && i < n && n <= MaxOf
            ? new Shard(i, n)
            : null;

    /// <summary>Whether a number is in the part.</summary>
    /// <param name="number">The number.</param>
    /// <returns>Whether its remainder is the index.</returns>
    public bool Has(ulong number) => Of <= 1 || number % (ulong)Of == (ulong)Index;

    /// <summary>Whether a line is in the part.</summary>
    /// <param name="line">The number of the line, from 1.</param>
    /// <returns>Whether it is.</returns>
    public bool HasLine(long line) => Has((ulong)(line - 1));

    /// <summary>The part as text: <c>3/16</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Of}");
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A row of a matrix: the values of all features for one user.</summary>
/// <param name="User">The name of the user.</param>
/// <param name="Cells">The values, in the order of the features.</param>
public sealed record MatrixRow(string User, ImmutableArray<MatrixCell> Cells)
{
    /// <summary>Evaluates features for a user.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="user">The user.</param>
    /// <param name="features">The keys of the features.</param>
    /// <param name="hasStickyBuckets">Whether the application has sticky buckets, so that a <c>fallbackAttribute</c> counts. Default: no.</param>
    /// <returns>The row.</returns>
    public static MatrixRow Of(Payload payload, MatrixUser user, ImmutableArray<string> features, bool hasStickyBuckets = false)
    {
        var context = StickyBucketing.Of(
            new Context(payload ?? throw new ArgumentNullException(nameof(payload)), (user ?? throw new ArgumentNullException(nameof(user))).Attributes), hasStickyBuckets);
        return new MatrixRow(user.Name, [.. features.Select(feature => MatrixCell.Of(context, feature))]);
    }

    /// <summary>The row as JSON: <c>{"user","cells":[…]}</c>, a cell as <see cref="MatrixCell.ToValue"/> returns it.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new([new("user", User), new("cells", new Value.Array(Cells.Select(cell => (Value)cell.ToValue())))]);
}

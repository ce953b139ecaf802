using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Equality of immutable arrays by their elements; the arrays themselves compare by reference.</summary>
internal static class Sequence
{
    public static bool Equal<T>(ImmutableArray<T> left, ImmutableArray<T> right) =>
        left.IsDefault || right.IsDefault ? left.IsDefault == right.IsDefault : left.SequenceEqual(right);
}

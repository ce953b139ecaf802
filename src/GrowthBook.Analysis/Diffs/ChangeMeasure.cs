using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>The size of each class of a change, as counts: exact ones, or weights of estimates. A class of size 0 has no users.</summary>
/// <remarks>A commutative monoid: <see cref="Add"/> with <see cref="Empty"/>.</remarks>
public sealed class ChangeMeasure : IEquatable<ChangeMeasure>
{
    private readonly ImmutableArray<BigInteger> _counts;

    internal ChangeMeasure(ImmutableArray<BigInteger> counts) => _counts = counts;

    /// <summary>The measure of no users.</summary>
    public static ChangeMeasure Empty { get; } = new([.. new BigInteger[ChangeClasses.All.Length]]);

    internal static ChangeMeasure Of(ChangeClass changeClass) => new([.. ChangeClasses.All.Select(each => each == changeClass ? BigInteger.One : BigInteger.Zero)]);

    /// <summary>The number in all classes: combinations of buckets or their weights, or users.</summary>
    public BigInteger Total => _counts.Aggregate(BigInteger.Zero, (sum, count) => sum + count);

    /// <summary>The number in a class.</summary>
    /// <param name="changeClass">The class.</param>
    public BigInteger this[ChangeClass changeClass] => _counts[(int)changeClass];

    /// <summary>Whether any user is affected.</summary>
    public bool HasChange => this[ChangeClass.Same] != Total;

    /// <summary>Whether no user moves or leaves, and no exposure is lost: only a ramp-up, if anything.</summary>
    public bool IsRamp => this[ChangeClass.Moved].IsZero && this[ChangeClass.Left].IsZero && this[ChangeClass.ExposureLost].IsZero;

    /// <summary>The share of a class, from 0 to 1 inclusive; 0 without users.</summary>
    /// <param name="changeClass">The class.</param>
    /// <returns>The share.</returns>
    public double Share(ChangeClass changeClass) => Exact.Ratio(this[changeClass], Total);

    /// <summary>The sum of two measures, class by class.</summary>
    /// <param name="other">The other measure.</param>
    /// <returns>The sum.</returns>
    public ChangeMeasure Add(ChangeMeasure other) => new([.. _counts.Zip((other ?? throw new ArgumentNullException(nameof(other)))._counts, (left, right) => left + right)]);

    /// <summary>The shares as JSON, a member per class.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object SharesToValue() => new(ChangeClasses.All.Select(each => new KeyValuePair<string, Value>(each.ToName(), Share(each))));

    /// <summary>Whether both have the same counts.</summary>
    /// <param name="left">A measure, or <c>null</c>.</param>
    /// <param name="right">Another measure, or <c>null</c>.</param>
    /// <returns><c>true</c> when equal; two <c>null</c> are.</returns>
    public static bool operator ==(ChangeMeasure? left, ChangeMeasure? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">A measure, or <c>null</c>.</param>
    /// <param name="right">Another measure, or <c>null</c>.</param>
    /// <returns><c>true</c> when not equal.</returns>
    public static bool operator !=(ChangeMeasure? left, ChangeMeasure? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(ChangeMeasure? other) => other is not null && _counts.AsSpan().SequenceEqual(other._counts.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChangeMeasure);

    /// <inheritdoc/>
    public override int GetHashCode() => Total.GetHashCode();
}

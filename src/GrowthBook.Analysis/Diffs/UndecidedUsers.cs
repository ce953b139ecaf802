namespace GrowthBook.Analysis;

/// <summary>
/// The users or records whose changes can depend on whether the application has sticky buckets, counted both ways. A commutative monoid: <see cref="Merge"/>.
/// </summary>
internal sealed class UndecidedUsers
{
    private const string Differing = "count", OfNone = "without", OfSome = "with";

    /// <summary>The users of an application without sticky buckets.</summary>
    public UserTally Without { get; } = new();

    /// <summary>The same users of an application with sticky buckets, in which nothing is stored for them.</summary>
    public UserTally With { get; } = new();

    /// <summary>The number of those for whom the change differs.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a user whose change differs.</summary>
    public void AddDiffering() => Count++;

    public void Merge(UndecidedUsers other)
    {
        Count += other.Count;
        Without.Merge(other.Without);
        With.Merge(other.With);
    }

    /// <summary>The counts as JSON: <c>{"count","without","with"}</c>, each of the latter as <see cref="UserTally.ToValue"/> returns it.</summary>
    public Value.Object ToValue() => new([new(Differing, Count), new(OfNone, Without.ToValue()), new(OfSome, With.ToValue())]);

    /// <summary>The number of users whose change differs, in the JSON of a <see cref="UserTally"/>.</summary>
    public static Value CountOf(Value tally) => tally[StickyBucketing.Undecided][Differing] is Value.Number count ? count : 0;

    /// <summary>The counts of all users of an application without sticky buckets, or with them.</summary>
    /// <param name="tally">The JSON of a <see cref="UserTally"/>.</param>
    /// <param name="hasStickyBuckets">Whether the application has them.</param>
    public static Value.Object All(Value.Object tally, bool hasStickyBuckets) => tally[StickyBucketing.Undecided][hasStickyBuckets ? OfSome : OfNone] is not Value.Object undecided ? tally
        : AttributeCounts.OfBoth(TallyMerge.Add(new Value.Object(tally.Where(member => member.Key != StickyBucketing.Undecided)), undecided), tally, undecided);

    /// <summary>What is malformed in the JSON of a tally; <c>null</c> for counts that fit, and without undecided users.</summary>
    /// <param name="tally">The JSON of a <see cref="UserTally"/>.</param>
    /// <param name="isCount">Whether a value is a count.</param>
    /// <param name="faultOf">The fault of a tally.</param>
    public static string? FaultOf(Value.Object tally, Func<Value, bool> isCount, Func<Value.Object, string?> faultOf) =>
        tally[StickyBucketing.Undecided] is Value.Null ? null
        : !isCount(tally[StickyBucketing.Undecided][Differing]) ? "tally.undecided.count is no count"
        : tally[StickyBucketing.Undecided][OfNone] is not Value.Object without || tally[StickyBucketing.Undecided][OfSome] is not Value.Object with ? "tally.undecided has not two counts"
        : faultOf(without) ?? faultOf(with);
}

namespace GrowthBook.Analysis;

/// <summary>The difference between two payloads with counts of users or records.</summary>
public static class UserDiff
{
    /// <summary>The kind of these results.</summary>
    public const string Kind = "diff";

    /// <summary>The member of the users with the number of those that have stored assignments.</summary>
    internal const string Stored = "stored";

    /// <summary>The member of a row with the number of users whose value differs because a rollout takes them.</summary>
    internal const string Entering = "enteringRollouts";

    /// <summary>The member of the users with the attributes that none of them has.</summary>
    internal const string MissingAttributes = "missingAttributes";

    /// <summary>The member of the users with the attributes that changed rules test and that none of them has.</summary>
    internal const string UnseenAttributes = "unseenAttributes";

    /// <summary>The member of the result with the users of an application with sticky buckets, if it is not known whether it has them and some users depend on it.</summary>
    internal const string UsersWithSticky = "usersWithSticky";

    /// <summary>
    /// Makes the JSON of the whole: that of the difference, and <c>users</c> with counts and examples. If users depend on whether the application has sticky
    /// buckets, which is not known, <c>users</c> are those of one without, and <c>usersWithSticky</c> those of one with them.
    /// </summary>
    /// <param name="about">The JSON of the difference without users.</param>
    /// <param name="tally">The JSON of a <see cref="UserTally"/>.</param>
    /// <returns>A JSON object.</returns>
    public static Value.Object ToValue(Value.Object about, Value.Object tally)
    {
        _ = tally ?? throw new ArgumentNullException(nameof(tally));
        var undecided = UndecidedUsers.CountOf(tally);
        var result = (about ?? throw new ArgumentNullException(nameof(about))).With("users", UsersOf(UndecidedUsers.All(tally, hasStickyBuckets: false), undecided));
        return undecided.Equals(0) ? result : result.With(UsersWithSticky, UsersOf(UndecidedUsers.All(tally, hasStickyBuckets: true), undecided));
    }

    private static Value.Object UsersOf(Value.Object tally, Value undecided) => new(
    [
        new("count", tally["users"]),
        new("changed", tally["changed"]),
        new(Unread.Member, Unread.Of(tally)),
        new(Stored, tally[Stored] is Value.Number stored ? stored : 0),
        .. undecided.Equals(0) ? (KeyValuePair<string, Value>[])[] : [new(StickyBucketing.Undecided, undecided)],
        new("experiments", new Value.Array(
            ((Value.Object)tally["features"]).SelectMany(feature => ((Value.Object)feature.Value).Select(row => Row(feature.Key, row)))
                .Concat(tally["experiments"] is Value.Object own ? own.Select(row => Row(Value.Null.Instance, row)) : []))),
        new(EvaluatedFeatures.Member, EvaluatedFeatures.ListOf(tally[EvaluatedFeatures.Member])),
        new(MissingAttributes, new Value.Array(AttributeCounts.MissingOf(tally[AttributeCounts.Member]).Select(attribute => (Value)attribute))),
        new(UnseenAttributes, TestedAttributes.UnseenOf(tally[TestedAttributes.Member])),
    ]);

    private static Value Row(Value feature, KeyValuePair<string, Value> row) => new Value.Object(
    [
        new("feature", feature),
        new("key", row.Key.Length == 0 ? Value.Null.Instance : row.Key),
        new("counts", InOrder(row.Value["counts"])),
        new(Entering, row.Value[Entering] is Value.Number entering ? entering : 0),
        new("examples", InOrder(row.Value["examples"])),
    ]);

    private static Value.Object InOrder(Value classes) => new(ChangeClasses.All
        .Where(each => ((Value.Object)classes).ContainsKey(each.ToName()))
        .Select(each => new KeyValuePair<string, Value>(each.ToName(), classes[each.ToName()])));
}

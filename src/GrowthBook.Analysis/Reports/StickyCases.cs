namespace GrowthBook.Analysis;

/// <summary>The cases of a difference: the application has no sticky buckets, or it has some. Where it is not known and no user depends on it, they are one.</summary>
internal static class StickyCases
{
    /// <summary>The difference in each case, with the <c>users</c> of the case; that without sticky buckets comes first.</summary>
    public static IEnumerable<Value.Object> Of(Value.Object diff)
    {
        yield return diff;
        if (diff[UserDiff.UsersWithSticky] is Value.Object users)
            yield return new Value.Object(diff.Where(member => member.Key != UserDiff.UsersWithSticky)).With("users", users);
    }

    /// <summary>The users or records that a case of a difference counts.</summary>
    public static string Population(Value diff) =>
        diff[UserDiff.UsersWithSticky] is Value.Object ? $"{DiffPopulation.Many(diff)} without sticky buckets"
        : diff[StickyBucketing.Member].AsBoolean() is null && diff["users"].Number(StickyBucketing.Undecided) > 0 ? $"{DiffPopulation.Many(diff)} with sticky buckets"
        : DiffPopulation.Many(diff);

    /// <summary>The other case than that of the <c>users</c>; <c>null</c> without one.</summary>
    public static Value.Object? Other(Value diff) => Of((Value.Object)diff).Skip(1).FirstOrDefault();
}

namespace GrowthBook.Analysis;

/// <summary>
/// Whether the application has sticky buckets: <c>true</c>, <c>false</c>, or <c>null</c> if it is not known. Only with them a <c>fallbackAttribute</c> counts. If it is not
/// known, users are evaluated without them, and also with them where that can differ: <see cref="FallbackUsers"/>.
/// </summary>
internal static class StickyBucketing
{
    /// <summary>The member of a result with the answer, if it is known; and the one with the number of users whose results depend on it.</summary>
    public const string Member = "stickyBuckets", Undecided = "undecided";

    /// <summary>The context of an application with or without sticky buckets; the context itself if it is not known.</summary>
    public static Context Of(Context context, bool? hasStickyBuckets) => hasStickyBuckets switch
    {
        true => With(context),
        false => context with { StickyBuckets = null },
        null => context,
    };

    /// <summary>The context of an application with sticky buckets: what is stored for the user, or nothing.</summary>
    public static Context With(Context context) => context.StickyBuckets is null ? context with { StickyBuckets = StickyBuckets.Empty } : context;

    /// <summary>The number of users as a member of a result; none without such users.</summary>
    public static KeyValuePair<string, Value>[] UndecidedOf(Value undecided) => undecided.AsDouble() is > 0 ? [new(Undecided, undecided)] : [];

    /// <summary>The answer as members of a result; none if it is not known.</summary>
    public static KeyValuePair<string, Value>[] MembersOf(bool? hasStickyBuckets) => hasStickyBuckets is { } has ? [new(Member, has)] : [];
}

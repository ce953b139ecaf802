namespace GrowthBook.Analysis;

/// <summary>A truth value of Kleene's logic: an unknown one may be either.</summary>
internal enum Truth
{
    False,
    Unknown,
    True,
}

internal static class Truths
{
    public static Truth Of(bool truth) => truth ? Truth.True : Truth.False;

    public static Truth Not(Truth truth) => (Truth)(Truth.True - truth);

    public static Truth All(IEnumerable<Truth> parts) => parts.Aggregate(Truth.True, (all, part) => part < all ? part : all);

    public static Truth Any(IEnumerable<Truth> parts) => parts.Aggregate(Truth.False, (any, part) => part > any ? part : any);
}

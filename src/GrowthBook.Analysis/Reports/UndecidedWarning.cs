namespace GrowthBook.Analysis;

/// <summary>What a result tells of the users whose results depend on whether the application has sticky buckets, while that is not known.</summary>
internal static class UndecidedWarning
{
    /// <summary>How a command is told.</summary>
    public const string Mend = "name --sticky if it has them, otherwise --no-sticky";

    /// <summary>The warning; <c>null</c> without such users.</summary>
    /// <param name="undecided">The number of the users.</param>
    /// <param name="count">The number of all users.</param>
    /// <param name="noun">The word for one of them.</param>
    public static string? Of(double undecided, double count, string noun = "user") => undecided == 0 ? null : $"{Sentence(undecided, count, noun)}; {Mend}";

    /// <summary>The warning of a difference; <c>null</c> without such users.</summary>
    public static string? Of(Value diff) => Of(diff["users"].Number(StickyBucketing.Undecided), diff["users"].Number("count"), DiffPopulation.One(diff));

    private static string Sentence(double undecided, double count, string noun) =>
        $"{Shown.Count(undecided)} of {Shown.Count(count, noun)} {Shown.Noun(undecided, "has another result", "have other results")} if the application has sticky buckets, because only then fallbackAttribute counts";
}

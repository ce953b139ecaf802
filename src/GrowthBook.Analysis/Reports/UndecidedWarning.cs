namespace GrowthBook.Analysis;

/// <summary>What a result tells of the users whose results depend on whether the application has sticky buckets, while that is not known.</summary>
internal static class UndecidedWarning
{
    /// <summary>Maximum number of features that a warning names.</summary>
    private const int MaxFeatures = 3;

    private const string Condition = "if the application has sticky buckets, because only then fallbackAttribute counts";

    /// <summary>How a command is told.</summary>
    public const string Mend = "name --sticky if it has them, otherwise --no-sticky";

    /// <summary>The warning; <c>null</c> without such users.</summary>
    /// <param name="undecided">The number of the users.</param>
    /// <param name="count">The number of all users; 0 if it is not known.</param>
    /// <param name="noun">The word for one of them.</param>
    public static string? Of(double undecided, double count, string noun = "user") => undecided == 0 ? null : $"{Sentence(undecided, count, noun)}; {Mend}";

    /// <summary>The warning of a difference; <c>null</c> without such users.</summary>
    public static string? Of(Value diff) => Of(diff["users"].Number(StickyBucketing.Undecided), diff["users"].Number("count"), DiffPopulation.One(diff));

    /// <summary>The warning of another result for its page; nothing without such users.</summary>
    /// <param name="result">The result.</param>
    /// <param name="count">The number of all users; 0 if the result does not have it.</param>
    public static Html Notes(Value result, double count) =>
        Of(result.Number(StickyBucketing.Undecided), count) is { } warning ? Section.Notes([Html.Of($"{Tone.Warning.Badge("not known")} <span>{warning}</span>")]) : default;

    /// <summary>The option of a command that makes the result again.</summary>
    public static string OptionOf(Value result) => result[StickyBucketing.Member].AsBoolean() switch { true => " --sticky", false => " --no-sticky", null => "" };

    /// <summary>The warning of a search that finds other users with sticky buckets.</summary>
    public const string OfSearch = $"other users are found {Condition}; {Mend}";

    /// <summary>The warning of features whose results for one user depend on sticky buckets.</summary>
    public static string OfFeatures(IReadOnlyCollection<string> features) =>
        $"{Shown.First([.. features.Select(feature => $"`{feature}`")], MaxFeatures)} {Shown.Noun(features.Count, "has another result", "have other results")} {Condition}; {Mend}";

    private static string Sentence(double undecided, double count, string noun) =>
        $"{(count == 0 ? Shown.Count(undecided, noun) : $"{Shown.Count(undecided)} of {Shown.Count(count, noun)}")} {Shown.Noun(undecided, "has another result", "have other results")} {Condition}";
}

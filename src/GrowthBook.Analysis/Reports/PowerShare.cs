namespace GrowthBook.Analysis;

/// <summary>The share of users in an experiment, in words: an upper bound where attributes decide about the users.</summary>
internal static class PowerShare
{
    /// <summary>Whether the share is exact, or counted.</summary>
    public static bool IsExact(Value result) => !result["targeting"].Items().Any();

    /// <summary>Why no user is in the experiment; <c>null</c> if some are.</summary>
    public static string? ReasonOf(Value result) => result["reason"].AsString();

    public static string Of(Value result) => ReasonOf(result) is { } reason
        ? $"{Percent(result)} of users are in it: {reason}"
        : IsExact(result)
        ? $"{Percent(result)} of users are in it"
        : $"at most {Percent(result)} of users are in it, as attributes decide about {string.Join(", ", result["targeting"].Items().Select(Shown.Text))}";

    public static string Percent(Value result) => Shown.Share(Math.Round(result.Number("admitted"), 4));
}

namespace GrowthBook.Analysis;

/// <summary>The share of users in an experiment, in words: an upper bound where attributes decide about the users, or an estimate.</summary>
internal static class PowerShare
{
    /// <summary>Whether the share is exact, or counted.</summary>
    public static bool IsExact(Value result) => !IsBound(result) && EstimateOf(result) is null;

    /// <summary>Why no user is in the experiment; <c>null</c> if some are.</summary>
    public static string? ReasonOf(Value result) => result["reason"].AsString();

    public static string Of(Value result) => ReasonOf(result) is { } reason
        ? $"{Percent(result)} of users are in it: {reason}"
        : $"{(IsBound(result) ? "at most " : "")}{(EstimateOf(result) is null ? "" : "about ")}{Percent(result)} of users are in it{(IsBound(result) ? $", as attributes decide about {string.Join(", ", result["targeting"].Items().Select(Shown.Text))}" : "")}"
            + (EstimateOf(result) is { } estimate ? $": {estimate}" : "");

    /// <summary>The end of a sentence about the users in the experiment, after <see cref="Percent"/>.</summary>
    public static string Label(Value result) => "of them are in the experiment" + (IsBound(result) ? " at most" : "") + (EstimateOf(result) is null ? "" : ", an estimate");

    public static string Percent(Value result) => Shown.Share(Math.Round(result.Number("admitted"), EstimateOf(result) is null ? 4 : 3));

    private static bool IsBound(Value result) => result["targeting"].Items().Any();

    private static string? EstimateOf(Value result) => result["estimate"].AsString();
}

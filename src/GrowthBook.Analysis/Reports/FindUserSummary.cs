namespace GrowthBook.Analysis;

/// <summary>The outcome of a search for users of a variation.</summary>
internal static class FindUserSummary
{
    public static ResultSummary Of(Value result)
    {
        var users = result["users"].Items().Count();
        var found = users == 0 ? "no user found"
            : $"{Shown.Count(users, "user")} by {Shown.Text(result["attribute"])} in variation {Shown.Text(result["variation"])} of {Shown.Text(result["experiment"])}"
                + (result["share"].AsDouble() is { } share ? $"; buckets of {(EstimateOf(result) is null ? "" : "about ")}{Percent(result, share)} of users lead there" : "")
                + (EstimateOf(result) is { } estimate ? $": {estimate}" : "");
        return result["reason"] is Value.Null ? new(true, found) : new(false, $"{found}: {Shown.Text(result["reason"])}");
    }

    /// <summary>Why the share is an estimate; <c>null</c> if it is exact or not known.</summary>
    public static string? EstimateOf(Value result) => result["estimate"].AsString();

    /// <summary>The share as precise as it is.</summary>
    public static string Percent(Value result, double share) => Shown.Share(Math.Round(share, EstimateOf(result) is null ? 6 : 3));
}

namespace GrowthBook.Analysis;

/// <summary>The outcome of a search for users of a variation.</summary>
internal static class FindUserSummary
{
    public static ResultSummary Of(Value result)
    {
        var users = result["users"].Items().Count();
        var found = users == 0 ? "no user found"
            : $"{Shown.Count(users, "user")} by {Shown.Text(result["attribute"])} in variation {Shown.Text(result["variation"])} of {Shown.Text(result["experiment"])}"
                + (result["share"].AsDouble() is { } share ? $"; buckets of {Shown.Share(Math.Round(share, 6))} of users lead there" : "");
        return result["reason"] is Value.Null ? new(true, found) : new(false, $"{found}: {Shown.Text(result["reason"])}");
    }
}

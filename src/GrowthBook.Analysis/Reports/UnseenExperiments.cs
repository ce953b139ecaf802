namespace GrowthBook.Analysis;

/// <summary>Experiments that lose users by measure, and that have no user of the file before or after: limits in numbers of users cannot be exceeded there.</summary>
internal static class UnseenExperiments
{
    /// <summary>Maximum number of experiments that the warning names.</summary>
    private const int MaxParts = 3;

    private static readonly (ChangeClass Class, string Verb)[] Losses = [(ChangeClass.Moved, "move"), (ChangeClass.Left, "leave"), (ChangeClass.ExposureLost, "lose exposure")];

    /// <summary>The warning of a difference with users; <c>null</c> without such an experiment.</summary>
    public static string? WarningOf(Value diff)
    {
        if (diff["users"].Number("count") == 0)
            return null;
        var seen = StickyCases.Of((Value.Object)diff).SelectMany(each => each["users"]["experiments"].Items())
            .Where(row => ChangeClasses.All.Any(each => row["counts"].Number(each.ToName()) > 0))
            .Select(row => (row["feature"], row["key"])).ToHashSet();
        // A record evaluates its feature, and none of the payload's own experiments.
        var unseen = diff["experiments"].Items()
            .Where(each => DiffSummary.Lost(each["shares"]) > 0 && !seen.Contains((each["feature"], each["key"])) && !MissingAttributes.Concern(diff, each)
                && (each["feature"].AsString() is not null || DiffPopulation.One(diff) == "user"))
            .DistinctBy(each => (each["feature"], each["key"]))
            .Select(each => $"`{PlainText.Of(DiffNames.OfExperiment(each), PlainText.MaxName)}`, of whose users {SharesOf(each["shares"])} by measure")
            .ToArray();
        return unseen.Length == 0 ? null
            : $"no {DiffPopulation.One(diff)} is in {Shown.First(unseen, MaxParts, "; in ")}; check the attributes of the {DiffPopulation.Many(diff)}";
    }

    private static string SharesOf(Value shares) => string.Join(", ", Losses
        .Where(loss => shares.Number(loss.Class.ToName()) > 0)
        .Select(loss => $"{Shown.Share(shares.Number(loss.Class.ToName()))} {loss.Verb}"));
}

namespace GrowthBook.Analysis;

/// <summary>
/// Why it is not proved that each user stays with the same value, or enters; users and records of a file can only disprove it. A new feature takes no value from a
/// user. One that is only affected follows the users who enter the feature that it requires, unless that can take a value from them, or it requires a new feature,
/// or a group differs.
/// </summary>
internal static class RampObstacles
{
    /// <summary>The obstacles in words; none for a ramp.</summary>
    public static IEnumerable<string> Of(Value diff) =>
        OfExperiments(diff).Concat(DiffNames.Rollouts(diff).SelectMany(each => OfRollout(each.Name, each.Rollout))).Concat(OfFeatures(diff)).Concat(OfUsers(diff))
            .Union(StickyCases.Other(diff) is { } other ? OfUsers(other).Except(OfUsers(diff)).Select(obstacle => $"{obstacle} with sticky buckets") : []);

    private static IEnumerable<string> OfExperiments(Value diff)
    {
        foreach (var experiment in diff["experiments"].Items())
        {
            var name = DiffNames.OfExperiment(experiment);
            if (experiment["verdict"]["kind"].AsString() is { } verdict)
            {
                if (verdict != "proved")
                    yield return verdict == "witness" ? $"a user of {name} does not stay" : $"not proved that each user of {name} stays";
            }
            else if (DiffSummary.IsDifferent(experiment))
            {
                yield return $"{name} has no proof, which --prove makes";
            }
            if (HasOtherValue(experiment["shares"]))
                yield return $"a value of {name} differs";
        }
    }

    private static IEnumerable<string> OfRollout(string name, Value rollout)
    {
        if (rollout["shares"].Number(ChangeClass.Left.ToName()) > 0)
            yield return $"users leave {name}";
        else if (UnmeasuredParts.IsDecidedByAttributes(rollout))
            yield return $"not measured who leaves {name}";
        if (HasOtherValue(rollout["shares"]))
            yield return $"the value of {name} differs";
    }

    private static IEnumerable<string> OfFeatures(Value diff)
    {
        var followsKnown = FollowsKnownFeatures(diff);
        foreach (var feature in diff["features"].Items().Where(feature => feature["change"].AsString() != "added"))
        {
            foreach (var sentence in DiffNames.OfLossesAndMoves(feature))
                yield return sentence;
            var isAffected = feature["change"].AsString() == "affected";
            if (isAffected && !feature["entersOnly"].IsTruthy)
                yield return $"{Shown.Text(feature["feature"])} can lose a value by a feature that it requires";
            else if (feature["measured"].AsBoolean() is false && !(isAffected && followsKnown))
                yield return $"a value of {Shown.Text(feature["feature"])} can differ";
        }
    }

    private static IEnumerable<string> OfUsers(Value diff)
    {
        var added = diff["features"].Items().Where(feature => feature["change"].AsString() == "added").Select(feature => feature["feature"]).ToHashSet();
        return
            from row in diff["users"]["experiments"].Items()
            let lost = DiffSummary.Lost(row["counts"])
            let other = row["key"] is Value.Null && added.Contains(row["feature"]) ? 0 : row["counts"].Number(ChangeClass.ValueOnly.ToName()) - row.Number(UserDiff.Entering)
            where lost > 0 || other > 0
            select $"{Shown.Count(lost > 0 ? lost : other, DiffPopulation.One(diff))} of {DiffNames.OfUsers(row)} {(lost > 0 ? "do not stay" : "have another value")}";
    }

    /// <summary>Whether features that are only affected require features that existed, and the same groups.</summary>
    private static bool FollowsKnownFeatures(Value diff) =>
        diff["others"].Items().All(edit => !edit["path"].AsString()!.StartsWith("$.savedGroups", StringComparison.Ordinal)) && diff["features"].Items().All(feature => feature["change"].AsString() != "added");

    /// <summary>Whether a variation or a rollout has another value for users who stay in it.</summary>
    private static bool HasOtherValue(Value numbers) => numbers.Number(ChangeClass.ValueOnly.ToName()) > 0;
}

namespace GrowthBook.Analysis;

/// <summary>The names of the parts of a difference for people.</summary>
internal static class DiffNames
{
    public static string OfExperiment(Value experiment) => Of(experiment["feature"], experiment["key"])
        + (experiment["leaf"] is Value.Number leaf ? $", leaf {leaf}" : "");

    /// <summary>The rollouts of all features, each with its name.</summary>
    public static IEnumerable<(string Name, Value Rollout)> Rollouts(Value diff) => diff["features"].Items().SelectMany(
        feature => feature["rollouts"].Items(), (feature, rollout) => (OfRollout(feature, rollout), rollout));

    public static string OfRollout(Value feature, Value rollout) => $"{Shown.Text(feature["feature"])} rule {rollout["number"]}";

    /// <summary>The name of a row of users: an experiment, or a value outside of experiments.</summary>
    public static string OfUsers(Value row) => row["key"].AsString() is null ? $"{Shown.Text(row["feature"])} (value)" : Of(row["feature"], row["key"]);

    public static string OfVariation(Value key) => key.AsString() ?? "none";

    /// <summary>What differs for an example: its values if only they do, otherwise its variation.</summary>
    public static string OfExample(Value example) => example["values"] is Value.Array { Count: 2 } values
        ? MemberDifferences.Summary(values[0], values[1])
        : $"{OfVariation(example["before"])} → {OfVariation(example["after"])}";

    private static string Of(Value feature, Value key) =>
        feature.AsString() is not { } name || name == Shown.Text(key) ? Shown.Text(key) : $"{Shown.Text(key)} of {name}";
}

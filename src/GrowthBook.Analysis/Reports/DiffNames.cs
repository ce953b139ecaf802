namespace GrowthBook.Analysis;

/// <summary>The names of the parts of a difference for people.</summary>
internal static class DiffNames
{
    /// <summary>Maximum number of experiments that a text names.</summary>
    private const int MaxExperiments = 3;

    /// <summary>The members of a feature with exposures of other experiments.</summary>
    public const string Lost = "lostExposures", Gained = "gainedExposures";

    public static string OfExperiment(Value experiment) => Of(experiment["feature"], experiment["key"])
        + (experiment["leaf"] is Value.Number leaf ? $", leaf {leaf}" : "");

    /// <summary>The rollouts of all features, each with its name.</summary>
    public static IEnumerable<(string Name, Value Rollout)> Rollouts(Value diff) => diff["features"].Items().SelectMany(
        feature => feature["rollouts"].Items(), (feature, rollout) => (OfRollout(feature, rollout), rollout));

    public static string OfRollout(Value feature, Value rollout) => $"{Shown.Text(feature["feature"])} rule {rollout["number"]}";

    /// <summary>The exposures of a feature that can be lost, with the rule that takes them.</summary>
    public static string OfLoss(Value feature, Value loss) => $"exposures of {ExperimentsOf(loss)} can be lost by {CauseOf(feature, loss)}";

    /// <summary>The experiments whose exposures can be lost or gained.</summary>
    public static string ExperimentsOf(Value loss)
    {
        var keys = loss["experiments"].Items().Select(key => $"`{Shown.Text(key)}`").ToArray();
        return IsComplete(loss) ? Shown.First(keys, MaxExperiments) : keys.Length == 0 ? "experiments that are not known" : string.Join(", ", keys.Take(MaxExperiments)) + " and others";
    }

    /// <summary>The rule that takes or gives exposures, and what differs.</summary>
    public static string CauseOf(Value feature, Value loss) => $"rule {loss["number"]} of `{Shown.Text(feature["feature"])}`, {Shown.Text(loss["reason"])}";

    /// <summary>The exposures of all features that can be lost or gained, each with the feature.</summary>
    /// <param name="diff">The difference.</param>
    /// <param name="member"><see cref="Lost"/> or <see cref="Gained"/>.</param>
    public static IEnumerable<(Value Feature, Value Exposures)> OtherExposures(Value diff, string member) =>
        diff["features"].Items().SelectMany(feature => feature[member].Items(), (feature, exposures) => (feature, exposures));

    /// <summary>Whether a loss or gain names all experiments.</summary>
    public static bool IsComplete(Value loss) => loss["complete"].AsBoolean() is not false;

    /// <summary>The experiments whose exposures can be lost or gained, each with the feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="member"><see cref="Lost"/> or <see cref="Gained"/>.</param>
    public static IEnumerable<(Value Key, string Name)> ExposedExperiments(Value feature, string member) =>
        feature[member].Items().SelectMany(loss => loss["experiments"].Items()).Distinct().Select(key => (key, Of(feature["feature"], key)));

    /// <summary>The experiments of which users can get another variation or value by another rule, each with the feature.</summary>
    public static IEnumerable<(Value Key, string Name)> SharedExperiments(Value feature) => feature["sharedExperiments"].Items().Select(key => (key, Of(feature["feature"], key)));

    /// <summary>The exposures of a feature that a change moves, takes or gives, one sentence each.</summary>
    public static IEnumerable<string> OfExposures(Value feature) => OfLossesAndMoves(feature)
        .Concat(feature[Gained].Items().Select(gain => $"exposures of {ExperimentsOf(gain)} can be gained by {CauseOf(feature, gain)}"));

    /// <summary>The exposures of a feature that a change moves or takes, one sentence each.</summary>
    public static IEnumerable<string> OfLossesAndMoves(Value feature) => feature[Lost].Items().Select(loss => OfLoss(feature, loss))
        .Concat(feature["sharedExperiments"].Items().Select(key => $"several rules have `{Shown.Text(key)}` and can give users of `{Shown.Text(feature["feature"])}` another variation or value"));

    /// <summary>The name of a row of users: an experiment, or a value outside of experiments.</summary>
    public static string OfUsers(Value row) => row["key"].AsString() is null ? $"{Shown.Text(row["feature"])} (value)" : Of(row["feature"], row["key"]);

    public static string OfVariation(Value key) => key.AsString() ?? "none";

    /// <summary>Who an example is: <c>id "u-7"</c>, or for a user without an id the attributes that are hashed, <c>user_id "u-7"</c>.</summary>
    public static string OfIdentity(Value example) => example["id"] is Value.Object { Count: > 0 } hashed
        ? string.Join(", ", hashed.Select(each => $"{Finding.Name(each.Key)} {each.Value.ToJson()}"))
        : $"id {example["id"].ToJson()}";

    /// <summary>What differs for an example: its values if only they do, otherwise its variation.</summary>
    public static string OfExample(Value example) => example["values"] is Value.Array { Count: 2 } values
        ? MemberDifferences.Summary(values[0], values[1])
        : $"{OfVariation(example["before"])} → {OfVariation(example["after"])}";

    private static string Of(Value feature, Value key) =>
        feature.AsString() is not { } name || name == Shown.Text(key) ? Shown.Text(key) : $"{Shown.Text(key)} of {name}";
}

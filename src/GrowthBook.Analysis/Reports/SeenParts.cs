namespace GrowthBook.Analysis;

/// <summary>
/// The parts of a difference about which users or records tell something; of none without users. Users are counted by the key of an experiment and by
/// the id of a rule, so that they tell nothing of a rule that shares its key, or of rules without ids.
/// </summary>
/// <param name="rows">The experiments that have a user, before or after, also those whose key several rules share.</param>
/// <param name="shared">The experiments whose key several rules of a feature share.</param>
/// <param name="rules">The features that are evaluated, each with its rules that force a value for a user, and their counts.</param>
internal sealed class SeenParts(HashSet<(Value Feature, Value Key)> rows, HashSet<(Value Feature, Value Key)> shared, Dictionary<Value, Dictionary<Value, Value>> rules)
{
    private static readonly Value NoId = "";

    /// <summary>The parts that the <c>users</c> of a difference have.</summary>
    /// <param name="diff">The JSON of the difference.</param>
    public static SeenParts Of(Value diff) => Of(diff, diff["users"]);

    private static SeenParts Of(Value diff, Value users) => new(
        [.. users["experiments"].Items().Select(row => (row["feature"], row["key"]))],
        [.. diff["experiments"].Items().GroupBy(each => (each["feature"], each["key"])).Where(same => same.Select(each => each["rule"]).Distinct().Skip(1).Any()).Select(same => same.Key)],
        users["evaluated"].Items().ToDictionary(feature => feature["feature"], feature => feature["rules"].Items().ToDictionary(rule => rule["rule"], rule => rule["counts"])));

    /// <summary>Whether several rules of its feature run an experiment.</summary>
    public bool IsShared(Value experiment) => shared.Contains((experiment["feature"], experiment["key"]));

    public bool HasExperiment(Value experiment) => !IsShared(experiment) && HasRow(experiment, experiment["key"]);

    /// <summary>Whether some user is in an experiment by the evaluation of a feature, whichever rules run it.</summary>
    public bool HasRow(Value feature, Value key) => rows.Contains((feature["feature"], key));

    public bool HasFeature(Value feature) => rules.ContainsKey(feature["feature"]);

    public bool HasRollout(Value feature, Value rollout) => CountsOf(feature, rollout) is not Value.Null;

    /// <summary>The rollouts whose shares are not exact and that give some user their value, with the counts of these users by class.</summary>
    /// <param name="diff">The JSON of the difference.</param>
    public IEnumerable<(string Name, Value Counts)> Rollouts(Value diff) =>
        from feature in diff["features"].Items()
        from rollout in feature["rollouts"].Items()
        where !rollout["exact"].IsTruthy && HasRollout(feature, rollout)
        select (DiffNames.OfRollout(feature, rollout), CountsOf(feature, rollout));

    private Value CountsOf(Value feature, Value rollout) =>
        rules.TryGetValue(feature["feature"], out var forcing) && !forcing.ContainsKey(NoId) && forcing.TryGetValue(rollout["rule"], out var counts) ? counts : Value.Null.Instance;
}

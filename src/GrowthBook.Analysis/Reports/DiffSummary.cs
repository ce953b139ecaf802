namespace GrowthBook.Analysis;

/// <summary>The outcome of a difference, from its JSON with the limits that apply.</summary>
internal static class DiffSummary
{
    /// <summary>The members by which a result names its limits, and whether each user has to stay.</summary>
    public const string Thresholds = "thresholds", ExpectsRamp = "expectsRamp";

    /// <summary>The member that tells whether the expected ramp is one.</summary>
    public const string Ramp = "isRamp";

    /// <summary>The member of a limit with the parts that have no measure.</summary>
    public const string Unmeasured = "unmeasured";

    /// <summary>The member of a limit that is exceeded only with sticky buckets, or only without.</summary>
    public const string DependsOnSticky = "dependsOnStickyBuckets";

    /// <summary>The number of parts without a measure that the outcome names.</summary>
    private const int MaxParts = 3;

    private static readonly string Kept = ChangeClass.KeptBySticky.ToName();

    private static readonly string[] Losses = [ChangeClass.Moved.ToName(), ChangeClass.Left.ToName(), ChangeClass.ExposureLost.ToName()];

    public static ResultSummary Of(Value diff) => UnreadLines.Note(OfLines(diff), diff["users"]);

    private static ResultSummary OfLines(Value diff) => (OfLimits(diff), OfRamp(diff)) switch
    {
        ({ } limits, { } ramp) => new(limits.IsPassed && ramp.IsPassed, ramp.IsPassed || !limits.IsPassed ? $"{limits.Text}; {ramp.Text}" : $"{ramp.Text}; {limits.Text}"),
        (null, { } ramp) => ramp,
        ({ } limits, null) => limits,
        _ => HasChange(diff) ? new(false, "different: " + Changes(diff)) : new(true, "same: the payloads do not differ"),
    };

    /// <summary>Whether limits are exceeded; <c>null</c> without limits.</summary>
    private static ResultSummary? OfLimits(Value diff)
    {
        var exceeded = diff[Thresholds].Items().Where(threshold => threshold["exceeded"].IsTruthy).ToArray();
        return exceeded.Length > 0 ? new(false, $"failed: {string.Join(", ", exceeded.Select(Exceeded))}{MendOf(diff, exceeded)}")
            : diff[Thresholds].Items().Any() ? new(true, "passed: no threshold is exceeded")
            : null;
    }

    /// <summary>Whether an expected ramp is one; <c>null</c> if none is expected.</summary>
    private static ResultSummary? OfRamp(Value diff) =>
        !diff[ExpectsRamp].IsTruthy ? null
        : RampObstacles.Of(diff).ToArray() is { Length: > 0 } obstacles
            ? new(false, $"no ramp: {Shown.First(obstacles, MaxParts, "; ")}")
        : new(true, "ramp: no user moves, leaves or loses exposure");

    /// <summary>Whether an experiment or a rollout differs for some user, or may.</summary>
    public static bool IsDifferent(Value experiment) =>
        experiment["exact"].AsBoolean() is false || experiment["shares"].Number("same") < 1 || experiment["verdict"]["kind"].AsString() is "witness" or "unknown";

    /// <summary>Whether users of an experiment differ, or may. One whom a stored assignment keeps does not.</summary>
    public static bool HasDifferingUsers(Value experiment) => IsDifferent(experiment)
        && !(experiment["exact"].AsBoolean() is true && experiment["verdict"]["kind"].AsString() is not ("witness" or "unknown")
            && ChangeClasses.Changes.All(each => each == ChangeClass.KeptBySticky || experiment["shares"].Number(each.ToName()) == 0));

    /// <summary>The rollouts of all features.</summary>
    public static IEnumerable<Value> Rollouts(Value diff) => diff["features"].Items().SelectMany(feature => feature["rollouts"].Items());

    /// <summary>The members that differ: those of features, then the others.</summary>
    public static IEnumerable<Value> Edits(Value diff) => diff["features"].Items().SelectMany(feature => feature["edits"].Items()).Concat(diff["others"].Items());

    /// <summary>The share or the number of users who move, leave or lose exposure.</summary>
    public static double Lost(Value numbers) => Losses.Sum(name => numbers.Number(name));

    /// <summary>The classes that some row has, unaffected users last.</summary>
    public static ChangeClass[] ClassesOf(IReadOnlyCollection<Value> rows) =>
        [.. ChangeClasses.Changes.Where(each => rows.Any(row => row.Number(each.ToName()) > 0)), ChangeClass.Same];

    /// <summary>A limit that is exceeded, with the parts that have no measure.</summary>
    private static string Exceeded(Value threshold)
    {
        var parts = threshold[Unmeasured].Items().Select(Shown.Text).ToArray();
        return Shown.Text(threshold["limit"]) + (parts.Length == 0 ? "" : $" (not measured: {Shown.First(parts, MaxParts)})");
    }

    private static string MendOf(Value diff, Value[] exceeded)
    {
        var unmeasured = exceeded.Where(threshold => threshold[Unmeasured].Items().Any()).Select(threshold => Shown.Text(threshold["limit"])).ToArray();
        var needsStored = unmeasured.Any(limit => limit.StartsWith(Kept, StringComparison.Ordinal)) && diff["experiments"].Items().Any(each => MissingAssignments.CouldKeep(diff, each));
        return exceeded.Any(threshold => threshold[DependsOnSticky].IsTruthy) ? $"; {UndecidedWarning.Of(diff)}"
            : unmeasured.Length == 0 ? ""
            : needsStored || MissingAssignments.WarningOf(diff) is not null ? $"; there are no stored assignments: {MissingAssignments.Mend}"
            : diff["users"] is not Value.Object ? "; name users with --users or --records"
            : "";
    }

    /// <summary>How many of the users or records of a file differ.</summary>
    private static string Differing(Value diff, Value users) =>
        $"{Shown.Count(users.Number("changed"))} of {Shown.Count(users.Number("count"), DiffPopulation.One(diff))} {Shown.Noun(users.Number("changed"), "differs", "differ")}{(diff[UserDiff.UsersWithSticky] is Value.Object with ? $", {Shown.Count(with.Number("changed"))} with sticky buckets" : "")}";

    private static bool HasChange(Value diff) =>
        diff["features"].Items().Any() || diff["others"].Items().Any() || diff["experiments"].Items().Any(IsDifferent) || diff["users"].Number("changed") > 0 || diff[UserDiff.UsersWithSticky].Number("changed") > 0;

    private static string Changes(Value diff)
    {
        var edits = Edits(diff).Count();
        var moving = Moving(diff).Distinct().Count();
        var rollouts = Rollouts(diff).Count(each => Lost(each["shares"]) > 0);
        var users = diff["users"] is Value.Object counted ? $", {Differing(diff, counted)}" : "";
        return $"{Shown.Count(edits, "edit")}, {Shown.Count(moving, "experiment")} in which users move, leave or lose exposure"
            + (rollouts > 0 ? $", {Shown.Count(rollouts, "rollout")} that users leave" : "")
            + (UnmeasuredParts.Of(diff).ToArray() is { Length: > 0 } parts ? $" (not measured: {Shown.First(parts, MaxParts)})" : "") + users;
    }

    /// <summary>
    /// The keys of the experiments in which users move, leave or lose exposure: by measure, by a proof, and those of a file, which are in the experiment
    /// through a feature that requires it too.
    /// </summary>
    private static IEnumerable<Value> Moving(Value diff) =>
        diff["experiments"].Items().Where(each => Lost(each["shares"]) > 0 || each["verdict"]["kind"].AsString() == "witness")
            .Concat(diff["users"]["experiments"].Items().Where(row => row["key"] is not Value.Null && Lost(row["counts"]) > 0))
            .Select(each => each["key"]);
}

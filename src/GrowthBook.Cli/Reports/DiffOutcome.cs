using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Decides the exit code and the last line of a difference.</summary>
/// <param name="diff">The JSON of the difference.</param>
/// <param name="thresholds">The thresholds; empty without any.</param>
/// <param name="expectsRamp">Whether no user may move, leave or lose exposure.</param>
internal sealed class DiffOutcome(Value.Object diff, IReadOnlyList<Threshold> thresholds, bool expectsRamp)
{
    private static readonly string[] Losses = [ChangeClass.Moved.ToName(), ChangeClass.Left.ToName(), ChangeClass.ExposureLost.ToName()];

    private readonly Threshold[] _crossed = [.. thresholds.Where(threshold => threshold.IsCrossed(diff))];

    public ExitCode Code => _crossed.Length > 0 || (expectsRamp ? !IsRamp() : thresholds.Count == 0 && HasChange()) ? ExitCode.Different : ExitCode.Ok;

    /// <summary>The thresholds with ✓ and ✗ if there are any, then the verdict.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. thresholds.Select(threshold => $"{(_crossed.Contains(threshold) ? "✗" : "✓")} {threshold.Text}"),
        _crossed.Length > 0 ? $"failed: {string.Join(", ", _crossed.Select(threshold => threshold.Text))}"
            : expectsRamp ? IsRamp() ? "ramp: no user moves, leaves or loses exposure" : "no ramp: not proved that each user stays"
            : thresholds.Count > 0 ? "passed: no threshold is exceeded"
            : HasChange() ? "different: " + Summary()
            : "same: the payloads do not differ",
    ];

    /// <summary>Whether an experiment differs for some user, or may.</summary>
    public static bool IsDifferent(Value experiment) =>
        experiment["exact"].AsBoolean() is false || experiment["shares"]["same"].AsDouble() < 1 || experiment["verdict"]["kind"].AsString() is "witness" or "unknown";

    private bool HasChange() => diff["features"].Items().Any() || diff["others"].Items().Any() || diff["experiments"].Items().Any(IsDifferent) || diff["users"]["changed"].AsDouble() > 0;

    private string Summary()
    {
        var edits = diff["features"].Items().Sum(feature => feature["edits"].Items().Count()) + diff["others"].Items().Count();
        var moving = diff["experiments"].Items().Count(experiment => Losses.Any(name => experiment["shares"][name].AsDouble() > 0));
        var users = diff["users"] is Value.Object counted ? $", {Shown.Count(counted["changed"].AsDouble()!.Value)} of {Shown.Count(counted["count"].AsDouble()!.Value)} users differ" : "";
        return $"{edits} {(edits == 1 ? "edit" : "edits")}, {moving} {(moving == 1 ? "experiment" : "experiments")} in which users move, leave or lose exposure{users}";
    }

    private bool IsRamp()
    {
        var isCounted = diff["users"] is Value.Object;
        return diff["experiments"].Items().All(experiment => experiment["verdict"]["kind"].AsString() is null or "proved" || (isCounted && experiment["verdict"]["kind"].AsString() == "unknown"))
            && diff["features"].Items().SelectMany(feature => feature["rollouts"].Items()).All(rollout => rollout["shares"]["left"].AsDouble() == 0)
            && diff["users"]["experiments"].Items().All(row => Losses.All(name => row["counts"][name].AsDouble() == 0));
    }
}

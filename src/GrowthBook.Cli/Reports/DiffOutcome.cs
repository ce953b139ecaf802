using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>A difference with the limits that apply to it.</summary>
internal static class DiffOutcome
{
    /// <summary>The JSON of a difference, with a member for limits and one for an expected ramp, if there are any.</summary>
    /// <param name="diff">The JSON of the difference.</param>
    /// <param name="thresholds">The limits; empty without any.</param>
    /// <param name="expectsRamp">Whether no user may move, leave or lose exposure.</param>
    public static Value.Object Of(Value.Object diff, IReadOnlyList<Threshold> thresholds, bool expectsRamp)
    {
        var limited = thresholds.Count == 0 ? diff : diff.With(DiffSummary.Thresholds, new Value.Array(thresholds.Select(threshold =>
            (Value)OfThreshold(threshold, diff))));
        return expectsRamp ? limited.With(DiffSummary.ExpectsRamp, true).With(DiffSummary.Ramp, !RampObstacles.Of(diff).Any()) : limited;
    }

    private static Value.Object OfThreshold(Threshold threshold, Value.Object diff)
    {
        var result = new Value.Object([new("limit", threshold.Text), new("exceeded", threshold.IsCrossed(diff))]);
        var unmeasured = threshold.Unmeasured(diff).ToArray();
        if (unmeasured.Length > 0)
            result = result.With(DiffSummary.Unmeasured, new Value.Array(unmeasured.Select(part => (Value)part)));
        return threshold.IsDecidedBySticky(diff) ? result.With(DiffSummary.DependsOnSticky, true) : result;
    }

    /// <summary>The limits with ✓ and ✗ if there are any, then the outcome.</summary>
    public static IEnumerable<string> Lines(Value.Object diff) =>
        diff[DiffSummary.Thresholds].Items().Select(threshold => $"{(threshold["exceeded"].IsTruthy ? "✗" : "✓")} {Shown.Text(threshold["limit"])}").Append(DiffSummary.Of(diff).Text);
}

namespace GrowthBook;

/// <summary>Warns of members of an experiment that cannot be meant: shares beyond 0 to 1, members that do not fit its variations, and an unknown status.</summary>
internal static class ExperimentDoubts
{
    /// <summary>The warning of an unknown version of hashing.</summary>
    public const string HashVersion = "neither 1 nor 2; no user is included";

    /// <summary>The warning of an experiment without a choice.</summary>
    public const string Variations = "fewer than two variations; no user is in the experiment";

    private static readonly MemberNames Statuses = new("draft", "running", "stopped");

    /// <summary>Reports at the position of the experiment. One that does not run can be unfinished.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="variationsName">The name of the member with the variations.</param>
    /// <param name="faults">Gets the warnings.</param>
    /// <param name="isRead">Whether the experiment is read from JSON, which has a warning of weights that are not numbers, and the faults of conditions, already.</param>
    public static void Report(Experiment experiment, string variationsName, Faults faults, bool isRead)
    {
        if (!IsToRun(experiment))
            return;
        if (!isRead)
            ConditionDoubts.Report(experiment, faults);
        if (experiment.Key.Length == 0)
            faults.WarningAt("key", "empty; exposures do not name the experiment, and all experiments without a key share a seed");
        var count = experiment.Variations.Length;
        if (count < 2)
        {
            faults.WarningAt(variationsName, Variations);
            return;
        }
        if (!experiment.Weights.IsDefault && experiment.Weights.Length != count)
            faults.WarningAt("weights", $"{Of(experiment.Weights.Length, count)}; {Shares.EqualWeights}");
        else if (!isRead && !experiment.Weights.IsDefault && experiment.Weights.Contains(double.NaN))
            faults.WarningAt("weights", "a weight is NaN; no user is in the experiment, unless there are ranges");
        else
            Shares.CheckWeights(experiment.Weights, "weights", faults);
        Shares.CheckCoverage(experiment.Coverage ?? 1, faults);
        if (!Hashing.IsKnown(experiment.HashVersion))
            faults.WarningAt("hashVersion", HashVersion);
        if (experiment.Namespace is { } space)
            Shares.CheckRange(space.Range, "namespace", faults);
        Shares.CheckRanges(experiment.Ranges, faults);
        IgnoredShares.Report(experiment, faults);
        FilterDoubts.Report(experiment.Filters, faults);
        UrlPatternDoubts.Report(experiment.UrlPatterns, faults);
        if (!experiment.Ranges.IsDefaultOrEmpty && experiment.Ranges.Length != count)
            faults.WarningAt("ranges", $"{Of(experiment.Ranges.Length, count)}; the others are not used, or get no user");
        if (experiment.Force is { } force && !experiment.HasVariation(force))
            faults.WarningAt("force", "no such variation; no user is in the experiment");
        if (experiment.Status is { Length: > 0 } status && !Statuses.Has(status))
            faults.WarningAt("status", $"not draft, running or stopped; the experiment runs{(Statuses.Nearest(status) is { } nearest ? $"; did you mean {nearest}?" : "")}");
    }

    /// <summary>Whether an experiment is no draft, not stopped, and not switched off.</summary>
    public static bool IsToRun(Experiment experiment) => experiment.Active is not false && experiment.Status is not ("draft" or "stopped");

    /// <summary>What does not fit: a number of weights or ranges, and the number of variations.</summary>
    public static string Of(int given, int variations) =>
        $"{EcmaNumber.ToText(given)} for {EcmaNumber.ToText(variations)} variations";
}

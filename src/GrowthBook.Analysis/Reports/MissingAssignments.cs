namespace GrowthBook.Analysis;

/// <summary>What a difference does not tell without stored assignments: neither <c>--sticky</c> nor a record gives some.</summary>
internal static class MissingAssignments
{
    /// <summary>How the difference gets them.</summary>
    public const string Mend = "assume those that the old payload stores with --sticky, name --records that have some, or say with --no-sticky that the application has none";

    /// <summary>Maximum number of experiments that a warning names.</summary>
    private const int MaxParts = 3;

    /// <summary>The warning of users or records without stored assignments, which decide about an experiment; <c>null</c> without one.</summary>
    public static string? WarningOf(Value diff)
    {
        var parts = diff["users"].Number("count") == 0 ? [] : diff["experiments"].Items().Where(experiment => Concern(diff, experiment)).Select(DiffNames.OfExperiment).Distinct().ToArray();
        return parts.Length == 0 ? null
            : $"no {DiffPopulation.One(diff)} has stored assignments, which decide about {Shown.First([.. parts.Select(part => PlainText.Of(part, PlainText.MaxName))], MaxParts)}; {Mend}";
    }

    /// <summary>Whether an experiment differs in what decides about stored assignments, and there are none.</summary>
    public static bool Concern(Value diff, Value experiment) => AreMissing(diff) && experiment["reasons"].Items().Any(reason => StoredAssignments.IsReason(reason.AsString()));

    /// <summary>Whether stored assignments could keep users of an experiment, and there are none.</summary>
    public static bool CouldKeep(Value diff, Value experiment) => AreMissing(diff) && (DiffSummary.Lost(experiment["shares"]) > 0 || experiment["exact"].AsBoolean() is false);

    private static bool AreMissing(Value diff) => !diff[PayloadDiff.StoredAssumption].IsTruthy && diff[StickyBucketing.Member].AsBoolean() is not false && diff["users"].Number(UserDiff.Stored) == 0;
}

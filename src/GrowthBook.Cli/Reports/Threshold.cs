using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>A limit of a class of changes: <c>moved&gt;0</c> or <c>left&gt;0.1%</c>.</summary>
/// <param name="Text">The limit as written.</param>
/// <param name="Class">The class; <c>null</c> for all classes of users for whom something differs.</param>
/// <param name="Limit">The number that may not be exceeded: a share from 0 to 1, or a count.</param>
/// <param name="IsShare">Whether the number is a share.</param>
internal sealed record Threshold(string Text, ChangeClass? Class, double Limit, bool IsShare)
{
    private const string Any = "any";

    /// <summary>Reads limits that commas separate.</summary>
    /// <returns>The limits, or the error.</returns>
    public static (IReadOnlyList<Threshold> Thresholds, string? Error) Parse(string text)
    {
        var thresholds = new List<Threshold>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sides = part.Split('>', 2, StringSplitOptions.TrimEntries);
            var isShare = sides.Length == 2 && sides[1].EndsWith('%');
            // A shell takes an unquoted > as a redirection, and passes on the class alone.
            if (sides.Length == 1 && (part == Any || ChangeClasses.Parse(part) is not null))
                return ([], $"`{part}` has no number; a shell redirects at >, so quote the limit: {LimitOptions.FailOnName} '{(part == ChangeClass.Same.ToName() ? Any : part)}>0'");
            if (sides.Length != 2 || DecimalNumber.Parse(isShare ? sides[1][..^1] : sides[1]) is not { } limit)
                return ([], $"`{part}` is no threshold; write a class, > and a number, in quotes: 'moved>0' or 'left>0.1%'");
            if (isShare && limit > 100)
                return ([], $"`{part}` is above 100 %, and no share exceeds it");
            if (sides[0] == ChangeClass.Same.ToName())
                return ([], $"`{part}` limits users whom nothing changes; write any, which has all others");
            if (sides[0] != Any && ChangeClasses.Parse(sides[0]) is null or ChangeClass.Same)
                return ([], $"`{sides[0]}` is no class of changes{Nearest.Question(sides[0], ChangeClasses.Changes.Select(each => each.ToName()).Append(Any))}");
            // As a decimal, so that 77.6 % is the share 0.776.
            thresholds.Add(new Threshold(part, sides[0] == Any ? null : ChangeClasses.Parse(sides[0]), isShare ? (double)((decimal)limit / 100) : limit, isShare));
        }
        return thresholds.Count == 0 ? ([], "names no limit; write a class, > and a number: moved>0 or left>0.1%") : (thresholds, null);
    }

    /// <summary>Whether only counts of users can exceed the limit: a number other than 0.</summary>
    public bool NeedsUsers => !IsShare && Limit > 0;

    /// <summary>
    /// Whether the limit is exceeded: by the share of an experiment or a rollout by measure, and by the counts of users if there are any. A part
    /// without a measure exceeds it. While it is not known whether the application has sticky buckets, it is exceeded if it is in one of the cases.
    /// </summary>
    public bool IsCrossed(Value.Object diff) => StickyCases.Of(diff).Any(IsCrossedIn);

    private bool IsCrossedIn(Value.Object diff) => UnmeasuredIn(diff).Any() || diff["experiments"].Items().Any(HasWitness)
        || (!NeedsUsers && diff["experiments"].Items().Concat(DiffSummary.Rollouts(diff)).Any(each => Sum(each["shares"]) > Limit))
        || CountsOfUsers(diff).Any(row => Sum(row.Counts) / (IsShare ? Math.Max(1, diff["users"].Number("count")) : 1) > Limit);

    /// <summary>The counts of users: of experiments, of other values, and of the rollouts whose shares are not exact.</summary>
    private static IEnumerable<(string Name, Value Counts)> CountsOfUsers(Value diff) =>
        diff["users"]["experiments"].Items().Select(row => (DiffNames.OfUsers(row), row["counts"])).Concat(SeenParts.Of(diff).Rollouts(diff));

    /// <summary>
    /// The parts of which neither a measure nor users tell whether the limit is exceeded: experiments and rollouts with too many random inputs, and
    /// users of a file of which no line could be read, or of whom none has an attribute that is hashed. What attributes decide (targeting, other rules
    /// and default values) only users tell: those who are in the experiment or get the rollout, or who evaluate the feature. What stored assignments decide
    /// needs some.
    /// Exposures of features that others require are lost and gained by users who evaluate the others. No user tells of those that an own experiment of the payload requires.
    /// If the limit is exceeded in an application with sticky buckets only, or in one without only, the parts are those with other counts.
    /// </summary>
    public IEnumerable<string> Unmeasured(Value.Object diff)
    {
        var parts = StickyCases.Of(diff).SelectMany(UnmeasuredIn);
        return (IsDecidedBySticky(diff) ? parts.Concat(OtherCounts(diff, StickyCases.Other(diff)!)) : parts).Distinct();
    }

    /// <summary>Whether the limit is exceeded depends on whether the application has sticky buckets, which is not known.</summary>
    public bool IsDecidedBySticky(Value.Object diff) => StickyCases.Of(diff).Select(IsCrossedIn).Distinct().Count() > 1;

    /// <summary>The parts of which the limit counts other numbers of users in two cases.</summary>
    private IEnumerable<string> OtherCounts(Value.Object diff, Value.Object other)
    {
        var (counts, others) = (CountsByName(diff), CountsByName(other));
        return counts.Keys.Union(others.Keys).Where(name => counts.GetValueOrDefault(name) != others.GetValueOrDefault(name));
    }

    private Dictionary<string, double> CountsByName(Value.Object diff) =>
        CountsOfUsers(diff).GroupBy(row => row.Name, row => Sum(row.Counts)).ToDictionary(row => row.Key, row => row.Max());

    private IEnumerable<string> UnmeasuredIn(Value.Object diff)
    {
        if (diff["users"] is Value.Object users && users.Number("count") == 0)
            yield return $"{DiffPopulation.Many(diff)} of the file";
        var seen = SeenParts.Of(diff);
        foreach (var experiment in diff["experiments"].Items())
        {
            if (HasWitness(experiment))
                continue;
            if (!HasMeasure(experiment["shares"]) || IsDecidedByAssignments(diff, experiment) || (IsDecidedByAttributes(experiment) && !seen.HasExperiment(experiment))
                || (Class is (null or ChangeClass.Left or ChangeClass.ExposureLost) && Analysis.UnmeasuredParts.LosesOthers(experiment))
                || (Class is (null or ChangeClass.Entered or ChangeClass.ExposureGained) && Analysis.UnmeasuredParts.ExposesOthers(experiment))
                || (IsOfOtherRules(experiment) && seen.IsShared(experiment) && !seen.HasRow(experiment, experiment["key"]))
                || (NeedsUsers && DiffSummary.IsDifferent(experiment) && MissingAttributes.Concern(diff, experiment)))
            {
                yield return DiffNames.OfExperiment(experiment);
            }
        }
        foreach (var feature in diff["features"].Items())
        {
            foreach (var rollout in feature["rollouts"].Items())
            {
                if (!HasMeasure(rollout["shares"]) || (Class is (null or ChangeClass.Entered or ChangeClass.Left) && Analysis.UnmeasuredParts.IsDecidedByAttributes(rollout) && !seen.HasRollout(feature, rollout))
                    || ((NeedsUsers || Class == ChangeClass.ValueOnly) && MissingAttributes.Concern(diff, rollout)))
                {
                    yield return DiffNames.OfRollout(feature, rollout);
                }
            }
        }
        if (Class is null or ChangeClass.Left or ChangeClass.ExposureLost)
        {
            foreach (var name in diff["features"].Items().SelectMany(feature => Analysis.UnmeasuredParts.OfExposures(feature, DiffNames.Lost, seen)))
                yield return name;
        }
        if (Class is null or ChangeClass.Entered or ChangeClass.ExposureGained)
        {
            foreach (var name in diff["features"].Items().SelectMany(feature => Analysis.UnmeasuredParts.OfExposures(feature, DiffNames.Gained, seen)))
                yield return name;
        }
        if (Class is null or ChangeClass.Moved or ChangeClass.ValueOnly)
        {
            foreach (var name in diff["features"].Items().SelectMany(feature => Analysis.UnmeasuredParts.OfSharedExperiments(feature, seen)))
                yield return name;
        }
        if (Class is not (null or ChangeClass.ValueOnly))
            yield break;
        foreach (var feature in diff["features"].Items().Where(feature => feature["measured"].AsBoolean() is false && !seen.HasFeature(feature)))
            yield return Shown.Text(feature["feature"]);
    }

    /// <summary>Whether a proof names a user of this class, of whom none is allowed.</summary>
    private bool HasWitness(Value experiment) => Limit == 0
        && experiment["verdict"]["witness"]["class"].AsString() is { } name && (Class is null || name == Class.Value.ToName());

    /// <summary>Whether attributes decide about users of this class: the shares are of all else equal, and no proof has the class without users.</summary>
    private bool IsDecidedByAttributes(Value experiment) => Class != ChangeClass.ValueOnly
        && Analysis.UnmeasuredParts.IsDecidedByAttributes(experiment)
        && !(Class is (ChangeClass.Moved or ChangeClass.Left or ChangeClass.ExposureLost) && experiment["verdict"]["kind"].AsString() == "proved");

    /// <summary>Whether another rule of the experiment decides if users who enter or leave this one get or lose exposures by the rules before it.</summary>
    private bool IsOfOtherRules(Value experiment) => Class switch
    {
        ChangeClass.ExposureGained => experiment["shares"].Number(ChangeClass.Entered.ToName()) > 0,
        ChangeClass.ExposureLost => experiment["shares"].Number(ChangeClass.Left.ToName()) > 0,
        _ => false,
    };

    /// <summary>Whether only stored assignments tell about users of this class, and there are none.</summary>
    private bool IsDecidedByAssignments(Value diff, Value experiment) =>
        Class == ChangeClass.KeptBySticky ? MissingAssignments.CouldKeep(diff, experiment) : Class != ChangeClass.ValueOnly && MissingAssignments.Concern(diff, experiment);

    private static bool HasMeasure(Value shares) => ChangeClasses.All.Any(each => shares.Number(each.ToName()) > 0);

    private double Sum(Value numbers) => Class is { } one
        ? numbers.Number(one.ToName())
        : ChangeClasses.Differences.Sum(each => numbers.Number(each.ToName()));
}

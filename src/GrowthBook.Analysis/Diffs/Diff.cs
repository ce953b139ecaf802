using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>Compares two payloads without users: a pure function.</summary>
public static class Diff
{
    /// <summary>
    /// Computes what a change does to the users of each experiment and rollout. A bucket is uniform over the grain of its hash, so the
    /// shares are exact: within one seed by intervals, across seeds as a product.
    /// </summary>
    /// <param name="old">The payload before.</param>
    /// <param name="new">The payload after.</param>
    /// <param name="options">The assumptions and parts. Default: those of <see cref="DiffOptions"/>.</param>
    /// <returns>The difference.</returns>
    /// <exception cref="ArgumentNullException">A payload is <c>null</c>.</exception>
    public static PayloadDiff Of(WrittenPayload old, WrittenPayload @new, DiffOptions? options = null)
    {
        var payloads = new PayloadPair(old ?? throw new ArgumentNullException(nameof(old)), @new ?? throw new ArgumentNullException(nameof(@new)));
        options ??= new DiffOptions();
        var experiments = ImmutableArray.CreateBuilder<ExperimentChange>();
        var features = ImmutableArray.CreateBuilder<FeatureChange>();
        foreach (var key in payloads.Keys)
        {
            var (before, after) = (old.Parts.Find(key), @new.Parts.Find(key));
            if (!payloads.AffectedFeatures.Contains(key))
            {
                experiments.AddRange(after!.Rules.SelectMany(rule => ExperimentPair.Same(key, rule)));
                continue;
            }
            var pairs = RulePairs.Of(before?.Rules ?? [], after?.Rules ?? []);
            experiments.AddRange(Experiments(key, pairs, payloads, options));
            features.Add(new FeatureChange(key, KindOf(before, after, payloads), FeatureEdits.Of(key, before, after, pairs), Rollouts(pairs, payloads))
            {
                IsMeasured = MeasuredFeature.Is(before, after, pairs, payloads),
            });
        }
        var own = RulePairs.Of(old.Parts.Experiments, @new.Parts.Experiments);
        foreach (var (before, after) in own)
            experiments.AddRange(Changes(null, before, after, new EarlierRules(), payloads, options));
        return new PayloadDiff(old.Hash, @new.Hash, experiments.ToImmutable(), features.ToImmutable(), OtherEdits.Of(payloads, own));
    }

    private static IEnumerable<ExperimentChange> Experiments(
        string key, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, PayloadPair payloads, DiffOptions options) =>
        from pair in pairs
        where pair.Old?.Experiment is not null || pair.New?.Experiment is not null
        from change in Changes(key, OnlyExperiment(pair.Old), OnlyExperiment(pair.New), new EarlierRules(payloads, pairs, pair.Old, pair.New), payloads, options)
        select change;

    private static IEnumerable<ExperimentChange> Changes(
        string? feature, WrittenRule? old, WrittenRule? @new, EarlierRules earlier, PayloadPair payloads, DiffOptions options)
    {
        foreach (var pair in ExperimentPair.Of(feature, old, @new, earlier))
        {
            var change = pair.Measure(payloads, options);
            yield return options.Proves ? change with { Verdict = Proofs.Of(pair, change, payloads) } : change;
        }
    }

    private static WrittenRule? OnlyExperiment(WrittenRule? rule) => rule?.Experiment is null ? null : rule;

    private static FeatureChangeKind KindOf(WrittenFeature? old, WrittenFeature? @new, PayloadPair payloads) =>
        old is null ? FeatureChangeKind.Added
        : @new is null ? FeatureChangeKind.Removed
        : payloads.IsEdited(@new.Key) ? FeatureChangeKind.Changed
        : FeatureChangeKind.Affected;

    private static ImmutableArray<RolloutChange> Rollouts(ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, PayloadPair payloads) =>
    [
        .. from pair in pairs
           where MeasuredFeature.IsRollout(pair.Old) || MeasuredFeature.IsRollout(pair.New)
           where pair is not ({ } old, { } @new) || payloads.IsEdited(old, @new)
           select Rollout(pair.Old, pair.New, payloads),
    ];

    private static RolloutChange Rollout(WrittenRule? old, WrittenRule? @new, PayloadPair payloads)
    {
        var counts = new BigInteger[ChangeClasses.All.Length];
        var isSameValue = old is null || @new is null || old.Json["force"].Equals(@new.Json["force"]);
        var isMeasured = JointMeasure.Each([old?.Answering() ?? Assignment.Empty, @new?.Answering() ?? Assignment.Empty], (outcomes, weight) => counts[(int)((outcomes[0] >= 0, outcomes[1] >= 0) switch
        {
            (false, false) => ChangeClass.Same,
            (true, true) => isSameValue ? ChangeClass.Same : ChangeClass.ValueOnly,
            (true, false) => ChangeClass.Left,
            (false, true) => ChangeClass.Entered,
        })] += weight, payloads.Work);
        var isExact = isMeasured && IsExact(old, @new, payloads);
        var rule = @new ?? old!;
        return new RolloutChange(rule.Id, rule.Index + 1, new ChangeMeasure([.. counts]), isExact);
    }

    private static bool IsExact(WrittenRule? old, WrittenRule? @new, PayloadPair payloads) => old is null || @new is null
            || (old.Json["condition"].Equals(@new.Json["condition"]) && old.Json["parentConditions"].Equals(@new.Json["parentConditions"])
                && !payloads.UsesChangedGroup(@new.Json["condition"]) && !payloads.HasAffectedPrerequisite(@new.Json));
}

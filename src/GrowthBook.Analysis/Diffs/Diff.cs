using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Compares two payloads without users: a pure function.</summary>
public static class Diff
{
    /// <summary>
    /// Computes what a change does to the users of each experiment and rollout. A bucket is uniform over the grain of its hash, so the
    /// shares are exact: within one seed by intervals, across seeds as a product. Several seeds of hash version 1 depend on each other; their shares are estimates.
    /// </summary>
    /// <param name="old">The payload before.</param>
    /// <param name="new">The payload after.</param>
    /// <param name="options">The assumptions and parts. Default: those of <see cref="DiffOptions"/>.</param>
    /// <returns>The difference.</returns>
    /// <exception cref="ArgumentNullException">A payload is <c>null</c>.</exception>
    public static PayloadDiff Of(WrittenPayload old, WrittenPayload @new, DiffOptions? options = null)
    {
        options ??= new DiffOptions();
        (old, @new) = (Of(old ?? throw new ArgumentNullException(nameof(old)), options), Of(@new ?? throw new ArgumentNullException(nameof(@new)), options));
        var payloads = new PayloadPair(old, @new) { HasStickyBuckets = options.HasStickyBuckets };
        var (entrants, leavers) = (new Entrants(payloads), new Entrants(payloads.Reversed));
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
            var pairs = payloads.PairsOf(key);
            ExperimentChange[] own = [.. Experiments(key, pairs, payloads, options)];
            experiments.AddRange(own);
            var shared = payloads.Shared.Of(key, pairs, own);
            var entersOnly = entrants.OnlyEnter(after);
            features.Add(new FeatureChange(key, KindOf(before, after, payloads), FeatureEdits.Of(key, before, after, pairs), RolloutMeasure.Of(pairs, payloads, options.AssumesStoredAssignments))
            {
                IsMeasured = MeasuredFeature.Is(before, after, pairs, payloads),
                EntersOnly = entersOnly,
                LostExposures = [.. payloads.Losses.Of(pairs, entersOnly)],
                GainedExposures = [.. payloads.Gains.Of(payloads.Reversed.PairsOf(key), leavers.OnlyEnter(before))],
                SharedExperiments = shared.Keys,
                HasAllSharedExperiments = shared.AreAll,
            });
        }
        var onPages = RulePairs.Of(old.Parts.Experiments, @new.Parts.Experiments);
        foreach (var (before, after) in ExperimentPairs.Of(onPages))
            experiments.AddRange(Changes(null, before, after, new EarlierRules(), payloads, options));
        return new PayloadDiff(old.Hash, @new.Hash, experiments.ToImmutable(), features.ToImmutable(), OtherEdits.Of(payloads, onPages))
        {
            AssumesStoredAssignments = options.AssumesStoredAssignments,
            HasStickyBuckets = options.HasStickyBuckets,
        };
    }

    private static WrittenPayload Of(WrittenPayload payload, DiffOptions options) => options.HasStickyBuckets is false ? payload.WithoutStickyBuckets() : payload;

    private static IEnumerable<ExperimentChange> Experiments(
        string key, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, PayloadPair payloads, DiffOptions options) =>
        from pair in ExperimentPairs.Of(pairs)
        from change in Changes(key, pair.Old, pair.New, new EarlierRules(payloads, pairs, pair.Old, pair.New, options.AssumesStoredAssignments), payloads, options)
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

    private static FeatureChangeKind KindOf(WrittenFeature? old, WrittenFeature? @new, PayloadPair payloads) =>
        old is null ? FeatureChangeKind.Added
        : @new is null ? FeatureChangeKind.Removed
        : payloads.IsEdited(@new.Key) ? FeatureChangeKind.Changed
        : FeatureChangeKind.Affected;
}

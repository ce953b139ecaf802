using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Ranges of buckets that give an experiment other weights and move the fewest users.</summary>
/// <param name="Feature">The key of the feature; <c>null</c> for one of the payload's own experiments.</param>
/// <param name="Rule">The id of the rule; <c>""</c> without one.</param>
/// <param name="Key">The key of the experiment.</param>
/// <param name="Variations">The keys of the variations.</param>
/// <param name="Weights">The wanted weights.</param>
/// <param name="Ranges">The ranges, one per variation.</param>
/// <param name="Measure">What the ranges do to users.</param>
/// <param name="PlainRanges">The ranges that the weights give by themselves, without the ranges of the rule: at its coverage, which is 1 if it has none.</param>
/// <param name="Plain">What the weights without ranges do to users. If the rule has ranges, another number of users can be in the experiment.</param>
/// <param name="IsMinimal">
/// Whether no other ranges with the same number of buckets per variation let more users stay. Only with more than ten variations are their
/// present order kept, and other orders not considered.
/// </param>
public sealed record Rebalance(
    string? Feature, string Rule, string Key, ImmutableArray<string> Variations, ImmutableArray<double> Weights,
    ImmutableArray<BucketRange> Ranges, ChangeMeasure Measure, ImmutableArray<BucketRange> PlainRanges, ChangeMeasure Plain, bool IsMinimal)
{
    /// <summary>The largest difference of a sum of weights from 1, as in <see cref="Bucketing.BucketRanges"/>.</summary>
    private const double MaxDifference = 0.01;

    /// <summary>The name that picks the rule, as in <see cref="ExperimentRules.ErrorOf"/>, if several run the experiment. Default: <c>null</c>.</summary>
    public string? RuleName { get; init; }

    /// <summary>Why the shares of both measures are estimates. Default: <c>null</c>, they are exact.</summary>
    public string? Estimate { get; init; }

    /// <summary>
    /// Finds the ranges, which let at least as many users stay as the weights by themselves at a coverage of as many users. As many users are in the
    /// experiment as before; a variation gets its weight of them, exact to one bucket.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <param name="key">The key of the experiment.</param>
    /// <param name="weights">The wanted weight of each variation, 0 to 1 inclusive. Their sum is 1, with a tolerance of 0.01.</param>
    /// <param name="rule">The rule, as in <see cref="ExperimentRules.ErrorOf"/>; <c>null</c> for the only one.</param>
    /// <returns>The ranges, or the reason why there are none.</returns>
    public static (Rebalance? Rebalance, string? Error) Of(WrittenPayload payload, string key, ImmutableArray<double> weights, string? rule = null)
    {
        if (ExperimentRules.ErrorOf(payload, key, rule) is { } unknown)
            return (null, unknown);
        var (feature, written) = ExperimentRules.Find(payload.Parts, key, rule)!.Value;
        var compiled = written.Experiments[^1].Compiled;
        var source = BucketSource.Of(compiled.HashAttribute, compiled.Seed.Seed, compiled.Source.HashVersion);
        if (ErrorOf(feature, written, compiled, source, weights) is { } error)
            return (null, error);
        if (new SharesMeasure(payload.Parts).Answering(feature, written) is { IsEmpty: false } answering)
            return (null, $"no user of experiment `{Finding.Name(key)}` would move: {WholeRules.Reason(answering)}");
        var variations = compiled.Source.Variations.Length;
        var map = BucketMap.Of(source!, compiled.Ranges);
        int[] old = [.. Enumerable.Range(0, source!.Grain).Select(bucket => map[bucket] < variations ? map[bucket] : BucketMap.None)];
        var included = old.Count(arm => arm >= 0);
        if (included == 0)
            return (null, $"no user has a bucket of experiment `{key}`, so that no user would move; change its weights");
        var plain = Bucketing.BucketRanges(variations, compiled.Source.Coverage ?? 1, weights);
        var asMany = compiled.Source.Ranges.IsDefault ? plain : Bucketing.BucketRanges(variations, source.BucketAt(included), weights);
        var (ranges, isMinimal) = Best(source, old, Lengths(weights, map.Counts(variations)), asMany);
        var earlier = feature is null ? new EarlierRules() : new EarlierRules(new PayloadPair(payload, payload), [.. feature.Rules.Select(each => ((WrittenRule?)each, (WrittenRule?)each))], written, written, isSticky: false);
        var (measure, ofPlain) = (MeasureOf(compiled, ranges, earlier), MeasureOf(compiled, plain, earlier));
        if ((measure.Of(), ofPlain.Of()) is not ({ } change, { } plainChange))
            return (null, $"what other ranges of experiment `{Finding.Name(key)}` do to users is not known: {measure.Refusal ?? ofPlain.Refusal}");
        return (new Rebalance(feature?.Key, written.Id, key, ExperimentMeasure.KeysOf(compiled), weights, ranges, change, plain, plainChange, isMinimal)
        {
            Estimate = measure.InexactReason ?? ofPlain.InexactReason,
            RuleName = ExperimentRules.PickedName(payload.Parts, key, feature, written),
        }, null);
    }

    /// <summary>The members of the rule to replace: <c>{"weights":[…],"ranges":[[0,0.5],…]}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToMembers() => new([new("weights", Numbers(Weights)), new("ranges", RangesToValue(Ranges))]);

    /// <summary>
    /// The result as JSON: <c>{"kind":"rebalance","schemaVersion":1,"feature","rule","key","variations","weights","ranges","shares","plain":{"ranges","shares"},"minimal","estimate"?,"ruleName"?}</c>.
    /// </summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => ExperimentRules.WithName(new(
    [
        new("kind", "rebalance"),
        new("schemaVersion", PartialResult.SchemaVersion),
        new("feature", Feature is null ? Value.Null.Instance : Feature),
        new("rule", Rule),
        new("key", Key),
        new("variations", new Value.Array(Variations.Select(variation => (Value)variation))),
        new("weights", Numbers(Weights)),
        new("ranges", RangesToValue(Ranges)),
        new("shares", Measure.SharesToValue()),
        new("plain", new Value.Object([new("ranges", RangesToValue(PlainRanges)), new("shares", Plain.SharesToValue())])),
        new("minimal", IsMinimal),
        .. Estimate is null ? (KeyValuePair<string, Value>[])[] : [new("estimate", Estimate)],
    ]), RuleName);

    /// <summary>
    /// The ranges with the best score. Those that the weights give by themselves to as many users are taken if no others are better, so that
    /// rounding of the weights does not make the result worse.
    /// </summary>
    private static (ImmutableArray<BucketRange> Ranges, bool IsMinimal) Best(BucketSource source, int[] old, int[] lengths, ImmutableArray<BucketRange> asMany)
    {
        asMany = [.. asMany.Select(range => new BucketRange(Rounded(range.Start), Rounded(range.End)))];
        var (placed, isMinimal) = Placed(lengths);
        if (Score(asMany) < Score(placed))
            return (placed, isMinimal);
        var (others, areMinimal) = Placed([.. BucketMap.Of(source, asMany).Counts(lengths.Length)]);
        return (Score(asMany) < Score(others) ? others : asMany, areMinimal);

        (ImmutableArray<BucketRange> Ranges, bool IsMinimal) Placed(int[] lengths)
        {
            var (starts, isMinimal) = RangePlacement.Of(old, lengths);
            return ([.. starts.Select((start, arm) => new BucketRange(source.BucketAt(start), source.BucketAt(start + lengths[arm])))], isMinimal);
        }

        // The first bucket from a boundary: 0.6001 for 0.6000000000000001, which is above the bucket 0.6. Each user stays.
        double Rounded(double bound) => source.BucketAt(BucketMap.FirstFrom(bound, source));

        int Score(ImmutableArray<BucketRange> ranges)
        {
            var map = BucketMap.Of(source, ranges);
            return old.Select((arm, bucket) => RangePlacement.ScoreOfBucket(old.Length, arm, map[bucket])).Sum();
        }
    }

    private static string? ErrorOf(WrittenFeature? feature, WrittenRule rule, CompiledExperiment experiment, BucketSource? source, ImmutableArray<double> weights)
    {
        var (key, variations) = (experiment.Source.Key, experiment.Source.Variations.Length);
        if (rule.HasLeaves)
            return $"experiment `{key}` is a contextual bandit, which sets its weights itself";
        if (source is null)
            return FormattableString.Invariant($"experiment `{key}` has the unknown hash version {experiment.Source.HashVersion}, which includes no user; write 2");
        if (weights.Length != variations)
            return $"experiment `{key}` has {Shown.Count(variations, "variation")}, and there {Shown.Noun(weights.Length, "is", "are")} {Shown.Count(weights.Length, "weight")}; write one per variation";
        if (weights.FirstOrDefault(weight => !(weight is >= 0 and <= 1)) is var wrong && !(wrong is >= 0 and <= 1))
            return FormattableString.Invariant($"the weight {wrong} is not between 0 and 1");
        if (Math.Abs(weights.Sum() - 1) > MaxDifference + 1e-9)
            return FormattableString.Invariant($"the weights have the sum {Math.Round(weights.Sum(), 6)}; it must be 1");
        if (feature?.Rules.FirstOrDefault(before => before.Index < rule.Index && RandomInputs.DecidesAnswer(before, source)) is { } earlier)
            return $"rule {earlier} before experiment `{key}` has the seed of the experiment, so that buckets differ in their number of users; give one of them another seed";
        return Assignment.Of(experiment).Factors is { Length: > 1 } factors && factors[..^1].Any(factor => factor.Source == source)
            ? $"a filter of experiment `{key}` has the seed of the experiment, so that buckets differ in their number of users; give it a seed of its own"
            : null;
    }

    /// <summary>
    /// The number of buckets of each arm: its weight of all, and one more where the most is cut off. The present numbers if each fits to one
    /// bucket.
    /// </summary>
    private static int[] Lengths(ImmutableArray<double> weights, ImmutableArray<int> present)
    {
        var included = present.Sum();
        var exact = weights.Select(weight => weight / weights.Sum() * included).ToArray();
        if (Enumerable.Range(0, exact.Length).All(arm => Math.Abs(exact[arm] - present[arm]) <= 1))
            return [.. present];
        var lengths = exact.Select(length => (int)Math.Floor(length + 1e-9)).ToArray();
        foreach (var arm in Enumerable.Range(0, lengths.Length).OrderByDescending(arm => exact[arm] - lengths[arm]).Take(included - lengths.Sum()))
            lengths[arm]++;
        return lengths;
    }

    private static ExperimentMeasure MeasureOf(CompiledExperiment old, ImmutableArray<BucketRange> ranges, EarlierRules earlier)
    {
        var @new = new CompiledExperiment(old.Source with { Ranges = ranges });
        return new ExperimentMeasure(old, @new, earlier, new VariationValues(old, @new, null));
    }

    private static Value Numbers(ImmutableArray<double> numbers) => new Value.Array(numbers.Select(number => (Value)number));

    private static Value RangesToValue(ImmutableArray<BucketRange> ranges) => new Value.Array(ranges.Select(BucketRangeMembers.ToValue));
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Finds the experiments that several rules run or track, and of which a change can give users of a feature another variation or value by another one of these rules.
/// A measure has the users of one rule, and none has the exposures of <c>tracks</c>.
/// </summary>
internal sealed class SharedExperiments
{
    /// <summary>Maximum number of experiments of a feature.</summary>
    private const int MaxKeys = 10;

    /// <summary>The rules that are looked at for all features.</summary>
    private const int MaxSteps = 2_000_000;

    private readonly PayloadPair _payloads;
    private readonly WorkLimit _work = new(MaxSteps);

    /// <summary>The experiments that several rules run or track, before or after, or rules of different features, or that a rule tracks.</summary>
    private readonly HashSet<string> _keys;

    /// <summary>The features whose evaluation can expose users to these experiments.</summary>
    private readonly HashSet<string> _exposing;

    /// <summary>The numbers of what rules give users, so that each one is compared once.</summary>
    private readonly Dictionary<Value, int> _numbers = [];
    private readonly Dictionary<(WrittenRule, string), int> _ofRules = [];

    public SharedExperiments(PayloadPair payloads)
    {
        _payloads = payloads;
        var (before, after) = (ExposedBy(payloads.Old).ToLookup(each => each.Key, StringComparer.Ordinal), ExposedBy(payloads.New).ToLookup(each => each.Key, StringComparer.Ordinal));
        _keys = [.. before.Where(same => same.Skip(1).Any() || same.Concat(after[same.Key]).Any(each => each.IsTracked || each.Feature != same.First().Feature)).Select(same => same.Key),
            .. after.Where(same => same.Skip(1).Any()).Select(same => same.Key)];
        WrittenFeature[] features = [.. payloads.Old.Parts.Features, .. payloads.New.Parts.Features];
        _exposing = References.Referring(
            features.Where(feature => feature.Rules.Any(rule => KeysOf(rule).Any(_keys.Contains))).Select(feature => feature.Key),
            features.SelectMany(feature => feature.Rules.SelectMany(rule => References.Prerequisites(rule.Json)).Select(key => (feature.Key, key))));
    }

    /// <summary>
    /// The keys of the experiments of which a user of a feature can get another variation or value, the first 10, and whether these are all. Without steps left, those of
    /// all features.
    /// </summary>
    /// <param name="feature">The feature's key.</param>
    /// <param name="pairs">The rules of the feature.</param>
    /// <param name="changes">The changes of the experiments of the feature: a user for whom it is proved to stay gets nothing by another rule.</param>
    public (ImmutableArray<string> Keys, bool AreAll) Of(string feature, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, IReadOnlyCollection<ExperimentChange> changes)
    {
        if (!_exposing.Contains(feature))
            return ([], true);
        var moved = MovedItems.RulesOf(pairs);
        var different = pairs.Where(pair => pair is not ({ } old, { } @new) || moved.Contains(@new) || _payloads.IsAffected(old, @new)).ToArray();
        if (different.Length == 0)
            return ([], true);
        if (Exposed(feature, _payloads.Old) is not { } before || Exposed(feature, _payloads.New) is not { } after)
            return First(_keys);
        var (firstOld, firstNew) = (WrittenRule.IndexOfFirst(different.Select(pair => pair.Old)), WrittenRule.IndexOfFirst(different.Select(pair => pair.New)));
        var unproved = changes.Where(change => change.Verdict?.Kind != VerdictKind.Proved).Select(change => change.Key).ToHashSet(StringComparer.Ordinal);
        return First(before.Keys.Where(key => after.TryGetValue(key, out var other) && CanSwitch(key, before[key], other)));

        static (ImmutableArray<string>, bool) First(IEnumerable<string> keys) => keys.Take(MaxKeys + 1).ToArray() is { Length: > MaxKeys } more ? ([.. more[..MaxKeys]], false) : ([.. keys], true);

        bool CanSwitch(string key, Exposure old, Exposure @new) =>
            (old.Last >= firstOld || @new.Last >= firstNew)
            && old.Given.Union(@new.Given).Skip(1).Any()
            && (old.IsTracked || @new.IsTracked || old.Rules > 1 || @new.Rules > 1 || !old.Features.SetEquals(@new.Features))
            && (unproved.Contains(key) || old.IsTracked || old.Features.Any(name => name != feature));
    }

    /// <summary>The shared experiments that evaluations of a feature can expose users to; <c>null</c> without steps left.</summary>
    private Dictionary<string, Exposure>? Exposed(string feature, WrittenPayload payload)
    {
        var (open, seen, exposed) = (new Stack<(string Feature, int Index)>(), new HashSet<string>([feature], StringComparer.Ordinal), new Dictionary<string, Exposure>(StringComparer.Ordinal));
        var rules = payload.Parts.Find(feature)?.Rules ?? [];
        for (var i = rules.Length - 1; i >= 0; i--) // so that a feature counts for the last rule that requires it
        {
            if (!Add(feature, rules[i], i))
                return null;
            while (open.TryPop(out var required))
            {
                foreach (var rule in payload.Parts.Find(required.Feature)?.Rules ?? [])
                {
                    if (!Add(required.Feature, rule, required.Index))
                        return null;
                }
            }
        }
        return exposed;

        bool Add(string from, WrittenRule rule, int index)
        {
            foreach (var key in KeysOf(rule).Where(_keys.Contains))
            {
                if (!exposed.TryGetValue(key, out var exposure))
                    exposed[key] = exposure = new Exposure { Last = index };
                exposure.Rules++;
                exposure.IsTracked |= rule.Experiment is null;
                exposure.Features.Add(from);
                exposure.Given.Add(NumberOf(rule, key));
            }
            foreach (var needed in References.Prerequisites(rule.Json).Where(_exposing.Contains).Where(seen.Add))
                open.Push((needed, index));
            return _work.TryTake(1);
        }
    }

    private static IEnumerable<(string Key, string Feature, bool IsTracked)> ExposedBy(WrittenPayload payload) =>
        from feature in payload.Parts.Features from rule in feature.Rules from key in KeysOf(rule) select (key, feature.Key, rule.Experiment is null);

    /// <summary>The experiments that a rule runs or tracks.</summary>
    private static IEnumerable<string> KeysOf(WrittenRule rule) =>
        rule.Experiment is { } experiment ? [experiment.Key] : rule.Force?.Tracks?.Select(viewed => viewed.Experiment.Key).Distinct(StringComparer.Ordinal) ?? [];

    /// <summary>A number of what a rule gives the users of an experiment: rules of one number give each user whom both include the same variation with the same value.</summary>
    private int NumberOf(WrittenRule rule, string key)
    {
        if (_ofRules.TryGetValue((rule, key), out var known))
            return known;
        Value given = rule.HasLeaves ? rule.Json // leaves have weights of their own
            : rule.Experiment is null ? new Value.Array([rule.Json["force"], .. rule.Force!.Tracks!.Where(viewed => viewed.Experiment.Key == key).Select(viewed => (Value)viewed.Result.Key)])
            : GivenBy(rule.Experiments[^1].Compiled);
        return _ofRules[(rule, key)] = _numbers.TryGetValue(given, out var number) ? number : _numbers[given] = _numbers.Count;
    }

    /// <summary>What decides about the variation and the value of a user who is included. The coverage cuts the range of each variation and moves none.</summary>
    private static Value.Array GivenBy(CompiledExperiment experiment)
    {
        var source = experiment.Source;
        var ranges = source.Ranges.IsDefault ? Bucketing.BucketRanges(source.Variations.Length, 1, source.Weights) : source.Ranges;
        return new Value.Array(
        [
            experiment.HashAttribute, experiment.FallbackAttribute ?? "", experiment.Seed.Seed, source.HashVersion ?? 0,
            .. ranges.SelectMany(range => (Value[])[range.Start, range.End]),
            .. source.Variations.SelectMany((value, i) => (Value[])[value, ExperimentMeasure.KeyOf(experiment, i), experiment.Meta(i)?.Passthrough is true]),
        ]);
    }

    /// <summary>How a feature exposes users to an experiment.</summary>
    private sealed class Exposure
    {
        /// <summary>The index of the last rule of the feature that runs or tracks it, or that requires a feature that does.</summary>
        public required int Last { get; init; }

        /// <summary>The features of the rules that run or track it.</summary>
        public HashSet<string> Features { get; } = new(StringComparer.Ordinal);

        /// <summary>What these rules give users, by number.</summary>
        public HashSet<int> Given { get; } = [];

        /// <summary>The number of these rules.</summary>
        public int Rules { get; set; }

        /// <summary>Whether a rule has it in its <c>tracks</c>.</summary>
        public bool IsTracked { get; set; }
    }
}

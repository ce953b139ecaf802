using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Finds the exposures that users of a feature can lose, of experiments that its own rules do not run. An evaluation looks at the features that a rule requires
/// only if no rule before it answers, so that a change of prerequisites or of an earlier rule can take the exposures of these features. The measures of the features
/// themselves do not have them: a feature that is required can be the same. The exposures that users can gain are those that the opposite change loses.
/// </summary>
internal sealed class ExposureLosses
{
    /// <summary>Maximum number of experiments of a loss: chains of features make their product otherwise.</summary>
    private const int MaxKeys = 10;

    private readonly PayloadPair _payloads;
    private readonly ExposureReasons _reasons;

    /// <summary>The features whose evaluation can track an experiment before the change.</summary>
    private readonly HashSet<string> _exposing;
    private readonly Dictionary<string, Found> _found = new(StringComparer.Ordinal);

    /// <param name="payloads">The payloads; those of the opposite change for gains.</param>
    /// <param name="reasons">The reasons in words.</param>
    public ExposureLosses(PayloadPair payloads, ExposureReasons reasons)
    {
        (_payloads, _reasons) = (payloads, reasons);
        _exposing = Exposing(payloads.Old);
    }

    /// <summary>The losses of a feature: one per feature that it requires, and one per rule that has <c>tracks</c>.</summary>
    /// <param name="pairs">The rules of the feature.</param>
    /// <param name="entersOnly">Whether users who enter a feature that this one requires keep what they have of it.</param>
    public IEnumerable<OtherExposures> Of(ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, bool entersOnly)
    {
        if (pairs.All(pair => pair.Old is null || !Exposes(pair.Old)))
            yield break;
        var moved = MovedItems.RulesOf(pairs);
        var (required, taking) = (new HashSet<string>(StringComparer.Ordinal), default((WrittenRule Rule, string Reason)?));
        foreach (var (old, @new) in pairs)
        {
            // What the change of the rule itself does comes first, then a rule before it, which takes its users.
            var answers = old is null || @new is null ? (More: true, Fewer: true) : AnswersOf(old, @new);
            if (old is not null && TracksOf(old).Length > 0)
            {
                var isMeasured = _reasons.IsGain && MeasuredFeature.IsRollout(old); // users who enter a rollout are in its measure
                var reason = @new is null ? (isMeasured ? null : _reasons.Gone)
                    : !TracksOf(old).All(TracksOf(@new).ToHashSet().Contains) ? _reasons.Untracked
                    : answers.Fewer && !isMeasured ? _reasons.Fewer
                    : ReasonOfPlace(@new);
                if ((reason is null ? taking : (NewestOf(old, @new), reason)) is var (rule, why))
                    yield return Loss(rule, Found.Of(OwnKeys(old).Distinct(StringComparer.Ordinal)), why);
            }
            foreach (var (key, blocked) in old is null ? [] : Prerequisites(old, @new, entersOnly))
            {
                var reason = @new is null ? _reasons.Gone : blocked ?? ReasonOfPlace(@new);
                if ((reason is null ? taking : (NewestOf(old, @new), reason)) is var (rule, why) && required.Add(key))
                    yield return Loss(rule, FoundOf(key), why);
            }
            if (taking is null && @new is not null && (answers.More || moved.Contains(@new)))
                taking = (NewestOf(old, @new), old is null ? _reasons.New : ReasonOfPlace(@new) ?? _reasons.More);
        }

        string? ReasonOfPlace(WrittenRule rule) => moved.Contains(rule) ? ExposureReasons.Moved : null;

        // The rule as the payload after the change has it, which is the old one of the opposite change.
        WrittenRule NewestOf(WrittenRule? old, WrittenRule? @new) => (_reasons.IsGain ? old ?? @new : @new ?? old)!;
    }

    /// <summary>The experiments whose exposures those who evaluate a feature can have before the change, also of features that it requires.</summary>
    private Found FoundOf(string feature)
    {
        if (!_found.TryGetValue(feature, out var found))
            _found[feature] = found = Find(feature);
        return found;
    }

    /// <summary>
    /// Whether one of the payload's own experiments can look at the features that it requires for other users, which neither the measure of it nor a proof tells. It looks at
    /// them after all else but the hash.
    /// </summary>
    /// <param name="old">The experiment before.</param>
    /// <param name="new">The experiment after; <c>null</c> if it is removed.</param>
    public bool CanLose(WrittenRule old, WrittenRule? @new) => References.Prerequisites(old.Json).Any(_exposing.Contains)
        && (@new is null || old.Json.Keys.Union(@new.Json.Keys, StringComparer.Ordinal).Any(name => !IsOfHash(name) && !old.Json[name].Equals(@new.Json[name]))
            || _payloads.UsesChangedGroup(old.Json) || _payloads.HasAffectedPrerequisite(old.Json));

    private static HashSet<string> Exposing(WrittenPayload payload) => References.Referring(
        payload.Parts.Features.Where(feature => feature.Rules.Any(rule => OwnKeys(rule).Any())).Select(feature => feature.Key),
        payload.Parts.Features.SelectMany(feature => feature.Rules.SelectMany(rule => References.Prerequisites(rule.Json)).Select(key => (feature.Key, key))));

    private static bool IsOfHash(string member) => member is "weights" or "ranges" or "coverage" or "meta" or "name" or "phase" or "seed" or "changeId";

    private Found Find(string feature)
    {
        var (open, seen, keys) = (new Queue<string>([feature]), new HashSet<string>([feature], StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        while (open.TryDequeue(out var next))
        {
            foreach (var rule in _payloads.Old.Parts.Find(next)?.Rules ?? [])
            {
                foreach (var key in OwnKeys(rule))
                {
                    if (keys.Count == MaxKeys && !keys.Contains(key))
                        return new Found([.. keys], IsComplete: false);
                    keys.Add(key);
                }
                foreach (var needed in References.Prerequisites(rule.Json))
                {
                    if (!_payloads.Work.TryTake(1))
                        return new Found([.. keys], IsComplete: false);
                    if (_exposing.Contains(needed) && seen.Add(needed))
                        open.Enqueue(needed);
                }
                if (!_payloads.Work.TryTake(1))
                    return new Found([.. keys], IsComplete: false);
            }
        }
        return new Found([.. keys], IsComplete: true);
    }

    private bool Exposes(WrittenRule rule) => TracksOf(rule).Length > 0 || References.Prerequisites(rule.Json).Any(_exposing.Contains);

    /// <summary>
    /// The features that a rule requires before the change, with why the rule does not look at them where it did; <c>null</c> if it does, for all users whom no
    /// rule before answers. Linear in the number of prerequisites.
    /// </summary>
    private IEnumerable<(string Key, string? Blocked)> Prerequisites(WrittenRule old, WrittenRule? @new, bool entersOnly)
    {
        var keys = References.Prerequisites(old.Json).Where(_exposing.Contains).Distinct(StringComparer.Ordinal);
        if (@new is null)
            return keys.Select(key => (key, (string?)null));
        var (places, passed) = (FirstPlaces(ParentsOf(old), parent => parent), new Dictionary<string, int>(StringComparer.Ordinal));
        var last = -1;
        foreach (var parent in ParentsOf(@new))
        {
            if (parent["id"].AsString() is { } id)
                passed.TryAdd(id, last);
            last = Math.Max(last, places.TryGetValue(parent, out var place) && !IsOther(parent) ? place : int.MaxValue);
        }
        var firsts = FirstPlaces(ParentsOf(old), parent => parent["id"]);
        return keys.Select(key => (key,
            !passed.TryGetValue(key, out var latest) ? $"{_reasons.Unrequired} `{Finding.Name(key)}`"
            : latest < firsts[key] ? null
            : $"{_reasons.Later} `{Finding.Name(key)}`"));

        bool IsOther(Value parent) => _payloads.UsesChangedGroup(parent) || (!entersOnly && parent["id"].AsString() is { } id && _payloads.AffectedFeatures.Contains(id));
    }

    /// <summary>The first place of each value.</summary>
    private static Dictionary<Value, int> FirstPlaces(Value[] parents, Func<Value, Value> value)
    {
        var places = new Dictionary<Value, int>();
        for (var i = 0; i < parents.Length; i++)
            places.TryAdd(value(parents[i]), i);
        return places;
    }

    /// <summary>Whether a rule can answer users whom it did not, or not answer some whom it did.</summary>
    private (bool More, bool Fewer) AnswersOf(WrittenRule old, WrittenRule @new)
    {
        if (!_payloads.IsAffected(old, @new))
            return (false, false);
        if (TargetingDifferences.Of(old, @new, _payloads).Any() || !HashAttributes.Of(old).Order(StringComparer.Ordinal).SequenceEqual(HashAttributes.Of(@new).Order(StringComparer.Ordinal))
            || _payloads.HasChangedBandit(@new.Json) || !old.Json["contextualBanditRef"].Equals(@new.Json["contextualBanditRef"])
            || _payloads.HasOtherFallback(old, @new)
            || (old.Experiments is [.., { Compiled: var before }] && @new.Experiments is [.., { Compiled: var after }] && _payloads.HasOtherAssignments(before, after)))
        {
            return (true, true);
        }
        var (more, fewer) = (false, false);
        var isMeasured = JointMeasure.Each([old.Answering(), @new.Answering()], Add, _payloads.Work);
        return isMeasured ? (more, fewer) : (true, true);

        void Add(ReadOnlySpan<int> outcomes, System.Numerics.BigInteger weight)
        {
            more |= outcomes[0] < 0 && outcomes[1] >= 0;
            fewer |= outcomes[0] >= 0 && outcomes[1] < 0;
        }
    }

    private static OtherExposures Loss(WrittenRule rule, Found found, string reason) => new(rule.Id, rule.Index + 1, found.Keys, reason) { IsComplete = found.IsComplete };

    /// <summary>The experiments that a rule tracks itself.</summary>
    private static IEnumerable<string> OwnKeys(WrittenRule rule) => rule.Experiment is { } experiment ? [experiment.Key] : rule.Force?.Tracks?.Select(viewed => viewed.Experiment.Key) ?? [];

    private static Value[] TracksOf(WrittenRule rule) => rule.Force?.Tracks is { Length: > 0 } && rule.Json["tracks"] is Value.Array tracks ? [.. tracks] : [];

    private static Value[] ParentsOf(WrittenRule rule) => rule.Json["parentConditions"] is Value.Array parents ? [.. parents] : [];

    /// <summary>Experiments that are found.</summary>
    /// <param name="Keys">Their keys.</param>
    /// <param name="IsComplete">Whether these are all.</param>
    private readonly record struct Found(ImmutableArray<string> Keys, bool IsComplete)
    {
        public static Found Of(IEnumerable<string> keys) => keys.Take(MaxKeys + 1).ToArray() is { Length: > MaxKeys } more ? new([.. more[..MaxKeys]], false) : new([.. keys], true);
    }
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Finds the exposures that users of a feature can lose, of experiments that its own rules do not run. An evaluation looks at the features that a rule requires
/// only if no rule before it answers, so that a change of prerequisites or of an earlier rule can take the exposures of these features. The measures of the features
/// themselves do not have them: a feature that is required can be the same.
/// </summary>
internal sealed class ExposureLosses
{
    private readonly PayloadPair _payloads;

    /// <summary>The features whose evaluation can track an experiment before the change.</summary>
    private readonly HashSet<string> _exposing;
    private readonly Dictionary<string, ImmutableArray<string>> _keys = new(StringComparer.Ordinal);

    public ExposureLosses(PayloadPair payloads)
    {
        _payloads = payloads;
        _exposing = References.Referring(
            payloads.Old.Parts.Features.Where(feature => feature.Rules.Any(rule => OwnKeys(rule).Any())).Select(feature => feature.Key),
            payloads.Old.Parts.Features.SelectMany(feature => feature.Rules.SelectMany(rule => References.Prerequisites(rule.Json)).Select(key => (feature.Key, key))));
    }

    /// <summary>The losses of a feature: one per feature that it requires, and one per rule that has <c>tracks</c>.</summary>
    /// <param name="pairs">The rules of the feature.</param>
    /// <param name="entersOnly">Whether users who enter a feature that this one requires keep what they have of it.</param>
    public IEnumerable<LostExposures> Of(ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, bool entersOnly)
    {
        if (pairs.All(pair => pair.Old is null || !Exposes(pair.Old)))
            yield break;
        var both = pairs.Where(pair => pair is { Old: not null, New: not null }).ToArray();
        HashSet<WrittenRule> moved = [.. MovedItems.Of([.. both.Select(pair => pair.Old!.Index)]).Select(at => both[at].New!)];
        var (required, taking) = (new HashSet<string>(StringComparer.Ordinal), default((WrittenRule Rule, string Reason)?));
        foreach (var (old, @new) in pairs)
        {
            // What the change of the rule itself does comes first, then a rule before it, which takes its users.
            var answers = old is null || @new is null ? (More: true, Fewer: true) : AnswersOf(old, @new);
            if (old is not null && TracksOf(old).Length > 0)
            {
                var reason = @new is null ? "which is gone" : !TracksOf(old).All(TracksOf(@new).Contains) ? "which no longer tracks them" : answers.Fewer ? "which can answer fewer users" : MovedBehind(@new);
                if ((reason is null ? taking : (@new ?? old, reason)) is var (rule, why))
                    yield return Loss(rule, [.. OwnKeys(old).Distinct(StringComparer.Ordinal)], why);
            }
            foreach (var key in old is null ? [] : References.Prerequisites(old.Json).Where(_exposing.Contains))
            {
                var reason = @new is null ? "which is gone" : Blocked(old!, @new, key, entersOnly) ?? MovedBehind(@new);
                if ((reason is null ? taking : (@new ?? old!, reason)) is var (rule, why) && required.Add(key))
                    yield return Loss(rule, KeysOf(key), why);
            }
            if (taking is null && @new is not null && (answers.More || moved.Contains(@new)))
                taking = (@new, old is null ? "which is new" : moved.Contains(@new) ? "which is in another place" : "which can answer more users");
        }

        string? MovedBehind(WrittenRule rule) => moved.Contains(rule) ? "which is in another place" : null;
    }

    /// <summary>The experiments whose exposures those who evaluate a feature can have before the change, also of features that it requires.</summary>
    public ImmutableArray<string> KeysOf(string feature)
    {
        if (!_keys.TryGetValue(feature, out var keys))
            _keys[feature] = keys = Find(feature);
        return keys;
    }

    /// <summary>
    /// Whether one of the payload's own experiments can look at the features that it requires for other users, which neither the measure of it nor a proof tells. It looks at
    /// them after all else but the hash.
    /// </summary>
    public bool CanLose(WrittenRule old, WrittenRule @new) => References.Prerequisites(old.Json).Any(_exposing.Contains)
        && (old.Json.Keys.Union(@new.Json.Keys, StringComparer.Ordinal).Any(name => !IsOfHash(name) && !old.Json[name].Equals(@new.Json[name]))
            || _payloads.UsesChangedGroup(@new.Json) || _payloads.HasAffectedPrerequisite(@new.Json));

    private static bool IsOfHash(string member) => member is "weights" or "ranges" or "coverage" or "meta" or "name" or "phase" or "seed" or "changeId";

    private ImmutableArray<string> Find(string feature)
    {
        var (open, seen, keys) = (new Queue<string>([feature]), new HashSet<string>([feature], StringComparer.Ordinal), new List<string>());
        while (open.TryDequeue(out var next) && _payloads.Work.TryTake(1))
        {
            foreach (var rule in _payloads.Old.Parts.Find(next)?.Rules ?? [])
            {
                keys.AddRange(OwnKeys(rule));
                foreach (var needed in References.Prerequisites(rule.Json).Where(key => _exposing.Contains(key) && seen.Add(key)))
                    open.Enqueue(needed);
            }
        }
        return [.. keys.Distinct(StringComparer.Ordinal)];
    }

    private bool Exposes(WrittenRule rule) => TracksOf(rule).Length > 0 || References.Prerequisites(rule.Json).Any(_exposing.Contains);

    /// <summary>Why a prerequisite is not looked at where it was; <c>null</c> if it is, for all users whom no rule before answers.</summary>
    private string? Blocked(WrittenRule old, WrittenRule @new, string key, bool entersOnly)
    {
        var (before, after) = (ParentsOf(old), ParentsOf(@new));
        var at = Array.FindIndex(after, parent => parent["id"].AsString() == key);
        if (at < 0)
            return $"which no longer requires `{Finding.Name(key)}`";
        var passed = before.TakeWhile(parent => parent["id"].AsString() != key).ToHashSet();
        var isSame = after.Take(at).All(parent => passed.Contains(parent) && !_payloads.UsesChangedGroup(parent)
            && (entersOnly || parent["id"].AsString() is not { } id || !_payloads.AffectedFeatures.Contains(id)));
        return isSame ? null : $"which requires something else before `{Finding.Name(key)}`";
    }

    /// <summary>Whether a rule can answer users whom it did not, or not answer some whom it did.</summary>
    private (bool More, bool Fewer) AnswersOf(WrittenRule old, WrittenRule @new)
    {
        if (!_payloads.IsAffected(old, @new))
            return (false, false);
        if (TargetingDifferences.Of(old, @new, _payloads).Any() || !HashAttributes.Of(old).Order(StringComparer.Ordinal).SequenceEqual(HashAttributes.Of(@new).Order(StringComparer.Ordinal))
            || _payloads.HasChangedBandit(@new.Json) || !old.Json["contextualBanditRef"].Equals(@new.Json["contextualBanditRef"])
            || old.Force?.Rollout?.FallbackAttribute != @new.Force?.Rollout?.FallbackAttribute
            || (old.Experiments is [.., { Compiled: var before }] && @new.Experiments is [.., { Compiled: var after }] && StoredAssignments.Differ(before, after)))
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

    private static LostExposures Loss(WrittenRule rule, ImmutableArray<string> keys, string reason) => new(rule.Id, rule.Index + 1, keys, reason);

    /// <summary>The experiments that a rule tracks itself.</summary>
    private static IEnumerable<string> OwnKeys(WrittenRule rule) => rule.Experiment is { } experiment ? [experiment.Key] : rule.Force?.Tracks?.Select(viewed => viewed.Experiment.Key) ?? [];

    private static Value[] TracksOf(WrittenRule rule) => rule.Force?.Tracks is { Length: > 0 } && rule.Json["tracks"] is Value.Array tracks ? [.. tracks] : [];

    private static Value[] ParentsOf(WrittenRule rule) => rule.Json["parentConditions"] is Value.Array parents ? [.. parents] : [];
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Two payloads, and which of their parts differ.</summary>
internal sealed class PayloadPair
{
    /// <summary>The steps that all measures and proofs of the change may take, and all searches for witnesses.</summary>
    private const int MaxSteps = 10_000_000, MaxSearchSteps = 5_000_000;

    private readonly Dictionary<string, bool> _changedBandits = new(StringComparer.Ordinal);
    private readonly Dictionary<(string?, string?), bool> _otherLeaves = [];
    private readonly Dictionary<string, ImmutableArray<(WrittenRule? Old, WrittenRule? New)>> _pairs = new(StringComparer.Ordinal);
    private readonly Dictionary<(WrittenRule, WrittenRule), bool> _affected = [], _edited = [];

    public PayloadPair(WrittenPayload old, WrittenPayload @new)
    {
        (Old, New) = (old, @new);
        var (before, after) = (old.Parts, @new.Parts);
        ChangedGroups = References.Referring(
            Different(before.SavedGroups, after.SavedGroups),
            GroupEdges(before.SavedGroups).Concat(GroupEdges(after.SavedGroups)));
        Keys = [.. after.Features.Select(feature => feature.Key), .. before.Features.Where(feature => after.Find(feature.Key) is null).Select(feature => feature.Key)];
        var edited = Keys.Where(IsEdited).ToArray();
        AffectedFeatures = References.Referring(edited, before.Features.Concat(after.Features).SelectMany(PrerequisiteEdges));
    }

    /// <summary>The steps that are left for measures and proofs.</summary>
    public WorkLimit Work { get; private init; } = new(MaxSteps);

    /// <summary>The steps that are left for searches for witnesses.</summary>
    public WorkLimit Searches { get; } = new(MaxSearchSteps);

    /// <summary>The exposures that users can lose of features that others require.</summary>
    public ExposureLosses Losses => field ??= new ExposureLosses(this, ExposureReasons.Lost);

    /// <summary>The exposures that users can gain of features that others require: the losses of <see cref="Reversed"/>.</summary>
    public ExposureLosses Gains => field ??= new ExposureLosses(Reversed, ExposureReasons.Gained);

    /// <summary>The opposite change, with the same steps left.</summary>
    public PayloadPair Reversed => field ??= new PayloadPair(New, Old) { HasStickyBuckets = HasStickyBuckets, Work = Work };

    /// <summary>The features that require themselves, through others too, or one that does, before or after: they have no value where a cycle is met.</summary>
    public HashSet<string> CyclicFeatures => field ??= [.. CyclicOf(Old), .. CyclicOf(New)];

    /// <summary>The experiments of which users can get another variation by another rule.</summary>
    public SharedExperiments Shared => field ??= new SharedExperiments(this);

    public WrittenPayload Old { get; }

    public WrittenPayload New { get; }

    /// <summary>Whether the application has sticky buckets. Default: not known.</summary>
    public bool? HasStickyBuckets { get; init; }

    /// <summary>Whether what decides about stored assignments differs, in an application that can have some.</summary>
    public bool HasOtherAssignments(CompiledExperiment old, CompiledExperiment @new) => HasStickyBuckets is not false && StoredAssignments.Differ(old, @new);

    /// <summary>Whether rollouts have other fallback attributes, in an application in which they can count.</summary>
    public bool HasOtherFallback(WrittenRule old, WrittenRule @new) =>
        HasStickyBuckets is not false && old.Force?.Rollout?.FallbackAttribute != @new.Force?.Rollout?.FallbackAttribute;

    /// <summary>The keys of all features: those of the new payload in its order, then the removed ones.</summary>
    public ImmutableArray<string> Keys { get; }

    /// <summary>The saved groups that differ, and the groups that refer to them.</summary>
    public HashSet<string> ChangedGroups { get; }

    /// <summary>The features whose result can differ, because of their own rules or of a prerequisite's.</summary>
    public HashSet<string> AffectedFeatures { get; }

    /// <summary>The pairs of the rules of a feature, as <see cref="RulePairs.Of"/>.</summary>
    public ImmutableArray<(WrittenRule? Old, WrittenRule? New)> PairsOf(string key)
    {
        if (!_pairs.TryGetValue(key, out var pairs))
            _pairs[key] = pairs = RulePairs.Of(Old.Parts.Find(key)?.Rules ?? [], New.Parts.Find(key)?.Rules ?? []);
        return pairs;
    }

    /// <summary>Whether a rule itself is written differently, or a group or bandit that it names. Known for all experiments and rollouts after it.</summary>
    public bool IsEdited(WrittenRule old, WrittenRule @new)
    {
        if (!_edited.TryGetValue((old, @new), out var isEdited))
            _edited[(old, @new)] = isEdited = !old.Json.Equals(@new.Json) || UsesChangedGroup(@new.Json) || HasChangedBandit(@new.Json);
        return isEdited;
    }

    /// <summary>Whether a condition in a part of the payload uses a saved group that differs.</summary>
    public bool UsesChangedGroup(Value part) => ChangedGroups.Count > 0 && References.Groups(part).Any(ChangedGroups.Contains);

    /// <summary>Whether the contextual bandit of a rule differs.</summary>
    public bool HasChangedBandit(Value.Object rule)
    {
        if (rule["contextualBanditRef"].AsString() is not { } reference)
            return false;
        if (!_changedBandits.TryGetValue(reference, out var isChanged))
            _changedBandits[reference] = isChanged = !Old.Parts.Bandits[reference].Equals(New.Parts.Bandits[reference]) || UsesChangedGroup(New.Parts.Bandits[reference]);
        return isChanged;
    }

    /// <summary>Whether a rule answers other users than before. Known for all experiments after it.</summary>
    public bool IsAffected(WrittenRule old, WrittenRule @new)
    {
        if (!_affected.TryGetValue((old, @new), out var isAffected))
            _affected[(old, @new)] = isAffected = IsEdited(old, @new) || HasAffectedPrerequisite(@new.Json);
        return isAffected;
    }

    /// <summary>Whether a user can be in another leaf of a rule's contextual bandit: a change other than of weights.</summary>
    public bool HasOtherLeaves(Value.Object old, Value.Object @new)
    {
        var references = (old["contextualBanditRef"].AsString(), @new["contextualBanditRef"].AsString());
        if (!_otherLeaves.TryGetValue(references, out var hasOther))
            _otherLeaves[references] = hasOther = !LeavesOf(Old, old).SequenceEqual(LeavesOf(New, @new)) || LeavesOf(New, @new).Any(leaf => UsesChangedGroup(leaf.Condition));
        return hasOther;
    }

    /// <summary>Whether a feature that a rule requires has another result for some user.</summary>
    public bool HasAffectedPrerequisite(Value.Object rule) => References.Prerequisites(rule).Any(AffectedFeatures.Contains);

    /// <summary>Whether a feature is new, gone or written differently, or uses a group or bandit that is.</summary>
    public bool IsEdited(string key) => (Old.Parts.Find(key), New.Parts.Find(key)) is not ({ } old, { } @new)
        || !old.Json.Equals(@new.Json)
        || UsesChangedGroup(@new.Json)
        || @new.Rules.Any(rule => HasChangedBandit(rule.Json));

    private static IEnumerable<(Value Id, Value Condition)> LeavesOf(WrittenPayload payload, Value.Object rule) =>
        rule["contextualBanditRef"].AsString() is { } reference && payload.Parts.Bandits[reference]["contexts"] is Value.Array contexts
            ? contexts.Select(leaf => (leaf["leafId"], leaf["condition"]))
            : [];

    private static IEnumerable<string> Different(Value.Object old, Value.Object @new) =>
        old.Keys.Union(@new.Keys, StringComparer.Ordinal).Where(id => !old[id].Equals(@new[id]));

    private static IEnumerable<(string From, string To)> GroupEdges(Value.Object groups) =>
        groups.SelectMany(group => References.Groups(group.Value["condition"]).Select(used => (group.Key, used)));

    private static HashSet<string> CyclicOf(WrittenPayload payload) =>
        References.Referring(payload.Compiled.CyclicFeatures, payload.Parts.Features.SelectMany(PrerequisiteEdges));

    private static IEnumerable<(string From, string To)> PrerequisiteEdges(WrittenFeature feature) =>
        feature.Rules.SelectMany(rule => References.Prerequisites(rule.Json)).Select(key => (feature.Key, key));
}

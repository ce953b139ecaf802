using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>
/// The rules before an experiment or a rollout, as far as they decide which users it sees: those that differ, those that share a random
/// input with it or with one of these rules, or have one that depends on those, and those that answer each of its users. Other rules have the same
/// effect before and after.
/// </summary>
internal sealed class EarlierRules
{
    /// <summary>The number of reasons that are kept: all experiments of a feature have those of the rules before them.</summary>
    private const int MaxReasons = 10;

    /// <summary>The number of rules that are measured because an input of theirs depends on another one.</summary>
    private const int MaxDependent = 8;

    private const string TooMany = "too many rules before it to compare";

    /// <summary>Per rule: its side before and after; <c>null</c> on a side that does not have it.</summary>
    private readonly List<(Side? Old, Side? New)> _sides = [];
    private readonly List<Assignment> _assignments = [];
    private readonly List<string> _reasons = [];
    private readonly HashSet<WrittenRule> _unchanged = [];
    private readonly bool _isSticky;
    private readonly PayloadPair? _payloads;
    private readonly Value? _oldValue;
    private readonly Value? _newValue;

    /// <param name="payloads">The payloads.</param>
    /// <param name="pairs">The rules of the feature.</param>
    /// <param name="old">The rule before; <c>null</c> if it is new.</param>
    /// <param name="new">The rule after; <c>null</c> if it is removed.</param>
    /// <param name="isSticky">Whether each user in an experiment has a stored assignment.</param>
    public EarlierRules(PayloadPair payloads, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, WrittenRule? old, WrittenRule? @new, bool isSticky)
    {
        (_isSticky, _payloads) = (isSticky, payloads);
        if (!payloads.Work.TryTake(pairs.Length))
        {
            _reasons.Add(TooMany);
            return;
        }
        HashSet<BucketSource> shared = [.. InputsOf(old), .. InputsOf(@new)];
        var dependent = 0;
        (_oldValue, _newValue) = (ForcedValue(old), ForcedValue(@new));
        var isRollout = _oldValue is not null || _newValue is not null; // its feature tells that users follow another one: FeatureChange.IsMeasured
        if (Answering() is { } answering)
        {
            IsUnreached = true;
            Add(Assignment.Everybody, answering, answering);
            return;
        }
        foreach (var pair in pairs)
        {
            var (before, after) = Earlier(pair);
            if ((before is not null || after is not null) && !IsUnchanged(before, after))
                AddChanged(before, after, (old, @new), shared);
        }
        while (AddUnchanged(Shares) || (AddUnchanged(Depends) && dependent++ < MaxDependent))
        {
            if (payloads.Work.TryTake(pairs.Length))
                continue;
            _reasons.Add(TooMany);
            return;
        }

        // A rule that is the same, if such rules answer each user before and after, one of them or several together.
        WrittenRule? Answering()
        {
            WrittenRule[] same = [.. pairs.Select(Earlier).Where(pair => IsUnchanged(pair.Before, pair.After)).Select(pair => pair.After!)];
            return same.Length > 0 && (old is null || !WholeRules.Answering(same, old, payloads.Work).IsEmpty) && (@new is null || !WholeRules.Answering(same, @new, payloads.Work).IsEmpty)
                ? same[0]
                : null;
        }

        // Adds the next rule that shares an input with the others. Loops, because a feature can have thousands of rollouts after thousands of rules.
        bool AddUnchanged(Func<WrittenRule, HashSet<BucketSource>, bool> shares)
        {
            foreach (var pair in pairs)
            {
                var (before, after) = Earlier(pair);
                if (!IsUnchanged(before, after) || after!.IsTargeted || after.IsGate || IsByAttribute(after, old ?? @new!) || IsByAttribute(after, @new ?? old!) || !shares(after, shared) || !_unchanged.Add(after))
                    continue;
                if (dependent == MaxDependent && !Shares(after, shared))
                {
                    LeavesOutDependent = true;
                    return false;
                }
                shared.UnionWith(InputsOf(after));
                Add(after.Answering(), after, after);
                return true;
            }
            return false;
        }

        (WrittenRule? Before, WrittenRule? After) Earlier((WrittenRule? Old, WrittenRule? New) pair) => (
            IsBefore(pair.Old, old) || (old is null && IsBefore(pair.New, @new)) ? pair.Old : null,
            IsBefore(pair.New, @new) || (@new is null && IsBefore(pair.Old, old)) ? pair.New : null);

        bool IsUnchanged(WrittenRule? before, WrittenRule? after) =>
            before is not null && after is not null && !(isRollout ? payloads.IsEdited(before, after) : payloads.IsAffected(before, after));
    }

    /// <summary>No rules.</summary>
    public EarlierRules()
    {
    }

    public IReadOnlyList<Assignment> Assignments => _assignments;

    /// <summary>Why the users whom a rule answers are unknown.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>Whether rules that are the same answer each user, so that no user reaches the experiment or the rollout. Default: no.</summary>
    public bool IsUnreached { get; }

    /// <summary>Whether there are more rules with an input that depends on others than are measured. Default: no.</summary>
    public bool LeavesOutDependent { get; private set; }

    /// <summary>The share of all users that a measure is of.</summary>
    /// <param name="counts">The users of the measure, by class.</param>
    /// <param name="answered">The users whom earlier rules answer.</param>
    public static double SeenShare(BigInteger[] counts, BigInteger answered) => counts.Aggregate(BigInteger.Zero, (sum, count) => sum + count) is { IsZero: false } seen ? Exact.Ratio(seen, seen + answered) : 0;

    /// <summary>Why a measure with these rules is not exact although it is of random inputs only; <c>null</c> if it is.</summary>
    /// <param name="measured">All assignments of the measure.</param>
    /// <param name="seen">The share of all users that the measure is of.</param>
    public string? InexactReason(IEnumerable<Assignment> measured, double seen) =>
        DependentInputs.Among(measured) is not { } pair ? null : LeavesOutDependent ? DependentInputs.ReasonOfTooMany(pair) : DependentInputs.Reason(pair, seen);

    /// <summary>Whether a rule answers a user, before and after.</summary>
    /// <param name="outcomes">The outcomes of <see cref="Assignments"/>.</param>
    public (bool Before, bool After) Answers(ReadOnlySpan<int> outcomes)
    {
        var (before, after) = AnsweringSides(outcomes);
        return (before is not null, after is not null);
    }

    /// <summary>Whether a user whom a rule answers has the value of the rollout; <c>null</c> for a user whom no rule answers. Before and after.</summary>
    /// <param name="outcomes">The outcomes of <see cref="Assignments"/>.</param>
    public (bool? Before, bool? After) HaveValue(ReadOnlySpan<int> outcomes)
    {
        var (before, after) = AnsweringSides(outcomes);
        return (before?.HasValue, after?.HasValue);
    }

    /// <summary>The first rule that answers a user, before and after.</summary>
    private (Side? Before, Side? After) AnsweringSides(ReadOnlySpan<int> outcomes)
    {
        var (before, after) = (default(Side?), default(Side?));
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] < 0)
                continue;
            before = First(before, _sides[i].Old);
            after = First(after, _sides[i].New);
        }
        return (before, after);
    }

    private static Side? First(Side? one, Side? other) => one is null || other?.Index < one.Value.Index ? other : one;

    private static bool Shares(WrittenRule rule, HashSet<BucketSource> shared)
    {
        foreach (var source in rule.Sources)
        {
            if (shared.Contains(source))
                return true;
        }
        return false;
    }

    private static bool Depends(WrittenRule rule, HashSet<BucketSource> shared)
    {
        foreach (var source in rule.VaryingSources)
        {
            if (source.State is { } state && shared.Contains(state))
                return true;
        }
        return false;
    }

    /// <summary>The inputs of a rule, and the states of those that depend on others.</summary>
    private static IEnumerable<BucketSource> InputsOf(WrittenRule? rule) =>
        rule is null ? [] : rule.Sources.Concat(rule.VaryingSources.Select(source => source.State).OfType<BucketSource>());

    private void AddChanged(WrittenRule? before, WrittenRule? after, (WrittenRule? Old, WrittenRule? New) later, HashSet<BucketSource> shared)
    {
        if (before is { IsTargeted: true } || after is { IsTargeted: true } || IsByAttribute(before, later.Old ?? later.New!) || IsByAttribute(after, later.New ?? later.Old!)
            || (before is not null && after is not null && HaveOtherAttributes(before, after, later.Old ?? later.New!, later.New ?? later.Old!)))
        {
            AddReason(before, after, "attributes");
            return;
        }
        if (AreStoredAssignmentsDeciding(before, after))
        {
            AddReason(before, after, "stored assignments");
            return;
        }
        if (_assignments.Count > JointMeasure.MaxAssignments)
            return; // too many for a measure
        shared.UnionWith([.. InputsOf(before), .. InputsOf(after)]);
        if (before is not null)
            Add(before.Answering(), before, null);
        if (after is not null)
            Add(after.Answering(), null, after);
    }

    /// <summary>Whether users of a later rule can lack an attribute that a rule hashes, so that it does not answer them whatever their other buckets are.</summary>
    private static bool IsByAttribute(WrittenRule? rule, WrittenRule later) => rule is not null && !HashAttributes.NeedsNoMore(rule, later);

    /// <summary>Whether users of a later rule can lack an attribute that a rule hashes only before or only after.</summary>
    private static bool HaveOtherAttributes(WrittenRule before, WrittenRule after, WrittenRule oldLater, WrittenRule newLater) =>
        !(HashAttributes.NeedsNoMore(before, after) && HashAttributes.NeedsNoMore(after, before))
        && !(HashAttributes.NeedsNoMore(before, oldLater) && HashAttributes.NeedsNoMore(after, newLater));

    /// <summary>Whether stored assignments of an experiment before and after decide whom it answers.</summary>
    private bool AreStoredAssignmentsDeciding(WrittenRule? before, WrittenRule? after) =>
        before is { Experiments: [.., { Compiled: var old }] } && after is { Experiments: [.., { Compiled: var @new }] }
        && (_isSticky ? old.IsSticky || @new.IsSticky : _payloads!.HasOtherAssignments(old, @new));

    private void AddReason(WrittenRule? before, WrittenRule? after, string deciding)
    {
        if (_reasons.Count == MaxReasons)
            return;
        _reasons.Add($"rule {after ?? before} before it {(before is null ? "is new" : after is null ? "is gone" : "differs")}, and {deciding} decide whom it answers");
    }

    private void Add(Assignment assignment, WrittenRule? old, WrittenRule? @new)
    {
        _assignments.Add(assignment);
        _sides.Add((SideOf(old, _oldValue ?? _newValue), SideOf(@new, _newValue ?? _oldValue)));
    }

    private static Side? SideOf(WrittenRule? rule, Value? value) =>
        rule is null ? null : new Side(rule.Index, value is not null && ForcedValue(rule) is { } own && own.Equals(value));

    private static Value? ForcedValue(WrittenRule? rule) => rule?.Force is null ? null : rule.Json["force"];

    private static bool IsBefore(WrittenRule? rule, WrittenRule? experiment) => rule is not null && experiment is not null && rule.Index < experiment.Index;

    /// <summary>A rule in one of the payloads.</summary>
    /// <param name="Index">Its index among the rules.</param>
    /// <param name="HasValue">Whether it forces the value of the rollout that follows.</param>
    private readonly record struct Side(int Index, bool HasValue);
}

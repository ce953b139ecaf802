using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// The rules before an experiment, as far as they decide which users it sees: those that differ, and those that share a random
/// input with the experiment. Other rules have the same effect before and after.
/// </summary>
internal sealed class EarlierRules
{
    /// <summary>The number of reasons that are kept: all experiments of a feature have those of the rules before them.</summary>
    private const int MaxReasons = 10;

    /// <summary>Per rule: whether it is one of the old payload, and whether it is one of the new.</summary>
    private readonly List<(bool IsOld, bool IsNew)> _sides = [];
    private readonly List<Assignment> _assignments = [];
    private readonly List<string> _reasons = [];
    private readonly bool _isSticky;

    /// <param name="payloads">The payloads.</param>
    /// <param name="pairs">The rules of the feature.</param>
    /// <param name="old">The rule of the experiment before; <c>null</c> if it is new.</param>
    /// <param name="new">The rule of the experiment after; <c>null</c> if it is removed.</param>
    /// <param name="isSticky">Whether each user in an experiment has a stored assignment.</param>
    public EarlierRules(PayloadPair payloads, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, WrittenRule? old, WrittenRule? @new, bool isSticky)
    {
        _isSticky = isSticky;
        if (!payloads.Work.TryTake(pairs.Length))
        {
            _reasons.Add("too many rules before the experiment to compare");
            return;
        }
        HashSet<BucketSource> shared = [.. old?.Sources ?? [], .. @new?.Sources ?? []];
        foreach (var pair in pairs)
        {
            var before = IsBefore(pair.Old, old) || (old is null && IsBefore(pair.New, @new)) ? pair.Old : null;
            var after = IsBefore(pair.New, @new) || (@new is null && IsBefore(pair.Old, old)) ? pair.New : null;
            if (before is not null && after is not null && !payloads.IsAffected(before, after))
                AddUnchanged(after, shared);
            else if (before is not null || after is not null)
                AddChanged(before, after);
        }
    }

    /// <summary>No rules.</summary>
    public EarlierRules()
    {
    }

    public IReadOnlyList<Assignment> Assignments => _assignments;

    /// <summary>Why the users whom a rule answers are unknown.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>Whether a rule answers a user, before and after.</summary>
    /// <param name="outcomes">The outcomes of <see cref="Assignments"/>.</param>
    public (bool Before, bool After) Answers(ReadOnlySpan<int> outcomes)
    {
        var (before, after) = (false, false);
        for (var i = 0; i < outcomes.Length; i++)
        {
            before |= _sides[i].IsOld && outcomes[i] >= 0;
            after |= _sides[i].IsNew && outcomes[i] >= 0;
        }
        return (before, after);
    }

    private void AddUnchanged(WrittenRule rule, HashSet<BucketSource> shared)
    {
        if (!rule.IsTargeted && !rule.IsGate && rule.Sources.Any(shared.Contains))
            Add(rule.Answering(), true, true);
    }

    private void AddChanged(WrittenRule? before, WrittenRule? after)
    {
        if (before is { IsTargeted: true } || after is { IsTargeted: true })
        {
            AddReason(before, after, "attributes");
            return;
        }
        if (AreStoredAssignmentsDeciding(before, after))
        {
            AddReason(before, after, "stored assignments");
            return;
        }
        if (before is not null)
            Add(before.Answering(), true, false);
        if (after is not null)
            Add(after.Answering(), false, true);
    }

    /// <summary>Whether stored assignments of an experiment before and after decide whom it answers.</summary>
    private bool AreStoredAssignmentsDeciding(WrittenRule? before, WrittenRule? after) =>
        before is { Experiments: [.., { Compiled: var old }] } && after is { Experiments: [.., { Compiled: var @new }] }
        && (_isSticky ? old.IsSticky || @new.IsSticky : StoredAssignments.Differ(old, @new));

    private void AddReason(WrittenRule? before, WrittenRule? after, string deciding)
    {
        if (_reasons.Count == MaxReasons)
            return;
        _reasons.Add($"rule {after ?? before} before the experiment {(before is null ? "is new" : after is null ? "is gone" : "differs")}, and {deciding} decide whom it answers");
    }

    private void Add(Assignment assignment, bool isOld, bool isNew)
    {
        if (_assignments.Count > JointMeasure.MaxAssignments)
            return; // too many for a measure
        _assignments.Add(assignment);
        _sides.Add((isOld, isNew));
    }

    private static bool IsBefore(WrittenRule? rule, WrittenRule? experiment) => rule is not null && experiment is not null && rule.Index < experiment.Index;
}

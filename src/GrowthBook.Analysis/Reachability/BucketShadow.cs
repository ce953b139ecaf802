using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Proves that rollouts before a rule of their feature answer for each of its buckets. They hash the same attribute with the same seed, and each
/// user of the rule meets their conditions. What is not proved is <c>null</c>.
/// </summary>
/// <param name="proofs">Proves conditions.</param>
/// <param name="work">The steps that all proofs may take.</param>
internal sealed class BucketShadow(UserProofs proofs, WorkLimit work)
{
    /// <summary>The number of rollouts of one seed that are compared with a rule: the first ones.</summary>
    private const int MaxBefore = 50;

    private readonly Dictionary<BucketSource, List<Earlier>> _before = [];

    /// <summary>The rollouts that a rule takes, in order.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="condition">Its condition.</param>
    public Proof? Of(RuleSource rule, Formula condition)
    {
        foreach (var (factor, fallback) in Inputs(rule))
        {
            // A user without the attribute is in the rule by its fallback attribute, and in a rollout with the same one.
            if (_before.TryGetValue(factor.Source, out var before) && before.FindAll(each => fallback is null || each.Fallback == fallback) is var same
                && Covers(same, factor.Map) && Met(same, condition) is var (met, exceptLists) && Covers(met, factor.Map))
            {
                return new Proof(Needed(met, factor.Map), exceptLists, factor.Source);
            }
        }
        return null;
    }

    /// <summary>Adds a rule that may answer for buckets of later ones.</summary>
    public void Add(RuleSource rule, Formula condition)
    {
        if (rule.Compiled is not Rule.Force { HasPrerequisites: false, Filters: null, Rollout: { } rollout })
            return;
        foreach (var (factor, _) in Inputs(rule))
        {
            if (!_before.TryGetValue(factor.Source, out var before))
                _before.Add(factor.Source, before = []);
            if (before.Count < MaxBefore)
                before.Add(new Earlier(rule, condition, rollout.FallbackAttribute, factor.Map));
        }
    }

    /// <summary>The random inputs of a rule, each with the attribute that replaces a missing one.</summary>
    private static IEnumerable<(Assignment.Factor Factor, string? Fallback)> Inputs(RuleSource rule)
    {
        switch (rule.Compiled)
        {
            case Rule.Force force:
                var factors = Assignment.Of(force, rule.Node["hashVersion"]?.Value.AsDouble()).Factors;
                return factors.Select((factor, i) => (factor, i == factors.Length - 1 ? force.Rollout?.FallbackAttribute : null));
            case Rule.Experiment { Bandit: null } experiment:
                var candidate = new ExclusionProof.Candidate(experiment.Compiled);
                return candidate.Assignment.Factors.Select((factor, i) => (factor, candidate.FallsBack(i) ? candidate.Fallback : null));
            default:
                return [];
        }
    }

    /// <summary>The rollouts whose conditions each user of a condition meets.</summary>
    private (List<Earlier> Rollouts, bool ExceptLists) Met(List<Earlier> before, Formula condition)
    {
        var (met, exceptLists) = (new List<Earlier>(), false);
        foreach (var each in before)
        {
            if (each.Rule.IsForAllUsers)
            {
                met.Add(each);
            }
            else if (proofs.OfNoUser(new Formula.And([condition, new Formula.Not(each.Users)])) is { } lists)
            {
                met.Add(each);
                exceptLists |= lists;
            }
        }
        return (met, exceptLists);
    }

    /// <summary>Those without which the others do not answer for all buckets.</summary>
    private ImmutableArray<RuleSource> Needed(List<Earlier> rollouts, BucketMap map)
    {
        var needed = rollouts.ToList();
        foreach (var each in rollouts)
        {
            if (needed.Count > 1 && Covers(needed.FindAll(other => other != each), map))
                needed.Remove(each);
        }
        return [.. needed.Select(each => each.Rule)];
    }

    /// <summary>Whether each bucket of a map is one of a rollout's; <c>false</c> without steps left.</summary>
    private bool Covers(List<Earlier> rollouts, BucketMap map)
    {
        var intervals = map.Starts.Length + rollouts.Sum(each => (long)each.Map.Starts.Length);
        return rollouts.Count > 0 && work.TryTake(intervals * (1 + rollouts.Count))
            && map.Starts.Concat(rollouts.SelectMany(each => each.Map.Starts)).All(start => map[start] < 0 || rollouts.Exists(each => each.Map[start] >= 0));
    }

    /// <summary>What is proved.</summary>
    /// <param name="By">The rollouts, in order.</param>
    /// <param name="ExceptLists">Whether the proof leaves out users who have a list as an attribute.</param>
    /// <param name="Source">The random input that they share with the rule.</param>
    internal sealed record Proof(ImmutableArray<RuleSource> By, bool ExceptLists, BucketSource Source)
    {
        /// <summary>The reason in words, without a final period.</summary>
        public string Reason => (By is [var only]
            ? $"rule {only} before it answers for each of its buckets"
            : $"rules {string.Join(", ", By.Take(By.Length - 1))} and {By[^1]} before it answer for each of its buckets")
            + $": they hash `{PlainText.Of(Source.Attribute, PlainText.MaxName)}` with the same seed, `{PlainText.Of(Source.Seed, PlainText.MaxName)}`";
    }

    /// <summary>A rollout.</summary>
    private sealed record Earlier(RuleSource Rule, Formula Users, string? Fallback, BucketMap Map);
}

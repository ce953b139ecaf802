using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Proves that rollouts before a rule of their feature answer for each of its users with a bucket. They hash the same attribute and have its buckets of the
/// same seed, or all buckets of another one, and each user of the rule meets their conditions. What is not proved is <c>null</c>.
/// </summary>
/// <param name="proofs">Proves conditions.</param>
/// <param name="work">The steps that all proofs may take.</param>
internal sealed class BucketShadow(UserProofs proofs, WorkLimit work)
{
    /// <summary>The number of rollouts of one seed that are compared with a rule: the first ones.</summary>
    private const int MaxBefore = 50;

    /// <summary>The number of seeds of rollouts of one attribute that are compared with a rule of another seed: the first ones.</summary>
    private const int MaxSeeds = 50;

    private readonly Dictionary<BucketSource, List<Earlier>> _before = [];
    private readonly Dictionary<string, List<BucketSource>> _seeds = new(StringComparer.Ordinal);

    /// <summary>The rollouts that a rule takes, in order.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="condition">Its condition.</param>
    public Proof? Of(RuleSource rule, Formula condition)
    {
        foreach (var (factor, fallback) in Inputs(rule))
        {
            if (_before.TryGetValue(factor.Source, out var before) && Of(before, factor.Map, fallback, condition) is var (rollouts, exceptLists))
                return new Proof(rollouts, exceptLists, factor.Source, IsWhole: false);
            foreach (var source in _seeds.GetValueOrDefault(factor.Source.Attribute, []))
            {
                if (Of(_before[source], BucketMap.Whole(source), fallback, condition) is var (whole, exceptWholeLists))
                    return new Proof(whole, exceptWholeLists, source, IsWhole: true);
            }
        }
        return null;
    }

    /// <summary>The rollouts of one source that answer for all buckets of a map, and whether the proof leaves out users who have a list as an attribute.</summary>
    private (ImmutableArray<RuleSource> Rollouts, bool ExceptLists)? Of(List<Earlier> before, BucketMap map, string? fallback, Formula condition)
    {
        // A user without the attribute is in the rule by its fallback attribute, and in a rollout with the same one.
        var same = before.FindAll(each => fallback is null || each.Fallback == fallback);
        return Covers(same, map) && Met(same, condition) is var (met, exceptLists) && Covers(met, map) ? (Needed(met, map), exceptLists) : null;
    }

    /// <summary>Adds a rule that may answer for buckets of later ones.</summary>
    public void Add(RuleSource rule, Formula condition)
    {
        if (rule.Compiled is not Rule.Force { HasPrerequisites: false, Filters: null, Rollout: { } rollout })
            return;
        foreach (var (factor, _) in Inputs(rule))
        {
            if (!_before.TryGetValue(factor.Source, out var before))
            {
                _before.Add(factor.Source, before = []);
                if (!_seeds.TryGetValue(factor.Source.Attribute, out var seeds))
                    _seeds.Add(factor.Source.Attribute, seeds = []);
                if (seeds.Count < MaxSeeds)
                    seeds.Add(factor.Source);
            }
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
    /// <param name="Source">The random input of the rollouts.</param>
    /// <param name="IsWhole">Whether they answer for each bucket of their seed, which can be another one than that of the rule.</param>
    internal sealed record Proof(ImmutableArray<RuleSource> By, bool ExceptLists, BucketSource Source, bool IsWhole)
    {
        /// <summary>The reason in words, without a final period.</summary>
        public string Reason => (By is [var only]
            ? $"rule {only} before it answers for each {Buckets}"
            : $"rules {string.Join(", ", By.Take(By.Length - 1))} and {By[^1]} before it answer for each {Buckets}")
            + (IsWhole ? "" : $": they hash `{PlainText.Of(Source.Attribute, PlainText.MaxName)}` with the same seed, `{PlainText.Of(Source.Seed, PlainText.MaxName)}`");

        private string Buckets => IsWhole ? $"user with a bucket by `{PlainText.Of(Source.Attribute, PlainText.MaxName)}`" : "of its buckets";
    }

    /// <summary>A rollout.</summary>
    private sealed record Earlier(RuleSource Rule, Formula Users, string? Fallback, BucketMap Map);
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Proves that rollouts and experiments before a rule of their feature answer for each of its users with a bucket. They hash the same attribute and have its
/// buckets of the same seed, or all buckets of another one, and each user of the rule meets their conditions. What is not proved is <c>null</c>.
/// </summary>
/// <param name="proofs">Proves conditions.</param>
/// <param name="work">The steps that all proofs may take.</param>
internal sealed class BucketShadow(UserProofs proofs, WorkLimit work)
{
    /// <summary>The number of rules of one seed that are compared with a rule: the first ones.</summary>
    private const int MaxBefore = 50;

    /// <summary>The number of seeds of rules of one attribute that are compared with a rule of another seed: the first ones.</summary>
    private const int MaxSeeds = 50;

    private readonly Dictionary<BucketSource, List<Earlier>> _before = [];
    private readonly Dictionary<string, List<BucketSource>> _seeds = new(StringComparer.Ordinal);

    /// <summary>The rules before it that answer for a rule, in order.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="condition">Its condition.</param>
    public Proof? Of(RuleSource rule, Formula condition)
    {
        foreach (var (factor, fallback) in Inputs(rule))
        {
            if (_before.TryGetValue(factor.Source, out var before) && Of(before, factor.Map, fallback, condition) is var (by, exceptLists))
                return new Proof(by, exceptLists, factor.Source, IsWhole: false);
            foreach (var source in _seeds.GetValueOrDefault(factor.Source.Attribute, []))
            {
                if (Of(_before[source], BucketMap.Whole(source), fallback, condition) is var (whole, exceptWholeLists))
                    return new Proof(whole, exceptWholeLists, source, IsWhole: true);
            }
        }
        return null;
    }

    /// <summary>The rules of one source that answer for all buckets of a map, and whether the proof leaves out users who have a list as an attribute.</summary>
    private (ImmutableArray<RuleSource> By, bool ExceptLists)? Of(List<Earlier> before, BucketMap map, string? fallback, Formula condition)
    {
        // A user without the attribute is in the rule by its fallback attribute, and in one before it with the same one.
        var same = before.FindAll(each => fallback is null || each.Fallback == fallback);
        return Covers(same, map) && Met(same, condition) is var (met, exceptLists) && Covers(met, map) ? (Needed(met, map), exceptLists) : null;
    }

    /// <summary>Adds a rule that may answer for buckets of later ones.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="inputs">What decides whether it answers; <c>null</c> for a rule that does not count.</param>
    /// <param name="condition">Its condition.</param>
    public void Add(RuleSource rule, AnsweringInputs? inputs, Formula condition)
    {
        if (inputs?.Deciding is not { } factor)
            return;
        if (!_before.TryGetValue(factor.Source, out var before))
        {
            _before.Add(factor.Source, before = []);
            if (!_seeds.TryGetValue(factor.Source.Attribute, out var seeds))
                _seeds.Add(factor.Source.Attribute, seeds = []);
            if (seeds.Count < MaxSeeds)
                seeds.Add(factor.Source);
        }
        if (before.Count < MaxBefore)
            before.Add(new Earlier(rule, condition, inputs.Fallback, factor.Map));
    }

    /// <summary>The random inputs of a rule, each with the attribute that replaces a missing one. The leaves of a contextual bandit can have any buckets.</summary>
    private static IEnumerable<(Assignment.Factor Factor, string? Fallback)> Inputs(RuleSource rule)
    {
        switch (rule.Compiled)
        {
            case Rule.Force force:
                var factors = Assignment.Of(force, rule.Node["hashVersion"]?.Value.AsDouble()).Factors;
                return factors.Select((factor, i) => (factor, i == factors.Length - 1 ? force.Rollout?.FallbackAttribute : null));
            case Rule.Experiment experiment:
                var candidate = new ExclusionProof.Candidate(experiment.Compiled);
                return candidate.Assignment.Factors.Select((factor, i) => (
                    experiment.Bandit is null ? factor : factor with { Map = BucketMap.Whole(factor.Source) }, candidate.FallsBack(i) ? candidate.Fallback : null));
            default:
                return [];
        }
    }

    /// <summary>The rules whose conditions each user of a condition meets.</summary>
    private (List<Earlier> Rules, bool ExceptLists) Met(List<Earlier> before, Formula condition)
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
    private ImmutableArray<RuleSource> Needed(List<Earlier> rules, BucketMap map)
    {
        var needed = rules.ToList();
        foreach (var each in rules)
        {
            if (needed.Count > 1 && Covers(needed.FindAll(other => other != each), map))
                needed.Remove(each);
        }
        return [.. needed.Select(each => each.Rule)];
    }

    /// <summary>Whether each bucket of a map is one of a rule's; <c>false</c> without steps left.</summary>
    private bool Covers(List<Earlier> rules, BucketMap map)
    {
        var intervals = map.Starts.Length + rules.Sum(each => (long)each.Map.Starts.Length);
        return rules.Count > 0 && work.TryTake(intervals * (1 + rules.Count))
            && map.Starts.Concat(rules.SelectMany(each => each.Map.Starts)).All(start => map[start] < 0 || rules.Exists(each => each.Map[start] >= 0));
    }

    /// <summary>What is proved.</summary>
    /// <param name="By">The rules that answer, in order.</param>
    /// <param name="ExceptLists">Whether the proof leaves out users who have a list as an attribute.</param>
    /// <param name="Source">Their random input.</param>
    /// <param name="IsWhole">Whether they answer for each bucket of their seed, which can be another one than that of the rule.</param>
    internal sealed record Proof(ImmutableArray<RuleSource> By, bool ExceptLists, BucketSource Source, bool IsWhole)
    {
        /// <summary>The reason in words, without a final period.</summary>
        public string Reason => (By is [var only]
            ? $"rule {only} before it answers for each {Buckets}"
            : $"rules {string.Join(", ", By.Take(By.Length - 1))} and {By[^1]} before it answer for each {Buckets}")
            + (IsWhole ? "" : $": they hash `{PlainText.Of(Source.Attribute, PlainText.MaxName)}` {Randomness}");

        private string Randomness => Source.NamespaceId is { } space
            ? $"for the same namespace, `{PlainText.Of(space, PlainText.MaxName)}`"
            : $"with the same seed, `{PlainText.Of(Source.Seed, PlainText.MaxName)}`";

        private string Buckets => IsWhole ? $"user with a bucket by `{PlainText.Of(Source.Attribute, PlainText.MaxName)}`" : "of its buckets";
    }

    /// <summary>A rollout or an experiment.</summary>
    private sealed record Earlier(RuleSource Rule, Formula Users, string? Fallback, BucketMap Map);
}

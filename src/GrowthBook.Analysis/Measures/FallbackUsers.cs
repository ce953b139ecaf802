using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// The users whose results can depend on whether the application has sticky buckets: a rule hashes an attribute that they lack, and has a
/// <c>fallbackAttribute</c> that they have.
/// </summary>
internal sealed class FallbackUsers
{
    private readonly ImmutableArray<(string Hashed, string Fallback)> _pairs;

    private FallbackUsers(IEnumerable<(string Hashed, string Fallback)> pairs) => _pairs = [.. pairs.Distinct()];

    /// <summary>The users of features, with the features that they require, and of own experiments of a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="features">The keys of the features.</param>
    /// <param name="own">The own experiments. Default: none.</param>
    public static FallbackUsers Of(Payload payload, IEnumerable<string> features, IEnumerable<WrittenRule>? own = null)
    {
        var (table, pairs) = (payload.Features, new List<(string, string)>());
        var (open, seen) = (new Queue<int>(), new HashSet<int>());
        foreach (var feature in features)
            Open(table.NumberOf(feature));
        foreach (var experiment in own?.SelectMany(rule => rule.Experiments).Select(arm => arm.Compiled) ?? [])
        {
            Add(experiment);
            foreach (var prerequisite in experiment.Prerequisites)
                Open(table.NumberOf(prerequisite.Key));
        }
        while (open.TryDequeue(out var number))
        {
            var rules = table[number].Rules;
            for (var i = 0; i < rules.Count; i++)
                AddRule(rules[i]);
        }
        return new FallbackUsers(pairs);

        void Open(int number)
        {
            if (number >= 0 && seen.Add(number))
                open.Enqueue(number);
        }

        void AddRule(Rule rule)
        {
            foreach (var prerequisite in rule.Prerequisites)
                Open(prerequisite.Number);
            if (rule is Rule.Force { Rollout: { FallbackAttribute: { } fallback } rollout })
                pairs.Add((rollout.HashAttribute, fallback));
            else if (rule is Rule.Experiment experiment)
                Add(experiment.Compiled);
        }

        void Add(CompiledExperiment experiment)
        {
            if (experiment is { IsSticky: true, FallbackAttribute: { } fallback })
                pairs.Add((experiment.HashAttribute, fallback));
        }
    }

    /// <summary>Whether no rule has a fallback attribute that counts, so that no user can depend on sticky buckets.</summary>
    public bool IsEmpty => _pairs.IsEmpty;

    /// <summary>These and those of another payload.</summary>
    public FallbackUsers And(FallbackUsers other) => new(_pairs.Concat(other._pairs));

    /// <summary>Whether the results of a user can depend on sticky buckets, which the context does not have.</summary>
    public bool Has(Context context)
    {
        if (context.StickyBuckets is not null)
            return false;
        foreach (var (hashed, fallback) in _pairs)
        {
            if (!IsIn(context, hashed) && IsIn(context, fallback))
                return true;
        }
        return false;
    }

    /// <summary>Whether a feature has another result with sticky buckets, which the context does not have: another value, reason or exposure.</summary>
    public bool Decide(Context context, string feature) =>
        Has(context) && OutcomeOf(context, feature) != OutcomeOf(StickyBucketing.With(context), feature);

    /// <summary>Whether a user of an application with sticky buckets has a value in the place of an attribute.</summary>
    public bool Replaces(string attribute, Attributes attributes)
    {
        foreach (var (hashed, fallback) in _pairs)
        {
            if (hashed == attribute && attributes[fallback].IsTruthy)
                return true;
        }
        return false;
    }

    private static string OutcomeOf(Context context, string feature)
    {
        var (result, effects) = Evaluator.EvalFeature(context, feature);
        return new Value.Array(
        [
            result.Value, result.Source.ToName(), result.RuleId, .. VariationOf(result.Experiment, result.ExperimentResult),
            .. effects.OfType<Effect.ExperimentViewed>().SelectMany(viewed => VariationOf(viewed.Experiment, viewed.Result)),
        ]).ToJson();
    }

    private static IEnumerable<Value> VariationOf(Experiment? experiment, ExperimentResult? result) => experiment is null || result is null ? [] : [experiment.Key, result.Key];

    private static bool IsIn(Context context, string attribute) => context.User.Find(attribute) is { IsTruthy: true };
}

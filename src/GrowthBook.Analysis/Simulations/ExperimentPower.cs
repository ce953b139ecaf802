using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The power of an experiment of a payload: its arms, and the share of users that it admits.</summary>
public sealed class ExperimentPower
{
    private readonly WrittenPayload _payload;
    private readonly WrittenFeature? _feature;
    private readonly WrittenRule _rule;
    private readonly RuleShares _shares;
    private readonly double _admitted;

    /// <summary>What attributes decide about the share; empty for a share that is exact or counted.</summary>
    private readonly ImmutableArray<string> _targeting;

    /// <summary>Why no user is in the experiment; <c>null</c> if some are.</summary>
    private readonly string? _reason;

    /// <summary>Why the share is an estimate; <c>null</c> if it is exact or counted.</summary>
    private readonly string? _estimate;

    private ExperimentPower(
        WrittenPayload payload, WrittenFeature? feature, WrittenRule rule, RuleShares shares, double admitted, ImmutableArray<string> targeting, string? reason, string? estimate) =>
        (_payload, _feature, _rule, _shares, _admitted, _targeting, _reason, _estimate) = (payload, feature, rule, shares, admitted, targeting, reason, estimate);

    /// <summary>The attributes that the experiment hashes.</summary>
    internal ILookup<string, string> Hashed => HashAttributes.Of(_rule).ToLookup(attribute => attribute, _ => $"experiment {_rule.Experiment!.Key}", StringComparer.Ordinal);

    /// <summary>The users who can depend on sticky buckets.</summary>
    internal FallbackUsers Fallbacks => field ??= FallbackUsers.Of(_payload.Compiled, _feature is null ? [] : [_feature.Key], _feature is null ? [_rule] : null);

    /// <summary>Why the power of an experiment cannot be computed.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="key">The key of the experiment.</param>
    /// <param name="rule">The rule, as in <see cref="ExperimentRules.ErrorOf"/>; <c>null</c> for the only one.</param>
    /// <returns>The error; <c>null</c> for an experiment that <see cref="Of"/> takes.</returns>
    public static string? ErrorOf(WrittenPayload payload, string key, string? rule = null) => Read(payload, key, rule).Error;

    /// <summary>The experiment of a key, with the share of users that its random inputs, and those of the rules before it, admit.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="key">The key of the experiment.</param>
    /// <param name="rule">The rule, as in <see cref="ExperimentRules.ErrorOf"/>; <c>null</c> for the only one.</param>
    /// <returns>The power; <c>null</c> if <see cref="ErrorOf"/> has an error.</returns>
    public static ExperimentPower? Of(WrittenPayload payload, string key, string? rule = null) => Read(payload, key, rule).Power;

    private static (ExperimentPower? Power, string? Error) Read(WrittenPayload payload, string key, string? name)
    {
        if (ExperimentRules.ErrorOf(payload, key, name) is { } error)
            return (null, error);
        var (feature, rule) = ExperimentRules.Find(payload.Parts, key, name)!.Value;
        if (rule.HasLeaves)
            return (null, $"experiment `{Finding.Name(key)}` is a contextual bandit, which sets its weights itself");
        var measure = new SharesMeasure(payload.Parts);
        var shares = measure.Of(feature, rule, rule.Experiments[^1]);
        return !shares.AreKnown ? (null, $"the shares of experiment `{Finding.Name(key)}` are not known: {shares.Reasons[0]}")
            : measure.Included(feature, rule) is not { } admitted ? (null, $"the share of users in experiment `{Finding.Name(key)}` is not known: the rules before it have too many random inputs for a measure, or seeds of hash version 1 that are too long for a sample")
            : (New(admitted, admitted.Share == 0 ? ReasonOf(rule.Experiments[^1].Compiled) : ExperimentReach.NoUserReason(payload.Parts, feature, rule)), null);

        ExperimentPower New(ReachedShare admitted, string? reason) => reason is null
            ? new(payload, feature, rule, shares, admitted.Share, [.. SharesMeasure.Targeting(feature, rule)], null, admitted.Estimate)
            : new(payload, feature, rule, shares, 0, [], reason, admitted.Share == 0 ? admitted.Estimate : null);
    }

    private static string ReasonOf(CompiledExperiment experiment) =>
        NoUsers.ReasonOfState(experiment.Source) ?? NoUsers.ReasonOf(experiment) ?? "rules before it answer all users in its buckets";

    /// <summary>The keys of all experiments of a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The keys.</returns>
    public static IEnumerable<string> KeysOf(WrittenPayload payload) =>
        (payload ?? throw new ArgumentNullException(nameof(payload))).Parts.AllExperiments().Select(each => each.Rule.Experiment!.Key);

    /// <summary>Whether the experiment tracks a user.</summary>
    /// <param name="attributes">The user's attributes.</param>
    /// <param name="hasStickyBuckets">Whether the application has sticky buckets, so that a <c>fallbackAttribute</c> counts. Default: no.</param>
    /// <returns>Whether it does.</returns>
    public bool Admits(Attributes attributes, bool hasStickyBuckets = false)
    {
        var context = StickyBucketing.Of(new Context(_payload.Compiled, attributes), hasStickyBuckets);
        return _feature is null
            ? Evaluator.RunExperiment(context, _rule.Experiment! with { UrlPatterns = default }).Result is { InExperiment: true, HashUsed: true }
            : Evaluator.EvalFeature(context, _feature.Key).Effects.Any(effect => effect is Effect.ExperimentViewed viewed && _payload.IsOf(viewed, _feature, _rule));
    }

    /// <summary>Whether the experiment tracks a user only in an application with sticky buckets, or only in one without.</summary>
    internal bool IsUndecided(Attributes attributes) =>
        Fallbacks.Has(new Context(_payload.Compiled, attributes)) && Admits(attributes, hasStickyBuckets: true) != Admits(attributes);

    /// <summary>The same with a share of users that was counted.</summary>
    /// <param name="admitted">The number of users in the experiment.</param>
    /// <param name="users">The number of all users, above 0.</param>
    /// <returns>The power.</returns>
    public ExperimentPower WithAdmitted(long admitted, long users) => new(_payload, _feature, _rule, _shares, (double)admitted / users, [], admitted == 0 ? NoneReason : null, null);

    /// <summary>Why no user of a file is in the experiment.</summary>
    private string NoneReason => _reason ?? "no user of the file has one of its buckets" + (_targeting.IsEmpty ? "" : $" and passes {string.Join(", ", _targeting)}");

    /// <summary>The smallest relative lifts that are found with a power of 0.8 at a level of 0.05, by weeks.</summary>
    /// <param name="usersPerWeek">The number of users per week, before targeting and coverage.</param>
    /// <param name="rate">The rate of the control, between 0 and 1, both exclusive.</param>
    /// <param name="weeks">The numbers of weeks.</param>
    /// <returns><c>{"kind":"power","schemaVersion":1,"payload","feature","rule","key","rate","usersPerWeek","admitted","targeting","weeks":[{"weeks","users","smallestLift"}],"estimate"?,"reason"?,"unread":0,"ruleName"?}</c>; the lift of the smallest arm against the first.</returns>
    public Value.Object ToValue(double usersPerWeek, double rate, IEnumerable<int> weeks)
    {
        var shares = _shares.OfIncluded;
        var treatment = shares.Skip(1).Where(share => share > 0).DefaultIfEmpty(0).Min();
        var members = new List<KeyValuePair<string, Value>>
        {
            new("kind", "power"),
            new("schemaVersion", PartialResult.SchemaVersion),
            new("payload", _payload.Hash),
            new("feature", _feature is null ? Value.Null.Instance : _feature.Key),
            new("rule", _rule.Id),
            new("key", _rule.Experiment!.Key),
            new("rate", rate),
            new("usersPerWeek", usersPerWeek),
            new("admitted", _admitted),
            new("targeting", new Value.Array(_targeting.Select(part => (Value)part))),
            new("weeks", new Value.Array(weeks.Select(week =>
            {
                var users = usersPerWeek * week * _admitted;
                var lift = Power.SmallestLift(rate, users * shares.FirstOrDefault(), users * treatment);
                return (Value)new Value.Object([new("weeks", week), new("users", users), new("smallestLift", lift is { } found ? found : Value.Null.Instance)]);
            }))),
        };
        if (_estimate is not null)
            members.Add(new("estimate", _estimate));
        if (_reason is not null)
            members.Add(new("reason", _reason));
        members.Add(new(Unread.Member, 0));
        return ExperimentRules.WithName(new Value.Object(members), ExperimentRules.PickedName(_payload.Parts, _rule.Experiment!.Key, _feature, _rule));
    }
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Proves which rules of features, and which of the payload's own experiments, no user or every user reaches. All proofs take the steps of two limits.</summary>
/// <param name="source">The payload.</param>
/// <param name="work">The limit of proofs by attributes.</param>
/// <param name="ofBuckets">The limit of proofs by buckets: they are many where rollouts and experiments have conditions, and prove less.</param>
internal sealed class ReachProofs(PayloadSource source, WorkLimit work, WorkLimit ofBuckets)
{
    /// <summary>The steps that all proofs of a payload may take; those of buckets take a quarter as many more.</summary>
    public const int MaxSteps = 20_000_000;

    private const string NoUser = "no user meets its condition", EveryUser = "every user meets its condition";

    private readonly FormulaReader _formulas = new(source);
    private readonly UserProofs _proofs = new(source.Payload, work);
    private readonly UserProofs _bucketProofs = new(source.Payload, ofBuckets);
    private readonly Dictionary<FeatureSource, ImmutableArray<RuleVerdict>> _verdicts = new(ReferenceEqualityComparer.Instance);

    /// <summary>The proofs of a payload.</summary>
    /// <param name="source">The payload.</param>
    /// <param name="steps">The steps that all proofs may take.</param>
    public ReachProofs(PayloadSource source, long steps = MaxSteps)
        : this(source, new WorkLimit(steps), new WorkLimit(steps / 4))
    {
    }

    /// <summary>The verdicts on the rules of a feature that evaluation uses, in the order of the text.</summary>
    public ImmutableArray<RuleVerdict> Of(FeatureSource feature)
    {
        if (!_verdicts.TryGetValue(feature, out var verdicts))
            _verdicts[feature] = verdicts = [.. New(feature)];
        return verdicts;
    }

    /// <summary>The verdict on the condition of one of the payload's own experiments; its buckets apart.</summary>
    public (RuleReach Reach, bool ExceptLists, string Reason) Of(ExperimentSource own)
    {
        if (ConditionReader.ReadMember(own.Node) is not { } condition)
            return (RuleReach.Possible, false, "");
        var formula = _formulas.Read(condition);
        return _proofs.OfNoUser(formula) is { } never ? (RuleReach.Never, never, NoUser)
            : OfEveryUser(own.Node, formula) is { } always ? (RuleReach.Always, always, EveryUser)
            : (RuleReach.Possible, false, "");
    }

    /// <summary>
    /// The last of the rules that together force a value for each user, so that no user reaches a rule after it, or the default value; <c>null</c> without a proof. A context
    /// without experiments leads past those, so that they do not count.
    /// </summary>
    public RuleSource? LastForAll(FeatureSource feature)
    {
        var forcing = Answering(feature).Where(each => each.Rule.Experiment is null).ToArray();
        return _proofs.OfShadow(Formula.True, forcing) is ({ } by, false) ? by[^1] : null;
    }

    private IEnumerable<RuleVerdict> New(FeatureSource feature)
    {
        var (answering, buckets) = (new List<(RuleSource Rule, Formula Users)>(), new BucketShadow(_bucketProofs, ofBuckets));
        foreach (var rule in Rules(feature))
        {
            var condition = _formulas.Read(rule.Condition);
            yield return Of(rule, condition, answering, buckets);
            var inputs = AnsweringInputs.Of(rule);
            buckets.Add(rule, inputs, condition);
            if (Answered(rule, inputs) is { } users)
                answering.Add((rule, users));
        }
    }

    private RuleVerdict Of(RuleSource rule, Formula condition, List<(RuleSource Rule, Formula Users)> before, BucketShadow buckets)
    {
        if (NoUsersOf(rule, work) is { } reason)
            return new RuleVerdict(rule, RuleReach.Never, [], false, reason) { IsByBuckets = true };
        if (_proofs.OfNoUser(condition) is { } neverExceptLists)
            return new RuleVerdict(rule, RuleReach.Never, [], neverExceptLists, NoUser);
        if (_proofs.OfShadow(condition, before) is var (by, exceptLists))
            return new RuleVerdict(rule, RuleReach.Shadowed, by, exceptLists, UserProofs.Reason("rule", by) + Unless(rule, by));
        if (buckets.Of(rule, condition) is { } shadow)
            return new RuleVerdict(rule, RuleReach.Shadowed, shadow.By, shadow.ExceptLists, shadow.Reason + Unless(rule, shadow.By)) { IsByBuckets = true };
        return OfEveryUser(rule.Node, condition) is { } alwaysExceptLists
            ? new RuleVerdict(rule, RuleReach.Always, [], alwaysExceptLists, EveryUser)
            : new RuleVerdict(rule, RuleReach.Possible, [], false, "");
    }

    /// <summary>Proves that each user meets a condition that is written.</summary>
    /// <returns>Whether the proof leaves out users who have a list as an attribute; <c>null</c> without a proof.</returns>
    private bool? OfEveryUser(SourceNode node, Formula condition) =>
        node["condition"] is { Value: Value.Object { Count: > 0 } } ? _proofs.OfNoUser(new Formula.Not(condition)) : null;

    /// <summary>The rules that answer users in any case, with these users.</summary>
    private IEnumerable<(RuleSource Rule, Formula Users)> Answering(FeatureSource feature) =>
        from rule in Rules(feature)
        let users = Answered(rule, AnsweringInputs.Of(rule))
        where users is not null
        select (rule, users);

    private static IEnumerable<RuleSource> Rules(FeatureSource feature) => feature.Rules.Where(rule => rule.IsUsed && rule.Kind != RuleKind.Gate);

    private static string? NoUsersOf(RuleSource rule, WorkLimit work) => rule.Compiled switch
    {
        Rule.Force force => NoUsers.ReasonOf(force, rule.Node["hashVersion"]?.Value.AsDouble(), work),
        Rule.Experiment { Bandit: null } experiment => NoUsers.ReasonOf(experiment.Compiled, work),
        _ => null,
    };

    /// <summary>The users for whom a rule answers in any case; <c>null</c> where this is not known.</summary>
    private Formula? Answered(RuleSource rule, AnsweringInputs? inputs) => inputs is { AreWhole: true }
        ? new Formula.And([_formulas.Read(rule.Condition), .. inputs.Factors.Select(factor => _formulas.Identifies(factor.Source.Attribute))])
        : null;

    /// <summary>The end of a reason: a context without experiments leads past them to a rule that is none.</summary>
    private static string Unless(RuleSource rule, ImmutableArray<RuleSource> by) =>
        rule.Experiment is null && by.Any(each => each.Experiment is not null) ? ", while experiments are enabled" : "";
}

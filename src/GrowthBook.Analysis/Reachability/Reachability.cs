using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Decides by the domains of attributes which rules no user, or every user, reaches: a value is missing or null, a Boolean, a number, a
/// text, a version, an object, or a list, of which only the text is known. Sound: a verdict holds for all users, and what is not proved
/// is <see cref="RuleReach.Possible"/>. Forced variations, stored assignments of a rule's own experiment, and contexts without experiments apart.
/// </summary>
public static class Reachability
{
    /// <summary>The steps that all proofs of a payload may take; those of buckets take a quarter as many more.</summary>
    internal const int MaxSteps = 20_000_000;

    /// <summary>The verdicts on all rules that evaluation uses, in the order of the text.</summary>
    public static ImmutableArray<RuleVerdict> Of(PayloadSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var verdicts = OfFeatures(source);
        return [.. source.Features.SelectMany(verdicts)];
    }

    /// <summary>A function that returns the verdicts on the rules of a feature; all of its proofs together take a limited number of steps.</summary>
    internal static Func<FeatureSource, IEnumerable<RuleVerdict>> OfFeatures(PayloadSource source, long steps = MaxSteps) =>
        OfFeatures(source, new WorkLimit(steps), new WorkLimit(steps / 4));

    /// <summary>A function that returns the verdicts on the rules of a feature; all of its proofs together take the steps of two limits.</summary>
    /// <param name="source">The payload.</param>
    /// <param name="work">The limit of proofs by attributes.</param>
    /// <param name="ofBuckets">The limit of proofs by buckets: they are many where rollouts and experiments have conditions, and prove less.</param>
    internal static Func<FeatureSource, IEnumerable<RuleVerdict>> OfFeatures(PayloadSource source, WorkLimit work, WorkLimit ofBuckets)
    {
        var formulas = new FormulaReader(source);
        var proofs = new UserProofs(source.Payload, work);
        var bucketProofs = new UserProofs(source.Payload, ofBuckets);
        return feature => Of(feature, formulas, new BucketShadow(bucketProofs, ofBuckets), proofs, work);
    }

    private static IEnumerable<RuleVerdict> Of(FeatureSource feature, FormulaReader formulas, BucketShadow buckets, UserProofs proofs, WorkLimit work)
    {
        var answering = new List<(RuleSource Rule, Formula Users)>();
        foreach (var rule in feature.Rules.Where(rule => rule.IsUsed && rule.Kind != RuleKind.Gate))
        {
            var condition = formulas.Read(rule.Condition);
            yield return Of(rule, condition, answering, buckets, proofs, work);
            var inputs = AnsweringInputs.Of(rule);
            buckets.Add(rule, inputs, condition);
            if (Answered(rule, inputs, formulas) is { } users)
                answering.Add((rule, users));
        }
    }

    private static RuleVerdict Of(RuleSource rule, Formula condition, List<(RuleSource Rule, Formula Users)> before, BucketShadow buckets, UserProofs proofs, WorkLimit work)
    {
        if (NoUsersOf(rule, work) is { } reason)
            return new RuleVerdict(rule, RuleReach.Never, [], false, reason) { IsByBuckets = true };
        if (proofs.OfNoUser(condition) is { } neverExceptLists)
            return new RuleVerdict(rule, RuleReach.Never, [], neverExceptLists, "no user meets its condition");
        if (proofs.OfShadow(condition, before) is var (by, exceptLists))
            return new RuleVerdict(rule, RuleReach.Shadowed, by, exceptLists, UserProofs.Reason("rule", by) + Unless(rule, by));
        if (buckets.Of(rule, condition) is { } shadow)
            return new RuleVerdict(rule, RuleReach.Shadowed, shadow.By, shadow.ExceptLists, shadow.Reason + Unless(rule, shadow.By)) { IsByBuckets = true };
        return rule.Node["condition"] is { Value: Value.Object { Count: > 0 } } && proofs.OfNoUser(new Formula.Not(condition)) is { } alwaysExceptLists
            ? new RuleVerdict(rule, RuleReach.Always, [], alwaysExceptLists, "every user meets its condition")
            : new RuleVerdict(rule, RuleReach.Possible, [], false, "");
    }

    private static string? NoUsersOf(RuleSource rule, WorkLimit work) => rule.Compiled switch
    {
        Rule.Force force => NoUsers.ReasonOf(force, rule.Node["hashVersion"]?.Value.AsDouble(), work),
        Rule.Experiment { Bandit: null } experiment => NoUsers.ReasonOf(experiment.Compiled, work),
        _ => null,
    };

    /// <summary>The users for whom a rule answers in any case; <c>null</c> where this is not known.</summary>
    private static Formula? Answered(RuleSource rule, AnsweringInputs? inputs, FormulaReader formulas) => inputs is { AreWhole: true }
        ? new Formula.And([formulas.Read(rule.Condition), .. inputs.Factors.Select(factor => formulas.Identifies(factor.Source.Attribute))])
        : null;

    /// <summary>The end of a reason: a context without experiments leads past them to a rule that is none.</summary>
    private static string Unless(RuleSource rule, ImmutableArray<RuleSource> by) =>
        rule.Experiment is null && by.Any(each => each.Experiment is not null) ? ", while experiments are enabled" : "";
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Decides by the domains of attributes which rules no user, or every user, reaches: a value is missing or null, a Boolean, a number, a
/// text, a version, an object, or a list, of which only the text is known. Sound: a verdict holds for all users, and what is not proved
/// is <see cref="RuleReach.Possible"/>.
/// </summary>
public static class Reachability
{
    /// <summary>The number of rules before a rule that are compared with it.</summary>
    private const int MaxBefore = 50;

    /// <summary>The steps that all proofs of a payload may take.</summary>
    private const int MaxSteps = 20_000_000;

    /// <summary>The verdicts on all rules that evaluation uses, in the order of the text.</summary>
    public static ImmutableArray<RuleVerdict> Of(PayloadSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var verdicts = OfFeatures(source);
        return [.. source.Features.SelectMany(verdicts)];
    }

    /// <summary>A function that returns the verdicts on the rules of a feature; all of its proofs together take a limited number of steps.</summary>
    internal static Func<FeatureSource, IEnumerable<RuleVerdict>> OfFeatures(PayloadSource source, long steps = MaxSteps)
    {
        var (formulas, work) = (new FormulaReader(source), new WorkLimit(steps));
        return feature => Of(feature, formulas, source.Payload, work);
    }

    private static IEnumerable<RuleVerdict> Of(FeatureSource feature, FormulaReader formulas, Payload payload, WorkLimit work)
    {
        var answering = new List<(RuleSource Rule, Formula Users)>();
        foreach (var rule in feature.Rules.Where(rule => rule.IsUsed && rule.Kind != RuleKind.Gate))
        {
            yield return Of(rule, formulas.Read(rule.Condition), answering.TakeLast(MaxBefore).ToArray(), payload, work);
            if (Answered(rule, formulas) is { } users)
                answering.Add((rule, users));
        }
    }

    private static RuleVerdict Of(RuleSource rule, Formula condition, (RuleSource Rule, Formula Users)[] before, Payload payload, WorkLimit work)
    {
        if (NoUsersOf(rule, work) is { } reason)
            return new RuleVerdict(rule, RuleReach.Never, [], false, reason) { IsByBuckets = true };
        if (Prove(condition) is { } neverExceptLists)
            return new RuleVerdict(rule, RuleReach.Never, [], neverExceptLists, "no user meets its condition");
        foreach (var (earlier, users) in before)
        {
            if (Prove(new Formula.And([condition, new Formula.Not(users)])) is { } exceptLists)
                return Shadowed([earlier], exceptLists);
        }
        if (before.Length > 1 && Prove(Outside(before)) is { } jointly)
        {
            // Those without which the others still answer are left out.
            var needed = before.ToList();
            foreach (var each in before)
            {
                if (needed.Count > 1 && Prove(Outside(needed.Where(other => other != each))) is { } still && (!still || jointly))
                    needed.Remove(each);
            }
            return Shadowed([.. needed.Select(each => each.Rule)], jointly);
        }
        return rule.Node["condition"] is { Value: Value.Object { Count: > 0 } } && Prove(new Formula.Not(condition)) is { } alwaysExceptLists
            ? new RuleVerdict(rule, RuleReach.Always, [], alwaysExceptLists, "every user meets its condition")
            : new RuleVerdict(rule, RuleReach.Possible, [], false, "");

        Formula Outside(IEnumerable<(RuleSource Rule, Formula Users)> rules) =>
            new Formula.And([condition, .. rules.Select(each => new Formula.Not(each.Users))]);

        bool? Prove(Formula formula) =>
            Emptiness.IsProved(formula, payload, true, work) ? false
            : Emptiness.IsProved(formula, payload, false, work) ? true
            : null;

        RuleVerdict Shadowed(ImmutableArray<RuleSource> by, bool exceptLists) => new(
            rule, RuleReach.Shadowed, by, exceptLists, $"{Named(by)} {Shown.Noun(by.Length, "answers", "answer")} for each of its users");
    }

    private static string? NoUsersOf(RuleSource rule, WorkLimit work) => rule.Compiled switch
    {
        Rule.Force force => NoUsers.ReasonOf(force, rule.Node["hashVersion"]?.Value.AsDouble(), work),
        Rule.Experiment { Bandit: null } experiment => NoUsers.ReasonOf(experiment.Compiled, work),
        _ => null,
    };

    private static string Named(ImmutableArray<RuleSource> rules) => rules is [var only]
        ? $"rule {only} before it"
        : $"rules {string.Join(", ", rules.Take(rules.Length - 1))} and {rules[^1]} before it";

    /// <summary>The users for whom a rule answers in any case; <c>null</c> where this is not known.</summary>
    private static Formula? Answered(RuleSource rule, FormulaReader formulas) => rule.Compiled switch
    {
        Rule.Force { HasPrerequisites: false, Filters: null, Rollout: null } => formulas.Read(rule.Condition),
        Rule.Force { HasPrerequisites: false, Filters: null, Rollout: { } rollout } when IsWhole(rollout) =>
            new Formula.And([formulas.Read(rule.Condition), formulas.Identifies(rollout.HashAttribute)]),
        _ => null,
    };

    /// <summary>Whether a rollout includes each bucket. Buckets are below 1.</summary>
    private static bool IsWhole(Rollout rollout) => !double.IsNaN(rollout.Seed.Bucket("")) && (rollout.Range is { } range
        ? range.Start <= 0 && range.End >= 1
        : rollout.Coverage >= 1);
}

using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>
/// Measures the shares of experiments in a payload. A rule before an experiment takes out users by its own random inputs: where it shares an
/// input with the experiment, the shares among the others are not those of the weights.
/// </summary>
/// <param name="parts">The payload.</param>
/// <param name="steps">The steps that all measures may take.</param>
internal sealed class SharesMeasure(WrittenParts parts, long steps = SharesMeasure.MaxSteps)
{
    private const int MaxSteps = 10_000_000;

    private readonly WorkLimit _work = new(steps);
    private readonly Dictionary<(WrittenRule, ExperimentArm), RuleShares> _known = [];

    private RandomInputs Inputs => field ??= new RandomInputs(parts, _work);

    /// <summary>The shares of an experiment.</summary>
    /// <param name="feature">The feature; <c>null</c> for one of the payload's own experiments.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="arm">The experiment of the rule, or of a leaf.</param>
    public RuleShares Of(WrittenFeature? feature, WrittenRule rule, ExperimentArm arm) =>
        _known.TryGetValue((rule, arm), out var known) ? known : _known[(rule, arm)] = New(feature, rule, Assignment.Of(arm.Compiled), arm.Compiled.Source.Variations.Length, 0);

    /// <summary>The shares of the users out of a rollout, arm 0, and in it, arm 1, of those who reach it.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="rule">The rule, which forces a value.</param>
    public RuleShares OfRollout(WrittenFeature feature, WrittenRule rule) => New(feature, rule, rule.Answering(), 2, 1);

    /// <summary>
    /// The share of all users whom the experiment includes, if they meet its condition and no rule before it answers by attributes; <c>null</c>
    /// with too many random inputs.
    /// </summary>
    public ReachedShare? Included(WrittenFeature? feature, WrittenRule rule)
    {
        var shares = Of(feature, rule, rule.Experiments[^1]);
        return shares.Arms.IsMeasured && Reached(feature, rule) is { } reached
            ? ReachedShare.Of(Exact.Ratio(shares.Arms.Included, shares.Arms.Total) * reached.Share, shares.Estimate ?? reached.Estimate)
            : null;
    }

    /// <summary>The share of all users whom no rule without a random input of the experiment answers before it; <c>null</c> with too many inputs.</summary>
    public ReachedShare? Reached(WrittenFeature? feature, WrittenRule rule)
    {
        var (before, share, estimate) = (Before(feature, rule), 1.0, default(string?));
        if (before is null || Split(rule, before) is not var (_, _, apart))
            return null;
        while (apart.Count > 0)
        {
            var (together, inputs) = (new List<WrittenRule>(), new HashSet<BucketSource>());
            Move(apart[0], apart, together, inputs);
            if (!Grow(apart, together, inputs) || Unanswered(together) is not { } unanswered)
                return null;
            share *= unanswered;
            estimate ??= DependentInputs.Among(together.SelectMany(RandomInputs.VaryingOfAnswer)) is { } pair ? DependentInputs.Reason(pair) : null;
        }
        return ReachedShare.Of(share, estimate);
    }

    /// <summary>Whether <c>tracks</c> of rules expose users to an experiment too, whom no measure has.</summary>
    public bool IsTracked(WrittenRule rule) => parts.RulesTracking(rule.Experiment!.Key).Any();

    /// <summary>The rules before an experiment or a rollout that answer each user of it; empty if some user may reach it.</summary>
    public ImmutableArray<WrittenRule> Answering(WrittenFeature? feature, WrittenRule rule) => Before(feature, rule) is { } before ? WholeRules.Answering(before, rule, _work) : [];

    /// <summary>
    /// Cramér's V of two experiments that share a random input, over the users in both; <c>null</c> without a common input, and where shares or
    /// the text that is hashed are not known.
    /// </summary>
    public double? CramersV((WrittenFeature? Feature, WrittenRule Rule) left, (WrittenFeature? Feature, WrittenRule Rule) right)
    {
        var (one, other) = (left.Rule.Experiments[^1], right.Rule.Experiments[^1]);
        if (!RandomInputs.Share(Inputs.Of(left.Rule), Inputs.Of(right.Rule)) || !Of(left.Feature, left.Rule, one).IsExact || !Of(right.Feature, right.Rule, other).IsExact
            || RandomInputs.HasFallback(left.Rule) || RandomInputs.HasFallback(right.Rule)
            || Before(left.Feature, left.Rule) is not { } beforeLeft || Before(right.Feature, right.Rule) is not { } beforeRight
            || Split(left.Rule, beforeLeft) is not var (_, nearLeft, _) || Split(right.Rule, beforeRight) is not var (_, nearRight, _)
            || EstimateOf([left.Rule, right.Rule], [.. nearLeft, .. nearRight]) is not null)
        {
            return null;
        }
        var table = new BigInteger[one.Compiled.Source.Variations.Length, other.Compiled.Source.Variations.Length];
        WrittenRule[] near = [.. nearLeft.Union(nearRight)];
        return JointMeasure.Each([Assignment.Of(one.Compiled), Assignment.Of(other.Compiled), .. near.Select(each => each.Answering())], Add, _work)
            ? Association.CramersV(table)
            : null;

        void Add(ReadOnlySpan<int> outcomes, BigInteger weight)
        {
            if (outcomes[0] >= 0 && outcomes[1] >= 0 && !outcomes[2..].ContainsAnyExcept(BucketMap.None))
                table[outcomes[0], outcomes[1]] += weight;
        }
    }

    /// <summary>What attributes decide about the users whom an experiment sees, in words: its targeting, and rules before it.</summary>
    public static IEnumerable<string> Targeting(WrittenFeature? feature, WrittenRule rule)
    {
        if (rule.Json["condition"] is Value.Object { Count: > 0 })
            yield return "its condition";
        if (rule.HasPrerequisites)
            yield return "its prerequisites";
        if (rule.Json["urlPatterns"] is Value.Array { Count: > 0 })
            yield return "its URL patterns";
        foreach (var before in feature?.Rules.Where(before => before.Index < rule.Index && IsByAttributes(before, rule)) ?? [])
            yield return $"rule {before} before it";
    }

    /// <summary>The shares by arm. The first outcome of the assignment is arm <c>first</c>: 1 where arm 0 has the users without an outcome, otherwise 0.</summary>
    private RuleShares New(WrittenFeature? feature, WrittenRule rule, Assignment assignment, int arms, int first)
    {
        if (assignment.Factors.Length > JointMeasure.MaxAssignments || Before(feature, rule) is not { } before || Split(rule, before) is not var (inputs, near, _))
            return RuleShares.Unmeasured(arms);
        if (!WholeRules.Answering(before, rule, _work).IsEmpty)
            return new RuleShares(new ArmShares([.. new BigInteger[arms]], BigInteger.One), []);
        if (ArmsOf(assignment, arms, first, near, out var refusal) is not { IsMeasured: true } measured)
            return RuleShares.Unmeasured(arms, refusal == JointMeasure.NoSample ? RuleShares.NoSample : RuleShares.TooManyInputs);
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (Inputs.OfPrerequisites(rule) is not { } needed)
            return RuleShares.Unmeasured(arms);
        if (needed.Overlaps(inputs))
            reasons.Add($"a prerequisite {Shares(needed)}");
        foreach (var targeted in before.Where(each => IsByAttributes(each, rule)))
        {
            if (!_work.TryTake(1) || Inputs.OfPrerequisites(targeted) is not { } others)
                return RuleShares.Unmeasured(arms);
            if (Inputs.OfAnswer(targeted).Overlaps(inputs) || others.Overlaps(inputs))
                reasons.Add(ByAttributes(targeted, [.. Inputs.OfAnswer(targeted), .. others]));
        }
        var estimate = measured.Included.IsZero ? null : EstimateOf([rule], near, Exact.Ratio(measured.Included, measured.Total));
        if (near.Append(rule).Any(RandomInputs.HasFallback) && ((near.Count > 0 && estimate is null) || SharesSeed(assignment)))
            reasons.Add("random inputs share a seed, and users without the hashed attribute are bucketed by a fallback attribute");
        return new RuleShares(measured, reasons.ToImmutable(), reasons.Count == 0 ? estimate : null);

        string ByAttributes(WrittenRule other, HashSet<BucketSource> others) => $"rule {other} before it {Shares(others)}, and attributes decide whom that rule answers";

        string Shares(HashSet<BucketSource> others) => RandomInputs.Share(others, inputs) ? "shares a random input with it" : "has buckets of hash version 1 on which its own depend";
    }

    /// <summary>Why a measure of rules and of those near them is an estimate; <c>null</c> for an exact one.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="near">The rules near them.</param>
    /// <param name="included">The share of all users that the measure is of.</param>
    private static string? EstimateOf(IEnumerable<WrittenRule> rules, IEnumerable<WrittenRule> near, double included = 1) =>
        DependentInputs.Among(rules.SelectMany(RandomInputs.Varying).Concat(near.SelectMany(RandomInputs.VaryingOfAnswer))) is { } pair ? DependentInputs.Reason(pair, included) : null;

    /// <summary>The rules before an experiment; <c>null</c> without steps left.</summary>
    private WrittenRule[]? Before(WrittenFeature? feature, WrittenRule rule) =>
        feature is null ? [] : _work.TryTake(feature.Rules.Length) ? [.. feature.Rules.Where(each => each.Index < rule.Index)] : null;

    /// <summary>
    /// The rules that answer by random inputs alone: those near the experiment share an input with it, or with one another that does. With all
    /// inputs of these; <c>null</c> without steps left.
    /// </summary>
    private (HashSet<BucketSource> Inputs, List<WrittenRule> Near, List<WrittenRule> Apart)? Split(WrittenRule rule, WrittenRule[] before)
    {
        var (inputs, near, apart) = (Inputs.Of(rule).ToHashSet(), new List<WrittenRule>(), before.Where(each => !IsByAttributes(each, rule)).ToList());
        return Grow(apart, near, inputs) ? (inputs, near, apart) : null;
    }

    /// <summary>Moves rules that share one of the inputs, and adds their inputs, until none is left; <c>false</c> without steps left.</summary>
    private bool Grow(List<WrittenRule> apart, List<WrittenRule> together, HashSet<BucketSource> inputs)
    {
        while (apart.Count > 0)
        {
            if (!_work.TryTake(apart.Count))
                return false;
            if (apart.Find(each => Inputs.OfAnswer(each).Overlaps(inputs)) is not { } next)
                return true;
            Move(next, apart, together, inputs);
        }
        return true;
    }

    private void Move(WrittenRule rule, List<WrittenRule> apart, List<WrittenRule> together, HashSet<BucketSource> inputs)
    {
        apart.Remove(rule);
        together.Add(rule);
        inputs.UnionWith(Inputs.OfAnswer(rule));
    }

    private ArmShares? ArmsOf(Assignment assignment, int arms, int first, List<WrittenRule> near, out string? refusal)
    {
        refusal = null;
        if (near.Count == 0 && DependentInputs.Among([assignment]) is null)
        {
            var alone = ArmShares.Of(assignment, arms - first);
            return first == 0 ? alone : alone with { Counts = [alone.Total - alone.Included, .. alone.Counts] };
        }
        var (counts, total) = (new BigInteger[arms], BigInteger.Zero);
        refusal = JointMeasure.Visit([assignment, .. near.Select(each => each.Answering())], Add, _work);
        return refusal is null ? new ArmShares([.. counts], total) : null;

        void Add(ReadOnlySpan<int> outcomes, BigInteger weight)
        {
            total += weight;
            if ((uint)(first + outcomes[0]) < (uint)arms && !outcomes[1..].ContainsAnyExcept(BucketMap.None))
                counts[first + outcomes[0]] += weight;
        }
    }

    /// <summary>The share of users whom none of the rules answers.</summary>
    private double? Unanswered(List<WrittenRule> rules)
    {
        if (rules is [var only] && DependentInputs.Among([only.Answering()]) is null && ArmShares.Of(only.Answering(), 1) is { IsMeasured: true } shares)
            return Exact.Ratio(shares.Total - shares.Included, shares.Total);
        var (count, total) = (BigInteger.Zero, BigInteger.Zero);
        return JointMeasure.Each([.. rules.Select(rule => rule.Answering())], Add, _work) ? Exact.Ratio(count, total) : null;

        void Add(ReadOnlySpan<int> outcomes, BigInteger weight)
        {
            total += weight;
            count += outcomes.ContainsAnyExcept(BucketMap.None) ? 0 : weight;
        }
    }

    /// <summary>Whether attributes decide whom a rule answers: its targeting, or whether users of the later rule have those that it hashes.</summary>
    private static bool IsByAttributes(WrittenRule before, WrittenRule rule) => before.IsTargeted || before.IsGate || !HashAttributes.NeedsNoMore(before, rule);

    /// <summary>Whether two inputs of an experiment differ in no more than the attribute.</summary>
    private static bool SharesSeed(Assignment assignment) =>
        assignment.Factors.Select(factor => factor.Source with { Attribute = "" }).Distinct().Count() < assignment.Factors.Length;
}

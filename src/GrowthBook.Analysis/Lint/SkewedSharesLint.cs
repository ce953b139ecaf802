using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// GB303: experiments whose variations do not get their weights, because the bucket that chooses the variation also decides who reaches the experiment: in
/// a filter or namespace of its own, in a rollout before it, or in a feature that it or a rule before it needs.
/// </summary>
internal sealed class SkewedSharesLint
{
    /// <summary>The steps of all comparisons, and the characters of seeds that are hashed for samples.</summary>
    private const int MaxSteps = 5_000_000, MaxHashed = 500_000;

    /// <summary>The characters that a sample costs next to those of its seed.</summary>
    private const int SampleCost = 16;

    private readonly WorkLimit _steps = new(MaxSteps), _hashed = new(MaxHashed);
    private readonly PayloadSource _source;
    private readonly WrittenParts _parts;
    private readonly FormulaReader _formulas;
    private readonly UserProofs _proofs;

    private SkewedSharesLint(PayloadSource source)
    {
        (_source, _parts, _formulas) = (source, WrittenParts.Of(source), new FormulaReader(source));
        _proofs = new UserProofs(source.Payload, _steps);
    }

    private bool IsSpent => _steps.IsSpent || _hashed.IsSpent;

    /// <summary>The findings, at most one for each experiment: the first part that its variations depend on.</summary>
    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var lint = new SkewedSharesLint(source);
        foreach (var (feature, rule, experiment) in lint.Experiments())
        {
            if (lint.Find(feature, rule, experiment) is { } finding)
                yield return finding;
            if (!lint.IsSpent)
                continue;
            yield return Finding.At(experiment.Node, LintCodes.NotProved, $"the buckets of experiment `{Finding.Name(experiment.Experiment.Key)}` and of those after it are not compared with those of filters, rollouts and prerequisites");
            yield break;
        }
    }

    private IEnumerable<(WrittenFeature? Feature, WrittenRule Rule, ExperimentSource Source)> Experiments() =>
        _parts.AllExperiments().Select(each => (each.Feature, each.Rule, each.Feature is null ? _source.PageExperiments[each.Rule.Index] : SourceOf(each.Feature, each.Rule).Experiment!));

    private RuleSource SourceOf(WrittenFeature feature, WrittenRule rule) => _source.Feature(feature.Key)!.Rules[rule.Index];

    private Finding? Find(WrittenFeature? feature, WrittenRule rule, ExperimentSource source)
    {
        if (FactorsOf(rule) is not [.., var own] || own.Map.IsConstant || !Assignment.Assigns(source.Experiment))
            return null;
        var choice = new BucketChoice(own, source.Experiment.Variations.Length);
        var (first, others) = (default(Part?), new List<Part>());
        foreach (var part in Deciding(feature, rule))
        {
            if (part.Input.Source != own.Source)
            {
                if (AssociationOf(choice, own, part.Input) is { } v)
                    return At(source, $"depends on {part.Name()}, so that the shares of its variations {part.Effect}: {DependentSeedsLint.Similar(own.Source, part.Input.Source, v)}");
            }
            else if (part.Keeps is { } keeps && TryTake(choice, part))
            {
                first ??= choice.IsSkewedBy(part.Input.Map) ? part : null;
                choice.Keep(part.Input.Map, keeps);
            }
            else
            {
                others.Add(part);
            }
        }
        if (IsSpent)
            return null;
        var shared = choice.IsProportional ? others.Find(part => TryTake(choice, part) && choice.IsSkewedBy(part.Input.Map)) : first;
        return shared is null ? null : At(source, $"has the seed `{Finding.Name(own.Source.Seed)}` of {shared.Name()}, so that the shares of its variations {shared.Effect}");
    }

    private bool TryTake(BucketChoice choice, Part part) => _steps.TryTake((long)choice.Reached.Starts.Length + part.Input.Map.Starts.Length);

    private double? AssociationOf(BucketChoice choice, Assignment.Factor own, Assignment.Factor other) =>
        own.Source.State is { } state && state == other.Source.State && _hashed.TryTake((2 * SampleCost) + own.Source.Seed.Length + (long)other.Source.Seed.Length) ? choice.AssociationWith(other) : null;

    private static Finding At(ExperimentSource source, string message) => Finding.At(source.At("seed"), LintCodes.SharedSeed, $"experiment `{Finding.Name(source.Experiment.Key)}` {message}");

    /// <summary>The random inputs that decide who reaches an experiment. Experiments of other keys are not among them: a pair of experiments has a finding of its own.</summary>
    private IEnumerable<Part> Deciding(WrittenFeature? feature, WrittenRule rule)
    {
        foreach (var input in FactorsOf(rule)[..^1])
            yield return new Part(input, () => input.Source.NamespaceId is { } id ? $"its namespace `{Finding.Name(id)}`" : "its filter") { Keeps = true };
        var rules = feature?.Rules ?? [rule];
        for (var i = 0; rules[i] != rule; i++)
        {
            if (!_steps.TryTake(1))
                yield break;
            if (rules[i] is not { Force: not null } earlier || FactorsOf(earlier) is not { IsEmpty: false } inputs || ExcludeEachOther(SourceOf(feature!, earlier), SourceOf(feature!, rule)))
                continue;
            foreach (var input in inputs)
                yield return new Part(input, () => $"rule {earlier} before it at {SourceOf(feature!, earlier).Node.Place}") { Keeps = inputs.Length > 1 || earlier.IsTargeted ? null : false, IsConditional = earlier.IsTargeted };
        }
        foreach (var needing in rules.TakeWhile(each => each != rule).Append(rule).Where(each => each.HasPrerequisites))
        {
            foreach (var (needed, other, input) in Needed(needing, rule.Experiment!.Key))
                yield return new Part(input, () => $"rule {other} of `{Finding.Name(needed.Key)}` at {SourceOf(needed, other).Node.Place}, which {(needing == rule ? "it" : $"rule {needing} before it")} needs") { IsConditional = true };
        }
    }

    /// <summary>The inputs of the features that a rule needs, and of those that they need.</summary>
    private IEnumerable<(WrittenFeature Feature, WrittenRule Rule, Assignment.Factor Input)> Needed(WrittenRule rule, string experiment)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<WrittenRule>([rule]));
        while (open.TryPop(out var needing))
        {
            foreach (var (feature, other) in Prerequisites(needing).Where(seen.Add).Select(_parts.Find).OfType<WrittenFeature>().SelectMany(RulesOf))
            {
                if (other.Experiment is null || other.Experiment.Key == experiment)
                {
                    foreach (var input in FactorsOf(other))
                        yield return (feature, other, input);
                }
                open.Push(other);
            }
        }
    }

    /// <summary>The keys of the features that a rule needs, of which each takes a step; without steps left no more.</summary>
    private IEnumerable<string> Prerequisites(WrittenRule rule) => References.Prerequisites(rule.Json).TakeWhile(_ => _steps.TryTake(1));

    private IEnumerable<(WrittenFeature Feature, WrittenRule Rule)> RulesOf(WrittenFeature feature) =>
        feature.Rules.TakeWhile(_ => _steps.TryTake(1)).Select(rule => (feature, rule));

    /// <summary>Whether it is proved that no user meets the conditions of both rules.</summary>
    private bool ExcludeEachOther(RuleSource one, RuleSource other) =>
        one.Condition is not null && other.Condition is not null && _proofs.OfNoUser(new Formula.And([_formulas.Read(one.Condition), _formulas.Read(other.Condition)])) is not null;

    private static ImmutableArray<Assignment.Factor> FactorsOf(WrittenRule rule) =>
        rule.Experiments is [.., var arm] ? Assignment.Of(arm.Compiled).Factors : rule.Answering().Factors;

    /// <summary>A random input that decides who reaches an experiment.</summary>
    /// <param name="Input">The input.</param>
    /// <param name="Name">The part of the payload that has it, in words.</param>
    private sealed record Part(Assignment.Factor Input, Func<string> Name)
    {
        /// <summary>Whether users in its arms reach the experiment, or those in none. Default: <c>null</c>, attributes or other inputs decide too.</summary>
        public bool? Keeps { get; init; }

        /// <summary>Whether attributes can decide that no user of the experiment depends on it. Default: no.</summary>
        public bool IsConditional { get; init; }

        public string Effect => IsConditional ? "can differ from its weights" : "are not its weights";
    }
}

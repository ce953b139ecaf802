using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Other values of one attribute that rules can tell from the present one and from each other.</summary>
/// <param name="Path">The path of the attribute.</param>
/// <param name="IsIdentifier">Whether an experiment or a rollout hashes the attribute.</param>
/// <param name="Values">The values.</param>
internal sealed record AttributeOptions(string Path, bool IsIdentifier, ImmutableArray<Value> Values)
{
    /// <summary>Maximum number of identifiers that are hashed, and that are kept, per attribute.</summary>
    private const int MaxHashed = 20_000, MaxIdentifiers = 64;

    /// <summary>The steps that the tests of one attribute may take.</summary>
    private const int MaxSteps = 5_000_000;

    /// <summary>The options of each attribute that rules read: those that are not hashed first, then by path.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="attributes">The present attributes.</param>
    /// <param name="isSticky">Whether the application has sticky buckets, so that fallback attributes are identifiers too.</param>
    /// <param name="tests">The steps that the tests of all attributes may take.</param>
    public static ImmutableArray<AttributeOptions> Of(WrittenPayload payload, IReadOnlyCollection<WrittenRule> rules, Attributes attributes, bool isSticky, WorkLimit tests)
    {
        var (candidates, operands) = CandidateValues.Read(payload.Parts.SavedGroups, rules.SelectMany(rule => Conditions(rule, payload.Parts)));
        var factors = rules.SelectMany(rule => Factors(rule, isSticky)).Where(factor => factor.Source.Attribute.Length > 0).ToLookup(factor => factor.Source.Attribute, StringComparer.Ordinal);
        var compiled = operands.DistinctBy(test => (test.Path, test.Operand.ToJson())).Select(test => new AttributeTest(test.Path, test.Operand, payload.Compiled)).ToArray();
        return
        [
            .. candidates.Keys.Union(factors.Select(each => each.Key), StringComparer.Ordinal)
                .Select(path => Of(path, candidates.GetValueOrDefault(path) ?? [Value.Null.Instance], [.. factors[path]], compiled, attributes, new WorkLimit(MaxSteps, tests)))
                .Where(options => !options.Values.IsEmpty)
                .OrderBy(options => options.IsIdentifier)
                .ThenBy(options => options.Path, StringComparer.Ordinal),
        ];
    }

    private static AttributeOptions Of(
        string path, List<Value> candidates, Assignment.Factor[] factors, AttributeTest[] tests, Attributes attributes, WorkLimit work)
    {
        var present = AttributeTree.Read(attributes, path);
        var own = tests.Where(test => test.Attribute == path).ToArray();
        // A path within another one is seen by the tests of both.
        var isNested = tests.Any(test => test.Attribute.StartsWith(path + ".", StringComparison.Ordinal) || path.StartsWith(test.Attribute + ".", StringComparison.Ordinal));
        var seen = new HashSet<string>(StringComparer.Ordinal) { TraitsOf(present) };
        var values = candidates.Concat(Between(candidates)).Where(value => isNested ? !value.Equals(present) : seen.Add(TraitsOf(value))).ToList();
        for (var i = 0; factors.Length > 0 && i < MaxHashed && values.Count < MaxIdentifiers; i++)
        {
            var id = new Value.String(FormattableString.Invariant($"u-{i}"));
            if (seen.Add(TraitsOf(id)))
                values.Add(id);
        }
        return new AttributeOptions(path, factors.Length > 0, [.. values]);

        // What rules can see of a value: the results of the tests, and the arms.
        string TraitsOf(Value value) => string.Concat(own.Select(test => ResultOf(test, value))) + ' ' + string.Join(' ', ArmsOf(value));

        // A test that takes too many steps may tell the value from all others.
        string ResultOf(AttributeTest test, Value value) => test.Passes(value, work) switch
        {
            Truth.True => "1",
            Truth.False => "0",
            _ => value.ToJson(),
        };

        IEnumerable<int> ArmsOf(Value value) => value.IsTruthy && new ConditionScope(SavedGroups.Empty, null).TextOf(value, Steps.Hashing) is { } id
            ? factors.Select(factor => factor.Map[factor.Source.IndexOf(id)])
            : factors.Length > 0 ? [int.MinValue] : [];
    }

    /// <summary>A number between each two neighbours: conditions can bound numbers from both sides.</summary>
    private static IEnumerable<Value> Between(IEnumerable<Value> candidates)
    {
        double[] numbers = [.. candidates.OfType<Value.Number>().Select(number => number.Content).Order()];
        return numbers.Zip(numbers.Skip(1), (low, high) => (Value)((low / 2) + (high / 2)));
    }

    private static IEnumerable<Value> Conditions(WrittenRule rule, WrittenParts parts) =>
        (rule.Json["contextualBanditRef"].AsString() is { } bandit && parts.Bandits[bandit]["contexts"] is Value.Array leaves ? leaves.Select(leaf => leaf["condition"]) : [])
            .Prepend(rule.Json["condition"]);

    private static IEnumerable<Assignment.Factor> Factors(WrittenRule rule, bool isSticky)
    {
        var assignments = rule.Experiments.Select(arm => Assignment.Of(arm.Compiled)).Concat(rule.Force is null ? [] : [rule.Answering()]);
        var (attribute, fallback) = HashAttributes.HashedBy(rule);
        foreach (var factor in assignments.SelectMany(assignment => assignment.Factors))
        {
            yield return factor;
            if (isSticky && fallback is not null && factor.Source.Attribute == attribute)
                yield return factor with { Source = factor.Source with { Attribute = fallback } };
        }
    }
}

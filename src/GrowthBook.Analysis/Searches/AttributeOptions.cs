using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Other values of one attribute that rules can tell from the present one and from each other.</summary>
/// <param name="Path">The path of the attribute.</param>
/// <param name="IsIdentifier">Whether an experiment or a rollout hashes the attribute.</param>
/// <param name="Values">The values that are tried first.</param>
/// <param name="Further">Lists and further identifiers.</param>
/// <param name="HasAll">
/// Whether the values are all that the rules can tell apart, as of <see cref="TestedValues.AreAll"/>; of identifiers, one for each combination of arms that the buckets of its inputs
/// allow, as of <see cref="TestedValues.AreAllOfIdentifiers"/>.
/// </param>
internal sealed record AttributeOptions(string Path, bool IsIdentifier, ImmutableArray<Value> Values, ImmutableArray<Value> Further, bool HasAll)
{
    /// <summary>Maximum number of identifiers that are hashed, that are tried first, and that are tried at all, per attribute.</summary>
    private const int MaxHashed = 50_000, MaxFirst = 64, MaxIdentifiers = 2_000;

    /// <summary>The steps that the tests of one attribute may take, and the number of times that its identifiers are hashed.</summary>
    private const int MaxSteps = 5_000_000;

    /// <summary>Whether no other value differs from the present one.</summary>
    public bool IsEmpty => Values.IsEmpty && Further.IsEmpty;

    /// <summary>The options of each attribute that rules read: those that are not hashed first, then by path.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="attributes">The present attributes.</param>
    /// <param name="isSticky">Whether the application has sticky buckets, so that fallback attributes are identifiers too.</param>
    /// <param name="tests">The steps that the tests of all attributes may take.</param>
    /// <param name="hashes">The number of times that identifiers may be hashed.</param>
    public static ImmutableArray<AttributeOptions> Of(WrittenPayload payload, IReadOnlyCollection<WrittenRule> rules, Attributes attributes, bool isSticky, WorkLimit tests, WorkLimit hashes)
    {
        var (candidates, operands) = CandidateValues.Read(payload.Parts.SavedGroups, rules.SelectMany(rule => Conditions(rule, payload.Parts)));
        var factors = rules.SelectMany(rule => Factors(rule, isSticky)).Where(factor => factor.Source.Attribute.Length > 0).ToLookup(factor => factor.Source.Attribute, StringComparer.Ordinal);
        var compiled = operands.DistinctBy(test => (test.Path, test.Operand.ToJson())).Select(test => new AttributeTest(test.Path, test.Operand, payload.Compiled)).ToArray();
        return
        [
            .. candidates.Keys.Union(factors.Select(each => each.Key), StringComparer.Ordinal)
                .Select(path => Of(path, candidates.GetValueOrDefault(path) ?? [Value.Null.Instance], [.. factors[path]], compiled, attributes, new WorkLimit(MaxSteps, tests), new WorkLimit(MaxSteps, hashes)))
                .OrderBy(options => options.IsIdentifier)
                .ThenBy(options => options.Path, StringComparer.Ordinal),
        ];
    }

    private static AttributeOptions Of(
        string path, List<Value> candidates, Assignment.Factor[] factors, AttributeTest[] tests, Attributes attributes, WorkLimit work, WorkLimit hashes)
    {
        var present = AttributeTree.Read(attributes, path);
        var own = tests.Where(test => test.Attribute == path).ToArray();
        // A path within another one is seen by the tests of both.
        var isNested = tests.Any(test => test.Attribute.StartsWith(path + ".", StringComparison.Ordinal) || path.StartsWith(test.Attribute + ".", StringComparison.Ordinal));
        var seen = new HashSet<string>(StringComparer.Ordinal) { TraitsOf(present) };
        Value[] operands = [.. own.Select(test => test.Operand)];
        Value[] more = isNested ? [] : factors.Length == 0 ? [.. TestedValues.Further(operands, candidates)] : ["", 0, false];
        var values = candidates.Concat(Between(candidates)).Concat(more).Where(value => isNested ? !value.Equals(present) : seen.Add(TraitsOf(value))).ToList();
        var lists = (isNested || own.Length == 0 ? [] : TestedValues.Lists(operands, candidates, [.. candidates, .. more])).Where(value => seen.Add(TraitsOf(value)));
        if (factors.Length == 0)
            return new AttributeOptions(path, IsIdentifier: false, [.. values], [.. lists], !isNested && TestedValues.AreAll(operands, candidates));
        var (further, combinations, hasAll) = (new List<Value>(), CombinationsOf(factors), !isNested && TestedValues.AreAllOfIdentifiers(operands, candidates));
        foreach (var elements in TestedValues.Unions(isNested ? [] : operands, candidates).Elements)
        {
            var arms = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < MaxHashed && arms.Count < combinations && values.Count + further.Count < MaxIdentifiers; i++)
            {
                Value id = FormattableString.Invariant($"u-{i}");
                if (!hashes.TryTake(factors.Length))
                    break;
                if (!elements.IsEmpty)
                    id = new Value.Array(elements.Add(id));
                var reached = string.Join(' ', ArmsOf(id));
                arms.Add(reached);
                if (seen.Add(TestsOf(id) + ' ' + reached))
                    (values.Count < MaxFirst && elements.IsEmpty ? values : further).Add(id);
            }
            if (arms.Count < combinations)
            {
                hasAll = false;
                break;
            }
        }
        return new AttributeOptions(path, IsIdentifier: true, [.. values], [.. further, .. lists], hasAll);

        // What rules can see of a value: the results of the tests, and the arms.
        string TraitsOf(Value value) => TestsOf(value) + ' ' + string.Join(' ', ArmsOf(value));

        string TestsOf(Value value) => string.Concat(own.Select(test => ResultOf(test, value)));

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

    /// <summary>
    /// The number of combinations of arms of all inputs: of different seeds each with each, and of one seed those of its buckets. Inputs of version 1 depend on each other,
    /// so that there can be fewer.
    /// </summary>
    private static double CombinationsOf(Assignment.Factor[] factors) => factors.GroupBy(factor => factor.Source).Aggregate(1.0, (product, same) => product
        * same.SelectMany(factor => factor.Map.Starts).Distinct().Select(bucket => string.Join(' ', same.Select(factor => factor.Map[bucket]))).Distinct(StringComparer.Ordinal).Count());

    private static IEnumerable<Value> Between(IEnumerable<Value> candidates) =>
        TestedValues.Between([.. candidates.OfType<Value.Number>().Select(number => number.Content).Order()]).Select(number => (Value)number);

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

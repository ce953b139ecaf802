namespace GrowthBook.Analysis;

/// <summary>
/// The features that users or records evaluated, and for how many each rule forced the value before and after. A commutative monoid:
/// <see cref="Merge"/>.
/// </summary>
internal sealed class EvaluatedFeatures
{
    /// <summary>The member of the JSON with this.</summary>
    public const string Member = "evaluated";

    private static readonly ChangeClass[] Classes = [ChangeClass.Same, ChangeClass.Entered, ChangeClass.Left];

    /// <summary>The counts by feature and rule, in the order of <see cref="Classes"/>.</summary>
    private readonly Dictionary<string, Dictionary<string, long[]>> _features = new(StringComparer.Ordinal);

    /// <summary>Adds an evaluation under both payloads.</summary>
    /// <param name="feature">The key of the feature.</param>
    /// <param name="results">The results.</param>
    /// <returns>The rules that force the value before and after; <c>null</c> for none.</returns>
    public (string? Before, string? After) Add(string feature, in ComparedResults results)
    {
        var rules = RulesOf(feature);
        var (before, after) = (ForcedBy(results.Before), ForcedBy(results.After));
        if (before is not null)
            CountsOf(rules, before)[before == after ? 0 : 2]++;
        if (after is not null && after != before)
            CountsOf(rules, after)[1]++;
        return (before, after);
    }

    public void Merge(EvaluatedFeatures other)
    {
        foreach (var (feature, counts) in other._features)
        {
            var rules = RulesOf(feature);
            foreach (var (rule, added) in counts)
            {
                var sum = CountsOf(rules, rule);
                for (var i = 0; i < sum.Length; i++)
                    sum[i] += added[i];
            }
        }
    }

    /// <summary>The counts by feature, rule and class.</summary>
    public Value.Object ToValue() => InOrder(_features, rules => InOrder(rules, counts =>
        new Value.Object(Classes.Select((each, i) => new KeyValuePair<string, Value>(each.ToName(), counts[i])))));

    /// <summary>The features with their rules, from the JSON of the counts, which parts of earlier versions do not have.</summary>
    public static Value.Array ListOf(Value counts) => new(MembersOf(counts).Select(feature => (Value)new Value.Object(
    [
        new("feature", feature.Key),
        new("rules", new Value.Array(MembersOf(feature.Value).Select(rule => (Value)new Value.Object(
        [
            new("rule", rule.Key),
            new("counts", new Value.Object(Classes.Select(each => new KeyValuePair<string, Value>(each.ToName(), rule.Value[each.ToName()].AsDouble() ?? 0)))),
        ])))),
    ])));

    private static Value.Object MembersOf(Value value) => value as Value.Object ?? Value.Object.Empty;

    private static Value.Object InOrder<T>(Dictionary<string, T> members, Func<T, Value> value) =>
        new(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => new KeyValuePair<string, Value>(member.Key, value(member.Value))));

    private static string? ForcedBy(FeatureResult result) => result.Source == FeatureResultSource.Force ? result.RuleId : null;

    private static long[] CountsOf(Dictionary<string, long[]> rules, string rule)
    {
        if (!rules.TryGetValue(rule, out var counts))
            rules.Add(rule, counts = new long[Classes.Length]);
        return counts;
    }

    private Dictionary<string, long[]> RulesOf(string feature)
    {
        if (!_features.TryGetValue(feature, out var rules))
            _features.Add(feature, rules = new Dictionary<string, long[]>(StringComparer.Ordinal));
        return rules;
    }
}

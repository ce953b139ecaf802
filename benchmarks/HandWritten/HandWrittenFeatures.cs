using System.Globalization;
using System.Text.Json;

namespace GrowthBook.Benchmarks;

/// <summary>
/// The features of the workload by hand. Only the shapes of the workload's recipe are known; a rule of another shape
/// throws, so that nothing is compared with code that does something else.
/// </summary>
internal sealed class HandWrittenFeatures
{
    private static readonly Lazy<HandWrittenFeatures> Loaded = new(() => new HandWrittenFeatures(Workload.Current));

    private readonly Dictionary<string, HandWrittenFeature> _features = [];
    private readonly HashSet<string> _group;
    private readonly Workload _workload;

    private HandWrittenFeatures(Workload workload)
    {
        _workload = workload;
        var payload = workload.PayloadElement;
        _group = payload.GetProperty("savedGroups").GetProperty("grp_10k").EnumerateArray()
            .Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal);
        // Prerequisites last: they refer to the other features.
        var features = payload.GetProperty("features").EnumerateObject().ToArray();
        foreach (var feature in features.OrderBy(feature => feature.Name.StartsWith("prereq-", StringComparison.Ordinal)))
            _features.Add(feature.Name, Read(feature.Name, feature.Value));
        Users = workload.Users.Select(user => new Dictionary<string, Value>(user, StringComparer.Ordinal)).ToArray();
    }

    public static HandWrittenFeatures Current => Loaded.Value;

    /// <summary>The users as a program without the library would have them.</summary>
    public Dictionary<string, Value>[] Users { get; }

    public HandWrittenFeature this[string key] => _features[key];

    public (FeatureResult Result, Effects Effects) Answer(string key, Dictionary<string, Value> user) =>
        _features[key].Answer(user);

    private HandWrittenFeature Read(string key, JsonElement feature)
    {
        var defaultValue = ToValue(feature.GetProperty("defaultValue"));
        if (!feature.TryGetProperty("rules", out var list))
            return new HandWrittenFeature.Default(key, defaultValue);
        var rules = list.EnumerateArray().ToArray();
        var rule = rules[0];
        var id = rule.GetProperty("id").GetString()!;
        switch (key[..key.IndexOf('-', StringComparison.Ordinal)])
        {
            case "force":
                Expect(key, rules.Length <= 2, Has(rule, "id", "condition", "force"));
                return new HandWrittenFeature.Force(key, defaultValue, Forced(rule), Second(key, rules));

            case "rollout":
                Expect(key, rules.Length == 1, rule.GetProperty("hashAttribute").GetString() == "id", rule.GetProperty("hashVersion").GetInt32() == 2);
                return new HandWrittenFeature.Rollout(
                    key, defaultValue, ToValue(rule.GetProperty("force")), id,
                    rule.TryGetProperty("seed", out var seed) ? seed.GetString()! : key,
                    rule.GetProperty("coverage").GetDouble(), Condition(rule));

            case "experiment":
                Expect(key, rules.Length == 1, rule.GetProperty("coverage").GetDouble() == 1);
                var experiment = ExperimentOf(key);
                var weights = rule.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()).ToArray();
                Expect(key, experiment.HashVersion == 2, experiment.Seed is not null, weights.Length is 2 or 3);
                return new HandWrittenFeature.InExperiment(key, defaultValue, id, experiment, weights, Condition(rule));

            case "prereq":
                Expect(key, Has(rule, "id", "parentConditions", "force"));
                var parents = rule.GetProperty("parentConditions").EnumerateArray().Select(Parent).ToArray();
                var forced = ToValue(rule.GetProperty("force"));
                if (parents is [var (feature1, required1, gate1), var (feature2, required2, gate2)])
                {
                    Expect(key, rules.Length == 1, gate1, gate2,
                        required1 is [Value.Boolean { Content: true }], required2 is [Value.Boolean { Content: true }]);
                    return new HandWrittenFeature.WithTwoParents(key, feature1, feature2, forced, id);
                }
                var (parent, required, gate) = parents.Single();
                return new HandWrittenFeature.WithParent(key, defaultValue, parent, required, gate, forced, id, Second(key, rules));

            case "group":
                Expect(key, rules.Length == 1, Has(rule, "id", "condition", "force"));
                var test = Single(Single(rule.GetProperty("condition"), "id"));
                return new HandWrittenFeature.InGroup(
                    key, defaultValue, _group, test.Name == "$inGroup", ToValue(rule.GetProperty("force")), id);

            default:
                throw new NotSupportedException($"`{key}` is of no kind that is written by hand");
        }
    }

    private (HandWrittenFeature Feature, Value[] Required, bool IsGate) Parent(JsonElement parent)
    {
        var value = Single(parent.GetProperty("condition"), "value");
        var operand = value.ValueKind == JsonValueKind.Object ? Single(value).Value : value;
        return (
            _features[parent.GetProperty("id").GetString()!],
            operand.ValueKind == JsonValueKind.Array ? operand.EnumerateArray().Select(ToValue).ToArray() : [ToValue(operand)],
            parent.TryGetProperty("gate", out var gate) && gate.GetBoolean());
    }

    private static (Targeting, Value, string) Forced(JsonElement rule) =>
        (Condition(rule)!, ToValue(rule.GetProperty("force")), rule.GetProperty("id").GetString()!);

    private static (Targeting, Value, string)? Second(string key, JsonElement[] rules)
    {
        if (rules.Length == 1)
            return null;
        Expect(key, rules.Length == 2, Has(rules[1], "id", "condition", "force"));
        return Forced(rules[1]);
    }

    private static Targeting? Condition(JsonElement rule)
    {
        if (!rule.TryGetProperty("condition", out var condition))
            return null;
        var names = string.Join(' ', condition.EnumerateObject().Select(member => member.Name));
        switch (names)
        {
            case "plan":
                var plan = condition.GetProperty("plan");
                return plan.ValueKind == JsonValueKind.Object && Single(plan).Name == "$in"
                    ? new Targeting.Plans(Strings(Single(plan).Value))
                    : new Targeting.Plan(Equal(plan));
            case "country":
                return new Targeting.Countries(In(condition, "country"));
            case "country plan":
                return new Targeting.CountriesAndPlan(In(condition, "country"), Equal(condition.GetProperty("plan")));
            case "country beta":
                return new Targeting.CountriesAndBeta(In(condition, "country"), condition.GetProperty("beta").GetBoolean());
            case "country age $or appVersion email":
                return Complex(condition);
            default:
                throw new NotSupportedException($"a condition on `{names}` is not written by hand");
        }
    }

    private static Targeting.Complex Complex(JsonElement condition)
    {
        var plans = In(condition.GetProperty("$or")[0], "plan");
        var others = Single(condition.GetProperty("$or")[1], "$or");
        var other = Single(others[0]);
        Expect("$or", other.Name == "plan" || (other.Name == "beta" && other.Value.GetBoolean()));
        var pattern = Single(condition.GetProperty("email"), "$regex").GetString()!;
        Expect(pattern, pattern.StartsWith("@(", StringComparison.Ordinal), pattern.EndsWith(")$", StringComparison.Ordinal));
        return new Targeting.Complex(
            In(condition, "country"),
            Single(condition.GetProperty("age"), "$gt").GetDouble(),
            plans,
            other.Name == "plan" ? other.Value.GetString() : null,
            Equal(Single(Single(others[1], "tags"), "$elemMatch")),
            Single(condition.GetProperty("appVersion"), "$vgte").GetString()!.Split('.')
                .Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray(),
            pattern[2..^2].Split('|').Select(domain => "@" + domain.Replace("\\.", ".", StringComparison.Ordinal)).ToArray());
    }

    /// <summary>The experiment's description, which results only pass on: from the first user who is in it.</summary>
    private Experiment ExperimentOf(string key) => _workload.Contexts
        .Select(context => Evaluator.EvalFeature(context, key).Result.Experiment)
        .First(experiment => experiment is not null)!;

    private static bool Has(JsonElement rule, params string[] names) =>
        rule.EnumerateObject().Select(member => member.Name).SequenceEqual(names);

    private static JsonProperty Single(JsonElement element) => element.EnumerateObject().Single();

    private static JsonElement Single(JsonElement element, string name)
    {
        var member = Single(element);
        Expect(name, member.Name == name);
        return member.Value;
    }

    private static string Equal(JsonElement operand) =>
        (operand.ValueKind == JsonValueKind.String ? operand : Single(operand, "$eq")).GetString()!;

    private static string[] In(JsonElement condition, string attribute) => Strings(Single(condition.GetProperty(attribute), "$in"));

    private static string[] Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!).ToArray();

    private static Value ToValue(JsonElement element) => Attributes.From(
        JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["value"] = element }))["value"];

    private static void Expect(string what, params ReadOnlySpan<bool> facts)
    {
        if (facts.Contains(false))
            throw new NotSupportedException($"`{what}` has a shape that is not written by hand");
    }
}

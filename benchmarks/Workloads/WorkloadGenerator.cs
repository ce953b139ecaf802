using System.Globalization;
using System.Text.Json.Nodes;

namespace GrowthBook.Benchmarks;

/// <summary>
/// Writes the workload: of the features a quarter are plain defaults, a fifth each are forced with a condition,
/// rolled out to a share, or experiments, a tenth have prerequisites, a twentieth look into a group of 10,000 ids.
/// The same seed gives the same text everywhere.
/// </summary>
internal sealed class WorkloadGenerator
{
    private const uint Seed = 20250101;
    private const int Users = 1000;
    private const int GroupSize = 10_000;

    private static readonly string[] Countries = ["US", "CA", "GB", "DE", "FR", "NL", "SE", "BR", "IN", "JP"];
    private static readonly string[] Plans = ["free", "starter", "pro", "business", "enterprise"];
    private static readonly string[] Tags = ["alpha", "internal", "mobile", "partner", "trial", "vip"];
    private static readonly string[] Domains = ["example.com", "acme.io", "mail.test", "corp.example.org"];

    private readonly SeededRandom _random = new(Seed);

    /// <summary>A payload of so many features.</summary>
    public static JsonObject Payload(int features) => new WorkloadGenerator().MakePayload(features);

    /// <summary>The payload of 1,000 features with its users and scenarios, in the form of <c>workload.json</c>.</summary>
    public static JsonObject Workload()
    {
        var generator = new WorkloadGenerator();
        return new JsonObject
        {
            ["version"] = 1,
            ["description"] = "1,000 features and 1,000 users (synthetic)",
            ["payload"] = generator.MakePayload(1000),
            ["users"] = Array(Enumerable.Range(0, Users).Select(generator.MakeUser)),
            ["scenarios"] = Array(
            [
                Scenario("simple-default", "default-00000", 42),
                Scenario("force-condition", "force-00000", 42),
                Scenario("rollout", "rollout-00000", 42),
                Scenario("experiment", "experiment-00000", 42),
                Scenario("experiment-complex-condition", "experiment-00001", 42),
                Scenario("prerequisite", "prereq-00000", 42),
                Scenario("ingroup-10k-hit", "group-00000", 42),
                Scenario("ingroup-10k-miss", "group-00000", 43),
            ]),
            ["sweep"] = new JsonObject
            {
                ["name"] = "sweep",
                ["description"] = "evaluate all features for one user, rotating over the users",
            },
        };
    }

    private static JsonObject Scenario(string name, string feature, int user) =>
        new() { ["name"] = name, ["feature"] = feature, ["user"] = user };

    private JsonObject MakePayload(int count)
    {
        var features = new JsonObject();
        Add("force", count / 5, MakeForce);
        Add("rollout", count / 5, MakeRollout);
        Add("experiment", count / 5, MakeExperiment);
        Add("prereq", count / 10, MakePrerequisite);
        Add("group", count / 20, MakeGroup);
        Add("default", count - features.Count, MakeDefault);
        return new JsonObject
        {
            ["status"] = 200,
            ["features"] = features,
            ["savedGroups"] = new JsonObject { ["grp_10k"] = Strings(MakeGroupIds()) },
            ["dateUpdated"] = "2025-01-01T00:00:00.000Z",
        };

        void Add(string kind, int number, Func<int, int, JsonObject> make)
        {
            for (var i = 0; i < number; i++)
                features.Add(Key(kind, i), make(i, number));
        }
    }

    private JsonObject MakeDefault(int i, int count) => new()
    {
        ["defaultValue"] = (i % 5) switch
        {
            0 => true,
            1 => false,
            2 => Text($"value-{i}"),
            3 => i,
            _ => new JsonObject { ["limit"] = i, ["label"] = Text($"cfg-{i}"), ["enabled"] = true },
        },
    };

    private JsonObject MakeForce(int i, int count)
    {
        // User 42, whom the scenarios ask for, is from the US and on the plan "pro".
        var condition = i == 0 ? new JsonObject { ["country"] = InUs(4), ["plan"] = Equal("pro") } : (i % 4) switch
        {
            0 => new JsonObject { ["country"] = In(Countries, 4) },
            1 => new JsonObject { ["plan"] = _random.Pick(Plans) },
            2 => new JsonObject { ["country"] = In(Countries, 3), ["plan"] = Equal(_random.Pick(Plans)) },
            _ => new JsonObject { ["plan"] = Equal(_random.Pick(Plans)) },
        };
        var rules = new JsonArray(ForceRule(condition));
        if (i % 4 == 3)
            rules.Add(ForceRule(new JsonObject { ["country"] = In(Countries, 5), ["beta"] = true }));
        return Feature(false, rules);
    }

    private JsonObject MakeRollout(int i, int count)
    {
        var rule = new JsonObject
        {
            ["id"] = RuleId(),
            ["force"] = true,
            ["coverage"] = i == 0 ? 0.95 : _random.Between(1, 99) / 100.0,
            ["hashAttribute"] = "id",
            ["hashVersion"] = 2,
        };
        if (i % 5 == 4)
            rule["condition"] = new JsonObject { ["country"] = In(Countries, 4) };
        if (i == 0 || _random.Chance(50))
            rule["seed"] = _random.Uuid();
        return Feature(false, new JsonArray(rule));
    }

    private JsonObject MakeExperiment(int i, int count)
    {
        var three = i % 6 is 2 or 5;
        var rule = new JsonObject
        {
            ["id"] = RuleId(),
            ["key"] = Key("exp", i),
            ["seed"] = _random.Uuid(),
            ["hashAttribute"] = "id",
            ["hashVersion"] = 2,
            ["coverage"] = 1,
            ["variations"] = (i % 2, three) switch
            {
                (0, false) => new JsonArray("control", "red"),
                (0, true) => new JsonArray("control", "red", "blue"),
                (_, false) => new JsonArray(0, 1),
                (_, true) => new JsonArray(0, 1, 2),
            },
            ["weights"] = three ? new JsonArray(0.3334, 0.3333, 0.3333) : new JsonArray(0.5, 0.5),
            ["meta"] = Array(Enumerable.Range(0, three ? 3 : 2).Select(variation => new JsonObject
            {
                ["key"] = Text($"{variation}"),
                ["name"] = variation == 0 ? "Control" : Text($"Variation {variation}"),
            })),
            ["phase"] = "0",
            ["name"] = Text($"Experiment {i}"),
        };
        if (i % 4 == 1)
            rule["condition"] = ComplexCondition(i);
        else if (i % 4 == 3)
            rule["condition"] = new JsonObject { ["country"] = In(Countries, 5) };
        return Feature(i % 2 == 0 ? "off" : -1, new JsonArray(rule));
    }

    private JsonObject ComplexCondition(int i) => new()
    {
        ["country"] = i == 1 ? InUs(6) : In(Countries, 6),
        ["age"] = new JsonObject { ["$gt"] = i == 1 ? 18 : _random.Between(18, 30) },
        ["$or"] = new JsonArray(
            new JsonObject { ["plan"] = i == 1 ? In(["enterprise", "business"], 2) : In(Plans, 2) },
            new JsonObject
            {
                ["$or"] = new JsonArray(
                    i % 8 == 1 ? new JsonObject { ["plan"] = "starter" } : new JsonObject { ["beta"] = true },
                    new JsonObject
                    {
                        ["tags"] = new JsonObject { ["$elemMatch"] = Equal(i == 1 ? "vip" : _random.Pick(Tags)) },
                    }),
            }),
        ["appVersion"] = new JsonObject { ["$vgte"] = "2.1.0" },
        ["email"] = new JsonObject { ["$regex"] = "@(example\\.com|acme\\.io|mail\\.test)$" },
    };

    private JsonObject MakePrerequisite(int i, int count)
    {
        var others = count * 2; // how many rollouts, forced features and experiments there are
        var parents = i == 0
            ? new JsonArray(Parent("rollout", 0, true, true), Parent("force", 0, Equal(true), true))
            : new JsonArray((i % 3) switch
            {
                0 => Parent("rollout", _random.Below(others), true, true),
                1 => Parent("force", _random.Below(others), Equal(true), false),
                _ => Parent("experiment", _random.Below(others) / 2 * 2, new JsonObject { ["$in"] = new JsonArray("control", "red") }, true),
            });
        var rules = new JsonArray(new JsonObject { ["id"] = RuleId(), ["parentConditions"] = parents, ["force"] = true });
        if (i % 4 == 0 && i > 0)
            rules.Add(ForceRule(new JsonObject { ["plan"] = In(Plans, 2) }));
        return Feature(false, rules);
    }

    private static JsonObject Parent(string kind, int i, JsonNode value, bool gate)
    {
        var parent = new JsonObject { ["id"] = Key(kind, i), ["condition"] = new JsonObject { ["value"] = value } };
        if (gate)
            parent["gate"] = true;
        return parent;
    }

    private JsonObject MakeGroup(int i, int count) => Feature(false, new JsonArray(ForceRule(new JsonObject
    {
        ["id"] = new JsonObject { [i % 5 == 4 ? "$notInGroup" : "$inGroup"] = "grp_10k" },
    })));

    /// <summary>The even users and strangers in a random order, user 42 in the middle.</summary>
    private string[] MakeGroupIds()
    {
        var ids = new HashSet<string>(Enumerable.Range(0, Users / 2).Select(user => $"user-{user * 2}"));
        while (ids.Count < GroupSize)
            ids.Add($"user-{_random.Between(Users, 999_999)}");
        var shuffled = ids.ToArray();
        _random.Shuffle(shuffled);
        var at = System.Array.IndexOf(shuffled, "user-42");
        (shuffled[at], shuffled[GroupSize / 2]) = (shuffled[GroupSize / 2], shuffled[at]);
        return shuffled;
    }

    private JsonObject MakeUser(int i)
    {
        // Users 42 and 43, one in the group and one not, meet the conditions of the scenarios.
        var isAsked = i is 42 or 43;
        return new JsonObject
        {
            ["id"] = Text($"user-{i}"),
            ["country"] = isAsked ? "US" : _random.Pick(Countries),
            ["plan"] = isAsked ? "pro" : _random.Pick(Plans),
            ["age"] = isAsked ? 34 : _random.Between(15, 74),
            ["appVersion"] = isAsked
                ? "2.10.3"
                : Text($"{_random.Between(1, 4)}.{_random.Between(0, 12)}.{_random.Between(0, 20)}"),
            ["email"] = isAsked ? "user@example.com" : Text($"user{i}@{_random.Pick(Domains)}"),
            ["beta"] = !isAsked && _random.Chance(20),
            ["tags"] = isAsked ? Strings(["mobile", "trial", "vip"]) : Strings(_random.Pick(Tags, _random.Between(0, 4))),
        };
    }

    private JsonObject ForceRule(JsonObject condition) =>
        new() { ["id"] = RuleId(), ["condition"] = condition, ["force"] = true };

    private static JsonObject Feature(JsonNode defaultValue, JsonArray rules) =>
        new() { ["defaultValue"] = defaultValue, ["rules"] = rules };

    private string RuleId() => "fr_" + _random.Hexadecimal(12);

    private static JsonObject Equal(JsonNode value) => new() { ["$eq"] = value };

    private JsonObject In(string[] items, int count) => new() { ["$in"] = Strings(_random.Pick(items, count)) };

    /// <summary>So many countries, the US the last of them.</summary>
    private JsonObject InUs(int count) => new() { ["$in"] = Strings([.. _random.Pick(Countries[1..], count - 1), "US"]) };

    private static JsonArray Strings(IEnumerable<string> items) => Array(items.Select(item => (JsonNode)item));

    private static JsonArray Array(IEnumerable<JsonNode> items) => new(items.ToArray());

    private static string Key(string kind, int i) => Text($"{kind}-{i:D5}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Text.Json.Nodes;

namespace GrowthBook.Analysis.Tests;

/// <summary>
/// Pairs of payloads made from a seed: a feature with rules of all kinds, which requires another one, and a change of some of their members.
/// Experiments hold out, pass through, share keys and seeds, and exclude each other.
/// </summary>
internal sealed class RandomPairs(int seed)
{
    public static readonly string[] Features = ["f", "g"];

    private static readonly string[] Countries = ["DE", "FR", "US"];

    private readonly Random _random = new(seed);

    public (WrittenPayload Old, WrittenPayload New) Next()
    {
        var payload = Payload();
        var changed = payload.DeepClone();
        for (var edits = _random.Next(1, 3); edits > 0; edits--)
            Edit(changed);
        return (Parse(payload), Parse(changed));
    }

    public Attributes User(int number)
    {
        var attributes = new Attributes { ["id"] = FormattableString.Invariant($"u{number}") };
        return _random.Next(4) == 0 ? attributes : attributes.With("country", Countries[_random.Next(3)]);
    }

    private JsonObject Payload() => new()
    {
        ["features"] = new JsonObject
        {
            ["g"] = new JsonObject { ["defaultValue"] = "off", ["rules"] = Rules("g", 1) },
            ["f"] = new JsonObject { ["defaultValue"] = "default", ["rules"] = Rules("f", 3) },
        },
    };

    private JsonArray Rules(string feature, int most) => new([.. Enumerable.Range(0, _random.Next(1, most + 1)).Select(i => (JsonNode)Rule(feature, i))]);

    private JsonObject Rule(string feature, int i)
    {
        var rule = _random.Next(3) == 0 ? Force() : Experiment(feature);
        rule["id"] = FormattableString.Invariant($"{feature}{i}");
        if (_random.Next(4) == 0)
            rule["condition"] = new JsonObject { ["country"] = Country() };
        if (feature == "f" && _random.Next(3) == 0)
            rule["parentConditions"] = new JsonArray(new JsonObject { ["id"] = "g", ["condition"] = new JsonObject { ["value"] = new JsonObject { ["$ne"] = _random.Next(2) == 0 ? "a" : "none" } } });
        return rule;
    }

    private JsonObject Force()
    {
        var rule = new JsonObject { ["force"] = Value() };
        if (_random.Next(2) == 0)
            (rule["coverage"], rule["seed"], rule["hashVersion"]) = (Share(), Seed(), 2);
        return rule;
    }

    private JsonObject Experiment(string feature)
    {
        var weight = Share();
        var rule = new JsonObject
        {
            ["key"] = $"{feature}{"xy"[_random.Next(2)]}",
            ["variations"] = new JsonArray(Value(), Value()),
            ["weights"] = new JsonArray(weight, Math.Round(1 - weight, 2)),
            ["meta"] = new JsonArray(Meta("c"), Meta("t")),
            ["hashVersion"] = 2,
            ["seed"] = Seed(),
        };
        if (_random.Next(2) == 0)
            rule["coverage"] = Share();
        if (_random.Next(4) == 0)
            rule["namespace"] = new JsonArray("ns", 0, Share());
        if (_random.Next(6) == 0)
            rule["filters"] = new JsonArray(new JsonObject { ["seed"] = Seed(), ["hashVersion"] = 2, ["ranges"] = new JsonArray(new JsonArray(0, Share())) });
        return rule;
    }

    /// <summary>One difference: a default value, a rule that is new, gone or another, or a member of a rule.</summary>
    private void Edit(JsonNode payload)
    {
        var key = _random.Next(3) == 0 ? "g" : "f";
        var feature = payload["features"]![key]!;
        var rules = feature["rules"]!.AsArray();
        if (rules.Count == 0 || _random.Next(12) == 0)
        {
            feature["defaultValue"] = Value();
            return;
        }
        var at = _random.Next(rules.Count);
        switch (_random.Next(8))
        {
            case 0:
                rules.RemoveAt(at);
                break;
            case 1:
                rules.Insert(at, Rule(key, 9));
                break;
            case 2:
                var moved = rules[at];
                rules.RemoveAt(at);
                rules.Insert(_random.Next(rules.Count + 1), moved);
                break;
            default:
                EditRule(rules[at]!.AsObject(), key);
                break;
        }
    }

    private void EditRule(JsonObject rule, string feature)
    {
        var other = rule.ContainsKey("key") ? Experiment(feature) : Force();
        var names = rule.Select(member => member.Key).Union(other.Select(member => member.Key)).Where(name => name is not ("id" or "force")).Append("meta").ToArray();
        var name = names[_random.Next(names.Length)];
        if (!rule.ContainsKey("key"))
            rule[name is "meta" ? "force" : name] = name is "meta" ? Value() : other[name]?.DeepClone();
        else if (name == "condition")
            rule[name] = new JsonObject { ["country"] = Country() };
        else if (name != "parentConditions")
            rule[name] = other[name]?.DeepClone();
    }

    private JsonObject Meta(string key) => new() { ["key"] = key, ["passthrough"] = _random.Next(3) == 0 };

    private string Value() => "abc"[_random.Next(3)].ToString();

    private string Seed() => "st"[_random.Next(2)].ToString();

    private string Country() => Countries[_random.Next(3)];

    private double Share() => _random.Next(6) == 0 ? _random.Next(2) : _random.Next(1, 100) / 100.0;

    private static WrittenPayload Parse(JsonNode payload) => WrittenPayload.Parse(payload.ToJsonString()).Value;
}

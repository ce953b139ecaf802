using System.Text.Json.Nodes;

namespace GrowthBook.Analysis.Tests;

/// <summary>
/// Pairs of payloads made from a seed, of features that require one another, with and without gates: <c>c</c> requires <c>b</c> and <c>a</c>, and <c>b</c> requires
/// <c>a</c>. The experiments of the payload require all three. Some users lack an attribute that is hashed. A change is mostly one that could be a ramp. Rules of a feature
/// can run one experiment.
/// </summary>
internal sealed class RandomChanges(int seed)
{
    public static readonly string[] Features = ["a", "b", "c"];

    private static readonly string[] Countries = ["DE", "FR", "US"];

    private readonly Random _random = new(seed);

    /// <summary>Whether attributes decide about rules. Otherwise only hashes do, so that most of a change is measured.</summary>
    private readonly bool _isTargeted = seed % 2 == 0;

    private int _next;

    public (string Old, string New) Next()
    {
        var payload = new JsonObject { ["features"] = new JsonObject([.. Features.Select(key => new KeyValuePair<string, JsonNode?>(key, Feature(key)))]), ["savedGroups"] = new JsonObject { ["g"] = Group() }, ["experiments"] = new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => (JsonNode)OwnExperiment())]) };
        var changed = payload.DeepClone();
        for (var edits = _random.Next(1, 3); edits > 0; edits--)
            Edit(changed);
        return (payload.ToJsonString(), changed.ToJsonString());
    }

    public Attributes User(int number)
    {
        var attributes = Attributes.Empty;
        foreach (var (name, prefix) in ((string, string)[])[("id", "u"), ("device", "d"), ("company", "c")])
        {
            if (_random.Next(6) > 0)
                attributes = attributes.With(name, FormattableString.Invariant($"{prefix}{number}"));
        }
        return _random.Next(4) == 0 ? attributes : attributes.With("country", Countries[_random.Next(3)]);
    }

    private JsonObject Feature(string key) => new() { ["defaultValue"] = Value(), ["rules"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => (JsonNode)Rule(key))]) };

    private JsonObject Rule(string feature)
    {
        var rule = _random.Next(10) switch { < 4 => Experiment(hasDefaultKey: _random.Next(4) == 0), < 9 => Force(), _ => [] };
        Named(rule);
        if (_isTargeted && _random.Next(4) == 0)
            rule["condition"] = Condition();
        if (_isTargeted && feature != "a" && (rule.Count == 1 || _random.Next(2) == 0))
            rule["parentConditions"] = Parents(feature);
        return rule;
    }

    private JsonObject Named(JsonObject rule)
    {
        rule["id"] = FormattableString.Invariant($"r{_next++}");
        return rule;
    }

    private JsonObject Force()
    {
        var rule = new JsonObject { ["force"] = Value() };
        if (_random.Next(2) == 0)
            (rule["coverage"], rule["seed"], rule["hashVersion"]) = (Share(), Seed(), 2);
        if (_isTargeted && rule.ContainsKey("seed") && _random.Next(6) == 0)
            rule["filters"] = Filters();
        if (_isTargeted && _random.Next(5) == 0)
            rule["tracks"] = new JsonArray(Track());
        return rule;
    }

    /// <summary>An experiment. The default key is that of the feature, so that several rules run one experiment.</summary>
    private JsonObject Experiment(bool hasDefaultKey)
    {
        var rule = new JsonObject
        {
            ["variations"] = new JsonArray(Value(), Value()),
            ["weights"] = new JsonArray(0.5, 0.5),
            ["meta"] = new JsonArray(Meta("c"), Meta("t")),
            ["hashVersion"] = 2,
            ["seed"] = Seed(),
            ["coverage"] = Share(),
        };
        if (!hasDefaultKey)
            rule["key"] = FormattableString.Invariant($"x{_next++}");
        if (_random.Next(4) == 0)
            rule["hashAttribute"] = "device";
        if (_random.Next(8) == 0)
            rule["hashVersion"] = 1;
        if (_random.Next(8) == 0)
            rule["namespace"] = new JsonArray("n", 0, Share());
        if (_random.Next(6) == 0)
            rule["filters"] = Filters();
        return rule;
    }

    /// <summary>Filters that often have all buckets, so that only the attribute decides.</summary>
    private JsonArray Filters() => new([.. Enumerable.Range(0, _random.Next(3)).Select(_ => (JsonNode)new JsonObject
    {
        ["attribute"] = ((string[])["id", "device", "company"])[_random.Next(3)],
        ["seed"] = Seed(),
        ["hashVersion"] = 2,
        ["ranges"] = new JsonArray(new JsonArray(0, _random.Next(3) == 0 ? Share() : 1)),
    })]);

    /// <summary>An experiment of the payload, which requires features.</summary>
    private JsonObject OwnExperiment()
    {
        var experiment = Experiment(hasDefaultKey: false);
        if (_random.Next(4) == 0)
            experiment["condition"] = Condition();
        if (_random.Next(3) > 0)
            experiment["parentConditions"] = Parents("c");
        return experiment;
    }

    private void EditOwn(JsonArray experiments)
    {
        if (experiments.Count == 0 || _random.Next(4) == 0)
            experiments.Add(OwnExperiment());
        else if (_random.Next(4) == 0)
            experiments.RemoveAt(_random.Next(experiments.Count));
        else
            EditRule(experiments[_random.Next(experiments.Count)]!.AsObject(), "c");
    }

    private void Edit(JsonNode payload)
    {
        var key = Features[_random.Next(3)];
        var feature = payload["features"]![key]!;
        var rules = feature["rules"]!.AsArray();
        var kind = _random.Next(32);
        if (kind > 28)
            Replace(rules);
        else if (kind > 26)
            Move(rules);
        else if (kind > 23)
            EditOwn(payload["experiments"]!.AsArray());
        else if (kind == 0)
            feature["defaultValue"] = Value();
        else if (kind == 1)
            payload["savedGroups"]!["g"] = Group();
        else if (kind == 2)
            feature["description"] = "other";
        else if (kind < 6 || rules.Count == 0)
            rules.Insert(_random.Next(rules.Count + 1), Rule(key));
        else if (kind == 6)
            rules.RemoveAt(_random.Next(rules.Count));
        else if (kind == 7)
            Move(rules);
        else
            EditRule(rules[_random.Next(rules.Count)]!.AsObject(), key);
    }

    /// <summary>A new experiment after a rule that answers other users, or the rule after it is gone.</summary>
    private void Replace(JsonArray rules)
    {
        if (rules.Count == 0)
            return;
        var at = _random.Next(rules.Count);
        if (rules[at]!.AsObject().ContainsKey("coverage"))
            rules[at]!["coverage"] = Share();
        if (at + 1 < rules.Count && _random.Next(2) == 0)
            rules.RemoveAt(at + 1);
        else
            rules.Insert(at + 1, Named(Experiment(hasDefaultKey: false)));
    }

    private void Move(JsonArray rules)
    {
        if (rules.Count == 0)
            return;
        var moved = rules[_random.Next(rules.Count)]!;
        rules.Remove(moved);
        rules.Insert(_random.Next(rules.Count + 1), moved);
    }

    private void EditRule(JsonObject rule, string feature)
    {
        switch (_isTargeted ? _random.Next(10) : _random.Next(3) * 4)
        {
            case 4 when !_isTargeted:
                rule[rule.ContainsKey("variations") ? "variations" : "force"] = rule.ContainsKey("variations") ? new JsonArray(Value(), Value()) : Value();
                break;
            case 8 when rule.ContainsKey("weights"):
                var weight = Share();
                rule["weights"] = new JsonArray(weight, Math.Round(1 - weight, 2));
                break;
            case 9 when rule.ContainsKey("seed") && _random.Next(3) == 0:
                rule["hashAttribute"] = _random.Next(3) == 0 ? "device" : "id";
                break;
            case 9 when rule.ContainsKey("seed"):
                rule["filters"] = Filters();
                break;
            case 0 or 1 when rule.ContainsKey("coverage"):
                rule["coverage"] = _random.Next(5) == 0 ? Share() : Math.Min(1, Math.Round((double)rule["coverage"]! + 0.2, 2));
                break;
            case 2 when rule.ContainsKey("condition"):
                rule.Remove("condition");
                break;
            case 2 or 3:
                rule["condition"] = Condition();
                break;
            case 4 or 5 or 6 when feature != "a":
                EditParents(rule, feature);
                break;
            case 7 when rule.ContainsKey("force"):
                EditForce(rule);
                break;
            case 7 when rule.ContainsKey("variations"):
                rule[_random.Next(2) == 0 ? "variations" : "meta"] = _random.Next(2) == 0 ? new JsonArray(Value(), Value()) : new JsonArray(Meta("c"), Meta("t"));
                break;
            default:
                rule["description"] = "other";
                break;
        }
    }

    private void EditForce(JsonObject rule)
    {
        if (_random.Next(2) == 0)
            rule["force"] = Value();
        else if (_random.Next(2) == 0)
            rule["tracks"] = new JsonArray(Track());
        else
            rule.Remove("tracks");
    }

    private void EditParents(JsonObject rule, string feature)
    {
        if (rule["parentConditions"] is not JsonArray { Count: > 0 } parents)
        {
            rule["parentConditions"] = Parents(feature);
            return;
        }
        var at = _random.Next(parents.Count);
        switch (_random.Next(5))
        {
            case 0:
                rule.Remove("parentConditions");
                break;
            case 1:
                parents.RemoveAt(at);
                break;
            case 2:
                parents.Insert(at, Parent(feature));
                break;
            case 3:
                Move(parents);
                break;
            default:
                parents[at]!["gate"] = parents[at]!["gate"] is { } gate && gate.ToJsonString() != "false" ? false : Gate();
                break;
        }
    }

    private JsonArray Parents(string feature) => new([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => (JsonNode)Parent(feature))]);

    private JsonObject Parent(string feature)
    {
        var parent = new JsonObject { ["id"] = feature == "b" || _random.Next(2) == 0 ? "a" : "b", ["condition"] = new JsonObject { ["value"] = new JsonObject { ["$ne"] = _random.Next(3) == 0 ? "none" : Value() } } };
        if (_random.Next(2) == 0)
            parent["gate"] = Gate();
        return parent;
    }

    private JsonNode Gate() => _random.Next(4) switch { 0 => 1, 1 => "true", _ => true };

    /// <summary>An exposure of an experiment that a rule may run too, in one of its variations.</summary>
    private JsonObject Track() => new()
    {
        ["experiment"] = new JsonObject { ["key"] = _random.Next(3) == 0 ? FormattableString.Invariant($"x{_random.Next(4)}") : FormattableString.Invariant($"t{_random.Next(3)}"), ["variations"] = new JsonArray(0, 1) },
        ["result"] = new JsonObject { ["variationId"] = 1, ["key"] = _random.Next(2) == 0 ? "c" : "t", ["inExperiment"] = true, ["hashUsed"] = true, ["hashAttribute"] = "id", ["hashValue"] = "u", ["value"] = 1, ["featureId"] = "f" },
    };

    private JsonObject Condition() => _random.Next(4) == 0 ? new() { ["id"] = new JsonObject { ["$inGroup"] = "g" } } : new() { ["country"] = new JsonObject { ["$in"] = new JsonArray([.. Countries.Take(_random.Next(1, 4)).Select(each => (JsonNode)each)]) } };

    private JsonArray Group() => new([.. Enumerable.Range(0, 60).Where(_ => _random.Next(2) == 0).Select(i => (JsonNode)FormattableString.Invariant($"u{i}"))]);

    private JsonObject Meta(string key) => new() { ["key"] = key, ["passthrough"] = _random.Next(6) == 0 };

    private string Value() => "abc"[_random.Next(3)].ToString();

    private string Seed() => "st"[_random.Next(2)].ToString();

    private double Share() => !_isTargeted && _random.Next(3) == 0 ? 1 : _random.Next(8) == 0 ? _random.Next(2) : _random.Next(1, 100) / 100.0;
}

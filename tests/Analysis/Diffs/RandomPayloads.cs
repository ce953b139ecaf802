using System.Globalization;
using System.Text.Json.Nodes;

namespace GrowthBook.Analysis.Tests;

/// <summary>Pairs of payloads with one feature, made from a seed.</summary>
internal sealed class RandomPayloads(int seed, int hashVersion)
{
    public const string Feature = "f", Experiment = "x", HashSeed = "s";

    private static readonly string[] Keys = ["control", "blue", "green", "red"];

    private readonly Random _random = new(seed);

    /// <summary>A payload in which each random input is of one seed, so that a bucket decides everything.</summary>
    public WrittenPayload OneSeed() => Parse(new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(i => (JsonNode)Rollout(i)), ExperimentRule()]));

    /// <summary>A payload of <see cref="OneSeed"/> whose experiment decides about stored assignments.</summary>
    public WrittenPayload Sticky()
    {
        var rule = ExperimentRule();
        rule["meta"] ??= new JsonArray([.. rule["variations"]!.AsArray().Select((_, i) => (JsonNode)new JsonObject { ["key"] = Keys[i] })]);
        (rule["bucketVersion"], rule["minBucketVersion"]) = (_random.Next(3), _random.Next(3) == 0 ? _random.Next(3) : 0);
        if (_random.Next(8) == 0)
            rule["disableStickyBucketing"] = true;
        return Parse(new JsonArray([.. Enumerable.Range(0, _random.Next(2)).Select(i => (JsonNode)Rollout(i)), rule]));
    }

    /// <summary>A payload whose experiment has a condition too.</summary>
    public WrittenPayload Targeted()
    {
        var rule = ExperimentRule();
        rule["condition"] = Condition();
        var rules = new JsonArray();
        if (_random.Next(4) == 0)
            rules.Add(new JsonObject { ["id"] = "r0", ["condition"] = Condition(), ["force"] = "forced" });
        rules.Add(rule);
        return Parse(rules);
    }

    /// <summary>The attributes of a user as the conditions can see one.</summary>
    public Attributes User(int number)
    {
        var attributes = new Attributes { ["id"] = string.Create(CultureInfo.InvariantCulture, $"u{number}") };
        if (_random.Next(4) > 0)
            attributes = attributes.With("country", Country());
        if (_random.Next(4) > 0)
            attributes = attributes.With("age", _random.Next(0, 8));
        return _random.Next(4) == 0 ? attributes : attributes.With("vip", _random.Next(2) == 0);
    }

    private JsonObject Rollout(int i)
    {
        var rule = Hashed(new JsonObject { ["id"] = $"r{i}", ["force"] = i });
        if (_random.Next(2) == 0)
            rule["coverage"] = Share();
        else
            rule["range"] = Range();
        return rule;
    }

    private JsonObject ExperimentRule()
    {
        var variations = _random.Next(2, 5);
        var rule = Hashed(new JsonObject
        {
            ["id"] = "e",
            ["key"] = Experiment,
            ["variations"] = new JsonArray([.. Enumerable.Range(0, variations).Select(i => (JsonNode)(_random.Next(6) == 0 ? "else" : $"v{i}"))]),
        });
        if (_random.Next(3) == 0)
            rule["ranges"] = new JsonArray([.. Enumerable.Range(0, variations).Select(_ => (JsonNode)Range())]);
        if (_random.Next(2) == 0)
            rule["coverage"] = Share();
        if (_random.Next(2) == 0)
            rule["weights"] = Weights(variations);
        if (_random.Next(2) == 0)
            rule["meta"] = new JsonArray([.. Enumerable.Range(0, variations).Select(i => (JsonNode)new JsonObject { ["key"] = Keys[i], ["passthrough"] = _random.Next(8) == 0 })]);
        if (_random.Next(4) == 0)
            rule["filters"] = new JsonArray(new JsonObject { ["seed"] = HashSeed, ["hashVersion"] = hashVersion, ["ranges"] = new JsonArray(Range(), Range()) });
        return rule;
    }

    private JsonObject Condition()
    {
        var condition = new JsonObject();
        if (_random.Next(2) == 0)
            condition["country"] = OneOf();
        if (_random.Next(3) == 0)
            condition["age"] = new JsonObject { [_random.Next(2) == 0 ? "$gte" : "$lt"] = _random.Next(0, 8) };
        if (_random.Next(5) == 0)
            condition["vip"] = _random.Next(2) == 0;
        if (_random.Next(6) == 0)
            condition["$or"] = new JsonArray(new JsonObject { ["country"] = Country() }, new JsonObject { ["age"] = new JsonObject { ["$gt"] = _random.Next(0, 8) } });
        if (_random.Next(4) == 0)
            condition["$and"] = new JsonArray(new JsonObject { ["country"] = OneOf() }, new JsonObject { ["country"] = OneOf() });
        return condition;
    }

    /// <summary>A test that a list passes for any of its elements.</summary>
    private JsonObject OneOf() => new() { [_random.Next(4) == 0 ? "$nin" : "$in"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => (JsonNode)Country()!)]) };

    private string Country() => new[] { "PT", "ES", "FR", "DE" }[_random.Next(4)];

    private JsonObject Hashed(JsonObject rule)
    {
        (rule["seed"], rule["hashVersion"]) = (HashSeed, hashVersion);
        return rule;
    }

    private double Share() => Math.Round(_random.NextDouble(), _random.Next(1, 6));

    private JsonArray Range()
    {
        var start = Share();
        return [start, Math.Min(1.2, start + Share())];
    }

    private JsonArray Weights(int count)
    {
        var parts = Enumerable.Range(0, count).Select(_ => _random.Next(0, 5)).ToArray();
        var sum = Math.Max(1, parts.Sum());
        return new JsonArray([.. parts.Select(part => (JsonNode)((double)part / sum))]);
    }

    private static WrittenPayload Parse(JsonArray rules) => WrittenPayload.Parse(new JsonObject
    {
        ["features"] = new JsonObject { [Feature] = new JsonObject { ["defaultValue"] = "default", ["rules"] = rules } },
    }.ToJsonString()).Value;
}

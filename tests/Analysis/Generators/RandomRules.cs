namespace GrowthBook.Analysis.Tests.Generators;

/// <summary>Lists of rules of which later ones are often shadowed: their conditions narrow, join or negate those before them.</summary>
internal sealed class RandomRules(Random random)
{
    /// <summary>The attribute of rollouts and experiments, which some conditions demand.</summary>
    private static readonly Value HashAttribute = "plan";

    private static readonly KeyValuePair<string, Value>[] Prerequisite =
        [new("parentConditions", new Value.Array([new Value.Object { ["id"] = "other", ["condition"] = new Value.Object { ["value"] = true } }]))];

    private readonly RandomConditions _conditions = new(random);

    public Value.Object[] Rules(int count)
    {
        var rules = new List<Value.Object>();
        for (var i = 0; i < count; i++)
        {
            var members = new List<KeyValuePair<string, Value>> { new("id", $"r{i}"), new("condition", Condition([.. rules.Select(rule => rule["condition"])])) };
            rules.Add(new Value.Object(members.Concat(random.Next(3) == 0 ? Experiment(i) : [new("force", i), .. Restriction()])));
        }
        return [.. rules];
    }

    private Value.Object Condition(Value[] before) => (before.Length == 0 ? 9 : random.Next(8)) switch
    {
        0 => Of("$and", Any(before), _conditions.Condition(1)),
        1 => Of("$and", Any(before), new Value.Object { ["plan"] = new Value.Object { ["$in"] = new Value.Array(["free", "pro"]) } }),
        2 => Of("$and", Of("$or", before), _conditions.Condition(0)),
        3 => new Value.Object { ["$not"] = Any(before) },
        4 => Of("$nor", before),
        _ => _conditions.Condition(1),
    };

    /// <summary>An experiment, which includes everybody in most cases.</summary>
    private KeyValuePair<string, Value>[] Experiment(int i) =>
    [
        new("key", $"x{i}"), new("variations", new Value.Array([i, i + 100])), new("hashAttribute", HashAttribute),
        .. random.Next(18) switch
        {
            0 => (KeyValuePair<string, Value>[])[new("coverage", 0.9)],
            1 => [new("ranges", new Value.Array([new Value.Array([0, 0.5]), new Value.Array([0.6, 1])]))],
            2 => [new("minBucketVersion", 1), new("bucketVersion", 1)],
            3 => [new("meta", new Value.Array([new Value.Object { ["key"] = "0" }, new Value.Object { ["key"] = "1", ["passthrough"] = true }]))],
            4 => [new("namespace", new Value.Array(["n", 0, 0.9]))],
            5 => Prerequisite,
            6 => [new("weights", new Value.Array([0.3, 0.7]))],
            _ => [],
        },
    ];

    private KeyValuePair<string, Value>[] Restriction() => random.Next(16) switch
    {
        0 => [new("coverage", 1), new("hashAttribute", HashAttribute)],
        1 => [new("range", new Value.Array([0, 1])), new("hashAttribute", HashAttribute)],
        2 => [new("coverage", 0.9), new("hashAttribute", HashAttribute)],
        3 => [new("range", new Value.Array([0, 0.99])), new("hashAttribute", HashAttribute)],
        4 => Prerequisite,
        5 => [new("filters", new Value.Array([new Value.Object { ["seed"] = "s", ["ranges"] = new Value.Array([new Value.Array([0, 1])]) }]))],
        _ => [],
    };

    private static Value.Object Of(string name, params Value[] parts) => new() { [name] = new Value.Array(parts) };

    private T Any<T>(T[] items) => items[random.Next(items.Length)];
}

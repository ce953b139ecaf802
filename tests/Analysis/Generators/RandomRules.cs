namespace GrowthBook.Analysis.Tests.Generators;

/// <summary>Lists of rules of which later ones are often shadowed: their conditions narrow, join or negate those before them.</summary>
internal sealed class RandomRules(Random random)
{
    /// <summary>The attribute of rollouts, which some conditions demand.</summary>
    private static readonly Value HashAttribute = "plan";

    private readonly RandomConditions _conditions = new(random);

    public Value.Object[] Rules(int count)
    {
        var rules = new List<Value.Object>();
        for (var i = 0; i < count; i++)
        {
            var members = new List<KeyValuePair<string, Value>> { new("id", $"r{i}"), new("condition", Condition([.. rules.Select(rule => rule["condition"])])), new("force", i) };
            rules.Add(new Value.Object(members.Concat(Restriction())));
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

    private KeyValuePair<string, Value>[] Restriction() => random.Next(16) switch
    {
        0 => [new("coverage", 1), new("hashAttribute", HashAttribute)],
        1 => [new("range", new Value.Array([0, 1])), new("hashAttribute", HashAttribute)],
        2 => [new("coverage", 0.9), new("hashAttribute", HashAttribute)],
        3 => [new("range", new Value.Array([0, 0.99])), new("hashAttribute", HashAttribute)],
        4 => [new("parentConditions", new Value.Array([new Value.Object { ["id"] = "other", ["condition"] = new Value.Object { ["value"] = true } }]))],
        5 => [new("filters", new Value.Array([new Value.Object { ["seed"] = "s", ["ranges"] = new Value.Array([new Value.Array([0, 1])]) }]))],
        _ => [],
    };

    private static Value.Object Of(string name, params Value[] parts) => new() { [name] = new Value.Array(parts) };

    private T Any<T>(T[] items) => items[random.Next(items.Length)];
}

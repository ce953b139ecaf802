namespace GrowthBook.Analysis.Tests.Generators;

/// <summary>Conditions and users of few values, so that tests meet.</summary>
internal sealed class RandomConditions(Random random)
{
    public static readonly string[] Attributes = ["plan", "age", "app", "beta"];

    public static readonly Value[] Scalars =
        ["free", "pro", "FREE", "", "5", 5, 7.5, 0, -1, true, false, Value.Null.Instance, "1.2.0", "1.10.0", "2.0.0-rc.1"];

    private static readonly string[] Versions = ["1.2.0", "1.10.0", "2.0.0-rc.1"];

    public Value.Object Condition(int depth = 2)
    {
        var members = new List<KeyValuePair<string, Value>>();
        for (var count = random.Next(1, 4); count > 0; count--)
            members.Add(Member(depth));
        return new Value.Object(members);
    }

    /// <summary>Attributes; some are missing, and some are lists where those are wanted.</summary>
    public Value.Object User(bool withLists = true) => new(Attributes
        .Where(_ => random.Next(6) > 0)
        .Select(attribute => KeyValuePair.Create(attribute, withLists && random.Next(5) == 0 ? List() : Any(Scalars)))
        .Append(KeyValuePair.Create<string, Value>("id", $"u-{random.Next(20)}")));

    private KeyValuePair<string, Value> Member(int depth) => random.Next(depth > 0 ? 10 : 6) switch
    {
        6 => KeyValuePair.Create<string, Value>("$or", Conditions(depth)),
        7 => KeyValuePair.Create<string, Value>("$and", Conditions(depth)),
        8 => KeyValuePair.Create<string, Value>("$nor", Conditions(depth)),
        9 => KeyValuePair.Create<string, Value>("$not", Condition(depth - 1)),
        _ => KeyValuePair.Create(Any(Attributes), Test()),
    };

    private Value.Array Conditions(int depth) => new(Enumerable.Range(0, random.Next(1, 3)).Select(_ => (Value)Condition(depth - 1)).ToArray());

    private Value Test() => random.Next(9) switch
    {
        0 => Any(Scalars),
        1 => Operator(Any("$eq", "$ne"), Any(Scalars)),
        2 => Operator(Any("$in", "$nin", "$ini", "$nini"), List()),
        3 => Operator(Any("$gt", "$gte", "$lt", "$lte"), Any<Value>(5, 7.5, 0)),
        4 => new Value.Object { ["$gte"] = random.Next(3), ["$lt"] = random.Next(2, 9) },
        5 => Operator("$exists", Any<Value>(true, false)),
        6 => Operator("$not", random.Next(2) == 0 ? Any(Scalars) : Operator("$gt", 5)),
        7 => Operator(Any("$veq", "$vne", "$vgt", "$vgte", "$vlt", "$vlte"), Any(Versions)),
        _ => Operator("$type", Any("string", "number", "boolean", "null")),
    };

    private Value.Array List() => new(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(Scalars)).ToArray());

    private static Value.Object Operator(string name, Value operand) => new() { [name] = operand };

    private T Any<T>(params T[] items) => items[random.Next(items.Length)];
}

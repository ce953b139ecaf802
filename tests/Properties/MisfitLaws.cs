using System.Collections.Immutable;

namespace GrowthBook.Pure.Properties;

/// <summary>An attribute of a kind on which no condition of the payload depends.</summary>
public class MisfitLaws
{
    /// <summary>Values of each kind.</summary>
    private static readonly ImmutableArray<Value> Values =
    [
        true, false, 0, 1, -1, 10, 12, 16, 2.5, 1e21, "0", " 0 ", "1", "10", "12", "0x10", " 16", "1e21", "-0", "Infinity", "false", "OFF", " no", "true", "null", "a", "B", "us", "DE",
        "u1", "ios", "1.2.3", "v2.0", "NaN", "[object Object]", "2026-01-01", "ß",
        .. new[] { "[]", "[1]", "[10,12]", "[\"a\"]", "[\"US\",\"b\"]", "[[1]]", "{}", "{\"x\":1}", "{\"os\":\"ios\"}", "{\"length\":1,\"0\":\"a\"}" }.Select(json => Value.Parse(json).Value!),
    ];

    [Law(MaxTest = 4000)]
    public bool Another_value_of_the_kind_of_a_misfit_changes_no_condition(ConditionCase test)
    {
        var (payload, attributes) = (PayloadOf(test), test.Context().Attributes);
        var condition = Condition.Parse(test.Condition.ToString()).Value;
        var outcome = Evaluator.EvalCondition(new Context(payload, attributes), condition);
        return payload.AttributeTests.MisfitsOf(attributes).All(misfit => Changed(attributes.Members, misfit.Path.Split('.')).All(changed =>
            Evaluator.EvalCondition(new Context(payload, Attributes.From((Value.Object)changed)), condition) == outcome));
    }

    [Law(MaxTest = 2000)]
    public bool A_value_that_decides_a_condition_is_no_misfit(PathCase test) => new[] { "$eq", "$ne", "$in", "$nin", "$lt", "$gte", "$veq", "$size", "$elemMatch", "$all" }.All(name =>
    {
        var operand = name is "$in" or "$nin" or "$all" ? Json.ListOf(test.Operand, test.Other) : name == "$elemMatch" ? Json.Of(("$in", Json.ListOf(test.Operand))) : test.Operand;
        var payload = PayloadOf(new ConditionCase(test.User.Attributes, Json.Of(), Json.Of(("it", Json.Of((name, operand))))));
        return Values.GroupBy(AttributeKindsExtensions.KindOf).Where(kind => kind.Select(Meets).Distinct().Count() > 1).SelectMany(kind => kind).All(value =>
            value is Value.Array || payload.AttributeTests.MisfitsOf(With(value)).IsEmpty);

        bool Meets(Value value) => Evaluator.EvalFeature(new Context(payload, With(value)), "f").Result.On;
    });

    internal static Payload PayloadOf(ConditionCase test) => Payload.Parse(Json.Of(
        ("features", Json.Of(("f", Json.Of(("rules", Json.ListOf(Json.Of(("condition", test.Condition), ("force", Json.True)))))))),
        ("savedGroups", test.Groups)).ToString()).Value;

    private static Attributes With(Value value) => new() { ["it"] = value };

    /// <summary>A value with others in the place of that at a path: values of its kind, or for an array arrays with such elements.</summary>
    private static IEnumerable<Value> Changed(Value value, ReadOnlyMemory<string> path) => (value, path.Length) switch
    {
        (Value.Array array, 0) when array.Count > 0 => Enumerable.Range(0, array.Count).SelectMany(at => Changed(array[at], path).Select(changed => Replaced(array, at, changed))),
        (_, 0) => Values.Where(other => AttributeKindsExtensions.KindOf(other) == AttributeKindsExtensions.KindOf(value)),
        (Value.Array array, _) when int.TryParse(path.Span[0], out var at) => Changed(array[at], path[1..]).Select(changed => Replaced(array, at, changed)),
        (Value.Object members, _) => Changed(members[path.Span[0]], path[1..]).Select(changed => (Value)members.With(path.Span[0], changed)),
        _ => [],
    };

    private static Value.Array Replaced(Value.Array array, int at, Value value) => new(array.Select((element, i) => i == at ? value : element));
}

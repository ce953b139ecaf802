using System.Collections.Immutable;

namespace GrowthBook.Pure.Properties;

/// <summary>An attribute of a kind on which no condition of the payload depends, and a text in a case that none has.</summary>
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
        return payload.AttributeTests.MisfitsOf(attributes).Where(misfit => misfit.Reason == MisfitReason.Kind).All(misfit => Changed(attributes.Members, misfit.Path.Split('.')).All(changed =>
            Evaluator.EvalCondition(new Context(payload, Attributes.From((Value.Object)changed)), condition) == outcome));
    }

    /// <summary>The text <c>\u0001</c> equals no text of a condition in any case.</summary>
    [Law(MaxTest = 4000)]
    public bool A_text_in_another_case_has_the_outcome_of_one_that_no_condition_has(ConditionCase test)
    {
        var payload = PayloadOf(test);
        var condition = Condition.Parse(test.Condition.ToString()).Value;
        return UsersInOtherCases(test.Context().Attributes).All(user => payload.AttributeTests.MisfitsOf(user).Where(misfit => misfit.DiffersByCase).All(misfit =>
            Meets(user) == Meets(Attributes.From((Value.Object)Unknown(user.Members, misfit.Path.Split('.'))))));

        bool Meets(Attributes attributes) => Evaluator.EvalCondition(new Context(payload, attributes), condition);
    }

    [Law(MaxTest = 2000)]
    public bool A_text_in_another_case_is_a_misfit_of_equality_only(PathCase test) => Value.Parse(test.Operand.ToString()).Value is not Value.String { Content: var text } || new[] { "$eq", "$ne", "$in", "$nin", "$ini", "$regexi", "$gt" }.All(name =>
    {
        var operand = name is "$in" or "$nin" or "$ini" ? Json.ListOf(test.Operand) : test.Operand;
        var payload = PayloadOf(new ConditionCase(test.User.Attributes, Json.Of(), Json.Of(("it", Json.Of((name, operand))))));
        var differs = name is "$eq" or "$ne" or "$in" or "$nin" && EcmaCharacters.ToAsciiUpper(text) != text;
        return payload.AttributeTests.MisfitsOf(With(EcmaCharacters.ToAsciiUpper(text))).Any(misfit => misfit.DiffersByCase) == differs;
    });

    [Law(MaxTest = 2000)]
    public bool A_value_that_decides_a_condition_is_no_misfit(PathCase test) => new[] { "$eq", "$ne", "$in", "$nin", "$lt", "$gte", "$veq", "$size", "$elemMatch", "$all" }.All(name =>
    {
        var operand = name is "$in" or "$nin" or "$all" ? Json.ListOf(test.Operand, test.Other) : name == "$elemMatch" ? Json.Of(("$in", Json.ListOf(test.Operand))) : test.Operand;
        var payload = PayloadOf(new ConditionCase(test.User.Attributes, Json.Of(), Json.Of(("it", Json.Of((name, operand))))));
        return Values.GroupBy(AttributeKindsExtensions.KindOf).Where(kind => kind.Select(Meets).Distinct().Count() > 1).SelectMany(kind => kind).All(value =>
            value is Value.Array || payload.AttributeTests.MisfitsOf(With(value)).All(misfit => misfit.Reason != MisfitReason.Kind));

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

    /// <summary>The user as it is, and with all texts in upper and in lower case.</summary>
    internal static IEnumerable<Attributes> UsersInOtherCases(Attributes user) => new[]
    {
        text => text, EcmaCharacters.ToAsciiUpper, (Func<string, string>)EcmaCharacters.ToAsciiLower,
    }.Select(change => Attributes.From((Value.Object)WithTexts(user.Members, change)));

    private static Value Unknown(Value value, ReadOnlyMemory<string> path) => path.Length == 0 ? WithTexts(value, _ => "\u0001") : value switch
    {
        Value.Array array when int.TryParse(path.Span[0], out var at) => Replaced(array, at, Unknown(array[at], path[1..])),
        Value.Object members => members.With(path.Span[0], Unknown(members[path.Span[0]], path[1..])),
        _ => value,
    };

    private static Value WithTexts(Value value, Func<string, string> change) => value switch
    {
        Value.String text => change(text.Content),
        Value.Array array => new Value.Array(array.Select(element => WithTexts(element, change))),
        Value.Object members => new Value.Object(members.Select(member => KeyValuePair.Create(member.Key, WithTexts(member.Value, change)))),
        _ => value,
    };

    private static Value.Array Replaced(Value.Array array, int at, Value value) => new(array.Select((element, i) => i == at ? value : element));
}

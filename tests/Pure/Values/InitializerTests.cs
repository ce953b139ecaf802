namespace GrowthBook.Pure.Tests.Values;

/// <summary>Nested values are written as initializers and collection expressions.</summary>
public sealed class InitializerTests
{
    [Fact]
    public void Nested_objects_and_arrays_have_the_JSON_that_they_show()
    {
        var attributes = new Attributes
        {
            ["id"] = "u-1",
            ["device"] = new Value.Object { ["os"] = "ios", ["screen"] = new Value.Object { ["width"] = 390 } },
            ["tags"] = ["vip", 3, true, null!],
            ["grid"] = new Value.Object { ["rows"] = [Value.Array.Of(1, 2), Value.Array.Of()] },
            ["none"] = [],
        };

        Assert.Equal(
            """{"id":"u-1","device":{"os":"ios","screen":{"width":390}},"tags":["vip",3,true,null],"grid":{"rows":[[1,2],[]]},"none":[]}""",
            attributes.ToString());
    }

    /// <summary>The build of this file is the test: a warning of a nullable value is an error of it.</summary>
    [Fact]
    public void Nullable_values_need_no_operator_and_null_is_JSON_null()
    {
        var (age, name, since, version) = ((int?)null, (string?)null, (DateTime?)null, (Version?)null);
        Value? other = null;
        var attributes = new Attributes { ["age"] = age, ["name"] = name, ["since"] = since, ["version"] = version, ["other"] = other, ["none"] = null, ["seats"] = (int?)3 };
        var members = new Value.Object { ["age"] = age, ["name"] = name, ["since"] = since, ["other"] = other, ["none"] = null, ["beta"] = (bool?)true };

        Assert.Equal("""{"age":null,"name":null,"since":null,"version":null,"other":null,"none":null,"seats":3}""", attributes.ToString());
        Assert.Equal("""{"age":null,"name":null,"since":null,"other":null,"none":null,"beta":true}""", members.ToString());
        Assert.Equal("""{"age":null}""", Attributes.Empty.With("age", age).ToString());
    }

    [Fact]
    public void Collection_expressions_make_values_and_arrays_and_spread()
    {
        Value.Array first = ["a", "b"];
        Value both = [.. first, .. new[] { 1, 2 }.Select(number => (Value)number)];

        Assert.Equal("""["a","b"]""", first.ToString());
        Assert.Equal("""["a","b",1,2]""", both.ToJson());
    }

    [Fact]
    public void A_condition_matches_nested_initializers_as_it_matches_JSON()
    {
        var attributes = new Attributes { ["device"] = new Value.Object { ["os"] = "ios" }, ["tags"] = ["vip"] };
        var condition = Given.Condition("""{"device.os":"ios","tags":{"$elemMatch":{"$eq":"vip"}}}""");

        Assert.True(Evaluator.EvalCondition(new Context(Payload.Empty, attributes), condition));
    }

    [Fact]
    public void An_initializer_follows_the_rules_of_members()
    {
        var again = "b";
        var members = new Value.Object { ["b"] = 1, ["2"] = 2, [again] = 3, ["1"] = 4, ["n"] = null! };

        Assert.Equal("""{"1":4,"2":2,"b":3,"n":null}""", members.ToString());
        Assert.Throws<ArgumentNullException>(() => new Value.Object { [null!] = 1 });
    }

    [Fact]
    public void An_initializer_with_many_members_finds_each()
    {
        var members = new Value.Object
        {
            ["a"] = 1,
            ["b"] = 2,
            ["c"] = 3,
            ["d"] = 4,
            ["e"] = 5,
            ["f"] = 6,
            ["g"] = 7,
            ["h"] = 8,
            ["i"] = 9,
            ["j"] = 10,
            ["k"] = 11,
            ["l"] = 12,
            ["m"] = 13,
            ["n"] = 14,
            ["o"] = 15,
            ["p"] = 16,
            ["q"] = 17,
            ["r"] = 18,
        };

        Assert.Equal(Enumerable.Range(1, 18), members.Keys.Select(key => members[key].AsInt32()!.Value));
        Assert.Equal(members, Value.Parse(members.ToString()).Value);
    }

    [Fact]
    public void An_object_that_an_initializer_starts_from_stays_empty()
    {
        _ = new Value.Object { ["a"] = 1 };

        Assert.Empty(new Value.Object());
        Assert.Equal(Value.Object.Empty, new Value.Object());
    }

    [Fact]
    public void Values_nested_too_deep_are_cut_as_by_the_constructors()
    {
        Value deep = 1;
        for (var i = 0; i < 255; i++)
            deep = Value.Array.Of(deep);

        Assert.Equal(1, Innermost(new Value.Object { ["a"] = deep }["a"]));
        Assert.Equal(Value.Null.Instance, Innermost(new Value.Object { ["a"] = Value.Array.Of(deep) }["a"]));
        Assert.Equal(Value.Null.Instance, Innermost(Value.Array.Of(Value.Array.Of(deep))));
    }

    private static Value Innermost(Value value) => value is Value.Array ? Innermost(value[0]) : value;
}

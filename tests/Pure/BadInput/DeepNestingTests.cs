namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>No nesting of the text exhausts the stack; a part that is nested too deep is reported, and only that part is lost.</summary>
public class DeepNestingTests
{
    private static readonly string[] Operators = ["$not", "$and", "$or", "$nor", "operator $not", "$elemMatch", "conditions of elements"];

    [Theory]
    [UnderCultures]
    public void A_condition_nested_ten_thousand_deep_loses_its_rule_and_nothing_else(string culture)
    {
        using var here = new CultureScope(culture);
        foreach (var op in Operators)
        {
            var json = $$$"""
                {"features":{
                  "deep":{"defaultValue":"default","rules":[
                    {"id":"first","force":"first","condition":{"id":"nobody"}},
                    {"id":"deep","force":"deep","condition":{{{Condition(op, 10_000)}}}},
                    {"id":"last","force":"last","condition":{"id":"1"}}]},
                  "other":{"defaultValue":"other"} } }
                """;
            var (values, errors) = Given.OnSmallStack(() =>
            {
                using var there = new CultureScope(culture);
                var (payload, found) = Payload.Parse(json);
                var context = new Context(payload, Given.Attributes("""{"id":"1"}"""));
                return ((Evaluator.EvalFeature(context, "deep").Result, Evaluator.EvalFeature(context, "other").Result), found);
            });
            Assert.Equal(("last", "last"), (values.Item1.RuleId, values.Item1.Value));
            Assert.Equal("other", values.Item2.Value);
            Assert.Contains(errors, error => error.Path == "$.features.deep.rules[1]" && error.Severity == ErrorSeverity.Error);
            Assert.All(errors, error => Assert.StartsWith("$.features.deep.rules[1]", error.Path, StringComparison.Ordinal));
        }
    }

    [Theory]
    [UnderCultures]
    public void A_condition_as_deep_as_allowed_is_compiled_and_tested_on_a_small_stack(string culture)
    {
        using var here = new CultureScope(culture);
        foreach (var op in Operators)
        {
            var depth = op is "$and" or "$or" or "$nor" or "conditions of elements" ? 120 : 240; // two levels each
            var errors = Given.OnSmallStack(() =>
            {
                using var there = new CultureScope(culture);
                var (condition, found) = GrowthBook.Condition.Parse(Condition(op, depth));
                Evaluator.EvalCondition(new Context(Payload.Empty, Given.Attributes("""{"id":"1"}""")), condition);
                return found;
            });
            Assert.Empty(errors);
        }
    }

    [Fact]
    public void A_condition_too_deep_matches_no_user_even_under_not()
    {
        var (condition, errors) = GrowthBook.Condition.Parse(Condition("$not", 10_001));
        Assert.False(Evaluator.EvalCondition(new Context(), condition));
        Assert.Contains(errors, error => error.Severity == ErrorSeverity.Error);
    }

    /// <summary>The deepest nesting of conditions: three saved groups, each as deep as allowed.</summary>
    [Fact]
    public void Saved_groups_as_deep_as_allowed_within_each_other_are_tested_on_a_small_stack()
    {
        static string Group(int i, string core) =>
            "\"g" + (char)('0' + i) + "\":{\"type\":\"condition\",\"condition\":" + Given.Nested(240, "{\"$not\":", core, "}") + "}";
        var groups = string.Join(
            ",", Group(0, """{"$savedGroup":{"id":"g1"}}"""), Group(1, """{"$savedGroup":{"id":"g2"}}"""), Group(2, """{"id":"1"}"""));
        Assert.True(Given.OnSmallStack(() => Given.Matches("""{"$savedGroup":{"id":"g0"}}""", """{"id":"1"}""", "{" + groups + "}")));
    }

    [Theory]
    [UnderCultures]
    public void Json_nested_a_million_deep_is_read_on_a_small_stack(string culture)
    {
        using var here = new CultureScope(culture);
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            var text = Given.Nested(1_000_000, open, "1", close);
            var (payloadErrors, attributes, unfinished, features) = Given.OnSmallStack(() =>
            {
                using var there = new CultureScope(culture);
                var (payload, errors) = Payload.Parse("{\"features\":{\"f\":{\"defaultValue\":" + text + "},\"g\":{\"defaultValue\":1}}}");
                var context = new Context(payload, Attributes.Empty);
                _ = Evaluator.EvalFeature(context, "f").Effects.ToString();
                return (errors, Attributes.Parse(text), Payload.Parse(text[..1_000_000]).Errors, Evaluator.EvalFeature(context, "g").Result);
            });
            Assert.Equal(1, features.Value);
            var error = Assert.Single(payloadErrors);
            Assert.Equal(ErrorSeverity.Error, error.Severity);
            Assert.StartsWith("$.features.f.defaultValue", error.Path, StringComparison.Ordinal);
            Assert.NotEmpty(attributes.Errors);
            Assert.Equal(ErrorSeverity.Fatal, unfinished[^1].Severity);
        }
    }

    [Fact]
    public void Attributes_as_deep_as_allowed_are_hashed_compared_and_printed_on_a_small_stack()
    {
        var nested = Given.Nested(255, "[", "7", "]");
        var result = Given.OnSmallStack(() =>
        {
            var context = new Context(Payload.Empty, Given.Attributes($$$"""{"id":{{{nested}}}}"""));
            Assert.True(Evaluator.EvalCondition(context, Given.Condition($$$"""{"id":{{{nested}}}}""")));
            Assert.True(Evaluator.EvalCondition(context, Given.Condition("""{"id":{"$gt":6}}""")));
            return Evaluator.RunExperiment(context, new Experiment("e", 0, 1));
        });
        Assert.True(result.Result.InExperiment);
        Assert.Equal(Hashing.Hash("e", "7", 1), result.Result.Bucket);
    }

    [Fact]
    public void Values_that_code_nests_deeper_than_text_may_are_an_error()
    {
        object nested = 1;
        for (var i = 0; i < 255; i++)
            nested = new List<object> { nested };
        // An unoptimised build needs nearly 256 kilobytes for the levels, and the compiler at run time works on the same stack.
        var attributes = Given.OnSmallStack(() => Attributes.From([new KeyValuePair<string, object?>("a", nested)]), 512);
        Assert.Equal(Given.Nested(255, "[", "1", "]"), Given.OnSmallStack(() => attributes["a"].ToJson()));
        for (var i = 0; i < 100_000; i++)
            nested = new List<object> { nested };
        var thrown = Given.OnSmallStack(() => Assert.Throws<ArgumentException>(() => Attributes.From([new KeyValuePair<string, object?>("a", nested)])), 512);
        Assert.EndsWith("it is nested deeper than 256 levels", thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>Each way in which code puts values together. Without a bound the last lines would end the process.</summary>
    [Fact]
    public void Values_that_code_nests_in_each_other_keep_their_outer_levels()
    {
        var ways = new Func<Value, Value>[]
        {
            inner => new Value.Array(new List<Value?> { inner }),
            inner => (Value)new Value?[] { inner },
            inner => new Value.Object([new("a", inner)]),
            inner => Value.Object.Empty.With("a", inner),
            inner => new Attributes { ["a"] = inner }.Members,
            inner => Attributes.From([new KeyValuePair<string, Value>("a", inner)]).Members,
            inner => Attributes.From([new KeyValuePair<string, object?>("a", new Dictionary<string, Value> { ["a"] = inner })]).Members,
            inner => Attributes.Empty.With("a", inner).Members,
        };
        foreach (var way in ways)
        {
            var (value, other) = (Nest(way, 2000), Nest(way, 2000));
            Given.OnSmallStack(() =>
            {
                Assert.Equal(256, value.ToJson().Count(c => c is '[' or '{'));
                Assert.Contains("null", value.ToJson(), StringComparison.Ordinal);
                Assert.Equal(value, other);
                Assert.Equal(value.GetHashCode(), other.GetHashCode());
                return Evaluator.EvalCondition(
                    new Context { Attributes = new Attributes { ["v"] = value } }, Given.Condition("""{"v":{"$gt":1},"w":"x"}"""));
            });
        }
        Assert.Equal("[1]", new Value.Array([1]).ToString());
        var fitting = Nest(ways[0], 255);
        Assert.Same(fitting, ((Value.Array)ways[0](fitting))[0]);
    }

    private static Value Nest(Func<Value, Value> way, int depth)
    {
        Value value = 1;
        for (var i = 0; i < depth; i++)
            value = way(value);
        return value;
    }

    private static string Condition(string op, int depth) => op switch
    {
        "$not" => Given.Nested(depth, "{\"$not\":", "{\"id\":\"1\"}", "}"),
        "operator $not" => "{\"id\":" + Given.Nested(depth, "{\"$not\":", "\"1\"", "}") + "}",
        "$elemMatch" => "{\"id\":" + Given.Nested(depth, "{\"$elemMatch\":", "{\"$eq\":1}", "}") + "}",
        "conditions of elements" => Given.Nested(depth, "{\"a\":{\"$elemMatch\":", "{\"id\":\"1\"}", "}}"),
        _ => Given.Nested(depth, "{\"" + op + "\":[", "{\"id\":\"1\"}", "]}"),
    };
}

using System.Text;
using GrowthBook.RegularExpressions;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>One evaluation takes a bounded number of steps, and no product of the payload and a visitor's data.</summary>
public class EvaluationCostTests
{
    private const string Slow = "^(a|aa)+$";

    [Theory]
    [InlineData(41, "1", true)]
    [InlineData(41, "2", false)]
    [InlineData(150, "1", true)]
    public void Groups_that_refer_twice_to_the_next_are_tested_once(int levels, string id, bool expected)
    {
        var context = Given.Context("{\"savedGroups\":{" + Doubling(levels, """{"id":"1"}""") + "}}", $$"""{"id":"{{id}}"}""");
        var scope = new ConditionScope(context.Payload.SavedGroups, null);
        Assert.Equal(expected, Given.Condition("""{"$savedGroup":{"id":"g0"}}""").Root.Matches(context.User, ref scope));
        Assert.Equal(ConditionScope.StepLimit, scope.Steps);
        Assert.False(scope.HasReachedStepLimit);
    }

    [Fact]
    public void Groups_that_refer_twice_to_the_next_are_tested_once_for_each_element_and_prerequisite()
    {
        var groups = "\"savedGroups\":{" + Doubling(41, """{"id":"1"}""") + "}";
        var elements = Given.Context("{" + groups + "}", """{"users":[{"id":"2"},{"id":"3"},{"id":"1"}]}""");
        Assert.True(Evaluator.EvalCondition(elements, Given.Condition("""{"users":{"$elemMatch":{"id":{"$exists":true},"$savedGroup":{"id":"g0"}}}}""")));
        Assert.False(Evaluator.EvalCondition(elements, Given.Condition("""{"$savedGroup":{"id":"g0"}}""")));

        var values = "\"savedGroups\":{" + Doubling(41, """{"value":"on"}""") + "}";
        var prerequisite = Given.Context($$$"""
            {{{{values}}},"features":{"p":{"defaultValue":"on"},
             "f":{"rules":[{"parentConditions":[{"id":"p","condition":{"$savedGroup":{"id":"g0"} } }],"force":1}]} } }
            """);
        Assert.Equal(1, Evaluator.EvalFeature(prerequisite, "f").Result.Value);
        Assert.Equal(1, Evaluator.Explain(prerequisite, "f").Result.Value);
    }

    /// <summary>Results depend on the path within a cycle, so nothing is kept; steps bound the paths.</summary>
    [Fact]
    public void Groups_on_a_cycle_end_when_the_steps_are_used_up()
    {
        var json = "{\"features\":{\"f\":{\"rules\":[{\"condition\":{\"$savedGroup\":{\"id\":\"g0\"}},\"force\":1}]}},\"savedGroups\":{"
            + Doubling(41, """{"$savedGroup":{"id":"g0"}}""", untested: 200) + "}}";
        var (payload, errors) = Payload.Parse(json);
        var error = Assert.Single(errors);
        Assert.Equal((ErrorSeverity.Warning, "$.savedGroups.g41"), (error.Severity, error.Path));
        var context = new Context(payload, new Attributes { ["id"] = "1" });
        var explanation = Evaluator.Explain(context, "f");
        Assert.True(explanation.Effects.HasReachedStepLimit);
        Assert.True(Evaluator.EvalFeature(context, "f").Effects.HasReachedStepLimit);
        Assert.Equal(Value.Null.Instance, explanation.Result.Value);
    }

    [Fact]
    public void Groups_nested_too_deep_are_reported_and_match_no_user()
    {
        static string Chain(int length) => string.Join(",", Enumerable.Range(0, length + 1).Select(i => Group(i, i == length
            ? """{"id":"1"}"""
            : $$$"""{"$or":[{"id":"1"},{"$savedGroup":{"id":"g{{{i + 1}}}"}}]}""")));
        var (payload, errors) = Payload.Parse("{\"savedGroups\":{" + Chain(200) + "}}");
        Assert.Equal("$.savedGroups.g0", errors[^1].Path);
        Assert.All(errors, error => Assert.Equal(ErrorSeverity.Error, error.Severity));
        var context = new Context(payload, new Attributes { ["id"] = "1" });
        Assert.False(Evaluator.EvalCondition(context, Given.Condition("""{"$savedGroup":{"id":"g0"}}""")));
        Assert.True(Evaluator.EvalCondition(context, Given.Condition("""{"$savedGroup":{"id":"g199"}}""")));
    }

    [Fact]
    public void The_expressions_of_all_rules_share_their_steps()
    {
        var rules = string.Join(",", Enumerable.Repeat("{\"force\":0,\"condition\":{\"text\":{\"$regex\":\"" + Slow + "\"}}}", 2000));
        var context = Given.Features("{\"f\":{\"rules\":[" + rules + "]}}") with
        {
            Attributes = new Attributes { ["text"] = new string('a', 100_000) + "b" },
        };
        FeatureResult result = null!;
        var effects = Effects.None;
        Assert.InRange(AllocatedBytes.During(() => (result, effects) = Evaluator.EvalFeature(context, "f")), 0, 400_000_000);
        Assert.Equal(FeatureResultSource.DefaultValue, result.Source);
        Assert.True(effects.HasReachedStepLimit);
        Assert.False(Evaluator.EvalFeature(context with { Attributes = Attributes.Empty }, "f").Effects.HasReachedStepLimit);
        Assert.True(Evaluator.Explain(context, "f").Trace.Rules[1999].Steps[0].Steps.OfType<TraceStep.StepLimit>().Any());
    }

    [Fact]
    public void A_fast_expression_still_has_steps_after_slow_ones()
    {
        var scope = new ConditionScope(SavedGroups.Empty, null);
        var (slow, fast) = (EcmaRegex.Parse(Slow, false, out _)!, EcmaRegex.Parse("x(y|z)*w", false, out _)!);
        for (var i = 0; i < 10; i++)
            Assert.False(scope.Matches(slow, new string('a', 200) + "b"));
        Assert.True(scope.HasReachedStepLimit);
        Assert.InRange(scope.Steps, 1000, 20_000);
        Assert.True(scope.Matches(fast, "__xyzyzw"));
    }

    /// <summary>Each condition goes through the entries that the ones within it kept.</summary>
    [Fact]
    public void Entries_that_nested_conditions_move_take_steps()
    {
        var inner = EntriesOf(1);
        Assert.InRange(EntriesOf(100) - inner, 90 * 1000, 400 * 1000);

        static int EntriesOf(int conditions)
        {
            var expression = EcmaRegex.Parse(
                "^" + Given.Nested(conditions, "(?=", "(?:(a)\\1?){500}", ")") + "!", false, out var error);
            Assert.Null(error);
            var steps = 100_000_000;
            Assert.Equal(RegexOutcome.NoMatch, expression!.Test(new string('a', 1000), ref steps));
            return 100_000_000 - steps;
        }
    }

    [Fact]
    public void Registers_take_steps()
    {
        var expression = EcmaRegex.Parse(string.Concat(Enumerable.Range(1, 20_000).Select(i => "(a)?\\" + i)), false, out _)!;
        var steps = 100_000;
        expression.Test("b", ref steps);
        Assert.InRange(steps, 0, 40_000);
        var bytes = AllocatedBytes.OfOne(() =>
        {
            var few = 100;
            Assert.Equal(RegexOutcome.BudgetExhausted, expression.Test("b", ref few));
        });
        Assert.InRange(bytes, 0, 1000);
    }

    [Theory]
    [InlineData("abc", 0)]
    [InlineData("zz", 125_000)]
    public void A_search_takes_a_step_for_eight_characters(string pattern, int taken)
    {
        var expression = EcmaRegex.Parse(pattern, false, out _)!;
        var steps = 200_000;
        expression.Test("abc" + new string('-', 1_000_000), ref steps);
        Assert.Equal(taken, 200_000 - steps);
        steps = 100;
        Assert.Equal(taken == 0 ? RegexOutcome.Match : RegexOutcome.BudgetExhausted,
            expression.Test("abc" + new string('-', 1_000_000), ref steps));
    }

    [Theory]
    [InlineData("$all", "texts", true)]
    [InlineData("$alli", "texts", true)]
    [InlineData("$all", "numbers", true)]
    [InlineData("$all", "texts", false)]
    public void Operands_of_all_are_found_in_one_pass(string op, string kind, bool expected)
    {
        Value Item(int i) => kind == "texts" ? $"t{i}" : i;
        var operand = new Value.Array(Enumerable.Range(0, 100_000).Select(i => (Value?)Item(i)));
        var items = Enumerable.Range(0, expected ? 100_001 : 10_001).Select(i => (Value?)Item(100_000 - i));
        var context = new Context { Attributes = new Attributes { ["a"] = new Value.Array(items.Reverse()) } };
        var scope = new ConditionScope(SavedGroups.Empty, null);
        var condition = Condition.From(Value.Object.Empty.With("a", Value.Object.Empty.With(op, operand)));
        Assert.Equal(expected, condition.Root.Matches(context.User, ref scope));
        Assert.InRange(ConditionScope.StepLimit - scope.Steps, 1, 200_000);
    }

    /// <summary>Each row has more operands than are tested one by one.</summary>
    [Theory]
    [InlineData("$all", """["1","2","3","4","5","6","7",8]""", """[1,2,3,4,5,6,7,"8"]""", true)]
    [InlineData("$all", """["1","2","3","4","5","6","7",8]""", """[1,2,3,4,5,6,7]""", false)]
    [InlineData("$all", """["a","b","c","d","e","f","g","h"]""", """["A","b","c","d","e","f","g","h"]""", false)]
    [InlineData("$alli", """["a","B","c","d","e","f","g","h"]""", """["A","b","c","d","e","f","g","h","longer than any"]""", true)]
    [InlineData("$all", """["1,2","null","[object Object]","true","a","a","a","x"]""", """[[1,2],null,{},true,"a","x"]""", true)]
    [InlineData("$all", """[0,1,2,3,4,5,6,7,true]""", """["",1,2,3,4,5,6,7]""", true)]
    [InlineData("$all", """[0,1,2,3,4,5,6,7,null]""", """["",1,2,3,4,5,6,7]""", false)]
    [InlineData("$all", """[0,1,2,3,4,5,6,7,{"$gt":6}]""", """[0,1,2,3,4,5,6,7]""", true)]
    [InlineData("$all", """[0,1,2,3,4,5,6,7,{"$gt":7}]""", """[0,1,2,3,4,5,6,7]""", false)]
    public void Many_operands_of_all_mean_what_few_mean(string op, string operands, string items, bool expected)
    {
        Assert.Equal(expected, Given.Matches($$$"""{"a":{"{{{op}}}":{{{operands}}}}}""", $$$"""{"a":{{{items}}}}"""));
        var all = Given.Value(operands);
        Assert.Equal(expected, ((Value.Array)all).All(operand =>
            Given.Matches($$$"""{"a":{"{{{op}}}":[{{{operand.ToJson()}}}]}}""", $$$"""{"a":{{{items}}}}""")));
    }

    [Theory]
    [InlineData("""{"a":{"$all":[{"$gt":1},{"$lt":0}]}}""")]
    [InlineData("""{"a":{"$elemMatch":{"$eq":-1}}}""")]
    [InlineData("""{"a":{"$elemMatch":{"x":1}}}""")]
    [InlineData("""{"a":{"$in":[-1]}}""")]
    [InlineData("""{"a":{"$ini":["-1"]}}""")]
    public void Tests_of_elements_take_steps_and_end_without_a_match(string condition)
    {
        var context = new Context { Attributes = new Attributes { ["a"] = new Value.Array(Enumerable.Range(0, 1000).Select(i => (Value?)i)) } };
        var scope = new ConditionScope(SavedGroups.Empty, null, 10_000);
        var compiled = Given.Condition(condition);
        for (var i = 0; i < 20; i++)
            Assert.False(compiled.Root.Matches(context.User, ref scope));
        Assert.Equal(0, scope.Steps);
        Assert.True(scope.HasReachedStepLimit);
    }

    [Theory]
    [InlineData("""{"a":{"$gt":1}}""", "$gt")]
    [InlineData("""{"a":{"$lt":1}}""", "$lt")]
    [InlineData("""{"a":{"$gte":1}}""", "$gte")]
    [InlineData("""{"a":{"$lte":1}}""", "$lte")]
    [InlineData("""{"a":1}""", "is")]
    [InlineData("""{"a":{"$vgt":"1"}}""", "version")]
    public void Reading_a_long_text_takes_steps(string condition, string part)
    {
        var context = Given.Features($$$"""{"f":{"rules":[{"condition":{{{condition}}},"force":1}]}}""") with
        {
            Attributes = new Attributes { ["a"] = new string(' ', 100_000_000) },
        };
        Assert.Contains(new TraceStep.StepLimit(part), Evaluator.Explain(context, "f").Trace.Rules[0].Steps[0].Steps);
    }

    [Theory]
    [InlineData("$regex", "\"x$\"")]
    [InlineData("$gt", "\"x\"")]
    [InlineData("$lt", "5")]
    public void The_text_of_a_long_array_is_made_once(string op, string operand) =>
        Work.AssertLinear(1, rules => Bytes(rules, $$$"""{"a":{"{{{op}}}":{{{operand}}}}}"""), 1.2);

    [Fact]
    public void A_bare_text_makes_no_text_of_a_long_array()
    {
        var items = new Value.Array(Enumerable.Range(0, 100_000).Select(i => (Value?)$"item {i}"));
        var context = new Context { Attributes = new Attributes { ["a"] = items } };
        var condition = Given.Condition("""{"a":"item 0,item 1,x"}""");
        Assert.InRange(AllocatedBytes.OfOne(() => Assert.False(Evaluator.EvalCondition(context, condition))), 0, 100);
        Assert.True(Given.Matches("""{"a":"1,,2,[object Object],3,,true"}""", """{"a":[1,null,[2,{}],[3,[[]]],true]}"""));
        Assert.False(Given.Matches("""{"a":"1,2"}""", """{"a":[1,2,3]}"""));
        Assert.False(Given.Matches("""{"a":"1,2,3"}""", """{"a":[1,2]}"""));
        Assert.False(Given.Matches("""{"a":"1;2"}""", """{"a":[[1,2]]}"""));
        Assert.True(Given.Matches("""{"a":""}""", """{"a":[[]]}"""));
    }

    [Fact]
    public void A_text_longer_than_those_of_a_set_is_not_folded()
    {
        var context = new Context { Attributes = new Attributes { ["a"] = new string('\u0130', 50_000) } };
        var condition = Given.Condition("""{"a":{"$ini":["I","b"]}}""");
        Assert.InRange(AllocatedBytes.OfOne(() => Assert.False(Evaluator.EvalCondition(context, condition))), 0, 100);
    }

    [Fact]
    public void More_long_arrays_than_are_kept_are_read_again()
    {
        var attributes = Attributes.From(Enumerable.Range(0, 20).Select(i => new KeyValuePair<string, Value>($"a{i}", new string[] { new('a', 300), $"{i}" })));
        var parts = string.Join(",", Enumerable.Range(0, 40).Select(i => $$$"""{"a{{{i % 20}}}":{"$regex":"a,{{{i % 20}}}$"}}"""));
        Assert.True(Evaluator.EvalCondition(new Context { Attributes = attributes }, Given.Condition($$$"""{"$and":[{{{parts}}}]}""")));
    }

    private static long Bytes(int rules, string condition)
    {
        var items = new Value.Array(Enumerable.Range(0, 10_000).Select(i => (Value?)$"item {i}"));
        var json = string.Join(",", Enumerable.Repeat($$$"""{"condition":{{{condition}}},"force":1}""", rules));
        var context = Given.Features("{\"f\":{\"rules\":[" + json + "]}}") with { Attributes = new Attributes { ["a"] = items } };
        return AllocatedBytes.OfOne(() => Evaluator.EvalFeature(context, "f"));
    }

    /// <summary>Groups g0 to the last one, each of which refers twice to the next.</summary>
    /// <param name="levels">The number of the last group.</param>
    /// <param name="last">The condition of the last group.</param>
    /// <param name="untested">Members of each other condition after the references: no test reaches them, and on a cycle each takes a step.</param>
    private static string Doubling(int levels, string last, int untested = 0)
    {
        var rest = string.Concat(Enumerable.Range(0, untested).Select(i => $",\"a{i}\":1"));
        var groups = new StringBuilder();
        for (var i = 0; i < levels; i++)
            groups.Append(Group(i, $$$"""{"$or":[{"$savedGroup":{"id":"g{{{i + 1}}}"}},{"$savedGroup":{"id":"g{{{i + 1}}}"}}]{{{rest}}}}""")).Append(',');
        return groups.Append(Group(levels, last)).ToString();
    }

    private static string Group(int number, string condition) => $$$"""
        "g{{{number}}}":{"type":"condition","condition":{{{condition}}}}
        """;
}

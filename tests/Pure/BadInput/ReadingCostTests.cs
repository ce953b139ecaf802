using System.Globalization;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>
/// What a condition or a hash reads of a visitor's data takes steps by its length, and texts are made once: no product of a payload and
/// a visitor's data is free.
/// </summary>
public class ReadingCostTests
{
    private const int Long = 4000;

    /// <summary>One evaluation of many rules makes the text of an array within an array once.</summary>
    [Theory]
    [InlineData("""{"$elemMatch":{"$regex":"^q"}}""")]
    [InlineData("""{"$elemMatch":{"$gt":"x"}}""")]
    [InlineData("""{"$elemMatch":{"$lte":5}}""")]
    [InlineData("""{"$elemMatch":{"$all":[1]}}""")]
    [InlineData("""{"$all":[{"$regex":"^q"}]}""")]
    [InlineData("""{"$all":[{"$not":{"$lt":"x"}}]}""")]
    [InlineData("""{"$all":[5]}""")]
    [InlineData("""{"$alli":["q"]}""")]
    [InlineData("""{"$all":["1","2","3","4","5","6","7","8"]}""")]
    [InlineData("""{"$alli":["1","2","3","4","5","6","7","8"]}""")]
    [InlineData("""{"$all":[1,2,3,4,5,6,7,8]}""")]
    public void The_text_of_a_nested_array_is_made_once(string test)
    {
        var items = new Value.Array(Enumerable.Range(0, 10_000).Select(i => (Value?)$"item {i}"));
        var attributes = new Attributes { ["a"] = new Value.Array([items]) };
        Work.AssertLinear(1, rules =>
        {
            var json = string.Join(",", Enumerable.Repeat($$$"""{"condition":{"a":{{{test}}}},"force":1}""", rules));
            var context = Given.Features("{\"f\":{\"rules\":[" + json + "]}}") with { Attributes = attributes };
            return 10_000 + AllocatedBytes.OfOne(() => Evaluator.EvalFeature(context, "f"));
        }, 1.2);
    }

    [Fact]
    public void Making_the_text_of_an_array_takes_steps()
    {
        var arrays = new Value.Array(Enumerable.Range(0, 100).Select(_ => (Value?)new Value.Array(Enumerable.Range(0, 1000).Select(_ => (Value?)"1234567"))));
        Assert.InRange(StepsOf("""{"$elemMatch":{"$regex":"^q"}}""", arrays), 100 * 1000, 110 * 1000);
        Assert.InRange(StepsOf("""{"$all":["1","2","3","4","5","6","7","8"]}""", arrays), 100 * 1000, 110 * 1000);
        var empty = new Value.Array(Enumerable.Range(0, 8000).Select(_ => (Value?)Value.Array.Empty));
        Assert.InRange(StepsOf("""{"$gt":"x"}""", empty), 1000, 3000);
    }

    /// <summary>Without the steps for its text an array matches nothing, and no more of it is read.</summary>
    [Fact]
    public void A_text_that_needs_more_steps_than_are_left_is_not_made()
    {
        var array = new Value.Array(Enumerable.Range(0, 100_000).Select(_ => (Value?)"1234567"));
        var context = new Context { Attributes = new Attributes { ["a"] = array, ["b"] = new Value.Array([1, 2]) } };
        foreach (var steps in new[] { 0, 10, 1000 })
        {
            foreach (var test in new[] { """{"$regex":"1"}""", """{"$gt":"0"}""", """{"$lt":"2"}""", """{"$not":{"$size":0},"$regex":"1"}""" })
            {
                var condition = Given.Condition($$"""{"a":{{test}}}""");
                var bytes = AllocatedBytes.OfOne(() =>
                {
                    var scope = new ConditionScope(SavedGroups.Empty, null, steps);
                    Assert.False(condition.Root.Matches(context.User, ref scope));
                    Assert.True(scope.HasReachedStepLimit);
                    Assert.Equal(0, scope.Steps);
                    Assert.True(Given.Condition("""{"b":{"$lt":"2"}}""").Root.Matches(context.User, ref scope)); // a short one is free
                });
                Assert.InRange(bytes, 0, 100_000);
            }
        }
    }

    [Theory]
    [InlineData("$gt")]
    [InlineData("$gte")]
    [InlineData("$lt")]
    [InlineData("$lte")]
    public void The_text_of_an_operand_is_made_once(string op)
    {
        var operand = string.Join(",", Enumerable.Range(0, 10_000));
        var condition = Given.Condition($$$$"""{"a":{"$elemMatch":{"{{{{op}}}}":[{{{{operand}}}}]}}}""");
        var context = new Context { Attributes = new Attributes { ["a"] = new Value.Array(Enumerable.Range(0, 1000).Select(i => (Value?)i)) } };
        Assert.InRange(AllocatedBytes.OfOne(() => Assert.False(Evaluator.EvalCondition(context, condition))), 0, 1000);
    }

    [Theory]
    [InlineData("$gt", "[1]", "2", true)]
    [InlineData("$gt", "[1,2]", "2", false)]
    [InlineData("$lt", "[1,2]", "\"1\"", true)]
    [InlineData("$gte", "[]", "0", true)]
    [InlineData("$lt", "{}", "{}", false)]
    [InlineData("$lte", "{}", "{}", true)]
    [InlineData("$lt", "{}", "\"Z\"", true)]
    [InlineData("$gte", "null", "null", true)]
    [InlineData("$gt", "false", "true", true)]
    [InlineData("$gte", "[[1]]", "\"1\"", true)]
    [InlineData("$gt", "\"10\"", "9", false)]
    [InlineData("$gt", "\"10\"", "[9]", true)]
    public void Operands_of_any_type_compare_as_in_ECMAScript(string op, string operand, string actual, bool expected) =>
        Assert.Equal(expected, Given.Matches($$$"""{"a":{"{{{op}}}":{{{operand}}}}}""", $$$"""{"a":{{{actual}}}}"""));

    /// <summary>Each row compares a long text with 100 elements of its length.</summary>
    [Theory]
    [InlineData("""{"$all":[LONG]}""")]
    [InlineData("""{"$alli":[LONG]}""")]
    [InlineData("""{"$elemMatch":{"$not":{"$not":LONG}}}""")]
    [InlineData("""{"$elemMatch":{"$eq":LONG}}""")]
    [InlineData("""{"$in":[LONG]}""")]
    [InlineData("""{"$in":["1","2","3","4","5","6","7","8",LONG]}""")]
    [InlineData("""{"$ini":[LONG]}""")]
    [InlineData("""{"$inGroup":"few"}""")]
    [InlineData("""{"$inGroup":"many"}""")]
    [InlineData("""{"$all":["1","2","3","4","5","6","7",LONG]}""")]
    [InlineData("""{"$all":[1,2,3,4,5,6,7,8]}""")]
    [InlineData("""{"$elemMatch":{"$veq":"1"}}""")]
    public void Comparing_long_texts_takes_steps(string test)
    {
        var prefix = new string('1', Long - 1);
        var elements = new Value.Array(Enumerable.Repeat((Value?)(prefix + "\u0000"), 100));
        var taken = StepsOf(test.Replace("LONG", "\"" + prefix + "2\"", StringComparison.Ordinal), elements, $$$"""
            {"savedGroups":{"few":["{{{prefix}}}3"],"many":["1","2","3","4","5","6","7","8","{{{prefix}}}3"]}}
            """);
        Assert.InRange(taken, 100 * Long / 8, 220 * Long / 8);
        Assert.InRange(StepsOf(test.Replace("LONG", "\"2\"", StringComparison.Ordinal), new Value.Array(["\u0000", "\u0000"])), 1, 4);
    }

    /// <summary>The first difference is at the end.</summary>
    [Theory]
    [InlineData("[1,", "2]", "3]")]
    [InlineData("[\"x\",", "[2]]", "[3]]")]
    [InlineData("{\"a\":1,\"b\":[", "2]}", "3]}")]
    [InlineData("{\"abcdefgh\":1,", "\"y\":1}", "\"z\":1}")]
    public void Comparing_arrays_and_objects_takes_steps(string start, string end, string other)
    {
        var middle = start.StartsWith("{\"abc", StringComparison.Ordinal)
            ? string.Concat(Enumerable.Range(0, Long).Select(i => $"\"n{i}\":1,"))
            : string.Concat(Enumerable.Repeat("1,", Long));
        var elements = new Value.Array(Enumerable.Repeat((Value?)Given.Value(start + middle + end), 20));
        Assert.InRange(StepsOf("{\"$all\":[" + start + middle + other + "]}", elements), 20 * Long / 8, 20 * 2 * Long);
        Assert.True(Given.Matches("{\"a\":" + start + middle + end + "}", "{\"a\":" + start + middle + end + "}"));
    }

    /// <summary>A bare text of commas reads each array within the array; the brackets are no characters of the text.</summary>
    [Fact]
    public void Nested_arrays_without_text_take_steps()
    {
        var deep = Given.Value(Given.Nested(200, "[", "", "]"));
        var condition = "\"" + new string(',', 999) + "x\"";
        Assert.InRange(StepsOf(condition, new Value.Array(Enumerable.Repeat((Value?)deep, 1000))), 1000 * 199 / 8, 1000 * 200);
    }

    /// <summary>100 hashes of an identifier of a million characters are more than 80 million characters.</summary>
    [Theory]
    [InlineData("""{"force":1,"range":[0.9999,1],"seed":"SEED","hashVersion":2}""")]
    [InlineData("""{"force":1,"coverage":0.0001,"seed":"SEED","hashVersion":2}""")]
    [InlineData("""{"force":1,"filters":[{"seed":"SEED","ranges":[]}]}""")]
    [InlineData("""{"key":"SEED","variations":[1,2],"namespace":["SEED",1,1]}""")]
    [InlineData("""{"key":"SEED","variations":[1,2],"coverage":0}""")]
    public void Hashing_a_long_identifier_takes_steps(string rule)
    {
        var rules = string.Join(",", Enumerable.Range(0, 100).Select(i => rule.Replace("SEED", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        var features = Given.Features("{\"f\":{\"rules\":[" + rules + ",{\"force\":2,\"range\":[0,1],\"seed\":\"s\"}]}}");
        var (result, effects) = Evaluator.EvalFeature(features with { Attributes = new Attributes { ["id"] = new string('a', 1_000_000) } }, "f");
        Assert.True(effects.HasReachedStepLimit);
        Assert.Equal(FeatureResultSource.DefaultValue, result.Source);
        var explained = Evaluator.Explain(features with { Attributes = new Attributes { ["id"] = new string('a', 1_000_000) } }, "f");
        Assert.Contains(new TraceStep.StepLimit("hashAttribute"), explained.Trace.Rules[99].Steps);
        var (shorter, few) = Evaluator.EvalFeature(features with { Attributes = new Attributes { ["id"] = new string('a', 256) } }, "f");
        Assert.False(few.HasReachedStepLimit);
        Assert.Equal(2, shorter.Value);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("array")]
    public void Finding_the_assignments_of_a_long_identifier_takes_steps(string kind)
    {
        var rules = string.Join(",", Enumerable.Range(0, 60).Select(i =>
            $$"""{"key":"{{i}}","variations":[1,2],"coverage":0,"minBucketVersion":1,"meta":[{"key":"0"},{"key":"1"}]}"""));
        var id = new string('a', 1_000_000);
        var context = Given.Features("{\"f\":{\"rules\":[" + rules + "]}}") with
        {
            Attributes = new Attributes { ["id"] = kind == "text" ? id : new Value.Array([id]) },
            StickyBuckets = StickyBuckets.Empty,
        };
        Assert.True(Evaluator.EvalFeature(context, "f").Effects.HasReachedStepLimit); // 60 hashes alone take 7.5 million steps
        Assert.False(Evaluator.EvalFeature(context with { StickyBuckets = null }, "f").Effects.HasReachedStepLimit);
    }

    /// <summary>The last step may be used up exactly, before the text of an identifier that is an array is made.</summary>
    [Fact]
    public void An_experiment_whose_assignments_are_not_read_says_that_no_steps_were_left()
    {
        var context = new Context { Attributes = new Attributes { ["id"] = new Value.Array(["1"]) }, StickyBuckets = StickyBuckets.Empty };
        var state = new EvaluationState(context, null);
        Assert.True(state.Scope.Take(ConditionScope.StepLimit, "all"));
        Assert.False(ExperimentSteps.Run(new CompiledExperiment(new Experiment("e", 1, 2)), null, ref state).InExperiment);
        Assert.True(state.Scope.HasReachedStepLimit);
    }

    /// <summary>A test that runs out of steps does not match; with enough of them it does, and with more too.</summary>
    [Theory]
    [InlineData("all")]
    [InlineData("all of nested arrays")]
    [InlineData("in")]
    [InlineData("is")]
    public void A_test_matches_with_enough_steps_and_not_with_fewer(string kind)
    {
        var texts = Enumerable.Range(0, 8).Select(i => new string('a', Long) + i).ToArray();
        var list = "[" + string.Join(",", texts.Select(text => $"\"{text}\"")) + "]";
        var numbers = "[" + string.Join(",", Enumerable.Range(0, Long)) + "]";
        var (test, actual) = kind switch
        {
            "all" => ($$"""{"$all":{{list}}}""", list),
            "all of nested arrays" => ("""{"$all":["1","2","3","4","5","6","7","8"]}""", $"[{numbers},1,2,3,4,5,6,7,8]"),
            "in" => ($$"""{"$in":{{list}}}""", $"\"{texts[7]}\""),
            _ => (numbers, numbers),
        };
        var condition = Given.Condition($$"""{"a":{{test}}}""");
        var context = new Context { Attributes = new Attributes { ["a"] = Value.Parse(actual).Value! } };
        int[] steps = [0, 1, 5, 20, 50, 100, 200, 400, 600, 800, 1200, 2000, 3000, 4500, 6000, 9000, 20_000, 100_000];
        var matches = steps.Select(left =>
        {
            var scope = new ConditionScope(SavedGroups.Empty, null, left);
            return condition.Root.Matches(context.User, ref scope);
        }).ToArray();
        Assert.Equal((false, true), (matches[0], matches[^1]));
        Assert.Equal(matches.Order(), matches);
    }

    /// <summary>A user whose assignment cannot be stored for want of steps is in the experiment without it; with fewer steps not at all.</summary>
    [Fact]
    public void Storing_an_assignment_takes_steps()
    {
        var attributes = new Attributes { ["id"] = new string('a', 1_000_000) };
        string Outcome(int hashes)
        {
            var before = string.Join("", Enumerable.Range(0, hashes).Select(i => $$"""{"key":"b{{i}}","variations":[1,2],"coverage":0,"disableStickyBucketing":true},"""));
            var context = Given.Features("{\"f\":{\"rules\":[" + before + """{"key":"e","variations":[1,2],"meta":[{"key":"0"},{"key":"1"}]}]}}""") with
            {
                Attributes = attributes,
                StickyBuckets = StickyBuckets.Empty,
            };
            var (result, effects) = Evaluator.EvalFeature(context, "f");
            return (result.ExperimentResult is { InExperiment: true } ? "in" : "out") + (effects.Any(effect => effect is Effect.StickyBucketAssigned) ? " and stored" : "");
        }
        Assert.Equal("in and stored", Outcome(70));
        Assert.Equal("out", Outcome(80));
        Assert.Contains("in", Enumerable.Range(73, 6).Select(Outcome));
    }

    [Fact]
    public void Many_exposures_of_a_long_identifier_make_no_keys()
    {
        var rules = string.Join(",", Enumerable.Range(0, 50).Select(i =>
            $$"""{"key":"e{{i % 25}}","variations":[1,2],"weights":[1,0],"meta":[{"key":"0","passthrough":true},{"key":"1"}]}"""));
        var features = Given.Features("{\"f\":{\"rules\":[" + rules + "]}}");
        long Bytes(Value id)
        {
            var context = features with { Attributes = new Attributes { ["id"] = id } };
            Assert.Equal(25, Evaluator.EvalFeature(context, "f").Effects.Count(effect => effect is Effect.ExperimentViewed));
            return AllocatedBytes.OfOne(() => Evaluator.EvalFeature(context, "f"));
        }
        var small = Bytes("1");
        Assert.InRange(Bytes(new string('a', 100_000)), 0, small + 1000);
        Assert.InRange(Bytes(new Value.Array([new string('a', 100_000)])), 0, small + 1_000_000); // its text, once
    }

    private static int StepsOf(string test, Value actual, string payload = "{}")
    {
        var context = Given.Context(payload, "{}") with { Attributes = new Attributes { ["a"] = actual } };
        var (condition, errors) = Condition.Parse("{\"a\":" + test + "}");
        Assert.Empty(errors);
        var scope = new ConditionScope(context.Payload.SavedGroups, null);
        Assert.False(condition.Root.Matches(context.User, ref scope));
        return ConditionScope.StepLimit - scope.Steps;
    }
}

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Each way of evaluating says that a test did not match because no steps were left.</summary>
public class StepLimitTests
{
    private static readonly Attributes User = new() { ["id"] = "1", ["b"] = new string('a', 60) + "!" };

    private static readonly Context Limited = new(
        Payload.Parse("""{"features":{"f":{"rules":[{"condition":{"b":{"$regex":"^(a|aa)+$"}},"force":1}]},"g":{"rules":[{"condition":{"id":"2"},"force":1}]},"h":{"rules":[{"force":1,"parentConditions":[{"id":"f","condition":{"value":1}}]}]}},"experiments":[{"key":"e","variations":[{},{"css":"x"}],"urlPatterns":[{"type":"simple","pattern":"*"}],"condition":{"b":{"$regex":"^(a|aa)+$"}}}]}""").Value,
        User)
    {
        Url = "https://shop.example/",
    };

    private static readonly Experiment Inline = new("e", 0, 1) { Condition = Given.Condition("""{"b":{"$regex":"^(a|aa)+$"}}""") };

    [Fact]
    public void Features_all_features_experiments_and_pages_say_so()
    {
        Assert.True(Evaluator.EvalFeature(Limited, "f").Effects.HasReachedStepLimit);
        Assert.True(Evaluator.EvalFeature(Limited, "h").Effects.HasReachedStepLimit);
        Assert.False(Evaluator.EvalFeature(Limited, "g").Effects.HasReachedStepLimit);
        Assert.True(Evaluator.RunExperiment(Limited, Inline).Effects.HasReachedStepLimit);
        Assert.True(Evaluator.Explain(Limited, "f").Effects.HasReachedStepLimit);
        Assert.True(Evaluator.Explain(Limited, Inline).Effects.HasReachedStepLimit);
        Assert.True(Evaluator.EvalPage(Limited).Effects.HasReachedStepLimit);
        var (all, effects) = Evaluator.EvalAll(Limited);
        Assert.True(effects.HasReachedStepLimit);
        Assert.Equal((true, false, true), (all.EffectsOf("f").HasReachedStepLimit, all.EffectsOf("g").HasReachedStepLimit, all.EffectsOf("h").HasReachedStepLimit));
    }

    /// <summary>For searches. Each character that the expression takes is a step.</summary>
    [Fact]
    public void The_steps_of_an_evaluation_are_counted()
    {
        var context = Given.Context(
            """{"features":{"f":{"rules":[{"condition":{"text":{"$regex":"^a*$"}},"force":1}]},"g":{"defaultValue":1}}}""", """{"id":"1"}""");
        context = context with { Attributes = context.Attributes.With("text", new string('a', 100_000)) };
        Assert.Equal(Evaluator.EvalFeature(context, "f"), Evaluator.EvalFeatureCounted(context, "f", out var steps));
        Assert.InRange(steps, 100_000, 110_000);
        Assert.Equal(Evaluator.EvalFeature(context, "g"), Evaluator.EvalFeatureCounted(context, "g", out steps));
        Assert.Equal(0, steps);
        var experiment = Inline with { Condition = Given.Condition("""{"text":{"$regex":"^a*$"}}""") };
        Assert.Equal(Evaluator.RunExperiment(context, experiment), Evaluator.RunExperimentCounted(context, experiment, out steps));
        Assert.InRange(steps, 100_000, 110_000);
    }

    /// <summary>Each expression takes half of the steps that are left, so that none are left after the first rules.</summary>
    [Theory]
    [InlineData("""{"roles":{"$nin":["banned"]}}""")]
    [InlineData("""{"roles":{"$not":{"$elemMatch":{"$eq":"banned"}}}}""")]
    [InlineData("""{"$not":{"roles":{"$elemMatch":{"$eq":"banned"}}}}""")]
    [InlineData("""{"$nor":[{"roles":{"$all":["banned"]}}]}""")]
    [InlineData("""{"$not":{"$not":{"$not":{"roles":{"$in":["banned"]}}}}}""")]
    [InlineData("""{"$not":{"$savedGroup":{"id":"banned"}}}""")]
    [InlineData("""{"email":{"$not":{"$regex":"^banned@"}}}""")]
    [InlineData("""{"roles":{"$notInGroup":"ids"}}""")]
    [InlineData("""{"email":{"$notInGroup":"ids"}}""")]
    public void Who_uses_up_the_steps_passes_no_negative_condition(string condition)
    {
        const string Costly = """{"force":1,"condition":{"b":{"$regex":"^(a|aa)+$"}}}""";
        var rules = string.Join(",", Enumerable.Repeat(Costly, 60));
        var json = "{\"savedGroups\":{\"ids\":[\"banned\",\"banned@" + new string('x', 300) + "\"],\"banned\":{\"type\":\"condition\",\"condition\":{\"roles\":{\"$in\":[\"banned\"]}}}},\"features\":{\"noise\":{\"rules\":[" + rules
            + "]},\"admin\":{\"defaultValue\":false,\"rules\":[{\"force\":true,\"condition\":" + condition + "}]},"
            + "\"needs\":{\"defaultValue\":false,\"rules\":[{\"force\":true,\"parentConditions\":[{\"id\":\"noise\",\"condition\":" + condition.Replace("roles", "value.roles", StringComparison.Ordinal).Replace("email", "value.email", StringComparison.Ordinal) + "}]}]}}}";
        var payload = Given.Payload(json);
        var banned = new Attributes { ["id"] = "1", ["roles"] = ["user", "banned"], ["email"] = "banned@" + new string('x', 300) };
        var other = new Attributes { ["id"] = "1", ["roles"] = ["user"], ["email"] = "a@shop.example" };

        Assert.False(Evaluator.IsOn(new Context(payload, banned), "admin").IsOn);
        Assert.True(Evaluator.IsOn(new Context(payload, other), "admin").IsOn);
        var (all, effects) = Evaluator.EvalAll(new Context(payload, banned.With("b", new string('a', 60) + "!")));
        Assert.True(effects.HasReachedStepLimit);
        Assert.False(all["admin"].On);
    }

    /// <summary>A rule tests the leaves of its bandit one after the other.</summary>
    [Fact]
    public void Leaves_of_a_bandit_take_steps()
    {
        var leaves = string.Join(",", Enumerable.Range(0, 1000).Select(i => $$"""{"leafId":{{i}},"condition":{"leaf":"{{i}}"},"weights":[0.5,0.5]}"""));
        var payload = Given.Payload("{\"contextualBandits\":{\"b\":{\"contexts\":[" + leaves + "]}},\"features\":{\"f\":{\"rules\":["
            + "{\"key\":\"e\",\"variations\":[0,1],\"contextualBanditRef\":\"b\"}]}}}");
        Evaluator.EvalFeatureCounted(new Context(payload, new Attributes { ["id"] = "1", ["leaf"] = "499" }), "f", out var steps);
        Assert.Equal(500, steps);
    }

    /// <summary>The first leaf that matches counts. If the steps do not suffice to know whether a leaf does, a later one would be another user's.</summary>
    [Fact]
    public void Without_steps_no_leaf_of_a_bandit_is_chosen()
    {
        const string Costly = """{"b":{"$regex":"^(a|aa)+$"}}""";
        var rules = string.Join(",", Enumerable.Repeat("{\"force\":1,\"condition\":" + Costly + "}", 60));
        var payload = Given.Payload("{\"contextualBandits\":{\"b\":{\"contexts\":[{\"leafId\":1,\"condition\":" + Costly
            + ",\"weights\":[0.5,0.5]},{\"leafId\":2,\"condition\":{},\"weights\":[0.5,0.5]}]},\"c\":{\"contexts\":[{\"leafId\":3,\"condition\":{},\"weights\":[0.5,0.5]}]}},"
            + "\"features\":{\"f\":{\"rules\":[{\"key\":\"e\",\"variations\":[0,1],\"contextualBanditRef\":\"b\"}]},\"noise\":{\"rules\":[" + rules
            + "]},\"g\":{\"rules\":[{\"key\":\"h\",\"variations\":[0,1],\"contextualBanditRef\":\"c\"}]}}}");

        Assert.Equal([2, 3], Leaves(Evaluator.EvalAll(new Context(payload, User.With("b", "aaa!"))).Result));
        Assert.Equal([-1, -1], Leaves(Evaluator.EvalAll(new Context(payload, User)).Result));

        static int[] Leaves(AllFeatures all) => [.. new[] { "f", "g" }.Select(key => all[key].Experiment!.ContextualBandit!.LeafId)];
    }

    /// <summary>The name of a member is looked for in each element.</summary>
    [Fact]
    public void Long_names_in_a_condition_on_elements_take_steps_for_each_element()
    {
        var name = new string('n', 80_000);
        var payload = Given.Payload("{\"features\":{\"f\":{\"rules\":[{\"force\":1,\"condition\":{\"items\":{\"$elemMatch\":{\"" + name + "\":1}}}}]}}}");
        var element = new Value.Object(Enumerable.Range(0, 17).Select(i => new KeyValuePair<string, Value>("m" + i, i)));
        Evaluator.EvalFeatureCounted(new Context(payload, new Attributes { ["id"] = "1", ["items"] = new Value.Array([element, element, element]) }), "f", out var steps);
        Assert.InRange(steps, 3 * 10_000, 3 * 10_010);
    }

    /// <summary>The key of an experiment with a minimum version is compared with each stored assignment, of the hash attribute and of the fallback.</summary>
    [Fact]
    public void Stored_assignments_take_steps_for_a_long_key_of_an_experiment()
    {
        var key = new string('k', 80_000);
        var payload = Given.Payload("{\"features\":{\"f\":{\"rules\":[{\"key\":\"" + key + "\",\"variations\":[0,1],\"bucketVersion\":1,\"minBucketVersion\":1}]}}}");
        var assignments = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Enumerable.Range(0, 100).Select(i => new KeyValuePair<string, string>("e" + i + "__0", "0")));
        var context = new Context(payload, User) { StickyBuckets = StickyBuckets.Of(new StickyAssignmentDocument("id", "1", assignments)) };
        Evaluator.EvalFeatureCounted(context, "f", out var steps);
        Assert.InRange(steps, 200 * 80_000 / 8, (200 * 80_000 / 8) + 100);
    }

    [Fact]
    public void Records_say_so_and_keep_it()
    {
        foreach (var subject in new EvaluationSubject[] { new EvaluationSubject.OfFeature("f"), new EvaluationSubject.OfExperiment(Inline), new EvaluationSubject.OfCondition(Inline.Condition!) })
        {
            var record = new EvaluationRecord("r", Limited, subject).WithAnswer();

            Assert.True(record.Recorded!.HasReachedStepLimit);
            Assert.Equal(record.Recorded, EvaluationRecord.Parse(record.ToString(), Limited.Payload).Value.Record!.Recorded);
            Assert.Equal(record.Recorded, EvaluationAnswer.Parse(record.Recorded.ToString()).Value);
        }
        Assert.True(EvaluationRecord.Of(Limited, "f", Evaluator.EvalFeature(Limited, "f")).Recorded!.HasReachedStepLimit);
        Assert.DoesNotContain("StepLimit", new EvaluationRecord("r", Limited, new EvaluationSubject.OfFeature("g")).WithAnswer().ToString(), StringComparison.Ordinal);
    }
}

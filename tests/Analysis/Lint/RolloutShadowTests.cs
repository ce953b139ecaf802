namespace GrowthBook.Analysis.Tests.Lint;

/// <summary>Rules whose buckets rollouts of one seed before them take, each with one that has a bucket left.</summary>
public sealed class RolloutShadowTests
{
    private const string Condition = "\"condition\":{\"plan\":\"pro\"},";

    [Theory]
    [InlineData("""{"force":1,"coverage":0.3},{"force":2,"coverage":0.2}""", """{"force":1,"coverage":0.3},{"force":2,"coverage":0.301}""", "rule 1 before it answers")]
    [InlineData("""{"force":1,"coverage":0.3},{"force":2,CONDITION"coverage":0.2}""", """{"force":1,CONDITION"coverage":0.3},{"force":2,"coverage":0.2}""", "rule 1 before it answers")]
    [InlineData("""{"force":1,CONDITION"coverage":0.3},{"force":2,"condition":{"plan":"pro","age":{"$gt":5}},"coverage":0.2}""",
        """{"force":1,CONDITION"coverage":0.3},{"force":2,"condition":{"plan":{"$in":["pro","free"]}},"coverage":0.2}""", "rule 1 before it answers")]
    [InlineData("""{"force":1,"range":[0,0.2]},{"force":3,"range":[0.5,1]},{"force":2,"range":[0.2,0.4]},{"force":4,"coverage":0.3}""",
        """{"force":1,"range":[0,0.2]},{"force":3,"range":[0.5,1]},{"force":2,"range":[0.201,0.4]},{"force":4,"coverage":0.3}""", "rules 1 and 3 before it answer")]
    [InlineData("""{"force":1,"coverage":0.5},{"variations":[1,2],"coverage":0.4,"weights":[0.6,0.4],"ranges":[[0,0.24],[0.3,0.46]]}""",
        """{"force":1,"coverage":0.5},{"variations":[1,2],"coverage":0.4,"weights":[0.6,0.4]}""", "rule 1 before it answers")]
    [InlineData("""{"force":1,"coverage":0.3,"fallbackAttribute":"d"},{"force":2,"coverage":0.2,"fallbackAttribute":"d"}""",
        """{"force":1,"coverage":0.3},{"force":2,"coverage":0.2,"fallbackAttribute":"d"}""", "rule 1 before it answers")]
    [InlineData("""{"force":1,"coverage":0.3,"fallbackAttribute":"d"},{"force":2,"coverage":0.2}""", """{"force":1,"coverage":0.3,"hashAttribute":"d"},{"force":2,"coverage":0.2}""", "rule 1 before it answers")]
    [InlineData("""{"force":1,"coverage":0.3},{"force":2,"filters":[{"attribute":"id","seed":"f","hashVersion":1,"ranges":[[0.1,0.2]]}]}""",
        """{"force":1,"coverage":0.3},{"force":2,"filters":[{"attribute":"id","seed":"f","hashVersion":2,"ranges":[[0.1,0.2]]}]}""", "rule 1 before it answers")]
    public void A_rule_after_rollouts_of_its_buckets_is_shadowed(string has, string hasNot, string reason)
    {
        var finding = Assert.Single(Analysis.Lint.Of(Rules(has)).Findings, finding => finding.Code.Code is "GB203" or "GB204");
        Assert.Equal(("GB203", $": {reason} for each of its buckets: they hash `id` with the same seed, `f`"), (finding.Code.Code, finding.Message[finding.Message.IndexOf(':', StringComparison.Ordinal)..]));
        Assert.DoesNotContain(Analysis.Lint.Of(Rules(hasNot)).Findings, each => each.Code.Code is "GB203" or "GB204");
    }

    /// <summary>Rollouts of all buckets of another seed leave no user with the attribute, each with one that leaves some.</summary>
    [Theory]
    [InlineData("""{"force":1,"coverage":1,"seed":"t"},EXPERIMENT}""", """{"force":1,"coverage":0.998,"seed":"t"},EXPERIMENT}""", "rule 1 before it answers for each user with a bucket by `id`")]
    [InlineData("""{"force":1,"coverage":1,"seed":"t","hashVersion":2},{"force":2,"coverage":0.5}""", """{"force":1,"coverage":1,"seed":"t","hashAttribute":"company"},{"force":2,"coverage":0.5}""", "rule 1 before it answers for each user with a bucket by `id`")]
    [InlineData("""{"force":1,"range":[0,0.5],"seed":"t"},{"force":2,"range":[0.5,1],"seed":"t"},EXPERIMENT}""",
        """{"force":1,"range":[0,0.5],"seed":"t"},{"force":2,"range":[0.5,1],"seed":"u"},EXPERIMENT}""", "rules 1 and 2 before it answer for each user with a bucket by `id`")]
    [InlineData("""{"force":1,CONDITION"coverage":1,"seed":"t"},EXPERIMENT,"condition":{"plan":"pro","age":{"$gt":5}}}""",
        """{"force":1,CONDITION"coverage":1,"seed":"t"},EXPERIMENT,"condition":{"plan":{"$in":["pro","free"]}}}""", "rule 1 before it answers for each user with a bucket by `id`")]
    [InlineData("""{"force":1,"coverage":1,"seed":"t","fallbackAttribute":"d"},EXPERIMENT,"fallbackAttribute":"d"}""", """{"force":1,"coverage":1,"seed":"t"},EXPERIMENT,"fallbackAttribute":"d"}""",
        "rule 1 before it answers for each user with a bucket by `id`")]
    [InlineData("""{"force":1,"coverage":1,"seed":"t","hashAttribute":"company"},EXPERIMENT,"filters":[{"seed":"v","attribute":"company","ranges":[[0,0.5]]}]}""",
        """{"force":1,"coverage":1,"seed":"t","hashAttribute":"company"},EXPERIMENT,"filters":[{"seed":"v","attribute":"id","ranges":[[0,0.5]]}]}""", "rule 1 before it answers for each user with a bucket by `company`")]
    public void A_rule_after_rollouts_of_all_buckets_of_another_seed_is_shadowed(string has, string hasNot, string reason)
    {
        const string Experiment = "{\"key\":\"x\",\"variations\":[2,3],\"hashVersion\":2,\"seed\":\"s\"";
        static PayloadSource Written(string rules) => Rules(rules.Replace("EXPERIMENT", Experiment, StringComparison.Ordinal));

        var finding = Assert.Single(Analysis.Lint.Of(Written(has)).Findings, finding => finding.Code.Code is "GB203" or "GB204");
        Assert.Equal(("GB203", $": {reason}"), (finding.Code.Code, finding.Message[finding.Message.IndexOf(':', StringComparison.Ordinal)..]));
        Assert.DoesNotContain(Analysis.Lint.Of(Written(hasNot)).Findings, each => each.Code.Code is "GB203" or "GB204");
    }

    [Theory]
    [InlineData("id", true)]
    [InlineData("company", false)]
    public void An_expectation_of_one_value_knows_rollouts_of_all_buckets(string attribute, bool holds)
    {
        var source = Rules("{\"force\":false,\"coverage\":1,\"seed\":\"t\",\"hashAttribute\":\"" + attribute + "\"},{\"key\":\"x\",\"variations\":[true,true],\"seed\":\"s\"}");

        Assert.Equal(holds, Analysis.Expectations.Check(source, "expect:\n  - { feature: f, always: false }\n").Holds);
    }

    /// <summary>A rollout with a prerequisite or a filter does not answer for all of its buckets.</summary>
    [Theory]
    [InlineData("\"parentConditions\":[{\"id\":\"g\"}],")]
    [InlineData("\"filters\":[{\"seed\":\"q\",\"ranges\":[[0,0.5]]}],")]
    [InlineData("\"seed\":\"other\",")]
    [InlineData("\"seed\":\"other\",\"hashVersion\":2,")]
    [InlineData("\"hashVersion\":2,")]
    [InlineData("\"hashVersion\":3,")]
    public void A_rollout_that_may_not_answer_shadows_no_rule(string member) => Assert.DoesNotContain(
        Analysis.Lint.Of(Rules("{\"force\":1," + member + "\"coverage\":0.3},{\"force\":2,\"coverage\":0.2}")).Findings, each => each.Code.Code is "GB203" or "GB204");

    /// <summary>No user of 10,000 gets the value, as the proof says.</summary>
    [Fact]
    public void Evaluation_agrees()
    {
        const string rules = """{"force":1,"range":[0,0.2]},{"force":2,"range":[0.2,0.4]},{"force":4,"coverage":0.3}""";
        var payload = Payload.Parse($$$"""{"features":{"f":{"defaultValue":0,"rules":[{{{rules}}}] } } }""").Value;
        var values = Enumerable.Range(0, 10_000).Select(i => Evaluator.EvalFeature(new Context(payload, new Attributes { ["id"] = $"u-{i}" }), "f").Result.Value.AsInt32()).Distinct().Order();

        Assert.Equal("0,1,2", string.Join(',', values));
        Assert.True(Analysis.Expectations.Check(Rules("""{"force":false,"range":[0,0.2]},{"force":false,"range":[0.2,0.4]},{"force":true,"coverage":0.3}"""), "expect:\n  - { feature: f, always: false }\n").Holds);
    }

    [Theory]
    [InlineData(1000, RuleReach.Shadowed)]
    [InlineData(10, RuleReach.Possible)]
    public void Without_steps_left_nothing_is_proved(long steps, RuleReach reach)
    {
        var source = Rules("""{"force":1,"coverage":0.3},{"force":2,"coverage":0.2}""");
        Assert.Equal(reach, new ReachProofs(source, steps).Of(source.Features[0]).Last().Reach);
    }

    private static PayloadSource Rules(string rules) => Sources.OfRules(rules.Replace("CONDITION", Condition, StringComparison.Ordinal));
}

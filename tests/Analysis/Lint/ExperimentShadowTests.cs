using System.Collections.Immutable;

namespace GrowthBook.Analysis.Tests.Lint;

/// <summary>Rules after experiments that answer each of their users, each with one that some users reach.</summary>
public sealed class ExperimentShadowTests
{
    private const string Whole = """{"id":"e","key":"e","variations":[1,2],"hashVersion":2,"seed":"t"}""", Rollout = """{"id":"r","force":9,"coverage":0.5}""",
        Later = """{"id":"r","key":"x","variations":[8,9],"hashVersion":2,"seed":"s"}""";

    [Theory]
    [InlineData(Whole, Rollout, "for each user with a bucket by `id`, while experiments are enabled")]
    [InlineData(Whole, Later, "for each user with a bucket by `id`")]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"coverage":1,"weights":[0.3,0.7],"seed":"t"}""", Later, "for each user with a bucket by `id`")]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"ranges":[[0.5,1],[0,0.5]],"seed":"t"}""", Later, "for each user with a bucket by `id`")]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","namespace":["n",0,1]}""", Later, "for each user with a bucket by `id`")]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","fallbackAttribute":"d"}""", """{"id":"r","key":"x","variations":[8,9],"fallbackAttribute":"d"}""", "for each user with a bucket by `id`")]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","condition":{"plan":"pro"}}""", """{"id":"r","key":"x","variations":[8,9],"condition":{"plan":"pro","age":5}}""", "for each user with a bucket by `id`")]
    [InlineData(Whole, """{"id":"r","key":"x","variations":[8,9],"contextualBanditRef":"b"}""", "for each user with a bucket by `id`")]
    [InlineData(Whole, """{"id":"r","force":9,"condition":{"id":{"$in":["u-1","u-2"]}}}""", "for each of its users, while experiments are enabled")]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"s","coverage":0.5,"ranges":[[0,0.2],[0.5,0.7]]}""", """{"id":"r","force":9,"seed":"s","range":[0.5,0.6]}""",
        "for each of its buckets: they hash `id` with the same seed, `s`, while experiments are enabled")]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","namespace":["n",0.2,0.6]}""", """{"id":"r","key":"x","variations":[8,9],"namespace":["n",0.2,0.5]}""",
        "for each of its buckets: they hash `id` for the same namespace, `n`")]
    public void A_rule_after_an_experiment_that_has_its_users_is_shadowed(string experiment, string rule, string reason)
    {
        var finding = Assert.Single(Findings(experiment, rule));
        Assert.Equal(("GB203", $"rule `r`: rule `e` before it answers {reason}"), (finding.Code.Code, finding.Message));
    }

    /// <summary>Some users pass the experiment, or the rule has users whom the experiment cannot have.</summary>
    [Theory]
    [InlineData(Whole, """{"id":"r","force":9}""")]
    [InlineData(Whole, """{"id":"r","force":9,"condition":{"id":{"$exists":true}}}""")]
    [InlineData(Whole, """{"id":"r","force":9,"coverage":0.5,"hashAttribute":"company"}""")]
    [InlineData(Whole, """{"id":"r","force":9,"coverage":0.5,"fallbackAttribute":"d"}""")]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","coverage":0.99}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","weights":[0.5,0.495]}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","ranges":[[0,0.5],[0.501,1]]}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","namespace":["n",0,0.9]}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","condition":{"plan":"pro"}}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","filters":[{"seed":"q","ranges":[[0,1]],"attribute":"company"}]}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","parentConditions":[{"id":"g"}]}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","meta":[{"key":"0"},{"key":"1","passthrough":true}]}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","weights":[1,0],"meta":[{"key":"0"},{"key":"1","passthrough":true}]}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","minBucketVersion":1,"bucketVersion":1}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","hashVersion":3}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1],"seed":"t"}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","contextualBanditRef":"b"}""", Rollout)]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"seed":"t","fallbackAttribute":"d","disableStickyBucketing":true}""", """{"id":"r","key":"x","variations":[8,9],"fallbackAttribute":"d"}""")]
    public void A_rule_that_some_users_reach_is_no_finding(string experiment, string rule) => Assert.Empty(Findings(experiment, rule));

    /// <summary>A stored assignment of a blocked version does not count where stored assignments are not used.</summary>
    [Fact]
    public void A_minimum_version_without_sticky_bucketing_excludes_no_user() => Assert.Equal(
        "GB203", Assert.Single(Findings("""{"id":"e","key":"e","variations":[1,2],"seed":"t","minBucketVersion":1,"bucketVersion":1,"disableStickyBucketing":true}""", Rollout)).Code.Code);

    [Fact]
    public void Experiments_of_a_namespace_together_have_all_of_its_users()
    {
        const string First = """{"id":"e1","key":"e1","variations":[1,2],"namespace":["n",0,0.5]},""";

        var finding = Assert.Single(Findings(First + """{"id":"e2","key":"e2","variations":[1,2],"namespace":["n",0.5,1]}""", Later));
        Assert.Equal("rule `r`: rules `e1` and `e2` before it answer for each user with a bucket by `id`", finding.Message);
        Assert.Empty(Findings(First + """{"id":"e2","key":"e2","variations":[1,2],"namespace":["n",0.501,1]}""", Later));
    }

    /// <summary>A hash reads <c>user.id</c> as the name of an attribute, and a condition as a member of <c>user</c>.</summary>
    [Theory]
    [InlineData("""{"id":"e","key":"e","variations":[1,2],"hashAttribute":"user.id"}""")]
    [InlineData("""{"id":"e","force":1,"coverage":1,"hashAttribute":"user.id"}""")]
    public void An_attribute_with_a_point_is_no_path_of_a_condition(string before)
    {
        const string Rule = """{"id":"r","force":9,"condition":{"user.id":"u-1"}}""";
        Assert.Empty(Findings(before, Rule));
        var user = new Attributes { ["user"] = new Value.Object { ["id"] = "u-1" } };
        Assert.Equal("r", Evaluator.EvalFeature(new Context(Source(before, Rule).Payload, user), "f").Result.RuleId);
    }

    /// <summary>Users without an id are answered by no rollout, also by one of all buckets.</summary>
    [Fact]
    public void A_rule_after_a_rollout_of_all_buckets_is_not_said_to_follow_one_for_all_users() =>
        Assert.Equal("GB203", Assert.Single(Findings("""{"id":"e","force":1,"coverage":1}""", """{"id":"r","force":9,"condition":{"id":"u-1"}}""")).Code.Code);

    /// <summary>A context without experiments leads past the experiment, to a rollout and not to another experiment.</summary>
    [Theory]
    [InlineData("""{"id":"r","force":true,"coverage":0.999}""", false)]
    [InlineData("""{"id":"r","key":"x","variations":[true,true]}""", true)]
    public void An_expectation_of_one_value_holds_without_experiments_too(string rule, bool holds)
    {
        var source = Source("""{"id":"e","key":"e","variations":[false,false],"seed":"t"}""", rule);

        Assert.Equal(holds, Analysis.Expectations.Check(source, "expect:\n  - { feature: f, always: false }\n").Holds);
        Assert.Equal(holds, Evaluator.EvalFeature(new Context(source.Payload, new Attributes { ["id"] = "u" }) { Enabled = false }, "f").Result.Value.Equals(Value.Boolean.False));
    }

    /// <summary>A forced variation leads to an experiment without its condition: other attributes give it, past the rule before.</summary>
    [Theory]
    [InlineData("{\"plan\":\"pro\"}")]
    [InlineData("{\"age\":{\"$gt\":65,\"$lt\":18}}")]
    public void A_forced_variation_is_possible_where_no_user_meets_the_condition(string condition)
    {
        var payload = WrittenPayload.Parse($$$"""{"features":{"f":{"defaultValue":"d","rules":[{"force":"a","condition":{"plan":"pro"}},{"key":"x","variations":["b","c"],"condition":{{{condition}}}}]} } }""").Value;
        var user = new Context(payload.Compiled, new Attributes { ["plan"] = "pro", ["id"] = "u" }) { ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("x", 1) };

        var result = WhyNot.Search(payload, user, "f", "c");
        Assert.Equal(WhyNotVerdict.Found, result.Verdict);
        Assert.Equal("c", Evaluator.EvalFeature(user with { Attributes = result.Attributes! }, "f").Result.Value.AsString());
    }

    private static Finding[] Findings(string experiment, string rule) => [.. Analysis.Lint.Of(Source(experiment, rule)).Findings.Where(finding => finding.Code.Code is "GB203" or "GB204")];

    private static PayloadSource Source(string experiment, string rule) => Sources.Of(
        $$$"""{"features":{"g":{"defaultValue":true,"rules":[{"force":false,"condition":{"c":1}}]},"f":{"defaultValue":false,"rules":[{{{experiment}}},{{{rule}}}]}},"contextualBandits":{"b":{"contexts":[{"leafId":1,"condition":{"plan":"pro"},"weights":[0.2,0.8]}]} } }""");
}

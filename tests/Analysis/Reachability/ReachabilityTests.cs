using GrowthBook.Analysis.Tests.Generators;

namespace GrowthBook.Analysis.Tests.Reachability;

public sealed class ReachabilityTests
{
    [Theory]
    [InlineData("""{"plan":"pro","$and":[{"plan":"free"}]}""")]
    [InlineData("""{"age":{"$gt":18,"$lt":18}}""")]
    [InlineData("""{"age":{"$gte":5},"$not":{"age":{"$gt":3}}}""")]
    [InlineData("""{"plan":{"$exists":true},"$nor":[{"plan":{"$exists":true}}]}""")]
    [InlineData("""{"app":{"$vgte":"2.0.0","$vlt":"1.9.9"}}""")]
    [InlineData("""{"day":{"$gt":"2026-02-01","$lte":"2026-01-31"}}""")]
    [InlineData("""{"plan":{"$in":[]}}""")]
    [InlineData("""{"plan":{"$inGroup":"g","$notInGroup":"g"}}""")]
    [InlineData("""{"plan":{"$inGroup":"nowhere"}}""")]
    [InlineData("""{"plan":{"$inGroup":"empty"}}""")]
    [InlineData("""{"plan":{"$inGroup":"lists"}}""")]
    [InlineData("""{"$savedGroup":{"id":"emptyList"}}""")]
    [InlineData("""{"$savedGroup":{"id":"c"},"plan":"free"}""")]
    [InlineData("""{"$savedGroup":{"id":"nowhere"}}""")]
    [InlineData("""{"mail":{"$regex":"^a"},"$not":{"mail":{"$regex":"^a"}}}""")]
    [InlineData("""{"plan":{"$type":"number"},"$and":[{"plan":{"$type":"string"}}]}""")]
    [InlineData("""{"plan":{"$unknown":1}}""")]
    [InlineData("""{"tags":{"$size":-1}}""")]
    [InlineData("""{"tags":{"$size":1.5}}""")]
    [InlineData("""{"tags":{"$size":"one"}}""")]
    [InlineData("""{"tags":{"$size":null}}""")]
    [InlineData("""{"tags":{"$size":[2]}}""")]
    [InlineData("""{"tags":{"$size":{"$lt":0}}}""")]
    [InlineData("""{"tags":{"$size":{"$gt":1,"$lt":2}}}""")]
    [InlineData("""{"tags":{"$size":{"$in":[-1,0.5,"1"]}}}""")]
    [InlineData("""{"tags":{"$size":{"$not":{"$gte":0}}}}""")]
    [InlineData("""{"tags":{"$size":{"$not":{"$ne":2.5}}}}""")]
    public void A_condition_that_contradicts_itself_is_never_met(string condition)
    {
        var verdict = Of(condition);
        Assert.Equal((RuleReach.Never, "no user meets its condition", false), (verdict.Reach, verdict.Reason, verdict.ExceptLists));
    }

    [Theory]
    [InlineData("""{"plan":"pro","$or":[{"plan":"pro"},{"plan":"free"}]}""")]
    [InlineData("""{"age":{"$gte":18,"$lte":18}}""")]
    [InlineData("""{"age":{"$gt":17.9,"$lt":18}}""")]
    [InlineData("""{"app":{"$vgte":"2.0.0","$vlt":"2.0.1"}}""")]
    [InlineData("""{"day":{"$gt":"2026-01-31","$lte":"2026-02-01"}}""")]
    [InlineData("""{"plan":{"$ini":["PRO"],"$nin":["PRO","pro"]}}""")] // "Pro"
    [InlineData("""{"plan":"5","$and":[{"plan":{"$gt":4}}]}""")]
    [InlineData("""{"mail":{"$regex":"^a"},"$not":{"mail":{"$regex":"^b"}}}""")]
    [InlineData("""{"tags":{"$all":["a"]},"$and":[{"tags":{"$all":["b"]}}]}""")]
    [InlineData("""{"tags":{"$size":0}}""")]
    [InlineData("""{"tags":{"$size":"1"}}""")]
    [InlineData("""{"tags":{"$size":true}}""")]
    [InlineData("""{"tags":{"$size":{"$gt":0.5,"$lt":1.5}}}""")]
    [InlineData("""{"tags":{"$size":{"$gt":-1}}}""")] // no text has a size
    [InlineData("""{"tags":{"$size":{"$ne":0}}}""")]
    [InlineData("""{"tags":{"$size":{"$regex":"5"}}}""")]
    [InlineData("""{"tags":{"$size":{"$not":{"$vgt":"3"}}}}""")]
    [InlineData("""{"$savedGroup":{"id":"cycle"}}""")]
    [InlineData("""{"plan":{"$inGroup":"g"}}""")]
    [InlineData("""{"plan":{"$inGroup":"number"}}""")]
    [InlineData("""{"plan":{"$notInGroup":"null"}}""")]
    [InlineData("""{"$savedGroup":{"id":"list"}}""")]
    [InlineData("""{"a":{"$type":"object"},"$not":{"a":{}}}""")]
    public void A_condition_that_some_user_may_meet_has_no_verdict(string condition) => Assert.Equal(RuleReach.Possible, Of(condition).Reach);

    /// <summary>The list <c>["free", "pro"]</c> meets both tests.</summary>
    [Fact]
    public void A_verdict_says_when_it_leaves_lists_out()
    {
        var verdict = Of("""{"plan":{"$in":["pro"]},"$and":[{"plan":{"$in":["free"]}}]}""");
        Assert.Equal((RuleReach.Never, true), (verdict.Reach, verdict.ExceptLists));
    }

    [Theory]
    [InlineData("""{"plan":{"$exists":true},"$or":[]}""", RuleReach.Possible)]
    [InlineData("""{"$or":[{"plan":{"$exists":true}},{"plan":{"$exists":false}}]}""", RuleReach.Always)]
    [InlineData("""{"plan":{"$nin":[]}}""", RuleReach.Always)]
    [InlineData("""{"plan":{"$notInGroup":"empty"}}""", RuleReach.Always)]
    [InlineData("""{"$not":{"$savedGroup":{"id":"emptyList"}}}""", RuleReach.Always)]
    [InlineData("""{"plan":{"$notInGroup":"g"}}""", RuleReach.Possible)]
    [InlineData("""{"$or":[{"age":{"$lt":5}},{"age":{"$gte":5}}]}""", RuleReach.Possible)] // neither for a text
    [InlineData("{}", RuleReach.Possible)] // no condition
    public void A_condition_that_every_user_meets_is_always_met(string condition, RuleReach reach) => Assert.Equal(reach, Of(condition).Reach);

    [Fact]
    public void A_rule_is_shadowed_by_one_before_it_that_answers_for_its_users()
    {
        var verdicts = Verdicts(
            """{"id":"wide","condition":{"age":{"$gt":10}},"force":1}""",
            """{"id":"narrow","condition":{"age":{"$gt":20},"plan":"pro"},"force":2}""");
        Assert.Equal((RuleReach.Shadowed, "rule `wide` before it answers for each of its users"), (verdicts[1].Reach, verdicts[1].Reason));
        Assert.Equal("wide", verdicts[1].By.Single().Id);
    }

    [Fact]
    public void Several_rules_shadow_one_together_and_only_those_are_named()
    {
        var verdicts = Verdicts(
            """{"id":"a","condition":{"age":{"$gt":10}},"force":1}""",
            """{"id":"other","condition":{"plan":"pro"},"force":1}""",
            """{"id":"b","condition":{"age":{"$lte":10}},"force":1}""",
            """{"id":"c","condition":{"age":{"$gt":0}},"force":2}""");
        Assert.Equal((RuleReach.Shadowed, "rules `a` and `b` before it answer for each of its users"), (verdicts[3].Reach, verdicts[3].Reason));
    }

    [Theory]
    [InlineData("""{"force":1}""", true)]
    [InlineData("""{"force":1,"coverage":1}""", false)] // a user without an id has no bucket
    [InlineData("""{"force":1,"coverage":0.99}""", false)]
    [InlineData("""{"force":1,"range":[0,1]}""", false)]
    [InlineData("""{"force":1,"filters":[{"seed":"s","ranges":[[0,1]]}]}""", false)]
    [InlineData("""{"force":1,"parentConditions":[{"id":"other"}]}""", false)]
    [InlineData("""{"variations":[1,2]}""", false)]
    public void Only_a_rule_that_answers_in_any_case_shadows_others(string first, bool shadows) =>
        Assert.Equal(shadows ? RuleReach.Shadowed : RuleReach.Possible, Verdicts(first, """{"force":2,"condition":{"plan":"pro"}}""")[1].Reach);

    [Theory]
    [InlineData("\"coverage\":1", RuleReach.Shadowed)]
    [InlineData("\"range\":[0,1]", RuleReach.Shadowed)]
    [InlineData("\"coverage\":1,\"hashVersion\":7", RuleReach.Possible)] // includes no user
    [InlineData("\"range\":[0.01,1]", RuleReach.Possible)]
    public void A_whole_rollout_shadows_users_with_its_attribute(string rollout, RuleReach reach) => Assert.Equal(
        reach, Verdicts($$"""{"force":1,{{rollout}}}""", """{"force":2,"condition":{"id":{"$eq":"u-1"}}}""")[1].Reach);

    [Fact]
    public void A_rule_of_coverage_0_is_never_reached() => Assert.Equal(
        (RuleReach.Never, "its coverage is 0"), Verdicts("""{"force":1,"coverage":0}""").Select(verdict => (verdict.Reach, verdict.Reason)).Single());

    [Fact]
    public void Too_many_classes_or_rules_give_no_verdict()
    {
        var many = string.Join(',', Enumerable.Range(0, 200).Select(i => $$$"""{"app":{"$vgt":"1.{{{i}}}.0"},"day":{"$gt":"{{{i}}}"},"$not":{"app":{"$gt":"{{{i}}}"} } }"""));
        Assert.Equal(RuleReach.Possible, Of($$"""{"$and":[{{many}}],"app":"x","$or":[{"app":"y"}]}""").Reach);
    }

    /// <summary>No user whom evaluation lets in contradicts a verdict.</summary>
    [Fact]
    public void Verdicts_hold_for_generated_users()
    {
        var random = new Random(815);
        var conditions = new RandomConditions(random);
        var counts = new Dictionary<RuleReach, int>();
        for (var i = 0; i < 150; i++)
        {
            var first = conditions.Condition(1);
            var source = Sources.OfRules(
                $$"""{"id":"0","condition":{{(i % 10 > 0 ? first : new Value.Object { ["$or"] = new Value.Array([first, new Value.Object { ["$not"] = first }]) })}},"force":0}""",
                $$"""{"id":"1","condition":{{conditions.Condition(1)}},"force":1}""",
                $$"""{"id":"2","condition":{{conditions.Condition(1)}},"force":2}""");
            foreach (var verdict in Analysis.Reachability.Of(source))
            {
                counts[verdict.Reach] = counts.GetValueOrDefault(verdict.Reach) + 1;
                for (var user = 0; user < 40; user++)
                {
                    var context = new Context(source.Payload, Attributes.From(conditions.User(withLists: !verdict.ExceptLists)));
                    var holds = verdict.Rule.Condition!.Holds(context);
                    var answers = Evaluator.EvalFeature(context, "f").Result.RuleId == verdict.Rule.Id;
                    Assert.False(verdict.Reach is RuleReach.Never && holds, verdict.ToString());
                    Assert.False(verdict.Reach is RuleReach.Always && !holds, verdict.ToString());
                    Assert.False(verdict.Reach is RuleReach.Shadowed && answers, verdict.ToString());
                }
            }
        }
        Assert.All(Enum.GetValues<RuleReach>(), reach => Assert.True(counts[reach] > 5, $"{reach}: {counts[reach]}"));
    }

    /// <summary>No user of one of the payload's own experiments contradicts the verdict on its condition.</summary>
    [Fact]
    public void Verdicts_on_own_experiments_hold_for_generated_users()
    {
        var random = new Random(816);
        var conditions = new RandomConditions(random);
        var counts = new Dictionary<RuleReach, int>();
        for (var i = 0; i < 300; i++)
        {
            var condition = conditions.Condition(1);
            var source = Sources.Of($$"""{"features":{},"experiments":[{"key":"x","variations":[0,1],"condition":{{(i % 10 > 0 ? condition : new Value.Object { ["$or"] = new Value.Array([condition, new Value.Object { ["$not"] = condition }]) })}}}]}""");
            var own = Assert.Single(source.PageExperiments);
            var (reach, exceptLists, _) = new ReachProofs(source).Of(own);
            counts[reach] = counts.GetValueOrDefault(reach) + 1;
            for (var user = 0; user < 40; user++)
            {
                var context = new Context(source.Payload, Attributes.From(conditions.User(withLists: !exceptLists)));
                var isIn = Evaluator.RunExperiment(context, own.Experiment).Result.InExperiment;
                Assert.False(isIn ? reach is RuleReach.Never : reach is RuleReach.Always, $"{reach}, {context.Attributes}: {condition}");
            }
        }
        Assert.All([RuleReach.Possible, RuleReach.Always, RuleReach.Never], reach => Assert.True(counts[reach] > 5, $"{reach}: {counts[reach]}"));
    }

    private static RuleVerdict Of(string condition) => Verdicts($$"""{"condition":{{condition}},"force":true}""")[0];

    private static RuleVerdict[] Verdicts(params string[] rules) => [.. Analysis.Reachability.Of(Sources.Of($$$"""
        {"features":{"f":{"rules":[{{{string.Join(',', rules)}}}] } },
         "savedGroups":{"g":["a"],"empty":[],"lists":[["a"],{}],"number":[5],"null":[null],"c":{"type":"condition","condition":{"plan":"pro"}},
           "emptyList":{"type":"list","attributeKey":"plan","values":[]},"list":{"type":"list","attributeKey":"plan","values":[true]},
           "cycle":{"type":"condition","condition":{"$not":{"$savedGroup":{"id":"cycle"} } } } } }
        """))];
}

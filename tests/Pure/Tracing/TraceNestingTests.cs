using System.Collections.Immutable;

namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>Steps nest as they happened, and the line of each has the compared values.</summary>
public class TraceNestingTests
{
    [Fact]
    public void Operators_nest_and_stop_at_the_part_that_decides() => AssertCondition(
        """{"$not":{"$or":[{"a":1,"b":2},{"c":{"$gt":1,"$lt":9}},{"d":1}]},"$nor":[{"a":2},{"$and":[{"b":3},{"b":3}]}]}""",
        """{"a":1,"b":3,"c":5}""",
        """
        ✗ the condition is not met
          ✗ $not
            ✓ $or
              ✗ $and
                ✓ a is 1, actual 1
                ✗ b is 2, actual 3
              ✓ $and
                ✓ c $gt 1, actual 5
                ✓ c $lt 9, actual 5
        """);

    [Fact]
    public void A_nor_shows_the_parts_that_do_not_match() => AssertCondition(
        """{"$nor":[{"a":2},{"$and":[{"b":3},{"b":4}]}]}""",
        """{"a":1,"b":3}""",
        """
        ✓ the condition is met
          ✓ $nor
            ✗ a is 2, actual 1
            ✗ $and
              ✓ b is 3, actual 3
              ✗ b is 4, actual 3
        """);

    [Fact]
    public void The_elements_of_an_array_are_one_test_whatever_nests_in_it() => AssertCondition(
        """{"items":{"$elemMatch":{"$not":{"$or":[{"$savedGroup":{"id":"list"}},{"size":{"$gt":1}}]}}},"x":{"$exists":false}}""",
        """{"items":[{"size":2},{"size":1}]}""",
        """
        ✓ the condition is met
          ✓ items $elemMatch {"$not":{"$or":[{"$savedGroup":{"id":"list"}},{"size":{"$gt":1}}]}}, actual [{"size":2},{"size":1}]
          ✓ x $exists false, actual null
        """);

    [Fact]
    public void A_group_within_a_group_nests_and_a_reference_to_itself_says_so() => AssertCondition(
        """{"$or":[{"$savedGroup":{"id":"outer"}},{"$savedGroup":{"id":"loop"}},{"$savedGroup":{"id":"none"}},{"$savedGroup":{"id":"bare"}}]}""",
        """{"id":"3","plan":"pro"}""",
        """
        ✗ the condition is not met
          ✗ $or
            ✗ in the saved group "outer"
              ✓ plan is "pro", actual "pro"
              ✗ $not
                ✓ in the saved group "inner"
                  ✓ in the saved group "list"
                    ✓ id $inGroup "list", actual "3"
            ✗ in the saved group "loop"
              ✗ in the saved group "loop", which refers to itself or nests too deep
            ✗ in the saved group "none", which the payload does not have
            ✗ in the saved group "bare", which is malformed or names no attribute
        """);

    [Fact]
    public void Malformed_parts_are_steps() => AssertCondition(
        """{"$or":[7,{"$not":1},{"$nor":2}]}""",
        "{}",
        """
        ✗ the condition is not met
          ✗ $or
            ✗ malformed condition, which matches no user
            ✗ $not
              ✗ malformed condition, which matches no user
            ✗ $nor
              ✗ malformed condition, which matches no user
        """);

    [Fact]
    public void Prerequisites_three_deep_nest_up_to_the_step_that_closes_the_cycle() => AssertText(
        """
        {"f":{"rules":[{"parentConditions":[{"id":"ok","condition":{"value":1}},{"id":"a","condition":{"value":1}}],"force":1},{"force":2}]},
         "ok":{"defaultValue":1},
         "a":{"rules":[{"id":"ra","parentConditions":[{"id":"b"}],"force":1}]},
         "b":{"rules":[{"condition":{"id":1},"force":1},{"id":"rb","parentConditions":[{"id":"a","gate":true}],"force":1}]}}
        """,
        "{}",
        """
        f = null cyclicPrerequisite
          ✗ rules[0] force ended the evaluation
            ✓ prerequisite ok is 1
              ok = 1 defaultValue
              ✓ value is 1, actual 1
            ✗ prerequisite a is null
              a = null cyclicPrerequisite
                ✗ rules[0] force ra ended the evaluation
                  ✗ prerequisite b is null
                    b = null cyclicPrerequisite
                      – rules[0] force did not apply
                        ✗ the condition is not met
                          ✗ id is 1, actual null
                      ✗ rules[1] force rb ended the evaluation
                        ✗ prerequisite a is null, a gate, closing a cycle
          · rules[1] force not reached
        """);

    [Fact]
    public void A_feature_that_requires_itself_closes_the_cycle_at_once() => AssertText(
        """{"f":{"rules":[{"parentConditions":[{"id":"f","condition":{"value":true}}],"force":1}]}}""",
        "{}",
        """
        f = null cyclicPrerequisite
          ✗ rules[0] force ended the evaluation
            ✗ prerequisite f is null, closing a cycle
        """);

    [Fact]
    public void A_gate_that_fails_ends_the_feature() => AssertText(
        """{"p":{"defaultValue":0},"f":{"rules":[{"parentConditions":[{"id":"p","condition":{"value":true},"gate":true}]},{"force":2}]}}""",
        "{}",
        """
        f = null prerequisite
          ✗ rules[0] gate ended the evaluation
            ✗ prerequisite p is 0, a gate
              p = 0 defaultValue
              ✗ value is true, actual 0
          · rules[1] force not reached
        """);

    [Fact]
    public void A_prerequisite_that_fails_skips_the_rule() => AssertText(
        """{"p":{"defaultValue":0},"f":{"defaultValue":9,"rules":[{"parentConditions":[{"id":"p","condition":{"value":true}}],"force":1}]}}""",
        "{}",
        """
        f = 9 defaultValue
          – rules[0] force did not apply
            ✗ prerequisite p is 0
              p = 0 defaultValue
              ✗ value is true, actual 0
        """);

    // 100 rules that all need p: too many to evaluate it again for each.
    [Fact]
    public void A_prerequisite_that_is_known_already_is_named_without_a_trace()
    {
        var rules = string.Join(",", Enumerable.Repeat("""{"parentConditions":[{"id":"p","condition":{"value":2}}],"force":1}""", 100));
        var explanation = Evaluator.Explain(Given.Features($$$"""{"p":{"defaultValue":1},"f":{"rules":[{{{rules}}}]}}"""), "f");

        var steps = explanation.Trace.Rules.Select(rule => Assert.IsType<TraceStep.Prerequisite>(Assert.Single(rule.Steps))).ToList();
        Assert.Equal((PrerequisiteEvaluation.Nested, "p"), (steps[0].Evaluation, steps[0].Trace?.Key));
        Assert.Equal((PrerequisiteEvaluation.Known, null), (steps[99].Evaluation, steps[99].Trace));
        Assert.Equal(steps[0].Result, steps[99].Result);
        Assert.Equal("✗ prerequisite p is 1, as evaluated before", steps[99].ToString());
        Assert.False(Assert.IsType<TraceStep.Test>(Assert.Single(steps[99].Steps)).Passed);
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    [InlineData(15, 1)]
    [InlineData(16, 2)]
    [InlineData(70, 8)]
    public void Prerequisites_nest_seven_levels_deep_and_deeper_ones_are_listed_apart(int prerequisites, int apart)
    {
        var features = string.Join(",", Enumerable.Range(0, prerequisites).Select(i =>
            $$$"""{"f{{{i}}}":{"rules":[{"parentConditions":[{"id":"f{{{i + 1}}}","condition":{"value":true}}],"force":true}]}"""[1..]));
        var context = Given.Features($$$"""{{{{features}}},"f{{{prerequisites}}}":{"defaultValue":true}}""");

        var explanation = Evaluator.Explain(context, "f0");

        Assert.Equal(apart, explanation.Apart.Length);
        Assert.Equal(Enumerable.Range(1, apart).Select(i => $"f{8 * i}"), explanation.Apart.Select(feature => feature.Key));
        Assert.Equal(Enumerable.Range(0, prerequisites + 1).Select(i => $"f{i}"), explanation.AllFeatures().Select(feature => feature.Key));
        Assert.Equal(
            apart,
            explanation.AllFeatures().SelectMany(feature => feature.Rules).SelectMany(rule => rule.Steps)
                .Count(step => step is TraceStep.Prerequisite { Evaluation: PrerequisiteEvaluation.Apart, Trace: null }));
        Assert.Equal(1 + apart, ((Value.Array)explanation.ToValue()["trace"]).Count);
        Assert.Equal(prerequisites + 1, explanation.ToString().Split('\n').Count(line => line.TrimStart().StartsWith('f')));
    }

    // The buckets come from Hashing, which the specification's cases test.
    [Fact]
    public void A_filter_is_traced_once_before_the_bucket()
    {
        var filter = Text(Hashing.Hash("s", "u-1", 2)!.Value);
        var bucket = Text(Hashing.Hash("e", "u-1", 2)!.Value);
        AssertText(
            """{"f":{"rules":[{"key":"e","variations":[0,1],"weights":[1,0],"hashVersion":2,"filters":[{"seed":"s","ranges":[[0,0.5],[0.5,1]]}]}]}}""",
            """{"id":"u-1"}""",
            $"""
            f = 0 experiment
              ✓ rules[0] experiment answered
                ✓ filter: bucket {filter} of id "u-1" with seed "s" in [0, 0.5) [0.5, 1)
                ✓ bucket {bucket} of id "u-1" with seed "e" in [0, 1) [1, 1): variation 0
            """);
    }

    [Fact]
    public void Two_filters_of_one_rule_are_two_steps()
    {
        var filter = """{"seed":"s","ranges":[[0,1]]}""";
        var context = Given.Features($$$"""{"f":{"rules":[{"variations":[0,1],"filters":[{{{filter}}},{{{filter.Replace("\"s\"", "\"t\"", StringComparison.Ordinal)}}}]}]}}""", """{"id":"u-1"}""");
        var seeds = Evaluator.Explain(context, "f").Trace.Rules[0].Steps.OfType<TraceStep.Filter>().Select(step => step.User.Seed);
        Assert.Equal(["s", "t"], seeds);
    }

    [Theory]
    [InlineData("""{"force":1,"filters":[{"seed":"s","ranges":[[0.2,0.9]],"attribute":"company"}]}""", "✗ filter: the user has no value of company to hash")]
    [InlineData("""{"force":1,"filters":[{"seed":"s","ranges":[[0.2,0.9]],"hashVersion":3}]}""", "✗ filter: no bucket of id \"u-1\", because the hash version is unknown")]
    [InlineData("""{"force":1,"range":[0.2,0.9],"hashAttribute":"company"}""", "✗ rollout: the user has no value of company to hash")]
    [InlineData("""{"force":1,"coverage":0.3,"hashAttribute":"company"}""", "✗ rollout: the user has no value of company to hash")]
    [InlineData("""{"variations":[0,1],"hashAttribute":"company"}""", "✗ the user has no value of company to hash")]
    public void A_missing_attribute_is_named(string rule, string line)
    {
        var context = new Context(Payload.Parse("""{"features":{"f":{"rules":[""" + rule + "]}}}").Value, new Attributes { ["id"] = "u-1" });
        Assert.Equal(line, Assert.Single(Evaluator.Explain(context, "f").Trace.Rules[0].Steps).ToString());
    }

    [Fact]
    public void A_stored_variation_replaces_condition_and_bucket()
    {
        var steps = StickySteps("""{"condition":{"plan":"free"},"bucketVersion":3}""", "f__3");
        Assert.Equal(new TraceStep.StickyBucket(true, "f__3", "1"), Assert.Single(steps));
    }

    [Fact]
    public void A_blocked_stored_version_is_traced_before_the_later_steps()
    {
        var steps = StickySteps("""{"condition":{"plan":"pro"},"bucketVersion":3,"minBucketVersion":2}""", "f__1");
        Assert.Equal(new TraceStep.StickyBucketVersion(2), steps[0]);
        Assert.Equal(
            new TraceStep.Condition(true, [new TraceStep.Test(true, "plan", "is", "pro", "pro")]),
            steps[1]);
        var bucket = Assert.IsType<TraceStep.Bucket>(steps[2]);
        Assert.Equal(new UserBucket("id", "1", "f", Hashing.Hash("f", "1", 1)), bucket.User);
        Assert.Equal(3, steps.Length);
    }

    [Fact]
    public void The_steps_of_bandit_leaves_nest_up_to_the_leaf_of_the_user()
    {
        var context = Given.Context(
            """
            {"features":{"f":{"rules":[{"contextualVariations":[1,2],"contextualBanditRef":"b"}]}},
             "contextualBandits":{"b":{"banditVersion":1,"contexts":[
               {"leafId":4,"condition":{"x":1},"weights":[0.1,0.9]},{"leafId":5,"condition":{"x":2},"weights":[0.9,0.1]},{"leafId":6,"condition":{},"weights":[1,0]}]}}}
            """,
            """{"id":"1","x":2}""");
        Assert.Equal(
            new TraceStep.BanditLeaf(true, 5, [0.9, 0.1], [new TraceStep.Test(false, "x", "is", 1, 2), new TraceStep.Test(true, "x", "is", 2, 2)]),
            Evaluator.Explain(context, "f").Trace.Rules[0].Steps[0]);
    }

    private static ImmutableArray<TraceStep> StickySteps(string members, string assignment)
    {
        var rule = """{"variations":["a","b"],"meta":[{"key":"0"},{"key":"1"}],""" + members[1..];
        var context = Given.Features($$$"""{"f":{"rules":[{{{rule}}}]}}""", """{"id":"1","plan":"pro"}""") with
        {
            StickyBuckets = StickyBuckets.Of(new StickyAssignmentDocument(
                "id", "1", ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(assignment, "1"))),
        };
        return Evaluator.Explain(context, "f").Trace.Rules[0].Steps;
    }

    private static void AssertCondition(string condition, string attributes, string expected)
    {
        const string Groups =
            """
            {"outer":{"type":"condition","condition":{"plan":"pro","$not":{"$savedGroup":{"id":"inner"}}}},
             "inner":{"type":"condition","condition":{"$savedGroup":{"id":"list"}}},
             "list":{"type":"list","attributeKey":"id","values":["1","2","3"]},
             "loop":{"type":"condition","condition":{"$savedGroup":{"id":"loop"}}},
             "bare":["1","2","3"]}
            """;
        var (payload, _) = Payload.Parse($$$"""{"features":{"f":{"rules":[{"condition":{{{condition}}},"force":1}]}},"savedGroups":{{{Groups}}}}""");
        var step = Assert.Single(Evaluator.Explain(new Context(payload, Given.Attributes(attributes)), "f").Trace.Rules[0].Steps);
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join("\n", Lines(step, 0)));
    }

    private static IEnumerable<string> Lines(TraceStep step, int depth) =>
        step.Steps.SelectMany(part => Lines(part, depth + 1)).Prepend(new string(' ', depth * 2) + step);

    private static void AssertText(string features, string attributes, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings("\n") + "\n", Evaluator.Explain(Given.Features(features, attributes), "f").ToString());

    private static string Text(double number) => new Value.Number(number).ToString();
}

namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>An explanation has the same result and effects as an evaluation, and every step with the actual values.</summary>
public class ExplainTests
{
    private const string Features =
        """
        {"on":{"defaultValue":true},
         "f":{"defaultValue":"d","rules":[
           {"id":"who","condition":{"country":"FR","$or":[{"age":{"$gt":50}},{"$not":{"plan":"pro"}}]},"force":1},
           {"id":"gate","parentConditions":[{"id":"on","condition":{"value":true},"gate":true}]},
           {"id":"roll","coverage":0,"force":2},
           {"id":"exp","key":"e","variations":["a","b"],"hashVersion":2},
           {"id":"never","force":3}]}}
        """;

    private static readonly Context User = Given.Features(Features, """{"id":"1","country":"DE","age":26,"plan":"pro"}""");

    [Fact]
    public void The_result_and_effects_are_those_of_the_evaluation()
    {
        var explanation = Evaluator.Explain(User, "f");
        var (result, effects) = Evaluator.EvalFeature(User, "f");
        Assert.Equal((result, effects), (explanation.Result, explanation.Effects));
        Assert.Equal(["f", "on"], explanation.AllFeatures().Select(feature => feature.Key));
        Assert.Equal(
            [
                (0, "who", RuleKind.Force, RuleOutcome.Skipped), (1, "gate", RuleKind.Gate, RuleOutcome.Skipped),
                (2, "roll", RuleKind.Force, RuleOutcome.Skipped), (3, "exp", RuleKind.Experiment, RuleOutcome.Answered),
                (4, "never", RuleKind.Force, RuleOutcome.NotReached),
            ],
            explanation.Trace.Rules.Select(rule => (rule.Index, rule.Id, rule.Kind, rule.Outcome)));
        Assert.Empty(explanation.Trace.Rules[4].Steps);
        Assert.Empty(explanation.AllFeatures()[1].Rules);
        Assert.Empty(explanation.Apart);
    }

    [Fact]
    public void Explanations_compare_by_value()
    {
        var explanation = Evaluator.Explain(User, "f");
        var again = Evaluator.Explain(User, "f");
        var rule = explanation.Trace.Rules[0];
        Assert.Equal(explanation, again);
        Assert.Equal(explanation.GetHashCode(), again.GetHashCode());
        Assert.Equal(explanation.Trace.GetHashCode(), again.Trace.GetHashCode());
        Assert.Equal(rule.GetHashCode(), again.Trace.Rules[0].GetHashCode());
        Assert.NotEqual(explanation, Evaluator.Explain(User with { Attributes = Attributes.Empty }, "f"));
        Assert.NotEqual(explanation, explanation with { Trace = explanation.Trace with { Key = "g" } });
        Assert.NotEqual(explanation, explanation with { Apart = [explanation.Trace] });
        Assert.NotEqual(explanation.Trace, explanation.Trace with { Rules = [] });
        Assert.NotEqual(rule, rule with { Steps = [] });
        Assert.False(explanation.Equals(null));
        Assert.False(explanation.Trace.Equals(null));
        Assert.False(rule.Equals(null));
    }

    [Fact]
    public void The_text_has_a_line_per_feature_rule_and_step()
    {
        var context = User with { Attributes = Given.Attributes("""{"id":"1","country":"FR","age":26,"plan":"pro"}""") };
        Assert.StartsWith(
            """
            f = 
            """,
            Evaluator.Explain(context, "f").ToString(),
            StringComparison.Ordinal);
        Assert.Contains(
            """
              – rules[0] force who did not apply
                ✗ the condition is not met
                  ✓ country is "FR", actual "FR"
                  ✗ $or
                    ✗ age $gt 50, actual 26
                    ✗ $not
                      ✓ plan is "pro", actual "pro"
              – rules[1] gate gate passed
                ✓ prerequisite on is true, a gate
                  on = true defaultValue
                  ✓ value is true, actual true
              – rules[2] force roll did not apply
                ✗ rollout: coverage 0 includes no user

            """.ReplaceLineEndings("\n"),
            Evaluator.Explain(context, "f").ToString(),
            StringComparison.Ordinal);
        Assert.EndsWith("  · rules[4] force never not reached\n", Evaluator.Explain(context, "f").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"parentConditions\":[{\"id\":\"on\",\"condition\":{\"value\":true},\"gate\":true}]", "– rules[0] gate passed")]
    [InlineData("\"parentConditions\":[{\"id\":\"on\",\"condition\":{\"value\":false},\"gate\":true}]", "✗ rules[0] gate ended the evaluation")]
    [InlineData("\"parentConditions\":[{\"id\":\"on\",\"condition\":{\"value\":false}}]", "– rules[0] gate did not apply")]
    public void A_gate_says_whether_it_passed(string rule, string text) => Assert.Contains(
        text,
        Evaluator.Explain(Given.Features("{\"on\":{\"defaultValue\":true},\"f\":{\"defaultValue\":1,\"rules\":[{" + rule + "}]}}", "{}"), "f").ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void The_json_nests_as_the_steps_do_and_reads_back()
    {
        var explanation = Evaluator.Explain(User, "f");
        var json = explanation.ToValue();
        Assert.Equal(explanation.Result.ToValue(), json["result"]);
        Assert.Equal(explanation.Effects.ToValue(), json["effects"]);
        var trace = (Value.Object)Assert.Single((Value.Array)json["trace"]);
        Assert.Equal("f", trace["feature"]);
        var rules = (Value.Array)trace["rules"];
        Assert.Equal(
            Given.Value("""
                {"index":0,"id":"who","kind":"force","outcome":"skipped","steps":[
                  {"check":"condition","passed":false,"steps":[
                    {"check":"test","passed":false,"path":"country","operator":"is","expected":"FR","actual":"DE"}]}]}
                """),
            rules[0]);
        Assert.Equal(
            Given.Value("""
                {"index":1,"id":"gate","kind":"gate","outcome":"skipped","steps":[
                  {"check":"prerequisite","passed":true,"feature":"on","value":true,"source":"defaultValue","gate":true,"evaluation":"nested",
                   "trace":{"feature":"on","value":true,"source":"defaultValue","rules":[]},
                   "steps":[{"check":"test","passed":true,"path":"value","operator":"is","expected":true,"actual":true}]}]}
                """),
            rules[1]);
        Assert.Equal(json, Given.Value(json.ToString()));
    }

    [Theory]
    [InlineData("$inGroup", "none", false, "✗ id $inGroup \"none\", which the payload does not have, actual \"u-1\"")]
    [InlineData("$notInGroup", "none", true, "✓ id $notInGroup \"none\", which the payload does not have, actual \"u-1\"")]
    [InlineData("$notInGroup", "paying", false, "✗ id $notInGroup \"paying\", which is no list of ids, actual \"u-1\"")]
    [InlineData("$inGroup", "staff", false, "✗ id $inGroup \"staff\", actual \"u-1\"")]
    public void A_test_of_a_saved_group_says_why_the_group_has_no_ids(string name, string group, bool passes, string text)
    {
        var (payload, _) = Payload.Parse(
            """{"features":{"f":{"rules":[{"condition":{"id":{"NAME":"GROUP"}},"force":1}]}},"savedGroups":{"staff":["u-2"],"paying":{"type":"condition","condition":{"plan":"pro"}}}}"""
                .Replace("NAME", name, StringComparison.Ordinal).Replace("GROUP", group, StringComparison.Ordinal));

        var explanation = Evaluator.Explain(new Context(payload, new Attributes { ["id"] = "u-1" }), "f");

        Assert.Contains(text, explanation.ToString(), StringComparison.Ordinal);
        Assert.Equal(passes, explanation.Result.On);
        var expected = group switch { "none" => "missing", "paying" => "unusable", _ => null };
        Assert.Equal(expected, explanation.ToValue()["trace"][0]["rules"][0]["steps"][0]["steps"][0]["groupFault"].AsString());
    }

    [Theory]
    [InlineData("is", "\"US\"")]
    [InlineData("is", "1.5")]
    [InlineData("is", "true")]
    [InlineData("is", "null")]
    [InlineData("is", "[1,{\"b\":2}]")]
    [InlineData("is", "{\"b\":2}")]
    [InlineData("$eq", "\"US\"")]
    [InlineData("$ne", "[]")]
    [InlineData("$lt", "\"5\"")]
    [InlineData("$gte", "5")]
    [InlineData("$veq", "\"v1.2.3\"")]
    [InlineData("$vgt", "1.2")]
    [InlineData("$in", "[\"US\",1,null,[2]]")]
    [InlineData("$in", "[1,2,3,4,5,6,7,8,\"nine\",[10]]")]
    [InlineData("$in", "[\"1\",\"2\",\"2\",\"\",\"ü\",\"6\",\"7\",\"8\",\"1\",\"ten\"]")]
    [InlineData("$in", "[\"1\",\"2\",\"2\",\"\",\"5\",\"6\",\"7\",\"8\",\"1\",\"ten\"]")]
    [InlineData("$nin", "[]")]
    [InlineData("$ini", "[\"US\",\"De\"]")]
    [InlineData("$nini", "[\"US\",\"De\",3,4,5,6,7,8,9,10]")]
    [InlineData("$inGroup", "\"grp\"")]
    [InlineData("$notInGroup", "\"grp\"")]
    [InlineData("$exists", "1")]
    [InlineData("$exists", "\"\"")]
    [InlineData("$type", "\"string\"")]
    [InlineData("$regex", "\"^U(S|K)$\"")]
    [InlineData("$regexi", "\"u.*s\"")]
    [InlineData("$not", "{\"$in\":[\"US\"]}")]
    [InlineData("$not", "{\"$gt\":1,\"$lt\":5}")]
    [InlineData("$not", "\"US\"")]
    [InlineData("$size", "{\"$gt\":1}")]
    [InlineData("$size", "2")]
    [InlineData("$all", "[\"A\",{\"$gt\":1}]")]
    [InlineData("$alli", "[\"A\",\"b\"]")]
    [InlineData("$elemMatch", "{\"$gt\":1}")]
    [InlineData("$elemMatch", "{\"b\":\"C\"}")]
    [InlineData("$in", "\"not an array\"")]
    [InlineData("$all", "1")]
    [InlineData("$elemMatch", "1")]
    [InlineData("$type", "1")]
    [InlineData("$regex", "\"(\"")]
    [InlineData("$unknown", "{\"b\":[2]}")]
    public void A_test_shows_its_operand_as_it_was_written(string name, string operand)
    {
        var test = name == "is" ? operand : "{\"" + name + "\":" + operand + "}";
        foreach (var path in new[] { "a", "a.b" })
        {
            var (payload, _) = Payload.Parse("{\"features\":{\"f\":{\"rules\":[{\"condition\":{\"" + path + "\":" + test + "},\"force\":1}]}}}");
            var condition = Assert.Single(Evaluator.Explain(new Context(payload, Attributes.Empty), "f").Trace.Rules[0].Steps);
            var step = Assert.IsType<TraceStep.Test>(condition.Steps[0]);
            Assert.Equal((path, name, operand), (step.Path, step.Operator, step.Expected.ToJson()));
        }
    }

    [Fact]
    public void A_test_of_elements_in_lower_case_keeps_its_operand_as_it_was_written() =>
        Assert.Equal("ÄB", new ConditionCompiler(new ConditionSymbols(), new Faults()).CompileTest("ÄB", ignoreCase: true).Operand);

    [Fact]
    public void Forced_and_unknown_features_are_explained_without_rules()
    {
        var forced = Evaluator.Explain(User with { ForcedFeatureValues = Value.Object.Empty.With("f", 7) }, "f");
        Assert.Equal((FeatureResultSource.Override, 0), (forced.Result.Source, forced.Effects.Count));
        Assert.Empty(forced.Trace.Rules);
        Assert.Equal("nope = null unknownFeature\n", Evaluator.Explain(User, "nope").ToString());
    }
}

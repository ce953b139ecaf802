using System.Collections.Immutable;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>Promise: the reason for an answer is data: the same result and effects, and every step with the actual values.</summary>
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
        Assert.Equal(["f", "on"], explanation.Features.Select(feature => feature.Key));
        Assert.Equal(
            [RuleOutcome.Skipped, RuleOutcome.Skipped, RuleOutcome.Skipped, RuleOutcome.Answered, RuleOutcome.NotReached],
            explanation.Features[0].Rules.Select(rule => rule.Outcome));
        Assert.Equal(["who", "gate", "roll", "exp", "never"], explanation.Features[0].Rules.Select(rule => rule.Id));
        Assert.Empty(explanation.Features[1].Rules);
    }

    [Fact]
    public void It_compares_by_value_and_prints_and_serialises()
    {
        var explanation = Evaluator.Explain(User, "f");
        var again = Evaluator.Explain(User, "f");
        Assert.Equal(explanation, again);
        Assert.Equal(explanation.GetHashCode(), again.GetHashCode());
        Assert.Equal(explanation.Features[0].GetHashCode(), again.Features[0].GetHashCode());
        Assert.Equal(explanation.Features[0].Rules[0].GetHashCode(), again.Features[0].Rules[0].GetHashCode());
        Assert.NotEqual(explanation, Evaluator.Explain(User with { Attributes = Attributes.Empty }, "f"));
        Assert.NotEqual(explanation, explanation with { Features = [] });
        Assert.NotEqual(explanation.Features[0], explanation.Features[0] with { Rules = [] });
        Assert.NotEqual(explanation.Features[0].Rules[0], explanation.Features[0].Rules[0] with { Steps = [] });
        Assert.False(explanation.Equals(null));
        Assert.False(explanation.Features[0].Equals(null));
        Assert.False(explanation.Features[0].Rules[0].Equals(null));

        var text = explanation.ToString();
        Assert.StartsWith("f = ", text, StringComparison.Ordinal);
        Assert.Contains("  rule 0 force who: Skipped\n", text, StringComparison.Ordinal);
        Assert.Contains("    ✗ test {\"path\":\"country\",\"operator\":\"\",\"expected\":\"FR\",\"actual\":\"DE\"}\n", text, StringComparison.Ordinal);
        Assert.Contains("  rule 4 force never: NotReached\n", text, StringComparison.Ordinal);
        Assert.Contains("on = true (defaultValue)\n", text, StringComparison.Ordinal);

        var json = explanation.ToValue();
        Assert.Equal(explanation.Result.ToValue(), json["result"]);
        Assert.Equal(explanation.Effects.ToValue(), json["effects"]);
        var trace = (Value.Array)json["trace"];
        Assert.Equal("f", ((Value.Object)trace[0])["feature"]);
        var rule = (Value.Object)((Value.Array)((Value.Object)trace[0])["rules"])[0];
        Assert.Equal("""{"check":"test","passed":false,"depth":0,"facts":{"path":"country","operator":"","expected":"FR","actual":"DE"}}""", ((Value.Array)rule["steps"])[0].ToString());
        Assert.Equal("skipped", rule["outcome"]);
        Assert.Equal(json, Given.Value(json.ToString()));
    }

    [Fact]
    public void Tests_within_operators_stand_deeper_than_their_operator()
    {
        var context = User with { Attributes = Given.Attributes("""{"country":"FR","age":26,"plan":"pro"}""") };
        var steps = Evaluator.Explain(context, "f").Features[0].Rules[0].Steps;
        Assert.Equal(
            [
                (TraceCheck.Test, 0, true, "country"), (TraceCheck.Condition, 0, false, "$or"), (TraceCheck.Test, 1, false, "age"),
                (TraceCheck.Condition, 1, false, "$not"), (TraceCheck.Test, 2, true, "plan"), (TraceCheck.Condition, 0, false, ""),
            ],
            steps.Select(step => (step.Check, step.Depth, step.Passed, Named(step))));
    }

    private static string Named(TraceStep step) =>
        step.Facts["path"] is Value.String path ? path.Content : step.Facts["operator"] is Value.String op ? op.Content : "";

    [Theory]
    [InlineData("", "\"US\"")]
    [InlineData("", "1.5")]
    [InlineData("", "true")]
    [InlineData("", "null")]
    [InlineData("", "[1,{\"b\":2}]")]
    [InlineData("", "{\"b\":2}")]
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
        var test = name.Length == 0 ? operand : "{\"" + name + "\":" + operand + "}";
        foreach (var path in new[] { "a", "a.b" })
        {
            var (payload, _) = Payload.Parse("{\"features\":{\"f\":{\"rules\":[{\"condition\":{\"" + path + "\":" + test + "},\"force\":1}]}}}");
            var step = Evaluator.Explain(new Context(payload, Attributes.Empty), "f").Features[0].Rules[0].Steps[0];
            Assert.Equal((path, name, operand), (step.Facts["path"], step.Facts["operator"], step.Facts["expected"].ToString()));
        }
    }

    [Fact]
    public void A_test_of_elements_in_lower_case_keeps_its_operand_as_it_was_written() =>
        Assert.Equal("ÄB", ConditionCompiler.CompileTest("ÄB", ignoreCase: true, new PayloadErrors()).Operand);

    [Fact]
    public void Forced_and_unknown_features_are_explained_without_rules()
    {
        var forced = Evaluator.Explain(User with { ForcedFeatureValues = Value.Object.Empty.With("f", 7) }, "f");
        Assert.Equal((FeatureResultSource.Override, 0), (forced.Result.Source, forced.Effects.Count));
        Assert.Empty(Assert.Single(forced.Features).Rules);
        Assert.Equal("nope = null (unknownFeature)\n", Evaluator.Explain(User, "nope").ToString());
    }

    [Fact]
    public void Failed_gates_and_cycles_end_the_feature()
    {
        var gate = Evaluator.Explain(Given.Features("""{"p":{"defaultValue":0},"f":{"rules":[{"parentConditions":[{"id":"p","condition":{"value":true},"gate":true}],"force":1},{"force":2}]}}"""), "f");
        Assert.Equal([RuleOutcome.Ended, RuleOutcome.NotReached], gate.Features[0].Rules.Select(rule => rule.Outcome));
        Assert.Equal("""{"feature":"p","value":0,"gate":true}""", gate.Features[0].Rules[0].Steps.Last().Facts.ToString());
        var cycle = Evaluator.Explain(Given.Features("""{"f":{"rules":[{"parentConditions":[{"id":"f","condition":{"value":true}}],"force":1}]}}"""), "f");
        Assert.Equal(FeatureResultSource.CyclicPrerequisite, cycle.Result.Source);
        Assert.Equal(RuleOutcome.Ended, Assert.Single(cycle.Features[0].Rules).Outcome);
        var skip = Evaluator.Explain(Given.Features("""{"p":{"defaultValue":0},"f":{"defaultValue":9,"rules":[{"parentConditions":[{"id":"p","condition":{"value":true}}],"force":1}]}}"""), "f");
        Assert.Equal((9, RuleOutcome.Skipped), (skip.Result.Value, skip.Features[0].Rules[0].Outcome));
    }

    [Fact]
    public void Every_check_is_produced_by_some_evaluation()
    {
        var seen = new HashSet<TraceCheck>();
        void Explain(string rule, string attributes = """{"id":"1"}""", Func<Context, Context>? change = null, string more = "")
        {
            var context = Given.Context(
                """{"features":{"on":{"defaultValue":true},"f":{"defaultValue":0,"rules":[RULE]}}MORE}"""
                    .Replace("RULE", rule, StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal),
                attributes);
            seen.UnionWith(Evaluator.Explain(change?.Invoke(context) ?? context, "f").Features.SelectMany(f => f.Rules).SelectMany(r => r.Steps).Select(s => s.Check));
        }

        Explain("""{"force":1,"condition":{"id":"1"}}""");
        Explain("""{"force":1,"parentConditions":[{"id":"on","condition":{"value":true}}]}""");
        Explain("""{"force":1,"filters":[{"seed":"s","ranges":[[0,1]]}]}""");
        Explain("""{"force":1,"coverage":0.5}""");
        Explain("""{"key":"e","contextualVariations":[1,2],"contextualBanditRef":"cb"}""", more: ""","contextualBandits":{"cb":{"contexts":[{"leafId":1,"weights":[0.5,0.5]}]}}""");
        Explain("""{"variations":[1]}""");
        Explain("""{"variations":[1,2]}""", change: c => c with { Enabled = false });
        Explain("""{"variations":[1,2]}""", change: c => c with { Url = "https://a.example/?f=1" });
        Explain("""{"variations":[1,2]}""", change: c => c with { ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("f", 1) });
        Explain("""{"variations":[1,2]}""", "{}");
        Explain("""{"variations":[1,2],"namespace":["ns",0,1]}""");
        Explain("""{"variations":[1,2],"hashVersion":3}""");
        Explain("""{"variations":[1,2]}""", change: c => c with { QaMode = true });
        Explain("""{"force":1,"condition":{"id":{"$regex":"(1+)+$"}}}""", "{\"id\":\"" + new string('1', 5000) + "!\"}");
        static StickyBuckets Stored(string name) => StickyBuckets.Of(
            new StickyAssignmentDocument("id", "1", ImmutableSortedDictionary<string, string>.Empty.Add(name, "1")));
        Explain("""{"variations":[1,2],"meta":[{"key":"0"},{"key":"1"}]}""", change: c => c with { StickyBuckets = Stored("f__0") });
        Explain("""{"variations":[1,2],"bucketVersion":3,"minBucketVersion":2,"meta":[{"key":"0"},{"key":"1"}]}""", change: c => c with { StickyBuckets = Stored("f__1") });
        Assert.Equal(
            [TraceCheck.Active, TraceCheck.Force, TraceCheck.Url], // of experiments that are no rules: rules have neither
            Enum.GetValues<TraceCheck>().Except(seen).OrderBy(check => check.ToString(), StringComparer.Ordinal));
    }
}

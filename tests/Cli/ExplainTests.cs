namespace GrowthBook.Cli.Tests;

public sealed class ExplainTests(Files files) : IClassFixture<Files>
{
    // The buckets are the reference's: hash("payments-v2-2026", "u-1436", 2) is 0.6042 and
    // hash("checkout-redesign-2026", "u-1436", 2) is 0.8195. The ranges are those of weights
    // 0.34, 0.33, 0.33 at coverage 0.9, each weight from its own start.
    [Fact]
    public async Task The_trace_is_a_tree_with_prerequisites_below_their_step()
    {
        var run = await Gb.RunAsync(
            "explain", "checkout-redesign", "--payload", Files.Sample("payload.json"), "--attributes", "@" + Files.Sample("attributes.json"));

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal(
            """
            checkout-redesign = {"layout":"one-page","steps":1} experiment
            ├── – rules[0] force fr_checkout_staff did not apply
            │   └── ✗ the condition is not met
            │       └── ✗ email $regex "@shop\\.example$", actual "ada@mail.example"
            └── ✓ rules[1] experiment exp_checkout answered
                ├── ✓ prerequisite payments-v2 is true
                │   ├── payments-v2 = true force
                │   │   ├── – rules[0] force fr_pay_blocked did not apply
                │   │   │   └── ✗ the condition is not met
                │   │   │       └── ✗ id $inGroup "grp_payment_disputes", actual "u-1436"
                │   │   └── ✓ rules[1] force fr_pay_rollout answered
                │   │       └── ✓ rollout: bucket 0.6042 of id "u-1436" with seed "payments-v2-2026" in [0, 0.8]
                │   └── ✓ value is true, actual true
                ├── ✓ the condition is met
                │   ├── ✓ country $in ["PT","ES","FR","DE"], actual "PT"
                │   └── ✓ $not
                │       └── ✗ tags $elemMatch {"$eq":"wholesale"}, actual ["books","garden"]
                └── ✓ bucket 0.8195 of id "u-1436" with seed "checkout-redesign-2026" in [0, 0.306) [0.34, 0.637) [0.67, 0.967): variation 2

            """,
            run.Output[run.Output.IndexOf("checkout-redesign = ", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task With_json_each_feature_is_a_line_with_result_effects_and_trace()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":3}}}""");

        var run = await Gb.RunAsync("explain", "f", "f", "--payload", payload, "--json");

        const string Result = """{"value":3,"on":true,"off":false,"source":"defaultValue","ruleId":""}""";
        const string Line = $$$$"""{"result":{{{{Result}}}},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{{{{Result}}}}}],"trace":[{"feature":"f","value":3,"source":"defaultValue","rules":[]}]}""";
        Assert.Equal([Line, Line], run.Lines);
    }

    [Fact]
    public async Task A_cycle_is_shown_up_to_the_step_that_closes_it()
    {
        var payload = files.Write("p.json", """
            {"features":{
              "a":{"rules":[{"force":1,"condition":{"x":2}},{"id":"ra","parentConditions":[{"id":"b","condition":{"value":1}}],"force":2},{"force":3}]},
              "b":{"rules":[{"id":"rb","parentConditions":[{"id":"a","condition":{"value":1}}],"force":1}]}
            }}
            """);

        var run = await Gb.RunAsync("explain", "a", "--payload", payload);

        Assert.Equal(
            """
            a = null cyclicPrerequisite
            ├── – rules[0] force did not apply
            │   └── ✗ the condition is not met
            │       └── ✗ x is 2, actual null
            ├── ✗ rules[1] force ra ended the evaluation
            │   └── ✗ prerequisite b is null
            │       └── b = null cyclicPrerequisite
            │           └── ✗ rules[0] force rb ended the evaluation
            │               └── ✗ prerequisite a is null, closing a cycle
            └── · rules[2] force not reached

            """,
            run.Output[run.Output.IndexOf("a = null", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task A_prerequisite_is_shown_at_each_step_that_evaluates_it()
    {
        var payload = files.Write("p.json", """
            {"features":{
              "p":{"defaultValue":false},
              "a":{"rules":[
                {"id":"r1","parentConditions":[{"id":"p","condition":{"value":true}}],"force":1},
                {"id":"r2","parentConditions":[{"id":"p","condition":{"value":false}},{"id":"q","condition":{"value":{"$exists":false}}}],"force":2}]}
            }}
            """);

        var run = await Gb.RunAsync("explain", "a", "--payload", payload);

        Assert.Equal(
            """
            a = 2 force
            ├── – rules[0] force r1 did not apply
            │   └── ✗ prerequisite p is false
            │       ├── p = false defaultValue
            │       └── ✗ value is true, actual false
            └── ✓ rules[1] force r2 answered
                ├── ✓ prerequisite p is false
                │   ├── p = false defaultValue
                │   └── ✓ value is false, actual false
                └── ✓ prerequisite q is null
                    ├── q = null unknownFeature
                    └── ✓ value $exists false, actual null

            """,
            run.Output[run.Output.IndexOf("a = 2", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(5_000)]
    public async Task A_long_chain_of_prerequisites_is_shown_completely(int length)
    {
        var features = Enumerable.Range(0, length).Select(i =>
            $$$$"""
            "f{{{{i}}}}":{"defaultValue":true,"rules":[{"parentConditions":[{"id":"f{{{{i + 1}}}}","condition":{"value":true},"gate":true}]}]}
            """);
        var payload = files.Write("p.json", $$$$"""{"features":{ {{{{string.Join(",", features)}}}},"f{{{{length}}}}":{"defaultValue":true}}}""");

        var run = await Gb.RunAsync("explain", "f0", "--payload", payload);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.All(Enumerable.Range(0, length + 1), i => Assert.Contains($"f{i} = true defaultValue\n", run.Output, StringComparison.Ordinal));
    }

    // One step of each case with its text; the specification says which step skips a rule.
    [Theory]
    [InlineData("""{"variations":[1]}""", "{}", "✗ the experiment has fewer than two variations")]
    [InlineData("""{"variations":[1,2]}""", """{"enabled":false}""", "✗ the context disables experiments")]
    [InlineData("""{"variations":[1,2]}""", "{}", "✗ the user has no value of id to hash")]
    [InlineData("""{"variations":[1,2],"hashVersion":3}""", """{"attributes":{"id":"u"}}""", "✗ hash version 3 is unknown")]
    [InlineData("""{"variations":[1,2]}""", """{"attributes":{"id":"u"},"qaMode":true}""", "✗ QA mode allows forced variations only")]
    [InlineData("""{"variations":[1,2]}""", """{"url":"https://x.example/?f=1"}""", "✓ the URL's query string forces variation 1")]
    [InlineData("""{"variations":[1,2]}""", """{"url":"https://x.example/?f=2"}""", "✓ the URL's query string forces nothing: \"2\" is no index from 0 to 1")]
    [InlineData("""{"variations":[1,2]}""", """{"forcedVariations":{"f":1}}""", "✓ the context forces variation 1")]
    [InlineData("""{"variations":[1,2],"namespace":["ns",0,0]}""", """{"attributes":{"id":"u"}}""", "✗ namespace ns: bucket 0.")]
    [InlineData("""{"variations":[1,2],"coverage":0}""", """{"attributes":{"id":"u"}}""", ": no variation")]
    [InlineData("""{"variations":[1,2],"meta":[{"key":"0"},{"key":"1"}]}""", """{"attributes":{"id":"u"},"stickyBucketAssignmentDocs":{"id||u":{"attributeName":"id","attributeValue":"u","assignments":{"f__0":"1"}}}}""", "✓ stored assignment f__0 = 1")]
    [InlineData("""{"variations":[1,2],"meta":[{"key":"0"},{"key":"1"}]}""", """{"attributes":{"id":"u"},"stickyBucketAssignmentDocs":{"id||u":{"attributeName":"id","attributeValue":"u","assignments":{"f__0":"9"}}}}""", "✗ stored assignment f__0 = 9, which is no variation")]
    [InlineData("""{"variations":[1,2],"bucketVersion":2,"minBucketVersion":1}""", """{"attributes":{"id":"u"},"stickyBucketAssignmentDocs":{"id||u":{"attributeName":"id","attributeValue":"u","assignments":{"f__0":"1"}}}}""", "✗ a stored assignment is older than version 1")]
    [InlineData("""{"force":1,"coverage":0}""", "{}", "✗ rollout: coverage 0 includes no user")]
    [InlineData("""{"force":1,"coverage":0.5}""", "{}", "✗ rollout: the user has no value of id to hash\n")]
    [InlineData("""{"force":1,"range":[0,1]}""", """{"attributes":{"id":"u"}}""", "in [0, 1)")]
    [InlineData("""{"force":1,"filters":[{"seed":"s","ranges":[]}]}""", """{"attributes":{"id":"u"}}""", ", but there are no ranges")]
    [InlineData("""{"force":1,"condition":{"$savedGroup":{"id":"g"}}}""", "{}", "✗ in the saved group \"g\", which the payload does not have")]
    [InlineData("""{"force":1,"condition":{"$and":7}}""", "{}", "✗ malformed condition, which matches no user")]
    [InlineData("""{"force":1,"condition":{"a":{"$regex":"^(a+)+$"}}}""", """{"attributes":{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"}}""", "✗ a $regex \"^(a+)+$\"")]
    [InlineData("""{"contextualVariations":[1,2],"contextualBanditRef":"b"}""", """{"attributes":{"id":"u"}}""", "✗ in no leaf of the bandit: weights [0.5,0.5]")]
    [InlineData("""{"contextualVariations":[1,2],"contextualBanditRef":"b"}""", """{"attributes":{"id":"u","x":1}}""", "✓ bandit leaf 4: weights [0.1,0.9]")]
    public async Task Each_case_of_a_step_has_its_text(string rule, string context, string words)
    {
        var payload = files.Write("p.json",
            $$$$"""{"features":{"f":{"defaultValue":0,"rules":[{{{{rule}}}}]}},"contextualBandits":{"b":{"banditVersion":1,"contexts":[{"leafId":4,"condition":{"x":1},"weights":[0.1,0.9]}]}}}""");

        var run = await Gb.RunAsync("explain", "f", "--payload", payload, "--context", context);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_value_is_shortened_in_the_trace_and_complete_in_the_result()
    {
        var text = new string('x', 100_000);
        var payload = files.Write("p.json", $$$$"""{"features":{"f":{"defaultValue":"{{{{text}}}}","rules":[{"condition":{"a":"b"},"force":1}]}}}""");

        var run = await Gb.RunAsync("explain", "f", "--payload", payload, "--context", "@" + files.Write("c.json", $$$$"""{"attributes":{"a":"{{{{text}}}}"}}"""));

        Assert.Contains($"  value      \"{text}\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"✗ a is \"b\", actual \"{text[..199]}… (100000 characters)\n", run.Output, StringComparison.Ordinal);
    }
}

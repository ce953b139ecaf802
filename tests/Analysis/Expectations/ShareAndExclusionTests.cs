namespace GrowthBook.Analysis.Tests.Expectations;

/// <summary>Proofs hold for all rules with a key, for fallback attributes, and for shared random inputs; what is not known fails.</summary>
public sealed class ShareAndExclusionTests
{
    [Theory]
    [InlineData(false, """{"key":"a","NS":[0,0.5]},{"key":"a","NS":[0.5,1]},{"key":"b","NS":[0.5,1]}""")]
    [InlineData(true, """{"key":"a","NS":[0,0.5]},{"key":"a","NS":[0.1,0.3]},{"key":"b","NS":[0.5,1]}""")]
    [InlineData(false, """{"key":"a","fallbackAttribute":"dev","NS":[0,0.5]},{"key":"b","fallbackAttribute":"cookie","NS":[0.5,1]}""")]
    [InlineData(true, """{"key":"a","fallbackAttribute":"dev","NS":[0,0.5]},{"key":"b","fallbackAttribute":"dev","NS":[0.5,1]}""")]
    [InlineData(true, """{"key":"a","fallbackAttribute":"dev","NS":[0,0.5]},{"key":"b","NS":[0.5,1]}""")]
    [InlineData(true, """{"key":"a","fallbackAttribute":"dev","NS":[0,0.5]},{"key":"b","fallbackAttribute":"cookie","disableStickyBucketing":true,"NS":[0.5,1]}""")]
    [InlineData(false, """{"key":"a","NS":[0,0.5]},{"key":"b","hashAttribute":"company","NS":[0.5,1]}""")]
    [InlineData(true, """{"key":"a","seed":"s","ranges":[[0,0.1],[0.1,0.2]]},{"key":"b","seed":"s","ranges":[[0.2,0.3],[0.3,1]]}""")]
    [InlineData(false, """{"key":"a","seed":"s","ranges":[[0,0.1],[0.1,0.2001]]},{"key":"b","seed":"s","ranges":[[0.2,0.3],[0.3,1]]}""")]
    [InlineData(true, """{"key":"a","fallbackAttribute":"dev","filters":[{"seed":"s","ranges":[[0,0.5]]}]},{"key":"b","fallbackAttribute":"cookie","filters":[{"seed":"s","ranges":[[0.5,1]]}]}""")]
    [InlineData(false, """{"key":"a","NS":[0.5,0.5]},{"key":"b","NS":[0,0.5]}""")]
    [InlineData(false, """{"key":"a","NS":[0,0.5]},{"force":"all"},{"key":"b","NS":[0.5,1]}""")]
    [InlineData(true, """{"key":"a","NS":[0,0.5]},{"force":"all","condition":{"c":1}},{"key":"b","NS":[0.5,1]}""")]
    [InlineData(true, """{"key":"a","NS":[0,0.5]},{"key":"b","NS":[0.5,1]},{"force":"all"},{"key":"b","NS":[0.5,1]}""")]
    [InlineData(false, """{"key":"a","seed":"s","ranges":[[0,0.1],[0.1,0.2]],"filters":[{"seed":"s","ranges":[[0.2,0.3]]}]},{"key":"b","seed":"s","ranges":[[0.3,0.4],[0.4,1]]}""")]
    public void Exclusion_is_proved_where_it_holds_for_all_users(bool isProved, string rules)
    {
        var isOneFeature = rules.Contains("force", StringComparison.Ordinal);
        var source = Sources.OfRules(Written(isOneFeature ? rules : rules.Replace("},{\"key\":\"b\"", "}]},\"g\":{\"rules\":[{\"key\":\"b\"", StringComparison.Ordinal)));

        Assert.Equal(isProved, Check(source, "{ experiments: [a, b], exclusive: true }").Holds);
    }

    /// <summary>A user of the first rule never reaches the second one of its feature, whatever the attributes are; unless a variation passes through.</summary>
    [Theory]
    [InlineData(true, """{"key":"a","coverage":0.5},{"key":"b","hashAttribute":"company"}""")]
    [InlineData(true, """{"key":"b","condition":{"c":"DE"}},{"force":1,"condition":{"c":"US"}},{"key":"a","fallbackAttribute":"dev"}""")]
    [InlineData(true, """{"key":"a","coverage":0.5},{"key":"b","coverage":0.5},{"key":"a","seed":"s"}""")]
    [InlineData(false, """{"key":"a","coverage":0.5,"meta":[{"key":"0"},{"key":"1","passthrough":true}]},{"key":"b"}""")]
    [InlineData(true, """{"key":"a","coverage":0.5},{"key":"b","meta":[{"key":"0","passthrough":true},{"key":"1"}]}""")]
    [InlineData(false, """{"key":"a","coverage":0.5},{"key":"b"}]},"g":{"rules":[{"key":"b"}""")]
    [InlineData(false, """{"key":"a","coverage":0.5}]},"g":{"rules":[{"key":"b"}""")]
    public void An_experiment_excludes_later_ones_of_its_feature(bool isProved, string rules)
    {
        var json = $$$$"""{"features":{"f":{"rules":[{{{{Written(rules)}}}}]}}}""";

        Assert.Equal(isProved, Check(Sources.Of(json), "{ experiments: [a, b], exclusive: true }").Holds);

        var payload = Payload.Parse(json).Value;
        var users = Enumerable.Range(0, 2_000).Select(i => new Context(payload, new Attributes { ["id"] = $"u-{i}", ["company"] = $"c-{i}", ["c"] = i % 2 == 0 ? "DE" : "FR" }));
        var both = users.Count(user => payload.FeatureKeys.SelectMany(key => Evaluator.EvalFeature(user, key).Effects.OfType<Effect.ExperimentViewed>()).Select(viewed => viewed.Experiment.Key).Distinct().Count() == 2);
        Assert.Equal(isProved, both == 0);
    }

    /// <summary>The <c>tracks</c> of a rule expose its users to an experiment whose buckets exclude them.</summary>
    [Theory]
    [InlineData("a", "`a` and `b` are not proved to exclude each other: rule 1 of `g` tracks `a`")]
    [InlineData("b", "`a` and `b` are not proved to exclude each other: rule 1 of `g` tracks `b`")]
    [InlineData("c", "")]
    public void An_experiment_that_a_rule_tracks_is_not_proved_to_exclude(string tracked, string failures)
    {
        var source = Sources.Of(Written("{\"features\":{\"f\":{\"rules\":[{\"key\":\"a\",\"NS\":[0,0.5]},{\"key\":\"b\",\"NS\":[0.5,1]}]},\"g\":{\"rules\":[{\"force\":1,\"tracks\":[{\"experiment\":{\"key\":\"" + tracked
            + "\",\"variations\":[0,1]},\"result\":{\"variationId\":1,\"key\":\"1\",\"inExperiment\":true,\"hashAttribute\":\"id\",\"hashValue\":\"u\",\"value\":1}}]}]}}}"));

        Assert.Equal(failures, string.Join("; ", Assert.Single(Check(source, "{ experiments: [a, b], exclusive: true }").Checks).Failures));
    }

    private static string Written(string rules) => rules
        .Replace("\"NS\":[", "\"namespace\":[\"ns\",", StringComparison.Ordinal)
        .Replace("{\"key\":\"a\"", "{\"hashVersion\":2,\"variations\":[0,1],\"key\":\"a\"", StringComparison.Ordinal)
        .Replace("{\"key\":\"b\"", "{\"hashVersion\":2,\"variations\":[0,1],\"key\":\"b\"", StringComparison.Ordinal);

    [Fact]
    public void A_key_excludes_others_only() => Assert.EndsWith(
        "experiments has the key `a` twice; write each key once",
        Assert.Single(Check(Sources.OfRules("""{"key":"a","variations":[0,1],"namespace":["n",0,0.5]}"""), "{ experiments: [a, a], exclusive: true }").Faults), StringComparison.Ordinal);

    [Theory]
    [InlineData("{ experiment: x, share: { \"0\": 0.5, \"1\": 0.5 } }", "rule f/2: the share of `0` is 0.9, expected 0.5", "rule f/2: the share of `1` is 0.1, expected 0.5")]
    [InlineData("{ experiment: x, rule: r, share: { \"0\": 0.5, \"1\": 0.5 }, exact: true }")]
    [InlineData("{ experiment: x, rule: f/2, share: { \"0\": 0.9 } }")]
    [InlineData("{ experiment: x, rule: f/2, share: { \"0\": 0.5 } }", "the share of `0` is 0.9, expected 0.5")]
    public void Shares_hold_for_each_rule_or_for_the_named_one(string expectation, params string[] failures)
    {
        var source = Sources.OfRules(
            """{"id":"r","key":"x","hashVersion":2,"variations":[0,1],"condition":{"c":"DE"}}""", """{"key":"x","hashVersion":2,"variations":[0,1],"weights":[0.9,0.1]}""");

        Assert.Equal(failures, Assert.Single(Check(source, expectation).Checks).Failures);
    }

    [Fact]
    public void A_rule_that_does_not_run_the_experiment_is_a_fault() => Assert.EndsWith(
        "no rule `q` runs the experiment, which is run by r",
        Assert.Single(Check(Sources.OfRules("""{"id":"r","key":"x","variations":[0,1]}"""), "{ experiment: x, rule: q, share: { \"0\": 0.5 } }").Faults), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"force":true,"coverage":0.3,"hashAttribute":"id","seed":"x"},{"key":"x","variations":[0,1]}""", "the share of `0` is 0.284692418, expected 0.5")]
    [InlineData("""{"force":true,"coverage":0.3,"hashAttribute":"id","seed":"x","condition":{"c":1}},{"key":"x","variations":[0,1]}""", "the shares are not known: rule 1 before it shares a random input with it, and attributes decide whom that rule answers")]
    [InlineData("""{"force":true},{"key":"x","variations":[0,1]}""", "the share of `0` is 0, expected 0.5")]
    public void Shares_are_of_the_users_whom_earlier_rules_leave(string rules, string failure) =>
        Assert.Equal(failure, Assert.Single(Assert.Single(Check(Sources.OfRules(rules), "{ experiment: x, share: { \"0\": 0.5 }, exact: true }").Checks).Failures));

    [Fact]
    public void A_contextual_bandit_promises_no_shares()
    {
        var source = Sources.Of("""
            {"contextualBandits":{"b":{"banditVersion":1,"contexts":[{"leafId":0,"condition":{"country":"DE"},"weights":[0.9,0.1]}]}},
             "features":{"f":{"rules":[{"key":"x","hashVersion":2,"variations":["a","b"],"weights":[0.5,0.5],"contextualBanditRef":"b"}]}}}
            """);

        var report = Check(source, "{ experiment: x, share: { \"0\": 0.5 }, exact: true }");

        Assert.Equal("the experiment is a contextual bandit, which sets its weights itself", Assert.Single(Assert.Single(report.Checks).Failures));
        Assert.Contains("0.5", report.Updated, StringComparison.Ordinal); // there are no shares to write
    }

    private static ExpectationReport Check(PayloadSource source, string expectation) => Analysis.Expectations.Check(source, $"expect:\n  - {expectation}\n");

    [Fact]
    public void An_experiment_behind_a_rule_for_all_users_excludes_none()
    {
        var source = Sources.OfRules("""{"force":"all"},{"key":"a","variations":[0,1],"namespace":["n",0,0.5]}""", """{"key":"b","variations":[0,1],"namespace":["n",0.5,1]}""");

        Assert.Equal(
            (string[])["no user is in `a`, so that its exclusion says nothing", "no user is in `b`, so that its exclusion says nothing"],
            Assert.Single(Check(source, "{ experiments: [a, b], exclusive: true }").Checks).Failures);
    }
}

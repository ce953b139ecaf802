namespace GrowthBook.Analysis.Tests.Shares;

/// <summary>One key in several rules: a rule is named, or the error lists them.</summary>
public sealed class ExperimentRulesTests
{
    private static readonly WrittenPayload Payload = WrittenPayload.Parse("""
        {"features":{
          "f":{"rules":[
            {"id":"de","key":"a","hashVersion":2,"variations":["a","b"],"weights":[0.5,0.5],"condition":{"country":"DE"}},
            {"key":"a","hashVersion":2,"variations":["a","b"],"weights":[0.9,0.1]}]},
          "g":{"rules":[{"id":"only","key":"b","hashVersion":2,"variations":["a","b"]}]}
        },"experiments":[{"key":"p","variations":[0,1]},{"key":"p","variations":[0,1]}]}
        """).Value;

    [Theory]
    [InlineData("a", null, "experiment `a` is run by 2 rules: de, f/2; name one of them")]
    [InlineData("p", null, "experiment `p` is run by 2 rules: experiments/1, experiments/2; name one of them")]
    [InlineData("a", "x", "no rule `x` runs experiment `a`, which is run by de, f/2")]
    [InlineData("b", "de", "no rule `de` runs experiment `b`, which is run by only")]
    [InlineData("c", null, "the payload has no experiment `c`")]
    [InlineData("a", "de", null)]
    [InlineData("a", "f/1", null)]
    [InlineData("a", "f/2", null)]
    [InlineData("b", null, null)]
    [InlineData("p", "experiments/2", null)]
    public void An_error_lists_the_rules(string experiment, string? rule, string? error)
    {
        Assert.Equal(error, ExperimentRules.ErrorOf(Payload, experiment, rule));
        Assert.Equal(error, ExperimentPower.ErrorOf(Payload, experiment, rule));
        Assert.Equal(error, Rebalance.Of(Payload, experiment, [0.25, 0.75], rule).Error);
        Assert.Equal(error is null, UserSearch.Of(Payload, experiment, rule) is not null);
    }

    /// <summary>The users of a rule are those of its weights and condition.</summary>
    [Fact]
    public void The_named_rule_is_the_one_that_counts()
    {
        var (germany, other) = (new Context { Attributes = new Attributes { ["country"] = "DE" } }, new Context { Attributes = new Attributes { ["country"] = "US" } });

        Assert.Single(UserSearch.Of(Payload, "a", "de")!.Find(1, germany, 1).Users);
        Assert.Empty(UserSearch.Of(Payload, "a", "f/2")!.Find(1, germany, 1).Users);
        var rare = UserSearch.Of(Payload, "a", "f/2")!.Find(1, other, 20);
        Assert.Equal((20, 0.1), (rare.Users.Length, rare.Share));
        Assert.Equal(["0.9", "0.1"], Rebalance.Of(Payload, "a", [0.9, 0.1], "f/2").Rebalance!.Weights.Select(weight => weight.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.True(Rebalance.Of(Payload, "a", [0.9, 0.1], "f/2").Rebalance!.Measure.Share(ChangeClass.Same) == 1);
        Assert.True(Rebalance.Of(Payload, "a", [0.9, 0.1], "de").Rebalance!.Measure.Share(ChangeClass.Same) < 1);
        Assert.True(ExperimentPower.Of(Payload, "a", "de")!.Admits(germany.Attributes.With("id", "u")));
        Assert.False(ExperimentPower.Of(Payload, "a", "f/2")!.Admits(germany.Attributes.With("id", "u")));
    }

    [Fact]
    public void A_contextual_bandit_has_no_weights_to_plan_with()
    {
        var payload = WrittenPayload.Parse("""
            {"contextualBandits":{"b1":{"banditVersion":1,"contexts":[{"leafId":0,"condition":{"country":"DE"},"weights":[0.9,0.1]}]},"b0":{"banditVersion":1,"contexts":[]}},
             "features":{"f":{"rules":[{"key":"x","hashVersion":2,"variations":["a","b"],"weights":[0.5,0.5],"contextualBanditRef":"b1"}]},
               "e":{"rules":[{"key":"x0","hashVersion":2,"variations":["a","b"],"weights":[0.5,0.5],"contextualBanditRef":"b0"}]}}}
            """).Value;

        Assert.Equal("experiment `x` is a contextual bandit, which sets its weights itself", ExperimentPower.ErrorOf(payload, "x"));
        Assert.Null(ExperimentPower.Of(payload, "x"));
        Assert.Null(ExperimentPower.ErrorOf(payload, "x0")); // without leaves all users have its own weights
    }
}

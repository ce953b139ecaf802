namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Parts of a payload that the reference would evaluate by accident are left out and reported (behaviour, rules 24 to 26).</summary>
public class RefusedPartsTests
{
    private const string Track = """{"experiment":{"key":"e","variations":[0,1]},"result":{"variationId":1,"hashAttribute":"id","hashValue":"1"}}""";

    /// <summary>Rule 26.</summary>
    [Theory]
    [InlineData("""{"result":{}}""", ".result")]
    [InlineData("""{"result":{"key":"1","value":1,"inExperiment":true}}""", ".result")]
    [InlineData("""{"result":{"variationId":1,"hashValue":"1"}}""", ".result")]
    [InlineData("""{"result":{"variationId":1,"hashAttribute":"id"}}""", ".result")]
    [InlineData("""{"result":{"variationId":"1","hashAttribute":"id","hashValue":"1"}}""", ".result.variationId")]
    [InlineData("""{"result":{"variationId":-1,"hashAttribute":"id","hashValue":"1"}}""", ".result.variationId")]
    [InlineData("""{"result":"treatment"}""", ".result")]
    [InlineData("""{"result":null}""", ".result")]
    [InlineData("{}", ".result")]
    [InlineData("""{"experiment":{"key":"e"}}""", ".experiment")]
    [InlineData("""{"experiment":null}""", ".experiment")]
    [InlineData("17", "")]
    public void A_track_that_is_no_exposure_is_left_out_with_its_path(string changed, string path)
    {
        var track = Given.Value(Track) as Value.Object;
        var broken = Given.Value(changed) is Value.Object members
            ? new Value.Object(track!.Where(member => members.Count > 0 || member.Key != "result").Concat(members)).ToString()
            : changed;
        var (payload, errors) = Payload.Parse($$$$"""{"features":{"f":{"rules":[{"id":"r","force":"on","tracks":[{{{{broken}}}},{{{{Track}}}}]}]}}}""");
        Assert.Contains(errors, error => error.Severity == ErrorSeverity.Error && error.Path == "$.features.f.rules[0].tracks[0]" + path);
        Assert.All(errors, error => Assert.StartsWith("$.features.f.rules[0].tracks[0]", error.Path, StringComparison.Ordinal));

        var (result, effects) = Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "f");
        Assert.Equal(("on", "r"), (result.ValueOr(""), result.RuleId));
        Assert.Equal(["e"], effects.OfType<Effect.ExperimentViewed>().Select(viewed => viewed.Experiment.Key));
    }

    [Fact]
    public void Tracks_that_are_no_array_are_reported_and_the_rule_stays()
    {
        var (payload, errors) = Payload.Parse("""{"features":{"f":{"rules":[{"force":"on","tracks":{}}]}}}""");
        Assert.Equal("$.features.f.rules[0].tracks", Assert.Single(errors).Path);
        var (result, effects) = Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "f");
        Assert.Equal(("on", 1), (result.ValueOr(""), effects.Count));
    }

    [Fact]
    public void An_effect_with_a_result_that_is_no_experiment_result_is_left_out()
    {
        var (effects, errors) = Effects.Parse("""[{"type":"experimentViewed","experiment":{"key":"e","variations":[0,1]},"result":{}}]""");
        Assert.Equal(Effects.None, effects);
        Assert.All(errors, error => Assert.Equal("$[0].result", error.Path));
        Assert.NotEmpty(errors);
    }

    /// <summary>Rule 24. The reference hashes the text <c>undefined</c> or <c>null</c>.</summary>
    [Theory]
    [InlineData("""{"force":1,"filters":[{"ranges":[[0,1]]}]}""")]
    [InlineData("""{"force":1,"filters":[{"seed":null,"ranges":[[0,1]]}]}""")]
    [InlineData("""{"force":1,"filters":[{"seed":"s","ranges":[[0,1]]},{"ranges":[[0,1]]}]}""")]
    [InlineData("""{"variations":[1,2],"filters":[{"ranges":[[0,1]]}]}""")]
    public void A_rule_with_a_filter_without_seed_is_left_out(string rule)
    {
        var (payload, errors) = Payload.Parse($$$"""{"features":{"f":{"defaultValue":0,"rules":[{{{rule}}}]}},"experiments":[{"key":"e","variations":[{},{}],"filters":[{"ranges":[[0,1]]}]}]}""");
        Assert.Contains(errors, error => error.Path.StartsWith("$.features.f.rules[0].filters[", StringComparison.Ordinal) && error.Message == "has no seed");
        Assert.Contains(errors, error => error.Path == "$.experiments[0].filters[0]" && error.Message == "has no seed");
        Assert.Equal((Value)0, Evaluator.EvalFeature(new Context(payload, Given.Attributes("""{"id":"1"}""")), "f").Result.Value);
        Assert.Empty(payload.Experiments);
    }

    /// <summary>Rule 24. The empty text is a seed.</summary>
    [Fact]
    public void A_filter_with_an_empty_seed_is_a_filter()
    {
        var (payload, errors) = Payload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"force":1,"filters":[{"seed":"","ranges":[[0,1]]}]}]}}}""");
        Assert.Empty(errors);
        Assert.Equal((Value)1, Evaluator.EvalFeature(new Context(payload, Given.Attributes("""{"id":"1"}""")), "f").Result.Value);
    }

    /// <summary>Rule 24.</summary>
    [Fact]
    public void A_leaf_without_weights_has_none()
    {
        var (payload, errors) = Payload.Parse("""
            {"features":{"f":{"rules":[{"key":"b","contextualVariations":["x","y"],"contextualBanditRef":"r","weights":[0,1]}]}},
             "contextualBandits":{"r":{"banditVersion":7,"contexts":[{"leafId":3,"condition":{}}]}}}
            """);
        Assert.Empty(errors);
        var (result, effects) = Evaluator.EvalFeature(new Context(payload, Given.Attributes("""{"id":"1"}""")), "f");
        var twoHalves = Evaluator.RunExperiment(new Context(Payload.Empty, Given.Attributes("""{"id":"1"}""")), new Experiment("b", "x", "y")).Result;
        Assert.Equal((twoHalves.Value, 3), (result.Value, result.ExperimentResult!.ContextualBandit!.LeafId));
        Assert.DoesNotContain("eights", effects.ToString(), StringComparison.Ordinal);
        Assert.Equal(effects, Effects.Parse(effects.ToString()).Value);
    }

    /// <summary>Rule 24.</summary>
    [Theory]
    [InlineData("""["0.5","0.5"]""")]
    [InlineData("""[0.5,"0.5"]""")]
    [InlineData("[1,null]")]
    [InlineData("[{},[]]")]
    public void Weights_that_are_not_numbers_let_no_user_in(string weights)
    {
        var (payload, errors) = Payload.Parse($$$$"""{"features":{"f":{"defaultValue":"none","rules":[{"key":"e","variations":["x","y"],"weights":{{{{weights}}}}}]}}}""");
        Assert.Equal("$.features.f.rules[0].weights", Assert.Single(errors).Path);
        for (var id = 1; id <= 100; id++)
            Assert.Equal("none", Evaluator.EvalFeature(new Context(payload, new Attributes { ["id"] = id }), "f").Result.ValueOr(""));
    }

    /// <summary>As in the reference, the number of weights is compared before their types.</summary>
    [Theory]
    [InlineData("""["1"]""")]
    [InlineData("5")]
    public void Weights_of_another_number_mean_equal_weights(string weights)
    {
        var (payload, _) = Payload.Parse($$$$"""{"features":{"f":{"defaultValue":"none","rules":[{"key":"e","variations":["x","y"],"weights":{{{{weights}}}}}]}}}""");
        var values = Enumerable.Range(1, 100).Select(id => Evaluator.EvalFeature(new Context(payload, new Attributes { ["id"] = id }), "f").Result.ValueOr("")).ToHashSet();
        Assert.Equal<IEnumerable<string>>(["x", "y"], values.Order(StringComparer.Ordinal));
    }

    /// <summary>Rule 25.</summary>
    [Theory]
    [InlineData("groups", """["beta"]""")]
    [InlineData("url", "\"^/checkout\"")]
    [InlineData("include", "true")]
    public void An_inline_experiment_with_deprecated_targeting_is_refused(string member, string value)
    {
        var json = $$$"""{"key":"e","variations":[{},{"css":"a"}],"{{{member}}}":{{{value}}}}""";
        var (experiment, errors) = Experiment.Parse(json);
        Assert.Null(experiment);
        Assert.Equal("$." + member, Assert.Single(errors).Path);
        var (payload, payloadErrors) = Payload.Parse($$$"""{"features":{},"experiments":[{{{json}}}]}""");
        Assert.Empty(payload.Experiments);
        Assert.Equal("$.experiments[0]." + member, Assert.Single(payloadErrors).Path);
        var unknown = new Value.Object([new("other", 1), new(member, Given.Value(value))]);
        Assert.Contains(member, Assert.Throws<ArgumentException>(() => new Experiment("e", 0, 1) { UnknownMembers = unknown }).Message, StringComparison.Ordinal);
    }

    /// <summary>As in the reference, they have no meaning in a rule, nor where they are empty.</summary>
    [Fact]
    public void Deprecated_targeting_is_ignored_in_rules_and_where_it_is_empty()
    {
        Assert.Empty(Experiment.Parse("""{"key":"e","variations":[0,1],"groups":null,"url":"","include":false}""").Errors);
        var (payload, errors) = Payload.Parse("""{"features":{"f":{"rules":[{"key":"e","variations":[1,2],"groups":["a"],"url":"x","include":true}]}}}""");
        Assert.Equal(["$.features.f.rules[0].groups", "$.features.f.rules[0].url", "$.features.f.rules[0].include"], errors.Select(error => error.Path));
        Assert.All(errors, error => Assert.Equal(ErrorSeverity.Warning, error.Severity));
        Assert.True(Evaluator.IsOn(new Context(payload, Given.Attributes("""{"id":"1"}""")), "f").IsOn);
    }
}

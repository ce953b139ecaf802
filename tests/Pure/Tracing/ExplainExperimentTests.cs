namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>The explanation of an experiment has the result and effects of a run, and each step that decided.</summary>
public class ExplainExperimentTests
{
    private static readonly Experiment Halves = new("e", "a", "b") { HashVersion = 2 };

    private static readonly Context User = Given.Features("""{"on":{"defaultValue":true}}""", """{"id":"1","plan":"pro"}""");

    [Fact]
    public void Result_and_effects_equal_those_of_a_run()
    {
        var explanation = Evaluator.Explain(User, Halves);
        Assert.Equal(Evaluator.RunExperiment(User, Halves), (explanation.Result, explanation.Effects));
        var bucket = Assert.IsType<TraceStep.Bucket>(Assert.Single(explanation.Steps));
        Assert.Equal((explanation.Result.VariationId, explanation.Result.Bucket), (bucket.Variation, bucket.User.Bucket));
        Assert.Empty(explanation.Apart);
    }

    [Fact]
    public void A_url_outside_of_the_targets_ends_the_experiment()
    {
        var experiment = Halves with { UrlPatterns = [new UrlPattern("simple", "/shop/*")] };
        var step = Assert.IsType<TraceStep.Url>(Assert.Single(Evaluator.Explain(User with { Url = "https://h.example/blog/1" }, experiment).Steps));
        Assert.Equal((false, "https://h.example/blog/1"), (step.Passed, step.Address));

        var targeted = Evaluator.Explain(User with { Url = "https://h.example/shop/1" }, experiment);
        Assert.True(Assert.IsType<TraceStep.Url>(targeted.Steps[0]).Passed);
        Assert.True(targeted.Result.InExperiment);
    }

    [Theory]
    [InlineData("regex", "(", "(")]
    [InlineData("glob", "/shop/**", "/shop/**")]
    [InlineData("simple", "https://a b/", "https://a b/")]
    [InlineData("regex", "/blog", null)]
    public void A_pattern_that_matches_nothing_is_named(string type, string pattern, string? malformed)
    {
        var experiment = Halves with { UrlPatterns = [new UrlPattern("simple", "/shop/*"), new UrlPattern(type, pattern)] };
        var step = Assert.IsType<TraceStep.Url>(Evaluator.Explain(User with { Url = "https://h.example/blog/1" }, experiment).Steps[0]);
        Assert.Equal(malformed, step.MalformedPattern);
        var json = TraceJson.Of(step);
        Assert.Equal(malformed, json["malformedPattern"].AsString());
        Assert.Equal(malformed is not null, json.ContainsKey("malformedPattern"));
        if (malformed is not null)
            Assert.Equal($"✗ the URL https://h.example/blog/1 is not targeted; the pattern \"{malformed}\" is malformed or of an unknown type and matches nothing", step.ToString());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_forced_variation_that_does_not_exist_has_not_passed(int variation)
    {
        var byExperiment = Evaluator.Explain(User, Halves with { Force = variation });
        Assert.False(byExperiment.Result.InExperiment);
        Assert.Equal($"✗ the experiment forces variation {variation}, which is no variation", byExperiment.Steps[^1].ToString());
        Assert.Equal($$"""{"check":"force","passed":false,"variation":{{variation}}}""", TraceJson.Of(byExperiment.Steps[^1]).ToString());

        var byContext = Evaluator.Explain(User with { ForcedVariations = User.ForcedVariations.SetItem("e", variation) }, Halves);
        Assert.False(byContext.Result.InExperiment);
        Assert.Equal($"✗ the context forces variation {variation}, which is no variation", Assert.Single(byContext.Steps).ToString());
        Assert.Equal($$"""{"check":"forcedVariation","passed":false,"variation":{{variation}}}""", TraceJson.Of(byContext.Steps[0]).ToString());
    }

    [Theory]
    [InlineData(false, null, "inactive")]
    [InlineData(null, "draft", "draft")]
    public void The_trace_has_the_reason_why_an_experiment_does_not_run(bool? active, string? status, string expected)
    {
        var explanation = Evaluator.Explain(User, Halves with { Active = active, Status = status });
        Assert.Equal(expected, Assert.IsType<TraceStep.Active>(Assert.Single(explanation.Steps)).Status);
        Assert.False(explanation.Result.InExperiment);
    }

    [Fact]
    public void A_forced_variation_is_the_last_step()
    {
        var explanation = Evaluator.Explain(User, Halves with { Force = 1 });
        Assert.Equal(1, Assert.IsType<TraceStep.Force>(explanation.Steps[^1]).Variation);
        Assert.Equal((1, false), (explanation.Result.VariationId, explanation.Result.HashUsed));
    }

    [Fact]
    public void A_prerequisite_nests_the_trace_of_its_feature()
    {
        var experiment = Halves with { ParentConditions = [new ParentCondition("on", Given.Condition("""{"value":true}"""))] };
        var explanation = Evaluator.Explain(User, experiment);
        var step = Assert.IsType<TraceStep.Prerequisite>(explanation.Steps[0]);
        Assert.True(step.Passed);
        Assert.Equal("on", step.Trace!.Key);
        Assert.Equal("""{"feature":"on","value":true,"source":"defaultValue","rules":[]}""", step.Trace.ToValue().ToString());
        Assert.Equal("on = true defaultValue", step.Trace.ToString());
    }

    /// <summary>A chain of ten prerequisites: the trace of the experiment nests seven of them.</summary>
    [Fact]
    public void Deep_prerequisites_are_listed_apart()
    {
        var features = string.Join(",", Enumerable.Range(0, 10).Select(i => i == 9
            ? "\"f9\":{\"defaultValue\":1}"
            : $"\"f{i}\":{{\"rules\":[{{\"parentConditions\":[{{\"id\":\"f{i + 1}\",\"condition\":{{}}}}],\"force\":1}}]}}"));
        var experiment = Halves with { ParentConditions = [new ParentCondition("f0")] };
        var explanation = Evaluator.Explain(Given.Features("{" + features + "}", """{"id":"1"}"""), experiment);
        Assert.NotEmpty(explanation.Apart);
        Assert.Contains($"\n{explanation.Apart[0]}\n", explanation.ToString(), StringComparison.Ordinal);
        Assert.Equal(explanation.Apart.Length, ((Value.Array)explanation.ToValue()["apart"]).Count);
    }

    [Fact]
    public void Explanations_compare_by_value_and_print_a_line_per_step()
    {
        var explanation = Evaluator.Explain(User, Halves);
        var again = Evaluator.Explain(User, Halves);
        Assert.Equal(explanation, again);
        Assert.Equal(explanation.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(explanation, explanation with { Steps = [] });
        Assert.NotEqual(explanation, explanation with { Apart = [Evaluator.Explain(User, "on").Trace] });
        Assert.False(explanation.Equals(null));
        Assert.Equal(explanation.Steps[0] + "\n", explanation.ToString());
        Assert.Equal(explanation.Steps[0].ToValue(), ((Value.Array)explanation.ToValue()["steps"])[0]);
    }
}

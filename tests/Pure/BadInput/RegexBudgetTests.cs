namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Time spent in one regular expression is bounded; past the bound it does not match, and the trace has a step for that.</summary>
public class RegexBudgetTests
{
    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void A_catastrophic_expression_ends_without_a_match_and_the_trace_names_it(string culture)
    {
        using var here = new CultureScope(culture);
        var context = Given.Features(
            """{"f":{"defaultValue":"out","rules":[{"id":"r","condition":{"text":{"$regex":"(a+)+$"}},"force":"in"}]}}""") with
        {
            Attributes = new Attributes { ["text"] = new string('a', 5000) + "!" },
        };
        Assert.Equal("out", Evaluator.EvalFeature(context, "f").Result.Value);

        var explanation = Evaluator.Explain(context, "f");
        var condition = Assert.IsType<TraceStep.Condition>(Assert.Single(explanation.Trace.Rules[0].Steps));
        Assert.Equal(new TraceStep.StepLimit("(a+)+$"), condition.Steps[0]);
        Assert.Equal("in", Evaluator.EvalFeature(context with { Attributes = new Attributes { ["text"] = "aaa" } }, "f").Result.Value);
    }

    [Theory]
    [InlineData("(a*)*b")]
    [InlineData("(a|a)*b")]
    [InlineData("(a|aa)+$")]
    [InlineData("(.*a){25}$")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("(?=(a+))*b")]
    [InlineData("(a+)\\1+!!")]
    public void Other_catastrophes_end_too(string pattern)
    {
        var context = new Context { Attributes = new Attributes { ["t"] = new string('a', 20_000) + "?" } };
        Assert.False(Evaluator.EvalCondition(context, Of(pattern)));
    }

    [Theory]
    [InlineData("""{"texts":{"$elemMatch":{"$regex":"(a+)+$"}}}""")]
    [InlineData("""{"texts":{"$all":[{"$regex":"(a+)+$"}]}}""")]
    [InlineData("""{"texts":{"$not":{"$elemMatch":{"$regex":"(a+)+$"}}}}""")]
    public void In_a_long_array_the_elements_share_the_bound_and_the_trace_says_so(string condition)
    {
        var rules = $$$"""{"f":{"defaultValue":"out","rules":[{"condition":{{{condition}}},"force":"in"}]}}""";
        var texts = new Value.Array(Enumerable.Repeat((Value)(new string('a', 40) + "!"), 10_000));
        var context = Given.Features(rules) with { Attributes = new Attributes { ["texts"] = texts } };

        var explanation = Evaluator.Explain(context, "f");

        Assert.Equal("out", explanation.Result.Value);
        Assert.Contains(new TraceStep.StepLimit("(a+)+$"), explanation.Trace.Rules[0].Steps[0].Steps);
    }

    [Fact]
    public void Several_of_them_in_one_condition_end()
    {
        var operands = string.Join(",", Enumerable.Range(0, 4).Select(i => $$$"""{"t":{"$regex":"(a+)+{{{i}}}$"}}"""));
        Assert.False(Given.Matches($$$"""{"$or":[{{{operands}}}]}""", $$$"""{"t":"{{{new string('a', 3000)}}}!"}"""));
    }

    private static Condition Of(string pattern) => Condition.From(
        Value.Object.Empty.With("t", Value.Object.Empty.With("$regex", pattern)));
}

using System.Collections.Immutable;
using GrowthBook.Pure.Tests.BadInput;

namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>A query string that forces no variation of an experiment with its key is a step of the trace, and changes no answer.</summary>
public class UnusedQueryStringTests
{
    private static readonly string LongPath = new('p', 1000);

    [Theory]
    [InlineData("?e=2", "2")]
    [InlineData("?e=french", "french")]
    [InlineData("?e=-1", "-1")]
    [InlineData("?e=9=1&e=1", "9")]
    [InlineData("?a=1&e", "")]
    [InlineData("?e=#1", "")]
    [InlineData("?e=%31", "%31")]
    [InlineData("?e=1", null)]
    [InlineData("?E=9", null)]
    [InlineData("?E=french", null)]
    [InlineData("?ee=1", null)]
    [InlineData("?e2=9", null)]
    [InlineData("?a=1?e=9", null)]
    [InlineData("#?", null)]
    [InlineData("", null)]
    public void A_value_that_is_no_index_is_a_step(string query, string? value)
    {
        var experiment = new Experiment("e", "a", "b");
        foreach (var path in new[] { "", LongPath })
        {
            var context = new Context { Attributes = new Attributes { ["id"] = "1" }, Url = "https://h/" + path + query };

            var explanation = Evaluator.Explain(context, experiment);

            Assert.Equal(value is null ? [] : [new TraceStep.UnusedQueryString(value, 2)], explanation.Steps.OfType<TraceStep.UnusedQueryString>());
            Assert.Equal(Evaluator.RunExperiment(context, experiment), (explanation.Result, explanation.Effects));
        }
    }

    /// <summary>The reference reads the query string after it has targeted the URL, and before the forced variations of the context.</summary>
    [Fact]
    public void The_step_comes_before_a_variation_that_the_context_forces()
    {
        var context = new Context { Url = "https://h/?e=7", ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("e", 1) };
        var experiment = new Experiment("e", "a", "b") { UrlPatterns = [new UrlPattern("simple", "/")] };

        TraceStep[] expected = [new TraceStep.Url(true, "https://h/?e=7"), new TraceStep.UnusedQueryString("7", 2), new TraceStep.ForcedVariation(true, 1)];

        Assert.Equal(expected, Evaluator.Explain(context, experiment).Steps);
        Assert.Equal(expected[2..], Evaluator.Explain(context with { DisableQueryStringVariations = true }, new Experiment("e", "a", "b")).Steps);
        Assert.Equal("✓ the URL's query string forces nothing: \"7\" is no index from 0 to 1", expected[1].ToString());
    }

    /// <summary>The slips of a tester: the feature's key, or another case.</summary>
    [Theory]
    [InlineData("?checkout-flow=1", "checkout-flow", "1")]
    [InlineData("?Checkout-Exp=1", "Checkout-Exp", "1")]
    [InlineData("?a=5&CHECKOUT-EXP=0", "CHECKOUT-EXP", "0")]
    [InlineData("?checkout-flow=2", null, null)] // no index: it can be a parameter of the page
    [InlineData("?checkout-flow=new", null, null)]
    [InlineData("?Checkout-Flow=1", null, null)]
    [InlineData("?checkout-flow=-1", null, null)]
    [InlineData("?checkout-flow=1&checkout-exp=x", null, "x")] // the experiment's key first
    [InlineData("?checkout-flow=1&checkout-exp=1", null, null)] // which forces
    public void A_key_in_the_place_of_the_experiments_is_a_step(string query, string? key, string? value)
    {
        var payload = Given.Payload("""{"features":{"checkout-flow":{"rules":[{"key":"checkout-exp","variations":["a","b"]}]}}}""");
        var context = new Context(payload, new Attributes { ["id"] = "1" }) { Url = "https://h/" + query };

        var explanation = Evaluator.Explain(context, "checkout-flow");

        Assert.Equal(value is null ? [] : (TraceStep.UnusedQueryString[])[new(value, 2) { Key = key }], explanation.Trace.Rules.SelectMany(rule => rule.Steps).OfType<TraceStep.UnusedQueryString>());
        Assert.Equal(Evaluator.EvalFeature(context, "checkout-flow"), (explanation.Result, explanation.Effects));
        if (key is not null)
            Assert.Contains($"✓ the URL's query string forces nothing: \"{key}\" is not the key of the experiment", explanation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_experiments_of_an_explanation_read_a_long_url_once()
    {
        static long Bytes(int count)
        {
            var rules = string.Join(",", Enumerable.Range(0, count).Select(i => $$"""{"key":"e{{i}}","variations":[1,2],"coverage":0}"""));
            var query = string.Join("&", Enumerable.Range(0, count).Select(i => $"e{i}=x"));
            var context = new Context(Given.Payload("{\"features\":{\"f\":{\"rules\":[" + rules + "]}}}"), new Attributes { ["id"] = "1" }) { Url = "https://h/?" + query };
            return AllocatedBytes.OfOne(() => Evaluator.Explain(context, "f"));
        }
        Work.AssertLinear(200, Bytes);
    }
}

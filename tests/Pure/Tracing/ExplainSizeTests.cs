using System.Text.RegularExpressions;

namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>An explanation is bounded by the payload's size, however the saved groups refer to each other.</summary>
public class ExplainSizeTests
{
    /// <summary>
    /// Each group refers to all groups, so the paths through them are a factorial. The members that no test reaches take steps, so that
    /// these are used up soon.
    /// </summary>
    [Theory]
    [InlineData(8, 0)]
    [InlineData(41, 1000)]
    public void The_tests_of_a_group_on_a_cycle_are_shown_once(int count, int untested)
    {
        var rest = string.Concat(Enumerable.Range(0, untested).Select(i => $",\"a{i}\":1"));
        var references = string.Join(",", Enumerable.Range(0, count).Select(i => $$$"""{"$savedGroup":{"id":"g{{{i}}}"}}"""));
        var groups = string.Join(",", Enumerable.Range(0, count).Select(i =>
            $$$"""
            "g{{{i}}}":{"type":"condition","condition":{"$or":[{"id":"x{{{i}}}"},{{{references}}}]{{{rest}}}}}
            """));
        const string Rule = """{"condition":{"$savedGroup":{"id":"g0"}},"force":1}""";
        var (payload, _) = Payload.Parse("{\"savedGroups\":{" + groups + "},\"features\":{\"f\":{\"rules\":[" + Rule + "," + Rule + "]}}}");
        var context = new Context(payload, Given.Attributes("""{"id":"1"}"""));
        var explanation = Evaluator.Explain(context, "f");
        Assert.Equal(Evaluator.EvalFeature(context, "f").Effects.HasReachedStepLimit, explanation.Effects.HasReachedStepLimit);
        var steps = explanation.Trace.Rules.SelectMany(rule => All(rule.Steps)).ToList();
        Assert.Equal(count, steps.OfType<TraceStep.Test>().Count());
        Assert.InRange(steps.Count, count, 10 * count * count);
        var second = Assert.IsType<TraceStep.SavedGroup>(Assert.Single(explanation.Trace.Rules[1].Steps[0].Steps));
        Assert.Equal(SavedGroupLookup.Untraced, second.Lookup);
        Assert.Contains("in the saved group \"g0\", whose tests are not shown again", explanation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Subjects_and_groups_are_no_product()
    {
        var tests = string.Join(",", Enumerable.Range(0, 1000).Select(i => "{\"value\":{\"$ne\":" + i + "}}"));
        var prerequisites = string.Join(",", Enumerable.Range(0, 300).Select(_ => """{"id":"p","condition":{"$savedGroup":{"id":"g"}}}"""));
        var context = Given.Context(
            "{\"savedGroups\":{\"g\":{\"type\":\"condition\",\"condition\":{\"$and\":[" + tests + "]}}},\"features\":{\"p\":{\"defaultValue\":-1},"
                + "\"f\":{\"rules\":[{\"parentConditions\":[" + prerequisites + "],\"force\":1}]}}}",
            """{"id":"1"}""");
        var explanation = Evaluator.Explain(context, "f");
        Assert.Equal(1, explanation.Result.Value);
        var steps = explanation.Trace.Rules.SelectMany(rule => All(rule.Steps)).ToList();
        Assert.InRange(steps.OfType<TraceStep.Test>().Count(), 1000, 102_000);
        Assert.Equal(300, steps.OfType<TraceStep.SavedGroup>().Count(step => step.Passed));
    }

    /// <summary>The text of a value is made as far as it is shown: otherwise each test of a condition would make all of it.</summary>
    [Theory]
    [InlineData("\"xxxx\"", 100_000)]
    [InlineData("[\"xxxx\",\"xxxx\"]", 50_000)]
    [InlineData("{\"m\":[\"xxxx\"],\"xxxx\":1}", 50_000)]
    public void The_text_costs_what_it_shows_of_a_large_attribute(string attribute, int times)
    {
        const int Rules = 200;
        var value = attribute[0] switch
        {
            '[' => "[" + string.Join(",", Enumerable.Repeat(attribute, times)) + "]",
            '{' => "{" + string.Join(",", Enumerable.Range(0, times).Select(i => $"\"n{i}\":{attribute}")) + "}",
            _ => attribute.Replace("x", new string('x', times), StringComparison.Ordinal),
        };
        var context = Given.Context(
            "{\"features\":{\"f\":{\"rules\":[" + string.Join(",", Enumerable.Repeat("""{"condition":{"a":"b"},"force":1}""", Rules)) + "]}}}",
            "{\"a\":" + value + "}");
        var explanation = Evaluator.Explain(context, "f");
        var text = "";
        Assert.InRange(AllocatedBytes.During(() => text = explanation.ToString()), 1, Rules * 20_000);
        Assert.InRange(text.Length, Rules * 200, Rules * 400);
    }

    /// <summary>Each step that shows a value of the user or of another rule shows its beginning only: all of it once per rule would be a product.</summary>
    [Theory]
    [InlineData("""{"condition":{"a":"b"},"force":1}""", "actual")]
    [InlineData("""{"parentConditions":[{"id":"p","condition":{"$savedGroup":{"id":"g"}}}],"force":1}""", "expected")]
    [InlineData("""{"range":[0,0],"hashAttribute":"a","force":1}""", "hashValue")]
    [InlineData("""{"parentConditions":[{"id":"p","condition":{"value":1}}],"force":1}""", "value")]
    public void The_JSON_costs_what_it_shows_of_a_large_value(string rule, string member)
    {
        const int Rules = 200;
        var large = new string('x', 100_000);
        var rules = string.Join(",", Enumerable.Repeat(rule, Rules));
        var context = Given.Context(
            "{\"savedGroups\":{\"g\":{\"type\":\"condition\",\"condition\":{\"value\":\"" + large + "y\"}}},"
                + "\"features\":{\"p\":{\"defaultValue\":\"" + large + "\"},\"f\":{\"rules\":[" + rules + "]}}}",
            "{\"id\":\"1\",\"a\":\"" + large + "\"}");
        var explanation = Evaluator.Explain(context, "f");
        var text = "";
        Assert.InRange(AllocatedBytes.During(() => text = explanation.ToValue().ToJson()), 1, Rules * 100_000);
        Assert.InRange(text.Length, 1, (Rules * 3000) + 1_000_000);
        Assert.InRange(Regex.Count(text, $"\"shortened\":\\[[^\\]]*\"{member}\""), Rules, 3 * Rules);
    }

    /// <summary>All rules of a bandit show the same leaf.</summary>
    [Fact]
    public void Many_weights_of_a_leaf_are_not_repeated()
    {
        const int Rules = 100, Weights = 10_000;
        var rules = string.Join(",", Enumerable.Repeat("""{"key":"e","contextualVariations":[0,1],"contextualBanditRef":"b","condition":{"id":"2"}}""", Rules));
        var weights = string.Join(",", Enumerable.Repeat("0.5", Weights));
        var (payload, _) = Payload.Parse(
            "{\"contextualBandits\":{\"b\":{\"banditVersion\":1,\"contexts\":[{\"leafId\":7,\"condition\":{},\"weights\":[" + weights + "]}]}},"
                + "\"features\":{\"f\":{\"rules\":[" + rules + "]}}}");
        var explanation = Evaluator.Explain(new Context(payload, Given.Attributes("""{"id":"1"}""")), "f");
        Assert.Equal(Rules, explanation.Trace.Rules.SelectMany(rule => rule.Steps).OfType<TraceStep.BanditLeaf>().Count(leaf => leaf.Weights.Length == Weights));
        var (json, text) = (explanation.ToValue().ToJson(), explanation.ToString());
        Assert.Contains(",0.5] (10000 weights)\"", json, StringComparison.Ordinal);
        Assert.Contains(",0.5] (10000 weights)\n", text, StringComparison.Ordinal);
        Assert.InRange(json.Length + text.Length, 1, Rules * 2000);
        Assert.Equal(Rules, Regex.Count(json, """ \(10000 weights\)","shortened":\["weights"\]"""));
    }

    /// <summary>The first hundred are shown whole: a second cut would put quotes into quotes, and lose the number.</summary>
    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public void Weights_with_long_decimals_are_cut_once(int count, bool isCut)
    {
        const double Weight = 0.0012345678901234567;
        var leaf = new TraceStep.BanditLeaf(true, 7, [.. Enumerable.Repeat(Weight, count)], []);
        var first = "[" + string.Join(",", Enumerable.Repeat("0.0012345678901234567", 100)) + "]";
        var json = TraceJson.Of(leaf);
        Assert.Equal(isCut ? $"{first} (101 weights)" : first, $"{json["weights"]}");
        Assert.Equal(isCut ? "[\"weights\"]" : null, json.TryGetValue("shortened", out var shortened) ? shortened.ToJson() : null);
    }

    /// <summary>By their places, and not by a search among the steps: that would compare each with all before it.</summary>
    [Fact]
    public void Each_filter_of_a_rule_is_listed_once()
    {
        const int Filters = 10_000;
        var filters = string.Join(",", Enumerable.Repeat("""{"seed":"s","ranges":[[0,1]]}""", Filters));
        var context = Given.Context("{\"features\":{\"f\":{\"rules\":[{\"key\":\"e\",\"variations\":[0,1],\"filters\":[" + filters + "]}]}}}", """{"id":"1"}""");
        var steps = Evaluator.Explain(context, "f").Trace.Rules[0].Steps;
        Assert.Equal(Filters, steps.OfType<TraceStep.Filter>().Count());
    }

    [Theory]
    [InlineData("\"xxx\"", "\"xxx\"")]
    [InlineData("[1,2,3]", "[1,2,3]")]
    [InlineData("\"XXXX\"", "\"X… (1000 characters)")]
    [InlineData("[[],\"XXXX\"]", "[[],\"X… (2 elements)")]
    [InlineData("{\"XXXX\":1}", "{\"X… (1 members)")]
    [InlineData("{\"m\":{\"n\":\"XXXX\"},\"o\":1}", "{\"m\":{\"n\":\"X… (2 members)")]
    public void A_cut_value_names_its_size(string json, string expected)
    {
        var value = Given.Value(json.Replace("XXXX", new string('x', 1000), StringComparison.Ordinal));
        var cut = expected.IndexOf('X', StringComparison.Ordinal);
        Assert.Equal(cut < 0 ? expected : expected.Replace("X", new string('x', 200 - cut), StringComparison.Ordinal), ShortJson.Of(value, 200));
    }

    /// <summary>Whatever is cut, the beginning is that of the whole text.</summary>
    [Fact]
    public void A_cut_value_is_the_beginning_of_its_text()
    {
        const string Json = """{"a":[1,true,null,-2.5,"é\n😀",{"b":{},"c":[],"":"x"}],"😀😀😀":"\ud83d","d":[[[["deep"]]]]}""";
        var value = Given.Value(Json);
        var whole = value.ToString();
        for (var length = 1; length <= whole.Length + 1; length++)
        {
            var text = ShortJson.Of(value, length);
            var shown = text.Split('…')[0];
            Assert.StartsWith(shown, whole, StringComparison.Ordinal);
            Assert.InRange(shown.Length, Math.Min(length - 1, whole.Length), length); // a surrogate pair is not cut
            Assert.Equal(length < whole.Length, text.Length > shown.Length);
        }
    }

    private static IEnumerable<TraceStep> All(IEnumerable<TraceStep> steps) => steps.SelectMany(step => All(step.Steps).Prepend(step));
}

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

    private static IEnumerable<TraceStep> All(IEnumerable<TraceStep> steps) => steps.SelectMany(step => All(step.Steps).Prepend(step));
}

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Each way of evaluating says that a test did not match because no steps were left.</summary>
public class StepLimitTests
{
    private static readonly Attributes User = new() { ["id"] = "1", ["b"] = new string('a', 60) + "!" };

    private static readonly Context Limited = new(
        Payload.Parse("""{"features":{"f":{"rules":[{"condition":{"b":{"$regex":"^(a|aa)+$"}},"force":1}]},"g":{"rules":[{"condition":{"id":"2"},"force":1}]},"h":{"rules":[{"force":1,"parentConditions":[{"id":"f","condition":{"value":1}}]}]}},"experiments":[{"key":"e","variations":[{},{"css":"x"}],"urlPatterns":[{"type":"simple","pattern":"*"}],"condition":{"b":{"$regex":"^(a|aa)+$"}}}]}""").Value,
        User)
    {
        Url = "https://shop.example/",
    };

    private static readonly Experiment Inline = new("e", 0, 1) { Condition = Given.Condition("""{"b":{"$regex":"^(a|aa)+$"}}""") };

    [Fact]
    public void Features_all_features_experiments_and_pages_say_so()
    {
        Assert.True(Evaluator.EvalFeature(Limited, "f").Effects.HasReachedStepLimit);
        Assert.True(Evaluator.EvalFeature(Limited, "h").Effects.HasReachedStepLimit);
        Assert.False(Evaluator.EvalFeature(Limited, "g").Effects.HasReachedStepLimit);
        Assert.True(Evaluator.RunExperiment(Limited, Inline).Effects.HasReachedStepLimit);
        Assert.True(Evaluator.Explain(Limited, "f").Effects.HasReachedStepLimit);
        Assert.True(Evaluator.Explain(Limited, Inline).Effects.HasReachedStepLimit);
        Assert.True(Evaluator.EvalPage(Limited).Effects.HasReachedStepLimit);
        var (all, effects) = Evaluator.EvalAll(Limited);
        Assert.True(effects.HasReachedStepLimit);
        Assert.Equal((true, false, true), (all.EffectsOf("f").HasReachedStepLimit, all.EffectsOf("g").HasReachedStepLimit, all.EffectsOf("h").HasReachedStepLimit));
    }

    /// <summary>For searches. Each character that the expression takes is a step.</summary>
    [Fact]
    public void The_steps_of_an_evaluation_are_counted()
    {
        var context = Given.Context(
            """{"features":{"f":{"rules":[{"condition":{"text":{"$regex":"^a*$"}},"force":1}]},"g":{"defaultValue":1}}}""", """{"id":"1"}""");
        context = context with { Attributes = context.Attributes.With("text", new string('a', 100_000)) };
        Assert.Equal(Evaluator.EvalFeature(context, "f"), Evaluator.EvalFeatureCounted(context, "f", out var steps));
        Assert.InRange(steps, 100_000, 110_000);
        Assert.Equal(Evaluator.EvalFeature(context, "g"), Evaluator.EvalFeatureCounted(context, "g", out steps));
        Assert.Equal(0, steps);
        var experiment = Inline with { Condition = Given.Condition("""{"text":{"$regex":"^a*$"}}""") };
        Assert.Equal(Evaluator.RunExperiment(context, experiment), Evaluator.RunExperimentCounted(context, experiment, out steps));
        Assert.InRange(steps, 100_000, 110_000);
    }

    [Fact]
    public void Records_say_so_and_keep_it()
    {
        foreach (var subject in new EvaluationSubject[] { new EvaluationSubject.OfFeature("f"), new EvaluationSubject.OfExperiment(Inline), new EvaluationSubject.OfCondition(Inline.Condition!) })
        {
            var record = new EvaluationRecord("r", Limited, subject).WithAnswer();

            Assert.True(record.Recorded!.HasReachedStepLimit);
            Assert.Equal(record.Recorded, EvaluationRecord.Parse(record.ToString(), Limited.Payload).Value.Record!.Recorded);
            Assert.Equal(record.Recorded, EvaluationAnswer.Parse(record.Recorded.ToString()).Value);
        }
        Assert.True(EvaluationRecord.Of(Limited, "f", Evaluator.EvalFeature(Limited, "f")).Recorded!.HasReachedStepLimit);
        Assert.DoesNotContain("StepLimit", new EvaluationRecord("r", Limited, new EvaluationSubject.OfFeature("g")).WithAnswer().ToString(), StringComparison.Ordinal);
    }
}

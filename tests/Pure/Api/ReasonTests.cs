namespace GrowthBook.Pure.Tests.Api;

/// <summary>The reason of a result in the terms of OpenFeature.</summary>
public class ReasonTests
{
    private const string Features = """
        {"features":{
          "plain":{"defaultValue":1},
          "targeted":{"defaultValue":0,"rules":[{"condition":{"plan":"pro"},"force":1},{"force":1},{"force":2}]},
          "open condition":{"defaultValue":0,"rules":[{"condition":{},"force":1}]},
          "untargeted":{"defaultValue":0,"rules":[{"condition":{"plan":"none"},"force":1}]},
          "rollout":{"defaultValue":0,"rules":[{"force":1,"coverage":1}]},
          "range":{"defaultValue":0,"rules":[{"force":1,"range":[0,1]}]},
          "filter":{"defaultValue":0,"rules":[{"force":1,"filters":[{"seed":"s","ranges":[[0,1]]}]}]},
          "prerequisite":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"plain","condition":{"value":1}}],"force":1}]},
          "tracked":{"defaultValue":0,"rules":[{"force":1,"tracks":[{"experiment":{"key":"e","variations":[0,1]},"result":{"key":"1","variationId":1,"inExperiment":true,"hashUsed":true,"hashAttribute":"id","hashValue":"1","value":1}}]}]},
          "experiment":{"defaultValue":0,"rules":[{"key":"e","variations":[1,2]}]},
          "closed":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"plain","condition":{"value":2},"gate":true}]}]},
          "cycle":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"cycle","condition":{}}]}]}}}
        """;

    private static readonly Context Pro = Given.Context(Features, """{"id":"1","plan":"pro"}""");
    private static readonly Context Free = Given.Context(Features, """{"id":"1"}""");

    [Theory]
    [InlineData("plain", EvaluationReason.Static)]
    [InlineData("targeted", EvaluationReason.TargetingMatch)]
    [InlineData("open condition", EvaluationReason.Static)]
    [InlineData("untargeted", EvaluationReason.Default)]
    [InlineData("rollout", EvaluationReason.TargetingMatch)]
    [InlineData("range", EvaluationReason.TargetingMatch)]
    [InlineData("filter", EvaluationReason.TargetingMatch)]
    [InlineData("prerequisite", EvaluationReason.TargetingMatch)]
    [InlineData("tracked", EvaluationReason.Static)]
    [InlineData("experiment", EvaluationReason.Split)]
    [InlineData("closed", EvaluationReason.Disabled)]
    [InlineData("cycle", EvaluationReason.Error)]
    [InlineData("unknown", EvaluationReason.Error)]
    public void It_is_that_of_the_rule_that_decided(string key, EvaluationReason reason)
    {
        Assert.Equal(reason, Pro.Payload.ReasonOf(key, Evaluator.EvalFeature(Pro, key).Result));
        if (Evaluator.EvalAll(Pro).Result.TryGetValue(key, out var result))
            Assert.Equal(reason, Pro.Payload.ReasonOf(key, result));
    }

    [Fact]
    public void Rules_with_equal_results_are_told_apart() =>
        Assert.Equal(EvaluationReason.Static, Free.Payload.ReasonOf("targeted", Evaluator.EvalFeature(Free, "targeted").Result));

    [Fact]
    public void A_forced_value_and_a_result_of_another_payload_are_static()
    {
        var forced = Pro with { ForcedFeatureValues = new Value.Object([new("targeted", 5)]) };
        Assert.Equal(EvaluationReason.Static, forced.Payload.ReasonOf("targeted", Evaluator.EvalFeature(forced, "targeted").Result));
        Assert.Equal(EvaluationReason.Static, Free.Payload.ReasonOf("targeted", Evaluator.EvalFeature(Pro, "targeted").Result));
        Assert.Equal(EvaluationReason.Static, Payload.Empty.ReasonOf("targeted", Evaluator.EvalFeature(Pro, "targeted").Result));
    }

    [Theory]
    [InlineData(EvaluationReason.Static, "STATIC", "static")]
    [InlineData(EvaluationReason.Default, "DEFAULT", "default")]
    [InlineData(EvaluationReason.TargetingMatch, "TARGETING_MATCH", "targeting_match")]
    [InlineData(EvaluationReason.Split, "SPLIT", "split")]
    [InlineData(EvaluationReason.Disabled, "DISABLED", "disabled")]
    [InlineData(EvaluationReason.Error, "ERROR", "error")]
    public void It_has_a_name_for_OpenFeature_and_one_for_OpenTelemetry(EvaluationReason reason, string name, string telemetryName) =>
        Assert.Equal((name, telemetryName), (reason.ToName(), reason.ToTelemetryName()));

    [Fact]
    public void A_result_is_needed() => Assert.Throws<ArgumentNullException>(() => Payload.Empty.ReasonOf("plain", null!));
}

namespace GrowthBook.Cli.Tests;

/// <summary>Outcomes whose text is not the one that gb writes.</summary>
public sealed class RecordedOutcomeTests(Files files) : IClassFixture<Files>
{
    /// <summary>Other SDKs write members in another order, and with white space.</summary>
    [Theory]
    [InlineData("""{"on":true,"value":1,"off":false,"ruleId":"a","source":"force"}""")]
    [InlineData("""{ "value" : 1.0, "on" : true, "off" : false, "source" : "force", "ruleId" : "\u0061" }""")]
    public async Task An_outcome_in_another_form_is_the_same(string result)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"rules":[{"id":"a","force":1}]}}}""");
        var record = $$$$"""{"context":{},"feature":"f","effects":[{"featureKey":"f","type":"featureEvaluated","result":{{{{result}}}}}],"result":{{{{result}}}}}""";

        var run = await Gb.RunWithAsync(record, "replay", "--records", "-", "--payload", payload);

        Assert.Equal(new Gb.Run(ExitCode.Ok, "replayed 1: 1 the same, 0 different\n", ""), run);
    }

    [Fact]
    public async Task A_recording_with_an_infinity_replays_without_a_difference()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1e400}}}""");
        var record = await Gb.RunAsync("eval", "f", "--payload", payload, "--attributes", """{"a":-1e400}""", "--json");
        Assert.Contains("\"notFinite\":{\"context\":{\"attributes\":{\"a\":\"-Infinity\"}},\"result\":{\"value\":\"Infinity\"}", record.Output, StringComparison.Ordinal);

        var run = await Gb.RunWithAsync(record.Output, "replay", "--records", "-", "--payload", payload);

        Assert.Equal(new Gb.Run(ExitCode.Ok, "replayed 1: 1 the same, 0 different\n", ""), run);
    }
}

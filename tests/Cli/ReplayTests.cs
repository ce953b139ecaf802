namespace GrowthBook.Cli.Tests;

public sealed class ReplayTests(Files files) : IClassFixture<Files>
{
    private const string Recorded =
        """{"id":"r1","context":{"attributes":{"n":2}},"feature":"f","result":{"value":1,"on":true,"off":false,"source":"force","ruleId":"a"},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{"value":1,"on":true,"off":false,"source":"force","ruleId":"a"}}]}""";

    // The outcomes in the sample come from the reference (tests/Differential/reference).
    [Fact]
    public async Task The_reference_and_the_sample_agree()
    {
        var run = await Gb.RunAsync("replay", "--records", Files.Sample("records.jsonl"), "--payload", Files.Sample("payload.json"));

        Assert.Equal(new Gb.Run(ExitCode.Ok, "replayed 26: 26 the same, 0 different\n", ""), run);
    }

    [Fact]
    public async Task Every_difference_is_shown_with_id_path_and_both_values()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":false,"rules":[{"id":"b","force":1}]}}}""");
        var records = files.Write("r.jsonl", Recorded + "\n" + """{"id":2,"condition":{"x":1},"result":true,"effects":[]}""");

        var run = await Gb.RunAsync("replay", "--records", records, "--payload", payload);

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Equal(
        [
            $"{records}:1: id \"r1\": $.result.ruleId: recorded \"a\", now \"b\"",
            $"{records}:1: id \"r1\": $.effects[0].result.ruleId: recorded \"a\", now \"b\"",
            $"{records}:2: id 2: $.result: recorded true, now false",
            "replayed 2: 0 the same, 2 different",
        ],
        run.Lines);
    }

    [Fact]
    public async Task Requests_without_a_result_and_lines_without_a_record_are_counted()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"rules":[{"id":"a","force":1}]}}}""");

        var run = await Gb.RunWithAsync(
            Recorded + "\n{\"id\":2,\"feature\":\"f\"}\n{\"id\":3}\n", "replay", "--records", "-", "--payload", payload);

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal("replayed 1: 1 the same, 0 different; 1 without a recorded result; 1 could not be evaluated\n", run.Output);
        Assert.Equal("gb: standard input: line 3, $: the record needs exactly one of feature, experiment and condition\n", run.Error);
    }

    [Fact]
    public async Task A_recorded_result_without_effects_differs_by_its_effects()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"rules":[{"id":"a","force":1}]}}}""");
        var withoutEffects = Recorded[..Recorded.IndexOf(",\"effects\"", StringComparison.Ordinal)] + "}";

        var run = await Gb.RunWithAsync(withoutEffects, "replay", "--records", "-", "--payload", payload);

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.StartsWith("standard input:1: id \"r1\": $.effects[0]: recorded nothing, now {", run.Output, StringComparison.Ordinal);
    }
}

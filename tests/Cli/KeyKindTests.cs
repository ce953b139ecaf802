namespace GrowthBook.Cli.Tests;

/// <summary>The key of a feature where an experiment is meant, and the reverse, is named as what it is.</summary>
public sealed class KeyKindTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """
        {"features":{"nometa":{"rules":[{"key":"exp-nometa","variations":["a","b"],"hashVersion":2}]},"plain":{"defaultValue":1},
         "two":{"rules":[{"key":"x","variations":[1,2],"condition":{"a":1}},{"key":"y","variations":[1,2]},{"key":"x","variations":[1,2]}]}},
         "experiments":[{"key":"page","variations":[{},{}]}]}
        """;

    [Theory]
    [InlineData("nometa", "that is a feature; its experiment is `exp-nometa`")]
    [InlineData("two", "that is a feature; its experiments are `x`, `y`")]
    [InlineData("plain", "that is a feature, which has no experiment")]
    [InlineData("pages", "did you mean page?")]
    public async Task A_feature_where_an_experiment_is_meant_is_named_with_its_experiments(string key, string hint)
    {
        var payload = files.Write("p.json", Payload);
        foreach (var options in new[] { (string[])["find-user", "--variation", "0"], ["power", "--users-per-week", "1000", "--rate", "0.1"], ["rebalance", "--weights", "0.5,0.5"] })
        {
            var run = await Gb.RunAsync([options[0], payload, "--experiment", key, .. options[1..]]);
            Assert.Equal((ExitCode.BadInput, $"gb: the payload has no experiment `{key}`; {hint}"), (run.Code, run.Error.Split('\n')[0]));
        }
    }

    [Fact]
    public async Task Exposures_of_a_feature_name_its_experiment()
    {
        var run = await Gb.RunAsync("srm", files.Write("e.csv", "exp-nometa,0\nexp-nometa,1\nnometa,0\n"), "--payload", files.Write("p.json", Payload));

        Assert.Contains("`nometa` (a feature; its experiment is `exp-nometa`)", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page", "that is an experiment of the payload, which pages run and no feature")]
    [InlineData("y", "that is an experiment of the feature `two`")]
    [InlineData("plan", "did you mean plain?")]
    public async Task An_experiment_where_a_feature_is_meant_is_named_with_what_runs_it(string key, string hint)
    {
        var payload = files.Write("p.json", Payload);
        foreach (var command in new[] { "explain", "eval" })
        {
            var run = await Gb.RunAsync(command, key, "--payload", payload);
            Assert.Equal(ExitCode.BadInput, run.Code);
            Assert.StartsWith($"gb: the payload has no feature `{key}`; {hint}", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_line_with_an_error_in_a_baseline_repeats_it()
    {
        var payload = files.Write("p.json", Payload);
        var baseline = await Gb.RunWithAsync("{\"context\":{},\"feature\":\"plain\"}\n{\"context\":\n", "eval", "--records", "-", "--payload", payload);
        var error = Value.Parse(baseline.Lines[1]).Value!["error"].AsString();

        var run = await Gb.RunWithAsync(baseline.Output, "replay", "--records", "-", "--payload", payload);

        Assert.Equal((ExitCode.BadInput, "replayed 1: 1 the same, 0 different; 1 could not be evaluated\n"), (run.Code, run.Output));
        Assert.Equal($"gb: standard input: line 2, $: no record but an error of `gb eval`, whose record was not evaluated: {error}\n", run.Error);
    }
}

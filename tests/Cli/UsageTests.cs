namespace GrowthBook.Cli.Tests;

public sealed class UsageTests(Files files) : IClassFixture<Files>
{
    [Theory]
    [InlineData("required command was not provided")]
    [InlineData("unknown command or argument `evaluate`", "evaluate")]
    [InlineData("name the features to evaluate", "eval", "--payload", "p.json")]
    [InlineData("--payload FILE is missing", "eval", "f")]
    [InlineData("--payload FILE is missing", "explain", "f")]
    [InlineData("--payload FILE is missing", "check")]
    [InlineData("unknown option `--payloda`; put a feature of that name after `--`", "eval", "f", "--payloda", "p.json")]
    [InlineData("required argument missing for option: '--payload'", "eval", "f", "--payload")]
    [InlineData("name either features or --records, not both", "eval", "f", "--records", "r.jsonl")]
    [InlineData("--attributes cannot be combined with --records; each record has its own context", "eval", "--records", "r.jsonl", "--attributes", "{}")]
    [InlineData("option '--records' is required", "replay")]
    [InlineData("--attributes and --payload cannot both read standard input", "eval", "f", "-p", "-", "-a", "-")]
    [InlineData("--records and --payload cannot both read standard input", "replay", "-p", "-", "--records", "-")]
    public async Task Invalid_arguments_exit_with_2_and_a_message(string message, params string[] args)
    {
        var run = await Gb.RunWithAsync("{}", args);

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.Equal("", run.Output);
        Assert.Equal($"gb: {message}", run.Error.Split('\n')[0]);
    }

    [Fact]
    public async Task A_feature_after_two_dashes_can_look_like_an_option()
    {
        var payload = files.Write("p.json", """{"features":{"--dark":{"defaultValue":7}}}""");

        var run = await Gb.RunAsync("eval", "--payload", payload, "--", "--dark");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.StartsWith("--dark\n  value      7\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval", "gb eval --records requests.jsonl --payload payload.json > answers.jsonl")]
    [InlineData("explain", "gb explain checkout --payload payload.json --attributes @user.json")]
    [InlineData("replay", "gb replay --records recorded.jsonl --payload payload.json")]
    [InlineData("check", "gb check --payload payload.json")]
    public async Task Help_has_examples(string command, string example)
    {
        var run = await Gb.RunAsync(command, "--help");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
        Assert.Contains(example, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_gb_has_the_commands_and_the_exit_codes()
    {
        var run = await Gb.RunAsync("--help");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.All(["eval", "explain", "replay", "check", "Exit codes:"], part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_is_that_of_the_package()
    {
        var run = await Gb.RunAsync("--version");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Output);
    }
}

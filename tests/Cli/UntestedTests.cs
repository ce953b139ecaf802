namespace GrowthBook.Cli.Tests;

/// <summary>A result of nothing is neither green nor ends with exit code 0.</summary>
public sealed class UntestedTests(Files files) : IClassFixture<Files>
{
    private const string Targeted = """{"features":{"f":{"rules":[{"id":"r","key":"x","hashVersion":2,"variations":["a","b"],"condition":{"c":"DE"}}]}}}""";

    [Fact]
    public async Task A_payload_without_experiments_has_no_simulation()
    {
        var run = await Gb.RunAsync("simulate", files.Write("none.json", """{"features":{"f":{"defaultValue":1}}}"""), "--users", "1000");

        Assert.Equal((ExitCode.BadInput, "nothing is tested: the payload has no experiment and no rollout"), (run.Code, run.Lines[^1]));
    }

    [Fact]
    public async Task Users_of_whom_none_is_in_an_experiment_test_nothing()
    {
        var run = await Gb.RunAsync("simulate", files.Write("x.json", Targeted), "--users", files.Write("u.jsonl", "{\"id\":\"u-1\"}\n{\"id\":\"u-2\"}\n"));

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal(["x: not tested, no user is in it", "nothing is tested: 1 experiment or rollout of 2 users has no verdict"], run.Lines[^2..]);
    }

    [Fact]
    public async Task A_found_user_with_two_identifiers_is_shown_whole()
    {
        var payload = files.Write("two.json", """{"features":{"f":{"rules":[{"key":"x","seed":"s","hashVersion":2,"variations":["a","b"],"filters":[{"seed":"s","attribute":"company","hashVersion":2,"ranges":[[0,0.5]]}]}]}}}""");

        var run = await Gb.RunAsync("find-user", payload, "--experiment", "x", "--variation", "1");

        var id = Assert.Single(run.Lines);
        var attributes = run.Error.Split('\n')[0][$"gb: {id} is ".Length..];
        Assert.Equal("b\n", (await Gb.RunAsync("eval", "f", "-p", payload, "--value", "-a", attributes)).Output);
        Assert.Equal(id, Value.Parse(attributes).Value!["id"].AsString());
    }
}

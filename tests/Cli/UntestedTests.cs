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

    /// <summary>The payload has no fault, so that the exit code is 0.</summary>
    [Fact]
    public async Task Users_of_few_companies_do_not_accuse_a_payload_that_hashes_the_company()
    {
        var payload = files.Write("b2b.json", """{"features":{"seats":{"rules":[{"key":"seats","variations":["a","b"],"hashAttribute":"companyId","hashVersion":2}]},"chat":{"rules":[{"id":"chat","force":1,"coverage":0.5,"hashAttribute":"companyId","hashVersion":2}]}}}""");
        var users = files.Write("b2b.jsonl", string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{{\"id\":\"u-{i}\",\"companyId\":\"org-{i * i % 40}\"}}\n")));
        var page = files.PathOf("b2b.html");

        var run = await Gb.RunAsync("simulate", payload, "--users", users, "--html", page);
        var json = await Gb.RunAsync("simulate", payload, "--users", users, "--json");
        for (var i = 0; i < 3; i++)
            Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("simulate", payload, "--users", users, "--shard", $"{i}/3", "--partial", files.PathOf($"b2b-{i}.json"))).Code);
        var merged = await Gb.RunAsync("merge", files.PathOf("b2b-1.json"), files.PathOf("b2b-0.json"), files.PathOf("b2b-2.json"), "--json");

        const string Reason = "2,000 users have about 9 values of `companyId`, and users of one value get one arm together; give one user per value";
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal([$"seats: not tested, {Reason}", $"chat (chat): not tested, {Reason}", "nothing is tested: 2 experiments and rollouts of 2,000 users have no verdict"], run.Lines[^3..]);
        Assert.Contains("2,000 users have about 9 values of", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, json.Code);
        Assert.Equal(("untested", Reason), (Value.Parse(json.Output).Value!["experiments"][0]["verdict"].AsString(), Value.Parse(json.Output).Value!["experiments"][0]["reason"].AsString()));
        Assert.Equal(json, merged);
    }

    [Fact]
    public async Task The_interval_of_an_arm_without_users_begins_at_0()
    {
        var payload = files.Write("x.json", Targeted);

        var one = await Gb.RunAsync("simulate", payload, "--users", files.Write("u.jsonl", "{\"id\":\"u-1\",\"c\":\"DE\"}\n"));
        var none = await Gb.RunAsync("simulate", payload, "--users", files.Write("u.jsonl", "{\"id\":\"u-1\"}\n"));

        Assert.Single(one.Lines, line => line.Contains(" 0 % to 79.35 %", StringComparison.Ordinal));
        Assert.Single(one.Lines, line => line.Contains(" 20.65 % to 100 %", StringComparison.Ordinal));
        Assert.DoesNotContain("100 %", none.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" to ", none.Output, StringComparison.Ordinal);
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

namespace GrowthBook.Cli.Tests;

/// <summary>Lines that cannot be read: each form of a result has their number.</summary>
public sealed class UnreadLinesTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """{"features":{"f":{"rules":[{"key":"x","variations":["a","b"],"weights":[0.5,0.5],"hashVersion":2,"seed":"s","meta":[{"key":"control"},{"key":"treatment"}]}]}}}""";

    private static readonly string Users = string.Concat(Enumerable.Range(0, 50).Select(i => $"{{\"id\":\"u-{i}\"}}\n")) + "not json\n{\"id\":\n";

    public static TheoryData<string[]> Commands => new(
        ["diff", "P", "P", "--users", "U", "--fail-on", "moved>0", "--markdown", "MARKDOWN"],
        ["matrix", "P", "--users", "U"],
        ["simulate", "P", "--users", "U"],
        ["power", "P", "--experiment", "x", "--users-per-week", "1000", "--rate", "0.1", "--users", "U"],
        ["srm", "EXPOSURES", "--payload", "P"]);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Each_form_has_their_number(string[] command)
    {
        string[] arguments = [.. command.Select(Named)];

        var text = await Gb.RunAsync([.. arguments, "--html", files.PathOf("page.html")]);
        var json = await Gb.RunAsync([.. arguments, "--json"]);

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (text.Code, json.Code));
        Assert.Contains("2 lines were not read", text.Output, StringComparison.Ordinal);
        var result = Value.Parse(json.Output).Value!;
        Assert.Equal(2, (command[0] == "diff" ? result["users"]["unread"] : result["unread"]).AsInt32());
        var page = File.ReadAllText(files.PathOf("page.html"));
        Assert.Contains("2 lines were not read", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>✓", page, StringComparison.Ordinal);
        if (command[0] == "diff")
            Assert.Contains("<code>incomplete: 2 lines were not read; of the others: passed: no threshold is exceeded</code>", File.ReadAllText(files.PathOf("md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff", "P", "P")]
    [InlineData("simulate", "P")]
    public async Task Merged_parts_have_their_sum(params string[] command)
    {
        string[] arguments = [.. command.Select(Named), "--users", Named("U")];
        var whole = await Gb.RunAsync([.. arguments, "--json"]);
        for (var i = 0; i < 3; i++)
            await Gb.RunAsync([.. arguments, "--shard", $"{i}/3", "--partial", files.PathOf($"part-{i}")]);
        var parts = Enumerable.Range(0, 3).Select(i => files.PathOf($"part-{i}")).ToArray();

        var merged = await Gb.RunAsync(["merge", .. parts, "--json"]);
        var partial = await Gb.RunAsync(["merge", .. parts, "--partial", files.PathOf("all")]);

        Assert.Equal((ExitCode.BadInput, whole.Output), (merged.Code, merged.Output));
        Assert.Equal(ExitCode.BadInput, partial.Code);
    }

    [Fact]
    public async Task Without_a_line_that_can_be_read_no_limit_passes()
    {
        var run = await Gb.RunAsync("diff", files.Write("p.json", Payload), files.PathOf("p.json"), "--users", files.Write("none.jsonl", "x\ny\n"), "--fail-on", "moved>0", "--markdown", files.PathOf("none.md"));

        Assert.Equal((ExitCode.Different, "failed: moved>0 (not measured: users of the file); 2 lines were not read"), (run.Code, run.Lines[^1]));
        Assert.DoesNotContain("passed", File.ReadAllText(files.PathOf("none.md")), StringComparison.Ordinal);
    }

    /// <summary>Half of the treatment is misspelt: the rest would be a mismatch.</summary>
    [Theory]
    [InlineData("x,tretment,500", "experiment `x` has no variation `tretment`; did you mean treatment?")]
    [InlineData("x,treatment,50O", "`50O` is no count; expected a whole number")]
    public async Task A_part_of_the_exposures_has_no_verdict(string line, string message)
    {
        var exposures = files.Write("part.csv", $"experiment,variation,count\nx,control,1000\nx,treatment,500\n{line}\n");

        var run = await Gb.RunAsync("srm", exposures, "--payload", files.Write("p.json", Payload), "--json");
        var text = await Gb.RunAsync("srm", exposures, "--payload", files.PathOf("p.json"));

        Assert.Equal((ExitCode.BadInput, $"gb: {exposures}: line 4: {message}\n"), (run.Code, run.Error));
        var row = Value.Parse(run.Output).Value!["experiments"][0];
        Assert.Equal(("withheld", "[1000,500]"), (row["verdict"].AsString(), row["counts"].ToString()));
        Assert.Equal((ExitCode.BadInput, "withheld: 1 line was not read, and the shares of the others are no test"), (text.Code, text.Lines[^1]));
    }

    private string Named(string argument) => argument switch
    {
        "P" => files.Write("p.json", Payload),
        "U" => files.Write("u.jsonl", Users),
        "EXPOSURES" => files.Write("e.csv", "experiment,variation\nx,control\nx,treatment\nx,other\nx\n"),
        "MARKDOWN" => files.PathOf("md"),
        _ => argument,
    };
}

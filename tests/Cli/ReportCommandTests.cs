namespace GrowthBook.Cli.Tests;

public sealed class ReportCommandTests(Files files) : IClassFixture<Files>
{
    private const string Experiment =
        """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"weights":[0.5,0.5],"hashVersion":2,"seed":"s"}]}}}""";

    public static TheoryData<string, string[]> Commands => new()
    {
        { "diff", ["diff", "OLD", "NEW", "--fail-on", "moved>0,left>0.1%", "--prove"] },
        { "diff", ["diff", "OLD", "NEW", "--expect-ramp"] },
        { "lint", ["lint", "NEW"] },
        { "matrix", ["matrix", "OLD", "--users", "USERS"] },
        { "expect", ["expect", "EXPECT"] },
        { "simulate", ["simulate", "OLD", "--users", "500", "--seed", "3"] },
        { "srm", ["srm", "EXPOSURES", "--payload", "OLD"] },
        { "find-user", ["find-user", "OLD", "--experiment", "x", "--variation", "1", "--count", "3"] },
        { "rebalance", ["rebalance", "OLD", "--experiment", "x", "--weights", "0.4,0.6"] },
        { "power", ["power", "OLD", "--experiment", "x", "--users-per-week", "20000", "--rate", "0.1"] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_page_of_a_command_is_that_of_its_JSON(string kind, string[] command)
    {
        var arguments = Arguments(command);
        var (direct, later) = (files.PathOf("direct.html"), files.PathOf("later.html"));

        var plain = await Gb.RunAsync(arguments);
        var printed = await Gb.RunAsync([.. arguments, "--html", direct]);
        var json = await Gb.RunAsync([.. arguments, "--json"]);
        var made = await Gb.RunWithAsync(json.Output, "report", "-", "--html", later);

        Assert.Equal(plain, printed);
        Assert.Equal(new Gb.Run(ExitCode.Ok, "", ""), made);
        Assert.Equal(kind, Value.Parse(json.Output).Value!["kind"].AsString());
        Assert.Equal(File.ReadAllText(direct), File.ReadAllText(later));
        Assert.Contains("</html>", File.ReadAllText(direct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"kind\":\"coffee\",\"schemaVersion\":1}", ":1: $.kind: is \"coffee\"; expected \"diff\", \"expect\", ")]
    [InlineData("{\"kind\":\"diff\",\n\"schemaVersion\":2}", ":2: $.schemaVersion: is 2; expected 1")]
    [InlineData("{\"features\":{}}", ":1: $.kind: is missing; expected \"diff\", \"expect\", ")]
    [InlineData("{\"kind\":\"srm\",\"schemaVersion\":1}", ":1: $.unread: is missing; expected an integer from 0 to 9007199254740991")]
    [InlineData("{\"kind\":\"simulate\",\"schemaVersion\":1}", ":1: $.payload: is missing; expected a string that matches ^sha256:[0-9a-f]{64}$")]
    [InlineData("{\"kind\":\"expect\",\"schemaVersion\":1,\"faults\":[],\n\"checks\":[{\"subject\":\"\\u001b\\u202e\",\n\"name\":7,\"line\":1,\"column\":1,\"failures\":[]}]}", ":3: $.checks[0].name: is 7; expected a string")]
    [InlineData("{\"kind\":\"expect\",\"schemaVersion\":1,\"faults\":[],\"checks\":[],\"file\":[\"\\u001b\\u202e\"]}", ":1: $.file: is [\"\\u001b\\u202e\"]; expected a string")]
    [InlineData("[]", "is no result; expected a JSON object from --json")]
    [InlineData("{\"kind\":", "not JSON: the text ends within a value")]
    public async Task Text_that_is_no_result_exits_with_3(string text, string message)
    {
        var run = await Gb.RunAsync("report", files.Write("result.json", text), "--html", files.PathOf("none.html"));

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {files.PathOf("result.json")}:", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(files.PathOf("none.html")));
    }

    [Fact]
    public async Task The_first_5_faults_of_a_result_are_printed()
    {
        var (result, page) = (files.Write("result.json", """{"kind":"diff","schemaVersion":1}"""), files.PathOf("none.html"));
        string[] places = ["old", "new", "experiments", "features", "others"];
        const string Hash = "a string that matches ^sha256:[0-9a-f]{64}$";

        var five = await Gb.RunAsync("report", result, "--html", page);
        var more = await Gb.RunAsync("report", files.Write("result.json", """{"kind":"diff","schemaVersion":1,"users":{"count":1}}"""), "--html", page);

        string[] lines = [.. places.Select(place => $"gb: {result}:1: $.{place}: is missing; expected {(place is "old" or "new" ? Hash : "an array")}")];
        Assert.Equal((ExitCode.BadInput, ""), (five.Code, five.Output));
        Assert.Equal(lines, five.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal([.. lines, $"gb: 6 more in {result}; `gb report --schema diff` prints what a result has"], more.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(File.Exists(page));
    }

    [Theory]
    [InlineData("diff")]
    [InlineData("find-user")]
    public async Task The_schema_of_a_kind_is_printed(string kind)
    {
        var run = await Gb.RunAsync("report", "--schema", kind);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal(Analysis.Report.SchemaOf(kind), run.Output);
        Assert.Equal(kind, Value.Parse(run.Output).Value!["properties"]["kind"]["const"].AsString());
    }

    [Theory]
    [InlineData("JSON is missing; name a file, a URL, or - for standard input, or give --schema KIND")]
    [InlineData("JSON is missing; name a file, a URL, or - for standard input, or give --schema KIND", "--html", "p.html")]
    [InlineData("--html is missing; name the file for the page", "r.json")]
    [InlineData("--schema needs no result and makes no page; leave JSON out", "r.json", "--schema", "diff")]
    [InlineData("--schema needs no result and makes no page; leave --html out", "--schema", "diff", "--html", "p.html")]
    [InlineData("--schema: expected diff, expect, find-user, lint, matrix, power, rebalance, simulate or srm; did you mean diff?", "--schema", "dif")]
    public async Task A_result_or_a_kind_is_needed(string message, params string[] arguments)
    {
        var run = await Gb.RunAsync(["report", .. arguments]);

        Assert.Equal((ExitCode.BadUsage, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {message}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_exits_with_4_and_prints_no_result()
    {
        var nowhere = files.PathOf("nowhere/page.html");
        var payload = files.Write("p.json", Experiment);

        var result = files.Write("r.json", (await Gb.RunAsync("diff", payload, payload, "--json")).Output);
        foreach (var command in new[] { new[] { "lint", payload }, ["diff", payload, payload], ["report", result] })
            Assert.Equal(new Gb.Run(ExitCode.Failure, "", $"gb: {nowhere}: cannot be written: no such folder\n"), await Gb.RunAsync([.. command, "--html", nowhere]));
    }

    [Fact]
    public async Task A_part_of_the_counts_has_no_page()
    {
        var run = await Gb.RunAsync("diff", "a", "b", "--users", "u", "--partial", "p", "--html", "page.html");

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.StartsWith("gb: --partial writes counts in the place of the result; give --html to the `gb merge` of all parts\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff")]
    [InlineData("simulate")]
    public async Task A_partial_result_is_refused_with_the_command_that_makes_the_whole(string command)
    {
        var (payload, users, page) = (files.Write("p.json", Experiment), files.Write("u.jsonl", "{\"id\":\"a\"}\n"), files.PathOf("part.html"));
        var part = await Gb.RunAsync([command, payload, .. command == "diff" ? new[] { payload } : [], "--users", users, "--piece", "--partial", "-"]);

        var run = await Gb.RunWithAsync(part.Output, "report", "-", "--html", page);

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", "gb: standard input:1: $.partial: a partial result has no page; make the whole and its page with `gb merge PART… --html FILE`\n"), run);
        Assert.False(File.Exists(page));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_JSON_and_the_page_of_a_command_name_its_payloads(string kind, string[] command)
    {
        var (arguments, page) = (Arguments(command), files.PathOf("named.html"));

        var json = Value.Parse((await Gb.RunAsync([.. arguments, "--json", "--html", page])).Output).Value!;

        string[] hashes = kind == "diff" ? [HashOf("OLD"), HashOf("NEW")] : [HashOf(kind is "lint" or "expect" ? "NEW" : "OLD")];
        string?[] named = kind == "diff" ? [json["old"].AsString(), json["new"].AsString()] : [json["payload"].AsString()];
        Assert.Equal(hashes, named);
        Assert.All(hashes, hash => Assert.Contains($"<code>{hash}</code>", File.ReadAllText(page), StringComparison.Ordinal));

        string HashOf(string name) => EvaluationRecord.HashPayload(File.ReadAllBytes(files.PathOf(name)));
    }

    [Fact]
    public async Task The_JSON_of_lint_and_expect_names_file_and_payload()
    {
        var payload = files.Write("p.json", Experiment);
        var expectations = files.Write("p.expect.yaml", "payload: p.json\nexpect: []\n");
        foreach (var command in new[] { new[] { "lint", payload }, ["expect", expectations] })
        {
            var json = Value.Parse((await Gb.RunAsync([.. command, "--json"])).Output).Value!;

            Assert.Equal((command[1], EvaluationRecord.HashPayload(File.ReadAllBytes(payload))), (json["file"].AsString(), json["payload"].AsString()));
        }
    }

    [Theory]
    [InlineData("lint", "p.json")]
    [InlineData("expect", "p.expect.yaml")]
    public async Task The_JSON_has_no_character_that_changes_the_direction_of_text(string command, string file)
    {
        files.Write("p.json", """{"features":{"a\u202eb":{"defaultValue":1,"rules":[{"force":2,"coverage":0}]}}}""");
        files.Write("p.expect.yaml", "payload: p.json\nexpect:\n  - { feature: \"a\\u202eb\", always: 3 }\n");

        var run = await Gb.RunAsync(command, files.PathOf(file), "--json");

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Contains("u202eb", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', run.Output);
    }

    [Fact]
    public async Task The_page_of_merged_parts_is_that_of_the_whole()
    {
        var payload = files.Write("p.json", Experiment);
        for (var i = 0; i < 2; i++)
            await Gb.RunAsync("simulate", payload, "--users", "500", "--shard", $"{i}/2", "--partial", files.PathOf($"part-{i}.json"));

        var whole = await Gb.RunAsync("simulate", payload, "--users", "500", "--html", files.PathOf("whole.html"));
        var merged = await Gb.RunAsync("merge", files.PathOf("part-1.json"), files.PathOf("part-0.json"), "--html", files.PathOf("merged.html"));

        Assert.Equal(whole, merged);
        Assert.Equal(File.ReadAllText(files.PathOf("whole.html")), File.ReadAllText(files.PathOf("merged.html")));
    }

    [Fact]
    public async Task The_JSON_of_a_diff_has_limits_and_an_expected_ramp()
    {
        var payload = files.Write("p.json", Experiment);
        var changed = files.Write("n.json", Experiment.Replace("[0.5,0.5]", "[0.4,0.6]", StringComparison.Ordinal));

        var json = Value.Parse((await Gb.RunAsync("diff", payload, changed, "--json", "--expect-ramp", "--fail-on", "moved>5%,left>0")).Output).Value!;

        Assert.Equal("""[{"limit":"moved>5%","exceeded":true},{"limit":"left>0","exceeded":false}]""", json["thresholds"].ToJson());
        Assert.Equal("true", json["expectsRamp"].ToJson());
    }

    /// <summary>The command with the paths of its files, which are written.</summary>
    private string[] Arguments(string[] command)
    {
        files.Write("OLD", Experiment);
        files.Write("NEW", Experiment.Replace("[0.5,0.5]", "[0.4,0.6]", StringComparison.Ordinal));
        files.Write("EXPECT", "payload: NEW\nexpect:\n  - { feature: f, value: c }\n");
        files.Write("USERS", "{\"id\":\"u-1\"}\n{\"name\":\"eve\",\"attributes\":{\"id\":\"u-2\"}}\n");
        files.Write("EXPOSURES", "experiment,variation,count\nx,0,5000\nx,1,5600\n");
        return [.. command.Select(part => part is "OLD" or "NEW" or "EXPECT" or "EXPOSURES" or "USERS" ? files.PathOf(part) : part)];
    }
}

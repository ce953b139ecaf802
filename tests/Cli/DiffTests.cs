namespace GrowthBook.Cli.Tests;

public sealed class DiffTests(Files files) : IClassFixture<Files>
{
    private const string Old =
        """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"weights":[0.5,0.5],"hashVersion":2,"seed":"s"}]},"g":{"defaultValue":1}}}""";

    /// <summary>An outage leaves such a file. Compared with itself it is the same, and limits can pass though each feature is gone.</summary>
    [Fact]
    public async Task An_empty_payload_is_a_warning_and_as_the_new_one_no_success()
    {
        var (empty, full) = (files.Write("empty.json", "{\"features\":{}}"), Files.Sample("payload.json"));
        var old = files.Write("flag.json", "{\"features\":{\"f\":{\"defaultValue\":true}}}");
        var message = $"gb: {empty}: has no features and no experiments; check that it is the answer of the features endpoint\n";

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "same: the payloads do not differ\n", message + message), await Gb.RunAsync("diff", empty, empty));
        foreach (var (options, code) in new[] { (Array.Empty<string>(), ExitCode.Different), (["--fail-on", "moved>0"], ExitCode.BadInput) })
        {
            var gone = await Gb.RunAsync(["diff", old, empty, .. options]);
            Assert.Equal((code, message), (gone.Code, gone.Error));
        }
        var first = await Gb.RunAsync("diff", empty, old, "--fail-on", "moved>0");
        Assert.Equal((ExitCode.Ok, message), (first.Code, first.Error));
        Assert.Equal(new Gb.Run(ExitCode.Ok, "findings: 0\n", message.TrimEnd() + "; it is not compared\n"), await Gb.RunAsync("lint", full, "--previous", empty));
    }

    [Fact]
    public async Task Equal_payloads_exit_with_0()
    {
        var run = await Gb.RunAsync("diff", Files.Sample("payload.json"), Files.Sample("payload.json"));

        Assert.Equal(new Gb.Run(ExitCode.Ok, "same: the payloads do not differ\n", ""), run);
    }

    [Fact]
    public async Task A_change_of_weights_is_shown_by_structure_and_by_measure()
    {
        var run = await Gb.RunAsync("diff", files.Write("old.json", Old), Changed("[0.5,0.5]", "[0.53,0.47]"));

        Assert.Equal(
            new Gb.Run(
                ExitCode.Different,
                """
                rule 1 of `f`: weights [0.5,0.5] → [0.53,0.47]

                shares by measure  moved  same
                x of f               3 %  97 %

                different: 1 edit, 1 experiment in which users move, leave or lose exposure

                """,
                ""),
            run);
    }

    [Fact]
    public async Task Json_is_one_line_with_the_shares()
    {
        var run = await Gb.RunAsync("diff", files.Write("old.json", Old), Changed("[0.5,0.5]", "[0.53,0.47]"), "--json");

        var json = Value.Parse(Assert.Single(run.Lines)).Value!;
        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Equal(("diff", 1, true), (json["kind"].AsString(), json["schemaVersion"].AsInt32()!.Value, json["experiments"][0]["exact"].AsBoolean()!.Value));
        Assert.Equal((0.03, 0.97), (json["experiments"][0]["shares"]["moved"].AsDouble()!.Value, json["experiments"][0]["shares"]["same"].AsDouble()!.Value));
    }

    [Theory]
    [InlineData(0, "ramp: no user moves, leaves or loses exposure", "\"seed\":\"s\"}", "\"seed\":\"s\",\"meta\":[]}")]
    [InlineData(1, "no ramp: a user of x of f does not stay", "[0.5,0.5]", "[0.4,0.6]")]
    [InlineData(1, "no ramp: a user of x of f does not stay", "\"id\":\"e\"", "\"id\":\"e\",\"condition\":{\"vip\":true}")]
    public async Task A_ramp_is_proved(int code, string verdict, string text, string replacement)
    {
        var run = await Gb.RunAsync("diff", files.Write("old.json", Old), Changed(text, replacement), "--expect-ramp");

        Assert.Equal((code, verdict), ((int)run.Code, run.Lines[^1]));
    }

    [Theory]
    [InlineData(0, "passed: no threshold is exceeded; ramp: no user moves, leaves or loses exposure", "\"meta\":[]", "moved>1%")]
    [InlineData(1, "failed: moved>1%; no ramp: a user of x of f does not stay", "\"weights\":[0.4,0.6]", "moved>1%")]
    [InlineData(1, "no ramp: a user of x of f does not stay; passed: no threshold is exceeded", "\"weights\":[0.4,0.6]", "moved>50%")]
    public async Task Limits_and_an_expected_ramp_are_both_in_the_outcome(int code, string outcome, string member, string limit)
    {
        var old = files.Write("old.json", """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"hashVersion":2,"seed":"s"}]}}}""");
        var @new = files.Write("new.json", """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"hashVersion":2,"seed":"s",MEMBER}]}}}""".Replace("MEMBER", member, StringComparison.Ordinal));

        var run = await Gb.RunAsync("diff", old, @new, "--expect-ramp", "--fail-on", limit);
        var json = Value.Parse((await Gb.RunAsync("diff", old, @new, "--expect-ramp", "--fail-on", limit, "--json")).Output).Value!;

        Assert.Equal((code, outcome), ((int)run.Code, run.Lines[^1]));
        Assert.Equal((true, outcome.Contains("; ramp", StringComparison.Ordinal)), (json["expectsRamp"].AsBoolean()!.Value, json["isRamp"].AsBoolean()!.Value));
    }

    [Fact]
    public async Task Variations_that_pass_through_after_the_change_are_no_ramp()
    {
        const string Later = """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"meta":[{"key":"a"},{"key":"b"}]},{"force":"later"}]}}}""";
        var (old, @new) = (files.Write("stays.json", Later), files.Write("passes.json", Later.Replace("\"}", "\",\"passthrough\":true}", StringComparison.Ordinal)));
        var users = files.Write("passing.jsonl", "{\"id\":\"u-1\"}\n{\"id\":\"u-2\"}\n");

        var ramp = await Gb.RunAsync("diff", old, @new, "--expect-ramp");
        var counted = await Gb.RunAsync("diff", old, @new, "--users", users, "--fail-on", "any>0", "--json");

        Assert.Equal((ExitCode.Different, "no ramp: a value of x of f differs; a value of f can differ"), (ramp.Code, ramp.Lines[^1]));
        Assert.Equal((ExitCode.Different, 2), (counted.Code, Value.Parse(counted.Output).Value!["users"]["experiments"][0]["counts"]["valueOnly"].AsInt32()));
    }

    /// <summary>An earlier rule requires a feature with an experiment, which has all users of the rule as before.</summary>
    [Fact]
    public async Task Another_value_of_the_sample_shop_counts_for_users_of_the_experiment_of_a_prerequisite()
    {
        var shop = File.ReadAllText(Files.Sample("payload.json"));
        var @new = files.Write("footer.json", shop.Replace("\"force\": \"sticky-footer\"", "\"force\": \"hidden-footer\"", StringComparison.Ordinal));
        var payload = Payload.Parse(shop).Value;
        var expected = File.ReadLines(Files.Sample("users.jsonl")).Count(line =>
            Evaluator.EvalFeature(new Context(payload, Attributes.Parse(line).Value), "express-button").Result.Value.AsString() == "sticky-footer");

        var run = await Gb.RunAsync("diff", Files.Sample("payload.json"), @new, "--users", Files.Sample("users.jsonl"), "--fail-on", "valueOnly>0", "--json");

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.InRange(expected, 1, 1000);
        Assert.Equal(expected, Value.Parse(run.Output).Value!["users"]["changed"].AsInt32());
    }

    [Fact]
    public async Task A_proof_that_fails_names_a_user()
    {
        var run = await Gb.RunAsync("diff", files.Write("old.json", Old), Changed("\"id\":\"e\"", "\"id\":\"e\",\"condition\":{\"vip\":true}"), "--prove");

        Assert.Contains("  x of f: disproved by the user {", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "moved>3%")]
    [InlineData(0, "left>0,entered>0")]
    [InlineData(1, "moved>2.9%")]
    [InlineData(1, "left>0,moved>0")]
    [InlineData(1, "any>0")]
    public async Task Limits_decide_the_exit_code(int code, string limits)
    {
        var run = await Gb.RunAsync("diff", files.Write("old.json", Old), Changed("[0.5,0.5]", "[0.53,0.47]"), "--fail-on", limits);

        Assert.Equal(code, (int)run.Code);
    }

    [Theory]
    [InlineData("--fail-on: `moved` has no number; a shell redirects at >, so quote the limit: --fail-on 'moved>0'", "--fail-on", "moved")]
    [InlineData("--fail-on: `moved>NaN` is no threshold; write a class, > and a number, in quotes: 'moved>0' or 'left>0.1%'", "--fail-on", "moved>NaN")]
    [InlineData("--fail-on: `moved>Infinity%` is no threshold; write a class, > and a number, in quotes: 'moved>0' or 'left>0.1%'", "--fail-on", "moved>Infinity%")]
    [InlineData("--fail-on: `moved>+1` is no threshold; write a class, > and a number, in quotes: 'moved>0' or 'left>0.1%'", "--fail-on", "left>0,moved>+1")]
    [InlineData("--fail-on: `moved>1%%` is no threshold; write a class, > and a number, in quotes: 'moved>0' or 'left>0.1%'", "--fail-on", "moved>1%%")]
    [InlineData("--fail-on: `movd` is no class of changes; did you mean moved?", "--fail-on", "movd>0")]
    [InlineData("name the users with --users or --records", "--traces")]
    [InlineData("name either --users or --records, not both", "--users", "u", "--records", "r")]
    [InlineData("--shard gives a part of the counts; name a file for them with --partial", "--users", "u", "--shard", "0/2")]
    [InlineData("--shard needs a part such as 0/16: an index from 0, and the number of parts, up to 1,000,000", "--users", "u", "--partial", "p", "--shard", "2/2")]
    public async Task Invalid_arguments_exit_with_2(string message, params string[] args)
    {
        var run = await Gb.RunAsync(["diff", "a.json", "b.json", .. args]);

        Assert.Equal((ExitCode.BadUsage, $"gb: {message}"), (run.Code, run.Error.Split('\n')[0]));
    }

    [Fact]
    public async Task Users_are_counted_with_an_example_of_each_class_and_its_traces()
    {
        var users = files.Write("users.jsonl", string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{{\"id\":\"u-{i}\"}}\n")));

        var run = await Gb.RunAsync("diff", files.Write("old.json", Old), Changed("[0.5,0.5]", "[0.53,0.47]"), "--users", users, "--traces", "--json");

        var counted = Value.Parse(Assert.Single(run.Lines)).Value!["users"];
        var row = counted["experiments"][0];
        var example = row["examples"]["moved"];
        var line = example["line"].AsInt32()!.Value;
        Assert.Equal(2_000, counted["count"].AsInt32());
        Assert.Equal(counted["changed"], row["counts"]["moved"]);
        Assert.InRange(row["counts"]["moved"].AsInt32()!.Value, 30, 90); // 3 % of 2,000
        Assert.Equal($"u-{line - 1}", example["id"].AsString());
        Assert.Equal(("1", "0"), (example["before"].AsString(), example["after"].AsString()));
        Assert.All(Enumerable.Range(0, line - 1), i => Assert.False(Hashing.Hash("s", $"u-{i}", 2) is >= 0.5 and < 0.53));
        Assert.StartsWith("f = \"b\" experiment", example["traces"][0].AsString(), StringComparison.Ordinal);
        Assert.StartsWith("f = \"a\" experiment", example["traces"][1].AsString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_evaluate_their_feature_under_both_payloads()
    {
        var records = files.Write("r.jsonl", """
            {"id":"r1","context":{"attributes":{"id":"u-1"}},"feature":"g"}
            {"id":"r2","context":{"attributes":{"id":"u-1"}},"feature":"f"}
            {"id":"r3"}
            """);

        var run = await Gb.RunAsync("diff", files.Write("old.json", Old), Changed("\"defaultValue\":1", "\"defaultValue\":2"), "--records", records);

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Contains("records: 2, of which 1 differs; 1 line was not read\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  g (value), valueOnly: line 1, id \"r1\": 1 → 2\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("gb: " + records + ": line 3, $: the record needs exactly one of feature, experiment and condition\n", run.Error);
    }

    /// <summary>Three records of one user are three records.</summary>
    [Fact]
    public async Task Counts_of_records_are_called_records_in_each_form()
    {
        var records = files.Write("r.jsonl", string.Concat(Enumerable.Repeat("{\"context\":{\"attributes\":{\"id\":\"u-1\"}},\"feature\":\"g\"}\n", 3)));
        var (old, @new) = (files.Write("old.json", Old), Changed("\"defaultValue\":1", "\"defaultValue\":2"));
        var (markdown, page, part) = (files.PathOf("records.md"), files.PathOf("records.html"), files.PathOf("records.part"));

        var text = await Gb.RunAsync("diff", old, @new, "--records", records, "--markdown", markdown, "--html", page);
        var json = await Gb.RunAsync("diff", old, @new, "--records", records, "--json");
        var none = await Gb.RunAsync("diff", old, @new, "--records", files.Write("none.jsonl", ""), "--fail-on", "moved>0");
        await Gb.RunAsync("diff", old, @new, "--records", records, "--partial", part);
        await Gb.RunAsync("diff", old, @new, "--records", files.PathOf("none.jsonl"), "--partial", files.PathOf("none.part"));
        await Gb.RunAsync("diff", old, @new, "--users", files.Write("u.jsonl", "{\"id\":\"u-1\"}\n"), "--shard", "0/2", "--partial", files.PathOf("users.part"));
        await Gb.RunAsync("diff", old, @new, "--records", records, "--shard", "1/2", "--partial", files.PathOf("records.1.part"));

        Assert.Contains("records: 3, of which 3 differ\nrecords    valueOnly  same\n", text.Output, StringComparison.Ordinal);
        Assert.Equal("different: 1 edit, 0 experiments in which users move, leave or lose exposure, 3 of 3 records differ", text.Lines[^1]);
        Assert.Contains("\n| records | valueOnly |\n", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.All(
            ["by measure, and 3 records", "gb diff OLD NEW --records FILE", "Records of the file", "Counts of records", "records differ</"],
            part => Assert.Contains(part, File.ReadAllText(page), StringComparison.Ordinal));
        Assert.Equal("records", Value.Parse(json.Output).Value!["population"].AsString());
        Assert.Contains("(not measured: records of the file)", none.Output, StringComparison.Ordinal);
        Assert.Equal($"gb: {files.PathOf("none.jsonl")}: no records to compare\n", none.Error);
        Assert.Equal(text.Output, (await Gb.RunAsync("merge", part)).Output);
        Assert.Equal("gb: the parts have no records\n", (await Gb.RunAsync("merge", files.PathOf("none.part"))).Error);
        Assert.EndsWith("does not belong to the others: they differ in `population`: \"users\" and \"records\"\n", (await Gb.RunAsync("merge", files.PathOf("users.part"), files.PathOf("records.1.part"))).Error, StringComparison.Ordinal);
    }

    /// <summary>All else equal nobody moves: only users and proofs tell who leaves by a condition.</summary>
    [Theory]
    [InlineData("--prove")]
    [InlineData("--users")]
    public async Task The_outcome_counts_experiments_that_lose_users_by_attributes(string option)
    {
        const string Json = """{"features":{"f":{"defaultValue":0,"rules":[{"key":"x","condition":{"c":"DE"},"variations":[1,2]}]},"g":{"defaultValue":0,"rules":[{"key":"y","variations":[1,2]}]}}}""";
        var users = files.Write("de.jsonl", string.Concat(Enumerable.Range(0, 5).Select(i => $"{{\"id\":\"u-{i}\",\"c\":\"DE\"}}\n")));
        string[] options = option == "--users" ? [option, users] : [option];

        var run = await Gb.RunAsync(["diff", files.Write("de-old.json", Json), files.Write("de-new.json", Json.Replace("DE", "FR", StringComparison.Ordinal)), .. options]);

        Assert.Contains(", 1 experiment in which users move, leave or lose exposure", run.Lines[^1], StringComparison.Ordinal);
    }

    /// <summary>Of a variation whose value differs, and of an object, the example shows the parts that differ.</summary>
    [Theory]
    [InlineData("x of f, valueOnly: line 1, id \"u-1\": \"a\" → \"c\"", "\"a\"", "\"a\"", "\"c\"")]
    [InlineData("x of f, valueOnly: line 1, id \"u-1\": size 1 → 2, theme.accent \"red\" → none", "\"a\"", "{\"size\":1,\"theme\":{\"accent\":\"red\",\"text\":0}}", "{\"size\":2,\"theme\":{\"text\":0}}")]
    [InlineData("x of f, valueOnly: line 1, id \"u-1\": a 1 → 2, b 1 → 2, c 1 → 2 and 1 more", "\"a\"", "{\"a\":1,\"b\":1,\"c\":1,\"d\":1}", "{\"a\":2,\"b\":2,\"c\":2,\"d\":2}")]
    public async Task An_example_of_a_value_that_differs_shows_what_differs(string example, string variation, string before, string after)
    {
        const string Weights = "\"weights\":[0.5,0.5]";
        var old = files.Write("values-old.json", Old.Replace(variation, before, StringComparison.Ordinal).Replace(Weights, "\"weights\":[1,0]", StringComparison.Ordinal));
        var @new = files.Write("values-new.json", Old.Replace(variation, after, StringComparison.Ordinal).Replace(Weights, "\"weights\":[1,0]", StringComparison.Ordinal));
        var (users, markdown, page) = (files.Write("one.jsonl", "{\"id\":\"u-1\"}\n"), files.PathOf("values.md"), files.PathOf("values.html"));

        var run = await Gb.RunAsync("diff", old, @new, "--users", users, "--markdown", markdown, "--html", page);

        Assert.Contains($"\n  {example}\n", run.Output, StringComparison.Ordinal);
        var change = example[(example.IndexOf("\"u-1\": ", StringComparison.Ordinal) + "\"u-1\": ".Length)..];
        Assert.Contains($"<code>{change}</code> |", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Contains($"<code>{change}</code>", System.Net.WebUtility.HtmlDecode(File.ReadAllText(page)), StringComparison.Ordinal);
    }

    /// <summary>The hash gives b before and a after. What a record has stored decides, unless assignments of the old payload are assumed.</summary>
    [Theory]
    [InlineData("{}", false, "moved")]
    [InlineData("{}", true, "keptBySticky")]
    [InlineData(null, false, "moved")]
    [InlineData(null, true, "keptBySticky")]
    [InlineData("b", false, "keptBySticky")]
    [InlineData("b", true, "keptBySticky")]
    [InlineData("a", false, null)]
    [InlineData("a", true, null)]
    public async Task A_stored_assignment_of_a_record_keeps_the_user(string? stored, bool isAssumed, string? expected)
    {
        var old = files.Write("sticky.json", Old.Replace("\"seed\"", "\"meta\":[{\"key\":\"a\"},{\"key\":\"b\"}],\"seed\"", StringComparison.Ordinal));
        var @new = files.Write("moved.json", File.ReadAllText(old).Replace("[0.5,0.5]", "[1,0]", StringComparison.Ordinal));
        var id = Enumerable.Range(0, 100).Select(i => $"u-{i}").First(id => Hashing.Hash("s", id, 2) >= 0.5);
        var documents = stored is "a" or "b" ? $$$"""{"id||{{{id}}}":{"attributeName":"id","attributeValue":"{{{id}}}","assignments":{"x__0":"{{{stored}}}"} } }""" : stored;
        var member = documents is null ? "" : $",\"stickyBucketAssignmentDocs\":{documents}";
        var records = files.Write("r.jsonl", $$$"""{"context":{"attributes":{"id":"{{{id}}}"}{{{member}}} },"feature":"f"}""");

        var run = await Gb.RunAsync(["diff", old, @new, "--records", records, "--traces", "--json", .. isAssumed ? (string[])["--sticky"] : []]);

        var counts = Value.Parse(run.Output).Value!["users"]["experiments"][0]["counts"];
        Assert.Equal(1, counts[expected ?? "same"].AsInt32());
        if (expected is null)
            return;
        var traces = Value.Parse(run.Output).Value!["users"]["experiments"][0]["examples"][expected]["traces"];
        Assert.StartsWith(expected == "moved" ? "f = \"a\" experiment" : "f = \"b\" experiment", traces[1].AsString(), StringComparison.Ordinal);
    }

    /// <summary>Users have nothing stored, unless assignments of the old payload are assumed; then none of them moves.</summary>
    [Theory]
    [InlineData(false, "moved")]
    [InlineData(true, "keptBySticky")]
    public async Task Users_have_the_assignments_that_are_assumed(bool isAssumed, string expected)
    {
        var old = files.Write("assumed.json", Old.Replace("\"seed\"", "\"meta\":[{\"key\":\"a\"},{\"key\":\"b\"}],\"seed\"", StringComparison.Ordinal));
        var @new = files.Write("assumed-new.json", File.ReadAllText(old).Replace("[0.5,0.5]", "[1,0]", StringComparison.Ordinal));
        string[] ids = [.. Enumerable.Range(0, 100).Select(i => $"u-{i}")];
        var users = files.Write("u.jsonl", string.Join('\n', ids.Select(id => $$"""{"id":"{{id}}"}""")));
        var page = files.PathOf("assumed.html");

        var run = await Gb.RunAsync(["diff", old, @new, "--users", users, "--html", page, "--json", .. isAssumed ? (string[])["--sticky"] : []]);

        var result = Value.Parse(run.Output).Value!;
        Assert.Equal(ids.Count(id => Hashing.Hash("s", id, 2) >= 0.5), result["users"]["experiments"][0]["counts"][expected].AsInt32());
        Assert.Equal(isAssumed, result["assumesStoredAssignments"].IsTruthy);
        Assert.Equal(isAssumed, File.ReadAllText(page).Contains("gb diff OLD NEW --users FILE --sticky", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_exits_with_3() =>
        Assert.Equal(ExitCode.BadInput, (await Gb.RunAsync("diff", files.Write("old.json", Old), files.PathOf("missing.json"))).Code);

    private string Changed(string text, string replacement) => files.Write("new.json", Old.Replace(text, replacement, StringComparison.Ordinal));
}

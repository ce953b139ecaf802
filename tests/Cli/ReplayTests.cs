namespace GrowthBook.Cli.Tests;

public sealed class ReplayTests(Files files) : IClassFixture<Files>
{
    private const string Recorded =
        """{"id":"r1","context":{"attributes":{"n":2}},"feature":"f","result":{"value":1,"on":true,"off":false,"source":"force","ruleId":"a"},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{"value":1,"on":true,"off":false,"source":"force","ruleId":"a"}}]}""";

    private const string Experiments = """
        {"features":{
          "e":{"defaultValue":"none","rules":[{"key":"x","variations":["a","b"],"weights":[1,0],"coverage":1}]},
          "g":{"defaultValue":1}
        }}
        """;

    // The outcomes in the sample come from the reference (tests/Differential/reference).
    [Fact]
    public async Task The_reference_and_the_sample_agree()
    {
        var run = await Gb.RunAsync("replay", "--records", Files.Sample("records.jsonl"), "--payload", Files.Sample("payload.json"));

        Assert.Equal(new Gb.Run(ExitCode.Ok, "replayed 26: 26 the same, 0 different; 1 of features that the payload does not have\n", ""), run);
    }

    [Fact]
    public async Task A_summary_comes_first_and_each_changed_record_is_one_line_without_repetitions()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":false,"rules":[{"id":"b","force":0}]}}}""");
        var records = files.Write("r.jsonl", Recorded + "\n" + """{"id":2,"context":{},"condition":{"x":1},"result":true,"effects":[]}""");

        var run = await Gb.RunAsync("replay", "--records", records, "--payload", payload);

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Equal(
            $"""
            replayed 2: 0 the same, 2 different
            values changed: 2, exposures changed: 0

            feature      different  values  exposures
            (condition)          1       1          0
            f                    1       1          0

            examples, 2 of 2:
            {records}:1: id "r1": $.result.value: recorded 1, now 0; $.result.ruleId: recorded "a", now "b"
            {records}:2: id 2: $.result: recorded true, now false

            """,
            run.Output);
    }

    [Fact]
    public async Task Values_and_exposures_are_counted_by_feature_and_compared_apart()
    {
        var baseline = await Gb.RunAsync(
            "eval", "e", "g", "--payload", files.Write("p.json", Experiments), "--attributes", """{"id":"u"}""", "--json");
        var records = files.Write("r.jsonl", baseline.Output);
        // Another variation with the same value, and another value without an experiment.
        var changed = files.Write("q.json", Experiments
            .Replace("[1,0]", "[0,1]", StringComparison.Ordinal)
            .Replace("""["a","b"]""", """["a","a"]""", StringComparison.Ordinal)
            .Replace("\"defaultValue\":1", "\"defaultValue\":2", StringComparison.Ordinal));

        var all = await Gb.RunAsync("replay", "--records", records, "--payload", changed);
        var values = await Gb.RunAsync("replay", "--records", records, "--payload", changed, "--only", "value");
        var exposures = await Gb.RunAsync("replay", "--records", records, "--payload", changed, "--only", "exposure");

        Assert.StartsWith("replayed 2: 0 the same, 2 different; 2 made with another payload\nvalues changed: 1, exposures changed: 1\n", all.Output, StringComparison.Ordinal);
        Assert.Equal(
            new Gb.Run(ExitCode.Different, $"replayed 2: 1 the same, 1 different; 2 made with another payload\nvalues changed: 1\n\nfeature  values\ng             1\n\nexamples, 1 of 1:\n{records}:2: id \"g\": $.result.value: recorded 1, now 2\n", ""),
            values);
        Assert.Equal(
            new Gb.Run(ExitCode.Different, $"replayed 2: 1 the same, 1 different; 2 made with another payload\nexposures changed: 1\n\nfeature  exposures\ne                1\n\nexamples, 1 of 1:\n{records}:1: id \"e\": exposures: recorded \"x\" variation 0 for \"id\" \"u\", now \"x\" variation 1 for \"id\" \"u\"\n", ""),
            exposures);
    }

    /// <summary>A count of what is not compared would be one of records that differ otherwise, and lower than the whole.</summary>
    [Theory]
    [InlineData(null, 2, "1", "1")]
    [InlineData("value", 1, "1", "null")]
    [InlineData("exposure", 1, "null", "1")]
    public async Task A_count_of_what_is_not_compared_is_null(string? only, int different, string values, string exposures)
    {
        var baseline = await Gb.RunAsync("eval", "e", "g", "--payload", files.Write("p.json", Experiments), "--attributes", """{"id":"u"}""", "--json");
        var changed = files.Write("q.json", Experiments
            .Replace("[1,0]", "[0,1]", StringComparison.Ordinal)
            .Replace("""["a","b"]""", """["a","a"]""", StringComparison.Ordinal)
            .Replace("\"defaultValue\":1", "\"defaultValue\":2", StringComparison.Ordinal));
        string[] arguments = ["replay", "--records", files.Write("r.jsonl", baseline.Output), "--payload", changed, "--json", .. only is null ? [] : new[] { "--only", only }];

        var replay = Value.Parse((await Gb.RunAsync(arguments)).Output).Value!;

        Assert.Equal($"{different} {values} {exposures}", CountsOf(replay));
        Assert.Equal($"0 {(values == "null" ? values : "0")} {(exposures == "null" ? exposures : "0")}", CountsOf(replay["others"]));
        Assert.Equal($"1 {values} {(only is null ? "0" : exposures)}", CountsOf(((Value.Array)replay["features"]).Single(row => only == "exposure" || row["feature"].AsString() == "g")));

        static string CountsOf(Value counts) => $"{counts["different"].ToJson()} {counts["values"].ToJson()} {counts["exposures"].ToJson()}";
    }

    [Fact]
    public async Task The_number_of_examples_is_limited_and_the_first_ones_are_shown()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"rules":[{"id":"a","force":2}]}}}""");
        var records = files.Write("r.jsonl", string.Concat(Enumerable.Repeat(Recorded + "\n", 12)));

        var byDefault = await Gb.RunAsync("replay", "--records", records, "--payload", payload);
        var limited = await Gb.RunAsync("replay", "--records", records, "--payload", payload, "--limit", "3");

        Assert.Contains("examples, 10 of 12:\n", byDefault.Output, StringComparison.Ordinal);
        Assert.Equal("examples, 3 of 12:", limited.Lines[^4]);
        Assert.Equal([1, 2, 3], limited.Lines[^3..].Select(line => int.Parse(line[(records.Length + 1)..].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_difference_in_a_member_that_follows_from_the_value_is_shown_if_the_value_is_the_same()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"rules":[{"id":"a","force":1}]}}}""");
        var wrong = Recorded.Replace("\"on\":true", "\"on\":false", StringComparison.Ordinal);

        var run = await Gb.RunWithAsync(wrong, "replay", "--records", "-", "--payload", payload);

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.EndsWith("standard input:1: id \"r1\": $.result.on: recorded false, now true\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_of_another_payload_and_of_unknown_features_are_counted_also_if_nothing_differs()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var made = await Gb.RunAsync("eval", "f", "none", "-p", payload, "--json", "--allow-unknown");
        var records = made.Output + """{"payload":{"features":{"f":{"defaultValue":1}}},"context":{},"feature":"f","result":{"value":1,"on":true,"off":false,"source":"defaultValue","ruleId":""}}""" + "\n";

        var same = await Gb.RunWithAsync(records, "replay", "--records", "-", "-p", payload);
        var other = await Gb.RunWithAsync(records, "replay", "--records", "-", "-p", files.Write("q.json", """{"features":{"f":{"defaultValue":1},"g":{}}}"""));

        Assert.StartsWith("replayed 3: ", same.Output, StringComparison.Ordinal);
        Assert.EndsWith(" different; 1 of features that the payload does not have", same.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" different; 2 made with another payload; 1 of features that the payload does not have", other.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_without_a_result_and_lines_without_a_record_are_counted()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"rules":[{"id":"a","force":1}]}}}""");

        var run = await Gb.RunWithAsync(
            Recorded + "\n{\"id\":2,\"context\":{},\"feature\":\"f\"}\n{\"id\":3}\n", "replay", "--records", "-", "--payload", payload);

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal("replayed 1: 1 the same, 0 different; 1 without a recorded result; 1 could not be evaluated\n", run.Output);
        Assert.Equal("gb: standard input: line 3, $: the record needs exactly one of feature, experiment and condition\n", run.Error);
    }

    [Fact]
    public async Task The_first_ten_records_without_an_outcome_are_named_and_the_others_counted()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"rules":[{"id":"a","force":1}]}}}""");

        var run = await Gb.RunWithAsync(
            Recorded + string.Concat(Enumerable.Range(0, 25).Select(i => $"\n{{\"id\":{i}}}")), "replay", "--records", "-", "--payload", payload);

        Assert.Equal("replayed 1: 1 the same, 0 different; 25 could not be evaluated\n", run.Output);
        var errors = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, errors.Length);
        Assert.StartsWith("gb: standard input: line 11, ", errors[9], StringComparison.Ordinal);
        Assert.Equal("gb: standard input: 15 more records that could not be evaluated", errors[10]);
    }

    [Fact]
    public async Task Records_that_name_no_payload_are_not_compared_without_one()
    {
        var record = """{"context":{},"feature":"f","result":{"value":1,"on":true,"off":false,"source":"defaultValue","ruleId":""},"effects":[]}""";

        var run = await Gb.RunWithAsync($"{record}\n{record}\n", "replay", "--records", "-");

        Assert.Equal((ExitCode.BadInput, "replayed 0: 0 the same, 0 different; 2 could not be evaluated\n"), (run.Code, run.Output));
        Assert.Equal("gb: records that name no payload, and were not evaluated: 2; name a file with --payload\n", run.Error);
    }

    [Fact]
    public async Task Users_are_no_records()
    {
        var run = await Gb.RunWithAsync("""{"id":"u-1","country":"PT"}""", "replay", "--records", "-", "--payload", files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}"""));

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith("gb: standard input: line 1, $: the attributes of a user, and no evaluation record; give the file to `gb diff --users`, ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"feature\":\"f\"}]", "is a JSON array, and not JSON Lines; write one object per line, such as with jq -c '.[]'")]
    [InlineData("\n[\n  {\"feature\":\"f\"}\n]", "is a JSON array, and not JSON Lines; write one object per line, such as with jq -c '.[]'")]
    [InlineData("{\n  \"feature\": \"f\"\n}", "has JSON over several lines, and is not JSON Lines; write one object per line, such as with jq -c .")]
    [InlineData("{ \"id\": 1,\n  \"feature\": \"f\"\n}", "has JSON over several lines, and is not JSON Lines; write one object per line, such as with jq -c .")]
    public async Task A_file_that_is_not_JSON_Lines_is_named_with_the_mend(string text, string mend)
    {
        var (payload, records) = (files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}"""), files.Write("r.jsonl", text));

        foreach (var command in new[] { "replay", "eval" })
        {
            var run = await Gb.RunAsync(command, "--records", records, "--payload", payload);

            Assert.Equal(ExitCode.BadInput, run.Code);
            Assert.Equal($"gb: {records}: {mend}\n", run.Error);
        }
    }

    [Theory]
    [InlineData("{\"feature\":\"f\"\n{\"feature\":\"f\"}")]
    [InlineData("{\"feature\":\"f\"}\n\"f\"")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_line_that_is_cut_is_an_error_of_that_line_alone(string text)
    {
        var run = await Gb.RunAsync(
            "eval", "--records", files.Write("r.jsonl", text), "--payload", files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}"""));

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.DoesNotContain("JSON Lines", run.Error, StringComparison.Ordinal);
    }

    /// <summary>A part of another SDK's result can lack what <c>--only</c> compares.</summary>
    [Theory]
    [InlineData("exposure", """{"value":1}""", "replayed 0: 0 the same, 0 different; 1 without a recorded exposure\n", (int)ExitCode.BadInput)]
    [InlineData("exposure", """{"value":2}""", "replayed 0: 0 the same, 0 different; 1 without a recorded exposure\n", (int)ExitCode.BadInput)]
    [InlineData("exposure", """{"source":"defaultValue"}""", "replayed 1: 1 the same, 0 different\n", (int)ExitCode.Ok)]
    [InlineData("value", """{"ruleId":""}""", "replayed 0: 0 the same, 0 different; 1 without a recorded value\n", (int)ExitCode.BadInput)]
    [InlineData("value", """{"value":1}""", "replayed 1: 1 the same, 0 different\n", (int)ExitCode.Ok)]
    [InlineData("value", """{"value":null}""", "replayed 1: 0 the same, 1 different\n", (int)ExitCode.Different)]
    public async Task A_recording_that_lacks_what_is_compared_is_not_the_same(string only, string result, string summary, int code)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var run = await Gb.RunAsync("replay", "--only", only, "--records", files.Write("r.jsonl", $$"""{"context":{},"feature":"f","result":{{result}}}"""), "--payload", payload);
        Assert.StartsWith(summary, run.Output, StringComparison.Ordinal);
        Assert.Equal(code, (int)run.Code);
    }

    /// <summary>A count of 0 next to records that cannot be compared would read as "nothing changed".</summary>
    [Theory]
    [InlineData("""{"value":1}""", """{"value":1}""", "values changed: 0, exposures changed: 0, not compared: 2", "0 null 0 2")]
    [InlineData("""{"value":1}""", """{"value":2}""", "values changed: 1, exposures changed: 0, not compared: 2", "1 null 0 2")]
    [InlineData("""{"value":1}""", """{"value":1,"source":"defaultValue"}""", "values changed: 0, exposures changed: 0, not compared: 1", "0 0 0 1")]
    [InlineData("""{"source":"defaultValue"}""", """{"source":"force"}""", "values changed: 0, not compared: 2, exposures changed: 0", "null 0 2 0")]
    [InlineData("""{"ruleId":""}""", """{"value":2,"source":"defaultValue"}""", "values changed: 1, not compared: 1, exposures changed: 0, not compared: 1", "1 0 1 1")]
    public async Task Records_that_do_not_tell_of_a_value_or_an_exposure_are_counted(string first, string second, string line, string counts)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var records = files.Write("r.jsonl", string.Concat(new[] { first, second, "null" }.Select(result => $$"""{"context":{},"feature":"f","result":{{result}}}""" + "\n")));

        var text = await Gb.RunAsync("replay", "--records", records, "--payload", payload);
        var replay = Value.Parse((await Gb.RunAsync("replay", "--records", records, "--payload", payload, "--json")).Output).Value!;

        Assert.StartsWith("replayed 2: ", text.Output, StringComparison.Ordinal);
        Assert.Equal(line, text.Lines[1]);
        Assert.Equal(counts, string.Join(' ', new[] { "values", "exposures", "valuesNotCompared", "exposuresNotCompared" }.Select(name => replay[name].ToJson())));
        Assert.All(((Value.Array)replay["features"]).Append(replay["others"]), row =>
            Assert.Equal((replay["values"] == Value.Null.Instance, replay["exposures"] == Value.Null.Instance), (row["values"] == Value.Null.Instance, row["exposures"] == Value.Null.Instance)));
        if (text.Code == ExitCode.Different)
            Assert.Equal(counts.Split(' ')[..2].Select(count => count == "null" ? "-" : count), text.Lines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..]);
    }

    [Theory]
    [InlineData("", "replayed 0: 0 the same, 0 different\n")]
    [InlineData("\n\r\n", "replayed 0: 0 the same, 0 different\n")]
    [InlineData("{\"context\":{},\"feature\":\"f\"}", "replayed 0: 0 the same, 0 different; 1 without a recorded result\n")]
    public async Task A_replay_that_compares_nothing_exits_with_3(string text, string summary)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        var run = await Gb.RunAsync("replay", "--records", files.Write("r.jsonl", text), "--payload", payload);

        Assert.Equal(
            new Gb.Run(ExitCode.BadInput, summary, $"gb: {files.PathOf("r.jsonl")}: nothing to replay; make a recording with `gb eval --json` or `gb eval --records`\n"),
            run);
    }

    /// <summary>Errors say already why nothing is replayed.</summary>
    [Fact]
    public async Task A_replay_of_lines_that_all_fail_does_not_ask_for_a_recording()
    {
        var recorded = (await Gb.RunAsync("eval", "f", "--json", "--payload", files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}"""))).Output;

        var run = await Gb.RunAsync("replay", "--records", files.Write("r.jsonl", recorded));

        Assert.Equal((ExitCode.BadInput, "replayed 0: 0 the same, 0 different; 1 could not be evaluated\n"), (run.Code, run.Output));
        Assert.Contains("needs the payload sha256:", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing to replay", run.Error, StringComparison.Ordinal);
    }
}

namespace GrowthBook.Cli.Tests;

public sealed class EvalRecordsTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """{"features":{"f":{"defaultValue":0,"rules":[{"condition":{"n":{"$gt":1}},"force":1}]}}}""";

    private const string Zero = """{"value":0,"on":false,"off":true,"source":"defaultValue","ruleId":""}""";

    private const string One = """{"value":1,"on":true,"off":false,"source":"force","ruleId":""}""";

    // sha256sum of the payload's bytes, as coreutils print it.
    private const string Hash = "sha256:21a37d6877cb9156c2f74e232381268e4ef0ee0f4bbee835e73da00d383d18fe";

    [Fact]
    public async Task Each_line_gives_a_line_in_the_same_order()
    {
        var records = files.Write("records.jsonl",
            $$$$"""
            {"id":"a","payload":{"features":{"f":{"defaultValue":0}}},"context":{"attributes":{"n":2}},"feature":"f"}
            {"id":"b","context":{"attributes":{"n":2}},"feature":"f"}
            {"id":"c","context":{"attributes":{"n":2}},"condition":{"n":{"$lt":2}}}
            {"id":"d","context":{},"experiment":{"key":"e","variations":[0,1],"active":false}}
            """);
        var payload = files.Write("payload.json", Payload);

        var run = await Gb.RunAsync("eval", "--records", records, "--payload", payload);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal(4, run.Lines.Length);
        Assert.Equal(
            Inline("\"a\"", """{"n":2}""", """{"features":{"f":{"defaultValue":0}}}"""),
            run.Lines[0]);
        Assert.Equal(Line("\"b\"", One, """{"n":2}"""), run.Lines[1]);
        Assert.Equal(
            $$$$"""{"id":"c","payloadHash":"{{{{Hash}}}}","context":{"attributes":{"n":2}},"condition":{"n":{"$lt":2}},"result":false,"effects":[]}""",
            run.Lines[2]);
        Assert.EndsWith(
            "\"result\":{\"key\":\"0\",\"featureId\":null,\"inExperiment\":false,\"hashUsed\":false,\"variationId\":0,\"value\":0,\"hashAttribute\":\"id\",\"hashValue\":\"\",\"stickyBucketUsed\":false},\"effects\":[]}",
            run.Lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answers_are_a_baseline_that_replays()
    {
        var records = files.Write("records.jsonl",
            """
            {"id":"a","payload":{"features":{"f":{"defaultValue":0}}},"context":{"attributes":{"n":2}},"feature":"f"}
            {"id":"b","context":{"attributes":{"n":2}},"feature":"f","result":{"value":"old"},"effects":[]}
            {"context":{},"condition":{"n":{"$lt":2}}}
            {"id":"d","experiment":{"key":"e","variations":[0,1]},"context":{"attributes":{"id":"u"}}}
            """);
        var payload = files.Write("payload.json", Payload);
        var answers = await Gb.RunAsync("eval", "--records", records, "--payload", payload);

        var same = await Gb.RunWithAsync(answers.Output, "replay", "--records", "-", "--payload", payload);
        var again = await Gb.RunWithAsync(answers.Output, "eval", "--records", "-", "--payload", payload);
        var other = await Gb.RunWithAsync(
            answers.Output, "replay", "--records", "-", "--payload", files.Write("other.json", """{"features":{"f":{"defaultValue":9}}}"""));

        Assert.Equal(new Gb.Run(ExitCode.Ok, "replayed 4: 4 the same, 0 different\n", ""), same);
        Assert.Equal(answers, again);
        Assert.Equal(ExitCode.Different, other.Code);
        Assert.StartsWith("replayed 4: 3 the same, 1 different; 3 made with another payload\nvalues changed: 1, exposures changed: 0\n", other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_cannot_be_evaluated_gives_an_error_and_the_run_continues()
    {
        var run = await Gb.RunWithAsync(
            """
            {"id":1,"context":{},"feature":"f"}
            {"id":2,"feature":"f"

            {"id":3}
            {"id":4,"feature":"f","condition":{}}
            {"id":5,"feature":7}
            {"id":6,"experiment":{"variations":[1,2]}}
            {"id":7,"feature":"f","payload":[]}
            {"id":8,"feature":"f","context":"none"}
            [9]
            {"feature":7}
            {"id":10,"context":{},"feature":"f"}
            """,
            "eval", "--records", "-", "--payload", files.Write("payload.json", Payload));

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal(Line("1", Zero), run.Lines[0]);
        Assert.StartsWith("""{"id":2,"error":"line 2, $: not JSON: """, run.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("line 1", run.Lines[1], StringComparison.Ordinal);
        Assert.Equal("""{"id":3,"error":"line 4, $: the record needs exactly one of feature, experiment and condition"}""", run.Lines[2]);
        Assert.Equal("""{"id":4,"error":"line 5, $: the record needs exactly one of feature, experiment and condition"}""", run.Lines[3]);
        Assert.Equal("""{"id":5,"error":"line 6, $.feature: not the key of a feature"}""", run.Lines[4]);
        Assert.StartsWith("""{"id":6,"error":"line 7, $.experiment: """, run.Lines[5], StringComparison.Ordinal);
        Assert.Equal("""{"id":7,"error":"line 8, $.payload: the payload is not a JSON object"}""", run.Lines[6]);
        Assert.Equal("""{"id":8,"error":"line 9, $.context: the context is not a JSON object"}""", run.Lines[7]);
        Assert.Equal("""{"id":null,"error":"line 10, $: the record is not a JSON object"}""", run.Lines[8]);
        Assert.Equal("""{"id":null,"error":"line 11, $.feature: not the key of a feature"}""", run.Lines[9]);
        Assert.Equal(Line("10", Zero), run.Lines[10]);
        Assert.Equal(11, run.Lines.Length);
        Assert.Equal("gb: 9 of 11 records could not be evaluated; their lines have an `error`\n", run.Error);
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("17")]
    [InlineData("-0.5")]
    [InlineData("1e+21")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1,{\"a\":null}]")]
    [InlineData("{\"b\":1,\"a\":[]}")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\\udc00\\ud83d\"")]
    [InlineData("\"\\u0000\\u001b\"")]
    [InlineData("\"😀\"")]
    public async Task An_id_of_any_type_is_returned_unchanged(string id)
    {
        var run = await Gb.RunWithAsync($$$$"""{"context":{},"feature":"f","id":{{{{id}}}}}""", "eval", "--records", "-", "-p", files.Write("payload.json", Payload));

        Assert.Equal((ExitCode.Ok, Line(id, Zero) + "\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task Line_ends_byte_order_marks_and_blank_lines_are_ignored()
    {
        var payload = files.Write("payload.json", Payload);
        var run = await Gb.RunWithAsync(
            "\uFEFF\r\n{\"id\":1,\"context\":{},\"feature\":\"f\"}\r\n   \n\t\r\n{\"id\":2,\"context\":{},\"feature\":\"f\"}\n\n{\"id\":3,\"context\":{},\"feature\":\"f\"}",
            "eval", "--records", "-", "--payload", payload);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal([Line("1", Zero), Line("2", Zero), Line("3", Zero)], run.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n")]
    public async Task A_file_without_records_exits_with_3(string text)
    {
        var run = await Gb.RunAsync("eval", "--records", files.Write("none.jsonl", text));

        Assert.Equal(
            new Gb.Run(ExitCode.BadInput, "", $"gb: {files.PathOf("none.jsonl")}: has no records; expected one JSON object per line\n"), run);
    }

    [Fact]
    public async Task A_record_can_refer_to_its_payload_by_hash()
    {
        var payload = files.Write("payload.json", Payload);
        var other = "sha256:" + new string('0', 64);
        var records = $$$$"""
            {"id":1,"payloadHash":"{{{{Hash}}}}","context":{},"feature":"f"}
            {"id":2,"payloadHash":"{{{{other}}}}","context":{},"feature":"f"}
            {"id":3,"payloadHash":"{{{{other}}}}","payload":{"features":{"f":{"defaultValue":0}}},"context":{},"feature":"f"}
            {"id":4,"payloadHash":null,"context":{},"feature":"f"}
            {"id":5,"context":{"attributes":{"payloadHash":"x"}},"feature":"f"}
            """;

        var with = await Gb.RunWithAsync(records, "eval", "--records", "-", "--payload", payload);
        var without = await Gb.RunWithAsync(records, "eval", "--records", "-");

        Assert.Equal(ExitCode.BadInput, with.Code);
        Assert.Equal(
        [
            Line("1", Zero),
            $$$$"""{"id":2,"error":"line 2, $.payloadHash: the record needs the payload {{{{other}}}}, but the hash of --payload is {{{{Hash}}}}"}""",
            Inline("3", "{}", """{"features":{"f":{"defaultValue":0}}}"""),
            Line("4", Zero),
            Line("5", Zero, """{"payloadHash":"x"}"""),
        ],
        with.Lines);
        Assert.Equal(ExitCode.BadInput, without.Code);
        Assert.Equal($$$$"""{"id":1,"error":"line 1, $.payloadHash: the record needs the payload {{{{Hash}}}}; name its file with --payload"}""", without.Lines[0]);
    }

    [Fact]
    public async Task Features_without_a_payload_are_unknown_and_exit_with_3_unless_they_are_allowed()
    {
        var run = await Gb.RunWithAsync("""{"context":{},"feature":"f"}""", "eval", "--records", "-");
        var allowed = await Gb.RunWithAsync("""{"context":{},"feature":"f"}""", "eval", "--records", "-", "--allow-unknown");

        Assert.Equal(run with { Code = ExitCode.Ok }, allowed);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("\"source\":\"unknownFeature\"", run.Output, StringComparison.Ordinal);
        Assert.Equal("gb: features evaluated without a payload: 1; name a file with --payload\n", run.Error);
    }

    [Fact]
    public async Task Diagnostics_name_file_line_and_path()
    {
        var records = files.Write("records.jsonl", "\n" + """{"id":1,"payload":{"features":{"f":3,"g":{}}},"context":{},"feature":"g"}""");

        var run = await Gb.RunAsync("eval", "--records", records);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal($"gb: error: {records}:2: $.payload.features.f: not a feature object; it is left out\n", run.Error);
    }

    [Fact]
    public async Task A_progress_bar_does_not_change_the_output()
    {
        var requests = string.Concat(Enumerable.Repeat("{\"id\":0,\"context\":{},\"feature\":\"f\"}\n", 2_000));
        var args = new[] { "eval", "--records", files.Write("records.jsonl", requests), "--payload", files.Write("payload.json", Payload) };
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter());
        using var terminal = new Terminal(() => Stream.Null, output, error, errorTraits: new TerminalTraits(() => 80, HasColors: true));

        var code = await CommandLine.RunAsync(args, terminal);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal((await Gb.RunAsync(args)).Output, output.ToString());
    }

    [Fact]
    public async Task The_text_of_an_unexpected_exception_starts_no_line_and_controls_no_terminal()
    {
        var error = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(() => throw new InvalidOperationException("a\n\u001b[2Jfeatures: 1\u0085x\u202e"), TextWriter.Null, error);

        await CommandLine.RunAsync(["eval", "--records", "-"], terminal);

        Assert.StartsWith("gb: unexpected failure, please report it:\ngb:   System.InvalidOperationException: a\ngb:   \\u001b[2Jfeatures: 1\ngb:   x\\u202e\n", error.ToString(), StringComparison.Ordinal);
        Assert.All(error.ToString().TrimEnd('\n').Split('\n'), line => Assert.StartsWith("gb: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unexpected_exception_exits_with_4()
    {
        var error = new StringWriter();
        using var terminal = new Terminal(() => throw new InvalidOperationException("boom"), TextWriter.Null, error);

        var code = await CommandLine.RunAsync(["eval", "--records", "-"], terminal);

        Assert.Equal(ExitCode.Failure, code);
        Assert.StartsWith("gb: unexpected failure, please report it:\ngb:   System.InvalidOperationException: boom", error.ToString(), StringComparison.Ordinal);
    }

    private static string Line(string id, string result, string attributes = "{}") =>
        $$$$"""{"id":{{{{id}}}},"payloadHash":"{{{{Hash}}}}","context":{"attributes":{{{{attributes}}}}},"feature":"f","result":{{{{result}}}},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{{{{result}}}}}]}""";

    private static string Inline(string id, string attributes, string payload) =>
        $$$$"""{"id":{{{{id}}}},"context":{"attributes":{{{{attributes}}}}},"feature":"f","result":{{{{Zero}}}},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{{{{Zero}}}}}],"payload":{{{{payload}}}}}""";
}

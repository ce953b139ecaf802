using System.Text.Json;

namespace GrowthBook.Cli.Tests;

public sealed class LintCommandTests : IDisposable
{
    private const string Payload = """
        {
          // comments do not move lines
          "features": {
            "f": { "defaultValue": false, "rules": [{ "force": true }, { "id": "late", "force": false }] }
          }
        }
        """;

    private readonly Files _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_mistake_has_line_level_code_and_mend_and_exit_code_1()
    {
        var file = _files.Write("p.json", Payload);
        var run = await Gb.RunAsync("lint", file);
        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Equal(
            [$"{file}:4:64: warning GB204: $.features.f.rules[1]: rule `late`: rule 1 before it answers for each of its users; remove one of the rules, or give the first one a condition",
             "findings: 1; `gb lint --explain GB204` explains one"],
            run.Lines);
    }

    [Fact]
    public async Task A_byte_order_mark_is_in_no_column()
    {
        const string OneLine = """{"features":{"f":{"defaultValue":false,"rules":[{"force":true},{"id":"late","force":false}]}}}""";
        var (plain, marked) = (_files.Write("p.json", OneLine), _files.Write("q.json", "\uFEFF" + OneLine));

        var (run, withMark) = (await Gb.RunAsync("lint", plain), await Gb.RunAsync("lint", marked));
        var json = Value.Parse((await Gb.RunAsync("lint", marked, "--json")).Output).Value!;

        Assert.Contains($"{plain}:1:{OneLine.IndexOf("{\"id\"", StringComparison.Ordinal) + 1}: warning GB204", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Output.Replace(plain, marked, StringComparison.Ordinal), withMark.Output);
        Assert.Equal(EvaluationRecord.HashPayload(File.ReadAllBytes(marked)), json["payload"].AsString());
    }

    [Fact]
    public async Task Records_are_read_as_by_other_commands()
    {
        var file = _files.Write("p.json", """{"features":{"f":{"defaultValue":1},"g":{"defaultValue":1}}}""");
        var records = _files.Write("r.jsonl", """
            {"context":{},"feature":"f","payloadHash":"sha256:of-another-payload","result":null,"effects":[]}
            {"feature":"g","contxt":{}}
            """);

        var run = await Gb.RunAsync("lint", file, "--records", records);
        var replay = await Gb.RunAsync("replay", "-p", file, "--records", records);

        Assert.Equal($"gb: {records}: line 2, $: unknown member `contxt` of the record; did you mean context?\n", run.Error);
        Assert.Equal(run.Error, replay.Error);
        Assert.Contains("$.features.g", run.Lines.Single(line => line.Contains("GB404: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "$: the payload is not a JSON object")]
    [InlineData("{\"features\":{}}\n{}", "$: not JSON: ")]
    [InlineData("{\"status\":404,\"message\":\"no\"}", "$: ")]
    public async Task A_payload_in_use_that_is_none_is_not_compared(string previous, string message)
    {
        var file = _files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        var run = await Gb.RunAsync("lint", file, "--previous", _files.Write("q.json", previous));

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {_files.PathOf("q.json")}:", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", (int)ExitCode.Ok, """{"features":{"f":{"defaultValue":1}}}""")]
    [InlineData("{\"features\":{}}", (int)ExitCode.Different, Payload)]
    public async Task Without_features_in_use_the_first_payload_is_checked_with_a_warning(string previous, int code, string payload)
    {
        var (file, sarif) = (_files.Write("p.json", payload), _files.PathOf("lint.sarif"));
        var empty = _files.Write("q.json", previous);

        var run = await Gb.RunAsync("lint", file, "--previous", empty, "--sarif", sarif);

        Assert.Equal(((ExitCode)code, $"gb: {empty}: has no features and no experiments; check that it is the answer of the features endpoint; it is not compared\n"), (run.Code, run.Error));
        Assert.Equal((await Gb.RunAsync("lint", file)).Output, run.Output);
        Assert.True(File.Exists(sarif));
    }

    [Fact]
    public async Task The_shop_has_none_and_exit_code_0()
    {
        var run = await Gb.RunAsync("lint", Files.Sample("payload.json"));
        Assert.Equal((ExitCode.Ok, "findings: 0\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task JSON_and_SARIF_have_the_finding()
    {
        var (file, sarif) = (_files.Write("p.json", Payload), _files.PathOf("lint.sarif"));
        var run = await Gb.RunAsync("lint", file, "--json", "--sarif", sarif);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("GB204", json.RootElement.GetProperty("findings")[0].GetProperty("code").GetString());
        using var written = JsonDocument.Parse(File.ReadAllText(sarif));
        Assert.Equal("GB204", written.RootElement.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("ruleId").GetString());
        var failed = await Gb.RunAsync("lint", file, "--sarif", _files.PathOf("nowhere/lint.sarif"));
        Assert.Equal(ExitCode.Failure, failed.Code);
    }

    [Fact]
    public async Task Notes_do_not_fail()
    {
        var run = await Gb.RunAsync("lint", _files.Write("p.json", """{"features":{"f":{}},"savedGroups":{"g":[]}}"""));
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains(" note GB402: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_prints_the_section_of_a_code()
    {
        var run = await Gb.RunAsync("lint", "--explain", "203");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.StartsWith("GB203 rule-shadowed\n\n", run.Output, StringComparison.Ordinal);
        var unknown = await Gb.RunAsync("lint", "--explain", "GB299");
        Assert.Equal(ExitCode.BadUsage, unknown.Code);
        Assert.Contains("there is no code `GB299`; codes are those of findings, from GB101 to GB802", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, (await Gb.RunAsync("lint")).Code);
    }

    [SkippableFact]
    public async Task A_schema_that_cannot_be_read_is_named()
    {
        Skip.If(OperatingSystem.IsWindows(), "a link needs rights");
        var file = _files.Write("p.json", Payload);
        var schema = Path.Combine(Directory.CreateDirectory(_files.PathOf("schemas")).FullName, "f.json");
        File.CreateSymbolicLink(schema, _files.PathOf("none.json"));

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {_files.PathOf("nodir")}: no such folder\n"), await Gb.RunAsync("lint", file, "--schemas", _files.PathOf("nodir")));
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {schema}: no such file\n"), await Gb.RunAsync("lint", file, "--schemas", _files.PathOf("schemas")));
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {file}: is a file; name a folder\n"), await Gb.RunAsync("lint", file, "--schemas", file));
    }

    [Fact]
    public async Task Findings_of_standard_input_have_an_address_without_spaces()
    {
        await Gb.RunWithAsync(Payload, "lint", "-", "--sarif", _files.PathOf("stdin.sarif"));

        var location = Value.Parse(File.ReadAllText(_files.PathOf("stdin.sarif"))).Value!["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        Assert.Equal("stdin", location["artifactLocation"]["uri"].AsString());
    }

    [Fact]
    public async Task A_schema_that_tests_nothing_is_named()
    {
        var folder = Directory.CreateDirectory(_files.PathOf("unused")).FullName;
        var file = _files.Write("p.json", """{"features":{"banner":{"defaultValue":1}}}""");

        var empty = await Gb.RunAsync("lint", file, "--schemas", folder);
        _files.Write("unused/baner.json", """{"type":"string"}""");
        var unused = await Gb.RunAsync("lint", file, "--schemas", folder);
        var broken = _files.Write("unused/banner.json", "{\n  \"type\": number\n}");
        var malformed = await Gb.RunAsync("lint", file, "--schemas", folder);

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {folder}: has no schema; name each KEY.json, after its feature\n"), empty);
        Assert.Equal((ExitCode.Ok, $"gb: {Path.Combine(folder, "baner.json")}: is not used: the payload has no feature `baner`; did you mean banner?\n"), (unused.Code, unused.Error));
        Assert.Equal((ExitCode.BadInput, ""), (malformed.Code, malformed.Output));
        Assert.StartsWith($"gb: {broken}:2: $: ", malformed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"type\": \"object\",\n  \"properties\": {\n    \"n\": { \"pattern\": \"(\" }\n  }\n}", 4, "$.properties.n")]
    [InlineData("{\"const\":{\"pattern\":\"(\"},\n\"allOf\":[{},\n{\"items\":{\"pattern\":\"(\"}}]}", 3, "$.allOf[1].items")]
    [InlineData("{\n\"$schema\":\"https://example.com/none\"}", 1, "$")]
    [InlineData("[]", 1, "$")]
    public async Task A_schema_that_is_none_is_named_with_its_place(string schema, int line, string path)
    {
        var folder = Directory.CreateDirectory(_files.PathOf("none")).FullName;
        var file = _files.Write("none/f.json", schema);

        var run = await Gb.RunAsync("lint", _files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}"""), "--schemas", folder);

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {file}:{line}: {path}: no JSON schema: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("1")]
    [InlineData("null")]
    public async Task A_schema_of_another_kind_is_told_what_a_schema_is(string schema)
    {
        var folder = Directory.CreateDirectory(_files.PathOf("kind")).FullName;
        var file = _files.Write("kind/f.json", schema);

        var run = await Gb.RunAsync("lint", _files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}"""), "--schemas", folder);

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {file}:1: $: no JSON schema: a schema is an object, true or false, and nothing else\n"), run);
    }

    /// <summary>A reference is followed only when a value is tested.</summary>
    [Fact]
    public async Task A_finding_of_a_reference_names_the_file_of_the_schema()
    {
        var folder = Directory.CreateDirectory(_files.PathOf("lost")).FullName;
        var file = _files.Write("lost/f.json", """{"properties":{"a":{"$ref":"#/none"}}}""");

        var run = await Gb.RunAsync("lint", _files.Write("p.json", """{"features":{"f":{"defaultValue":{"a":1}}}}"""), "--schemas", folder);

        Assert.Contains($"GB503: $.features.f: the schema `{file}` is no JSON schema: ", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_full_disk_is_named_with_the_path_once()
    {
        Skip.IfNot(File.Exists("/dev/full"), "only Linux has /dev/full");
        var run = await Gb.RunAsync("lint", _files.Write("p.json", """{"features":{"f":{}}}"""), "--sarif", "/dev/full");
        Assert.Equal((ExitCode.Failure, "gb: /dev/full: cannot be written: No space left on device\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task Schemas_the_payload_in_use_and_records_are_read()
    {
        var schemas = Directory.CreateDirectory(_files.PathOf("schemas")).FullName;
        _files.Write("schemas/f.json", """{"type":"string"}""");
        var file = _files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var records = _files.Write("records.jsonl", "{\"context\":{},\"feature\":\"g\"}\nno record\n[]\n");
        var run = await Gb.RunAsync("lint", file, "--schemas", schemas, "--previous", file, "--records", records);
        Assert.Contains("GB503", run.Output, StringComparison.Ordinal);
        Assert.Contains("GB404", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await Gb.RunAsync("lint", file, "--schemas", _files.PathOf("nowhere"))).Code);
        Assert.Equal(ExitCode.BadInput, (await Gb.RunAsync("lint", _files.PathOf("nowhere.json"))).Code);
    }
}

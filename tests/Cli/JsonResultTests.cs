namespace GrowthBook.Cli.Tests;

/// <summary>The JSON of <c>gb check</c> and <c>gb replay</c>.</summary>
public sealed class JsonResultTests(Files files) : IClassFixture<Files>
{
    private const string Recorded =
        """{"id":"r1","context":{},"feature":"f","result":{"value":1,"on":true,"off":false,"source":"defaultValue","ruleId":""},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{"value":1,"on":true,"off":false,"source":"defaultValue","ruleId":""}}]}""";

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public async Task Check_lists_diagnostics_with_line_and_column(string mark)
    {
        var path = files.Write("p.json", mark + "{\n  \"features\": {\n    \"f\": { \"defaultValue\": \"🚚\", \"rules\": 7 }, // comment\n    \"g\": { \"defaultValu\": 1 }\n  }\n}");

        var run = await Gb.RunAsync("check", path, "--json");

        Assert.Equal(ExitCode.BadInput, run.Code);
        var result = Parse(run);
        Assert.Equal(["kind", "schemaVersion", "file", "payload", "features", "experiments", "diagnostics"], result.Keys);
        Assert.Equal(("check", 1, path, 2, 0), (result["kind"], result["schemaVersion"], result["file"], result["features"], result["experiments"]));
        Assert.Equal(EvaluationRecord.HashPayload(File.ReadAllBytes(path)), result["payload"]);
        Assert.Equal(
            ["error $.features.f.rules 3:43", "warning $.features.g.defaultValu 4:27"],
            ((Value.Array)result["diagnostics"]).Select(each => $"{each["severity"]} {each["path"]} {each["line"]}:{each["column"]}"));
        Assert.Equal("unknown member, which is ignored; did you mean defaultValue?", result["diagnostics"][1]["message"]);
    }

    [Fact]
    public async Task Check_names_the_place_of_text_that_is_not_json()
    {
        var run = await Gb.RunAsync("check", files.Write("bad.json", "{\n  \"features\": {\n    \"é\": {,\n  }\n}\n"), "--json");

        Assert.Equal(ExitCode.BadInput, run.Code);
        var fault = ((Value.Array)Parse(run)["diagnostics"])[0];
        Assert.Equal(("fatal", "$.features['é']", 3, 11), (fault["severity"], fault["path"], fault["line"], fault["column"]));
        Assert.EndsWith("(byte 12)", fault["message"].AsString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_without_faults_has_no_diagnostics()
    {
        var run = await Gb.RunAsync("check", Files.Sample("payload.json"), "--json");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal("[]", Parse(run)["diagnostics"].ToJson());
    }

    [Fact]
    public async Task Replay_has_counts_by_feature_and_examples()
    {
        var payload = files.Write("q.json", """{"features":{"f":{"defaultValue":2}}}""");
        var records = files.Write("r.jsonl", Recorded + "\n" + """{"id":2,"context":{},"condition":{"x":1},"result":false,"effects":[]}""" + "\n" + """{"id":3,"context":{},"feature":"f"}""" + "\n{\n");

        var run = await Gb.RunAsync("replay", "--records", records, "--payload", payload, "--json");

        Assert.Equal(ExitCode.Different, run.Code);
        var result = Parse(run);
        Assert.Equal(
            $$"""
            {"kind":"replay","schemaVersion":1,"file":{{new Value.String(records).ToJson()}},"payload":"{{EvaluationRecord.HashPayload(File.ReadAllBytes(payload))}}","only":null,"same":1,"different":1,"values":1,"exposures":0,"valuesNotCompared":0,"exposuresNotCompared":0,"requests":1,"notCompared":0,"failed":1,"otherPayload":0,"unknownFeature":0,"features":[{"feature":"f","experiment":null,"different":1,"values":1,"exposures":0}],"others":{"different":0,"values":0,"exposures":0},"examples":[{"line":1,"id":"r1","feature":"f","experiment":null,"differences":[{"path":"$.result.value","recorded":1,"actual":2}]}]}
            """,
            result.ToString());
    }

    [Fact]
    public async Task Replay_of_a_condition_names_no_feature_and_a_missing_part_has_no_actual_value()
    {
        var records = files.Write("c.jsonl", """{"context":{},"condition":{"x":1},"result":false,"effects":[{"type":"x"}]}""");

        var run = await Gb.RunAsync("replay", "--records", records, "--json", "--only", "exposure");
        var all = await Gb.RunAsync("replay", "--records", records, "--json");

        Assert.Equal((ExitCode.Ok, "exposure", "[]"), (run.Code, Parse(run)["only"].AsString(), Parse(run)["examples"].ToJson()));
        Assert.Equal(
            """[{"line":1,"id":null,"feature":null,"experiment":null,"differences":[{"path":"$.effects[0]","recorded":{"type":"x"}}]}]""", Parse(all)["examples"].ToJson());
        Assert.Equal("""[{"feature":null,"experiment":null,"different":1,"values":0,"exposures":0}]""", Parse(all)["features"].ToJson());
        Assert.Equal(Value.Null.Instance, Parse(all)["payload"]);
    }

    [Fact]
    public async Task Replay_tells_features_apart_whatever_their_keys_are()
    {
        var start = new string('k', 70);
        string[] features = [start + "1", start + "2", "(condition)", "(others)", "", "x", "experiment x", "a\u001bb"];
        var records = features
            .Select(feature => $$"""{"context":{},"feature":{{new Value.String(feature).ToJson()}},"result":{"value":1,"on":true,"off":false,"source":"force","ruleId":""},"effects":[]}""")
            .Append("""{"context":{},"experiment":{"key":"x","variations":[1,2]},"result":{},"effects":[]}""")
            .Append("""{"context":{},"condition":{"n":1},"result":true,"effects":[]}""");
        var payload = files.Write("n.json", """{"features":{}}""");

        var run = await Gb.RunWithAsync(string.Join("\n", records), "replay", "--records", "-", "-p", payload, "--json", "--limit", "20");
        var text = await Gb.RunWithAsync(string.Join("\n", records), "replay", "--records", "-", "-p", payload, "--limit", "0");

        var result = Parse(run);
        string[] expected = [.. features.Select(feature => $"{new Value.String(feature).ToJson()} null"), "null \"x\"", "null null"];
        Assert.Equal(expected, ((Value.Array)result["examples"]).Select(SubjectOf));
        Assert.Equal(expected.Order(StringComparer.Ordinal), ((Value.Array)result["features"]).Select(SubjectOf).Order(StringComparer.Ordinal));
        Assert.All((Value.Array)result["features"], row => Assert.Equal(1, row["different"].AsInt32()));
        Assert.Equal(2, text.Lines.Count(line => line.StartsWith(start[..59] + "…  ", StringComparison.Ordinal)));
        Assert.Single(text.Lines[2..].Select(line => line.Length).Distinct());

        static string SubjectOf(Value row) => $"{row["feature"].ToJson()} {row["experiment"].ToJson()}";
    }

    [Fact]
    public async Task Replay_counts_features_after_the_first_10000_together()
    {
        const string Outcome = "\"result\":{\"value\":1,\"on\":true,\"off\":false,\"source\":\"force\",\"ruleId\":\"\"},\"effects\":[]}\n";
        var records = string.Concat(Enumerable.Range(0, 10_003).Select(i => $"{{\"context\":{{}},\"feature\":\"f{i}\",{Outcome}")) + $"{{\"context\":{{}},\"feature\":\"f0\",{Outcome}";
        var payload = files.Write("n.json", """{"features":{}}""");

        var result = Parse(await Gb.RunWithAsync(records, "replay", "--records", "-", "-p", payload, "--json"));
        var text = await Gb.RunWithAsync(records, "replay", "--records", "-", "-p", payload);

        Assert.Equal((10_000, 10_004), (((Value.Array)result["features"]).Count, result["different"].AsInt32()));
        Assert.Equal("""{"different":3,"values":3,"exposures":0}""", result["others"].ToJson());
        Assert.Equal("f0", result["features"][0]["feature"].AsString());
        Assert.Contains("not counted by feature: 3 different, of features after the first 10000", text.Lines);
    }

    private static Value.Object Parse(Gb.Run run)
    {
        var (value, errors) = Value.Parse(run.Output);
        Assert.Empty(errors);
        Assert.Single(run.Lines);
        return (Value.Object)value!;
    }
}

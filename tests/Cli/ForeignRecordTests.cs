namespace GrowthBook.Cli.Tests;

/// <summary>Records with the results of other SDKs, as Python's <c>FeatureResult.to_dict()</c> and JavaScript's <c>JSON.stringify</c> print them.</summary>
public sealed class ForeignRecordTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """
        {"features":{"checkout":{"defaultValue":"none","rules":[{"id":"fr_2","key":"new-checkout","variations":["classic","one-page"],"weights":[0.5,0.5],
          "coverage":1,"hashAttribute":"id","hashVersion":2,"meta":[{"key":"0","name":"Classic"},{"key":"1"}],"phase":"0"}]}}}
        """;

    private const string Python =
        """{"context": {"attributes": {"id": "u-1"}}, "feature": "checkout", "result": {"value": "classic", "source": "experiment", "on": true, "off": false, "ruleId": "fr_2", "experiment": {"key": "new-checkout", "variations": ["classic", "one-page"], "weights": [0.5, 0.5], "active": true, "coverage": 1, "condition": null, "namespace": null, "force": null, "hashAttribute": "id", "hashVersion": 2, "ranges": null, "meta": [{"key": "0", "name": "Classic"}, {"key": "1"}], "filters": null, "seed": null, "name": null, "phase": "0"}, "experimentResult": {"featureId": "checkout", "variationId": 0, "inExperiment": true, "value": "classic", "hashUsed": true, "hashAttribute": "id", "hashValue": "u-1", "key": "0", "stickyBucketUsed": false, "bucket": 0.2748, "name": "Classic"}}}""";

    private const string JavaScript =
        """{"context":{"attributes":{"id":7}},"feature":"checkout","result":{"value":"one-page","on":true,"off":false,"source":"experiment","ruleId":"fr_2","experiment":{"variations":["classic","one-page"],"key":"new-checkout","coverage":1,"weights":[0.5,0.5],"hashAttribute":"id","meta":[{"key":"0","name":"Classic"},{"key":"1"}],"phase":"0","hashVersion":2},"experimentResult":{"key":"1","featureId":"checkout","inExperiment":true,"hashUsed":true,"variationId":1,"value":"one-page","hashAttribute":"id","hashValue":7,"stickyBucketUsed":false,"bucket":0.8959}}}""";

    private const string PythonInline =
        """{"context": {"attributes": {"id": "u-1"}}, "experiment": {"key": "inline", "variations": ["x", "y"]}, "result": {"featureId": null, "variationId": 0, "inExperiment": true, "value": "x", "hashUsed": true, "hashAttribute": "id", "hashValue": "u-1", "key": "0", "stickyBucketUsed": false, "bucket": 0.423}}""";

    private const string JavaScriptInline =
        """{"context":{"attributes":{"id":7}},"experiment":{"key":"inline","variations":["x","y"]},"result":{"key":"0","featureId":null,"inExperiment":true,"hashUsed":true,"variationId":0,"value":"x","hashAttribute":"id","hashValue":7,"stickyBucketUsed":false,"bucket":0.331}}""";

    [Theory]
    [InlineData(Python)]
    [InlineData(JavaScript)]
    [InlineData(PythonInline)]
    [InlineData(JavaScriptInline)]
    [InlineData("""{"context":{"attributes":{"id":"u-1"}},"feature":"checkout","result":{"value":"classic"}}""", false)]
    [InlineData("""{"context":{"attributes":{"id":"u-1"}},"feature":"checkout","result":{"value":"classic"},"effects":null}""", false)]
    [InlineData("""{"context":{"attributes":{"id":7}},"feature":"checkout","result":{"value":"one-page","experimentResult":{"hashValue":"7","variationId":1}}}""")]
    [InlineData("""{"context":{},"feature":"checkout","result":{"value":"none","ruleId":null,"experiment":null,"experimentResult":null}}""")]
    [InlineData("""{"context":{},"feature":"checkout","result":{"value":"none","experiment":{},"experimentResult":{}}}""", false)]
    public async Task The_result_of_another_SDK_is_the_same(string record, bool tellsExposure = true)
    {
        foreach (var only in new string[][] { [], ["--only", "value"], ["--only", "exposure"] })
        {
            var run = await Gb.RunWithAsync(record, ["replay", "--records", "-", "--payload", files.Write("p.json", Payload), .. only]);

            if (!tellsExposure && only is [_, "exposure"])
                Assert.Equal(new Gb.Run(ExitCode.BadInput, "replayed 0: 0 the same, 0 different; 1 without a recorded exposure\n", "gb: standard input: no recorded result has what --only compares; leave out --only\n"), run);
            else
                Assert.Equal(new Gb.Run(ExitCode.Ok, $"replayed 1: 1 the same, 0 different\n{(tellsExposure || only.Length > 0 ? "" : "values changed: 0, exposures changed: 0, not compared: 1\n")}", ""), run);
        }
    }

    public static TheoryData<string, string, bool, bool> Different() => new()
    {
        { Python.Replace("\"value\": \"classic\", \"source\"", "\"value\": \"other\", \"source\"", StringComparison.Ordinal), "$.result.value: recorded \"other\", now \"classic\"", true, false },
        { Python.Replace("\"variationId\": 0", "\"variationId\": 1", StringComparison.Ordinal), "$.result.experimentResult.variationId: recorded 1, now 0", false, true },
        { Python.Replace("\"inExperiment\": true", "\"inExperiment\": false", StringComparison.Ordinal), "$.result.experimentResult.inExperiment: recorded false, now true", false, true },
        { JavaScript.Replace("\"key\":\"new-checkout\"", "\"key\":\"old-checkout\"", StringComparison.Ordinal), "$.result.experiment.key: recorded \"old-checkout\", now \"new-checkout\"", false, true },
        { JavaScript.Replace("0.8959", "0.9", StringComparison.Ordinal), "$.result.experimentResult.bucket: recorded 0.9, now 0.8959", false, false },
        { JavaScriptInline.Replace("\"variationId\":0", "\"variationId\":1", StringComparison.Ordinal), "$.result.variationId: recorded 1, now 0", false, true },
        { """{"context":{"attributes":{"id":"u-1"}},"feature":"checkout","result":{"value":null}}""", "$.result.value: recorded null, now \"classic\"", true, false },
        { """{"context":{"attributes":{"id":"u-1"}},"feature":"checkout","result":{"value":"classic","source":"force"}}""", "$.result.source: recorded \"force\", now \"experiment\"", false, true },
        { """{"context":{"attributes":{"id":"u-1"}},"feature":"checkout","result":{"value":"classic","experimentResult":null}}""", "$.result.experimentResult: recorded null, now {", false, true },
        { Python.Replace("\"attributes\": {\"id\": \"u-1\"}", "\"attributes\": {}", StringComparison.Ordinal), "$.result.value: recorded \"classic\", now \"none\"", true, true },
    };

    [Theory]
    [MemberData(nameof(Different))]
    public async Task A_recorded_member_that_differs_is_listed(string record, string difference, bool isValue, bool isExposure)
    {
        var payload = files.Write("p.json", Payload);

        var all = await Gb.RunWithAsync(record, "replay", "--records", "-", "--payload", payload);
        var values = await Gb.RunWithAsync(record, "replay", "--records", "-", "--payload", payload, "--only", "value");
        var exposures = await Gb.RunWithAsync(record, "replay", "--records", "-", "--payload", payload, "--only", "exposure");

        Assert.Equal(ExitCode.Different, all.Code);
        Assert.Contains(": " + difference, all.Output, StringComparison.Ordinal);
        Assert.Equal((isValue, isExposure), (values.Code == ExitCode.Different, exposures.Code == ExitCode.Different));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"vaule":"none"}""")]
    [InlineData("""{"Value":"none"}""")]
    [InlineData("""{"experiment":{},"experimentResult":{}}""")]
    [InlineData("""{"experimentResult":{"variatonId":1}}""")]
    public async Task A_result_without_a_compared_member_is_counted_as_none(string result)
    {
        foreach (var subject in new[] { "\"feature\":\"checkout\"", "\"experiment\":{\"key\":\"inline\",\"variations\":[\"x\",\"y\"]}" })
        {
            var empty = $$$"""{"context":{"attributes":{"id":"u-1"}},{{{subject}}},"result":{{{result}}}}""";

            var run = await Gb.RunWithAsync($"{Python}\n{empty}\n", "replay", "--records", "-", "--payload", files.Write("p.json", Payload));

            Assert.Equal((ExitCode.Ok, "replayed 1: 1 the same, 0 different; 1 without a recorded result\n"), (run.Code, run.Output));
        }
    }

    /// <summary>A result of this SDK, which has its effects, is compared whole.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task An_empty_result_with_effects_differs(string result)
    {
        var record = $$$"""{"context":{"attributes":{"id":"u-1"}},"feature":"checkout","result":{{{result}}},"effects":[]}""";

        Assert.Equal(ExitCode.Different, (await Gb.RunWithAsync(record, "replay", "--records", "-", "--payload", files.Write("p.json", Payload))).Code);
    }

    [Fact]
    public async Task An_unknown_member_of_a_result_is_a_warning_once_per_name()
    {
        var records = """
            {"context":{},"feature":"checkout","result":{"value":"none","sorce":"force","rule_id":"a","evaluatedAt":17}}
            {"context":{},"feature":"checkout","result":{"value":"none","sorce":"force","evaluatedAt":18,"experimentResult":{"variation_id":1}}}
            {"context":{},"experiment":{"key":"inline","variations":["x","y"]},"result":{"inExperiment":false,"variation":0}}
            {"context":{},"feature":"checkout","result":{"value":"none","own":1},"effects":[]}
            """;

        var run = await Gb.RunWithAsync(records, "replay", "--records", "-", "--payload", files.Write("p.json", Payload));

        Assert.Equal(
            "gb: warning: standard input:1: $.result.sorce: unknown member, which is ignored; did you mean source?\n"
            + "gb: warning: standard input:1: $.result.rule_id: unknown member, which is ignored; did you mean ruleId?\n"
            + "gb: warning: standard input:1: $.result.evaluatedAt: unknown member, which is ignored; only its first place is listed\n"
            + "gb: warning: standard input:2: $.result.experimentResult.variation_id: unknown member, which is ignored; did you mean variationId?\n"
            + "gb: warning: standard input:3: $.result.variation: unknown member, which is ignored; did you mean variationId?\n",
            run.Error);
        Assert.StartsWith("replayed 4: 3 the same, 1 different\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_unknown_members_are_shown_and_the_others_counted()
    {
        var members = string.Concat(Enumerable.Range(0, 30).Select(i => $",\"another{i}\":0"));

        var run = await Gb.RunWithAsync(
            $$$"""{"context":{},"feature":"checkout","result":{"value":"none"{{{members}}}}}""", "replay", "--records", "-", "--payload", files.Write("p.json", Payload));

        Assert.Equal(11, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.EndsWith("gb: 20 more unknown members of results in standard input\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exposure_is_named_by_its_experiment_variation_and_user()
    {
        var run = await Gb.RunWithAsync(
            JavaScript.Replace("\"variationId\":1", "\"variationId\":0", StringComparison.Ordinal), "replay", "--records", "-", "--payload", files.Write("p.json", Payload), "--only", "exposure");

        Assert.EndsWith("exposures: recorded \"new-checkout\" variation 0 for \"id\" 7, now \"new-checkout\" variation 1 for \"id\" 7\n", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A record of this SDK has its effects, and so is compared whole: a member that is missing differs.</summary>
    [Fact]
    public async Task A_record_with_effects_is_compared_exactly()
    {
        var run = await Gb.RunWithAsync(
            """{"context":{"attributes":{"id":"u-1"}},"feature":"checkout","result":{"value":"classic"},"effects":[]}""", "replay", "--records", "-", "--payload", files.Write("p.json", Payload));

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Contains("$.result.on: recorded nothing, now true", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diff_reads_records_of_other_SDKs()
    {
        var old = files.Write("p.json", Payload);
        var changed = files.Write("q.json", Payload.Replace("\"classic\",\"one-page\"", "\"classic\",\"two-pages\"", StringComparison.Ordinal));

        var run = await Gb.RunWithAsync($"{Python}\n{JavaScript}\n", "diff", old, changed, "--records", "-", "--json");

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Contains("\"one-page\"", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }
}

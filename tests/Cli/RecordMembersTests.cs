namespace GrowthBook.Cli.Tests;

/// <summary>Records that would lose a part of their question.</summary>
public sealed class RecordMembersTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """{"features":{"dark-mode":{"defaultValue":1}}}""";

    public static TheoryData<string, string> Refused() => new()
    {
        { """{"id":1,"contxt":{},"feature":"dark-mode","result":{},"effects":[]}""", "$: unknown member `contxt` of the record; did you mean context?" },
        { """{"id":1,"featur":"dark-mode","result":{},"effects":[]}""", "$: unknown member `featur` of the record; did you mean feature?" },
        { """{"id":1,"context":{},"feature":"dark-mode","result":{},"effects":[],"nothing":{"a":[1]}}""", "$: unknown member `nothing` of the record" },
        { """{"id":1,"context":{},"attributes":{"plan":"pro"},"feature":"dark-mode","result":{},"effects":[]}""",
            """$: unknown member `attributes` of the record; it belongs into the context: {\"context\":{\"attributes\":…}}""" },
        { """{"id":1,"stickyBucketAssignmentDocs":{},"context":{},"feature":"dark-mode","result":{},"effects":[]}""",
            """$: unknown member `stickyBucketAssignmentDocs` of the record; it belongs into the context: {\"context\":{\"stickyBucketAssignmentDocs\":…}}""" },
        { """{"id":1,"user":{"plan":"pro"},"context":{},"feature":"dark-mode","result":{},"effects":[]}""",
            """$: unknown member `user` of the record; the user's attributes belong into context.attributes: {\"context\":{\"attributes\":{…}}}""" },
        { """{"id":1,"context":{"user":{"plan":"pro"}},"feature":"dark-mode","result":{},"effects":[]}""",
            """$.context: unknown member `user` of the context; the user's attributes belong into `attributes`: {\"attributes\":{…}}""" },
        { """{"id":1,"context":{"plan":"pro"},"feature":"dark-mode","result":{},"effects":[]}""",
            """$.context: unknown member `plan` of the context; the user's attributes belong into `attributes`: {\"attributes\":{…}}""" },
        { """{"id":1,"context":{"feature":"dark-mode"},"feature":"dark-mode","result":{},"effects":[]}""",
            "$.context: unknown member `feature` of the context; it belongs into the record, next to `context`" },
        { """{"id":1,"context":{"atributes":{}},"feature":"dark-mode","result":{},"effects":[]}""", "$.context: unknown member `atributes` of the context; did you mean attributes?" },
        { """{"id":1,"context":{"url":5},"feature":"dark-mode","result":{},"effects":[]}""", "$.context.url: " },
        { """{"id":1,"context":{"attributes":[]},"feature":"dark-mode","result":{},"effects":[]}""", "$.context.attributes: " },
        { """{"id":1,"context":{"forcedVariations":{"e":"1"}},"feature":"dark-mode","result":{},"effects":[]}""", "$.context.forcedVariations.e: " },
        { """{"id":1,"context":{"stickyBucketAssignmentDocs":{"id||u":{"assignmnts":{"e__0":"1"}}}},"feature":"dark-mode","result":{},"effects":[]}""",
            "$.context.stickyBucketAssignmentDocs['id||u'].assignmnts: unknown member; did you mean assignments?" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_record_with_an_unknown_or_malformed_member_is_an_error_of_its_line(string record, string error)
    {
        var payload = files.Write("p.json", Payload);

        var eval = await Gb.RunWithAsync(record, "eval", "--records", "-", "-p", payload);
        var replay = await Gb.RunWithAsync(record, "replay", "--records", "-", "-p", payload);

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (eval.Code, replay.Code));
        Assert.StartsWith($$"""{"id":1,"error":"line 1, {{error}}""", eval.Output, StringComparison.Ordinal);
        Assert.StartsWith($"gb: standard input: line 1, {error.Replace("\\\"", "\"", StringComparison.Ordinal)}", replay.Error, StringComparison.Ordinal);
    }

    /// <summary>The recorded text equals the present one, so that replay takes its short way.</summary>
    [Fact]
    public async Task A_replay_refuses_an_unknown_member_of_an_unchanged_record()
    {
        var payload = files.Write("p.json", Payload);
        var recorded = (await Gb.RunAsync("eval", "dark-mode", "-p", payload, "--json")).Output;

        var replay = await Gb.RunWithAsync(
            recorded.Replace("\"context\":{", "\"contxt\":1,\"context\":{", StringComparison.Ordinal), "replay", "--records", "-", "-p", payload);

        Assert.Equal(ExitCode.BadInput, replay.Code);
        Assert.StartsWith("gb: standard input: line 1, $: unknown member `contxt` of the record", replay.Error, StringComparison.Ordinal);
    }

    /// <summary>The value may also be the present one: the record has no result either way.</summary>
    [Theory]
    [InlineData("\"feature\":\"dark-mode\"", "false", "false")]
    [InlineData("\"feature\":\"dark-mode\"", "1", "1")]
    [InlineData("\"feature\":\"dark-mode\"", "\"on\"", "\"on\"")]
    [InlineData("\"feature\":\"dark-mode\"", "[1]", "[1]")]
    [InlineData("\"experiment\":{\"key\":\"e\",\"variations\":[0,1]}", "0", "0")]
    public async Task A_bare_value_as_the_result_is_an_error_of_its_line_for_a_replay(string subject, string result, string value)
    {
        var payload = files.Write("p.json", Payload);
        var record = $"{{\"id\":1,\"context\":{{}},{subject},\"result\":{result}}}";

        var replay = await Gb.RunWithAsync(record, "replay", "--records", "-", "-p", payload);
        var eval = await Gb.RunWithAsync(record, "eval", "--records", "-", "-p", payload);

        Assert.Equal(ExitCode.BadInput, replay.Code);
        Assert.StartsWith($"gb: standard input: line 1, $.result: a value, and no result, which is an object; write {{\"value\":{value}}}\n", replay.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, ""), (eval.Code, eval.Error)); // which writes the result anew
    }

    [Fact]
    public async Task The_result_of_a_condition_is_a_boolean()
    {
        var replay = await Gb.RunWithAsync("""{"context":{"attributes":{"a":1}},"condition":{"a":1},"result":true}""", "replay", "--records", "-", "-p", files.Write("p.json", Payload));

        Assert.Equal((ExitCode.Ok, ""), (replay.Code, replay.Error));
    }

    [Fact]
    public void The_known_members_of_a_record_include_all_that_a_recording_has()
    {
        var record = new EvaluationRecord(
            1, new Context(GrowthBook.Payload.Empty, new Attributes { ["n"] = double.NaN }), new EvaluationSubject.OfFeature("f"),
            new EvaluationAnswer(Value.Object.Empty, Value.Array.Empty) { HasReachedStepLimit = true })
        { PayloadHash = "sha256:0" };

        var members = record.ToValue().Keys.ToArray();

        Assert.Contains("notFinite", members);
        Assert.Subset(RecordMembers.Names.ToHashSet(), members.ToHashSet());
    }

    [Theory]
    [InlineData("""{"context":{},"feature":"drk-mode"}""")]
    [InlineData("""{"context":{},"feature":"drk-mode","payload":{"features":{"dark-mode":{}}}}""")]
    public async Task A_feature_that_the_payload_of_a_record_lacks_exits_with_3_unless_it_is_allowed(string record)
    {
        var payload = files.Write("p.json", Payload);

        var run = await Gb.RunWithAsync(record, "eval", "--records", "-", "-p", payload);
        var allowed = await Gb.RunWithAsync(record, "eval", "--records", "-", "-p", payload, "--allow-unknown");

        Assert.Equal((ExitCode.BadInput, ExitCode.Ok), (run.Code, allowed.Code));
        Assert.Equal(allowed.Output, run.Output);
        Assert.Equal(
            "gb: standard input:1: the payload has no feature `drk-mode`; did you mean dark-mode?\n"
            + "gb: features that their payload does not have: 1 (--allow-unknown evaluates them as null without an error)\n",
            run.Error);
    }

    [Fact]
    public async Task The_first_unknown_features_are_named_and_all_are_counted()
    {
        var records = string.Concat(Enumerable.Repeat("{\"context\":{},\"feature\":\"drk-mode\"}\n", 30));

        var run = await Gb.RunWithAsync(records, "eval", "--records", "-", "-p", files.Write("p.json", Payload));

        Assert.Equal(21, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("features that their payload does not have: 30 ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"feature":"forced","context":{"forcedFeatureValues":{"forced":1}}}""")]
    [InlineData("""{"context":{},"condition":{}}""")]
    public async Task A_forced_feature_and_a_condition_need_no_feature_of_the_payload(string record)
    {
        var run = await Gb.RunWithAsync(record, "eval", "--records", "-", "-p", files.Write("p.json", Payload));

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("""{"attributes":[]}""", "$.attributes: ")]
    [InlineData("""{"url":5}""", "$.url: ")]
    [InlineData("""{"blockedChangeIds":[1]}""", "$.blockedChangeIds[0]: ")]
    [InlineData("""{"stickyBucketAssignmentDocs":{"id||u":1}}""", "$.stickyBucketAssignmentDocs")]
    [InlineData("""{"stickyBucketAssignmentDocs":{"id||u":{"assignmnts":{"e__0":"1"}}}}""", "$.stickyBucketAssignmentDocs['id||u'].assignmnts: unknown member; did you mean assignments?\n")]
    public async Task A_malformed_member_of_the_context_exits_with_3(string context, string error)
    {
        var payload = files.Write("p.json", Payload);

        foreach (var command in new[] { "eval", "explain" })
        {
            var run = await Gb.RunAsync(command, "dark-mode", "-p", payload, "--context", context);

            Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
            Assert.StartsWith($"gb: --context:1: {error}", run.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Stores keep members of their own; only a misspelt one costs assignments.</summary>
    [Fact]
    public async Task A_stored_document_may_have_members_of_its_store()
    {
        const string Context = """{"attributes":{},"stickyBucketAssignmentDocs":{"id||u":{"updatedAt":17,"attributeName":"id","attributeValue":"u","assignments":{"e__0":"1"}}}}""";
        const string Warning = "tickyBucketAssignmentDocs['id||u'].updatedAt: unknown member, which is ignored; only its first place is listed\n";
        var payload = files.Write("p.json", Payload);

        var eval = await Gb.RunAsync("eval", "dark-mode", "-p", payload, "--context", Context, "--json");
        var replay = await Gb.RunWithAsync(eval.Output, "replay", "--records", "-", "-p", payload);

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (eval.Code, replay.Code));
        Assert.EndsWith(Warning, eval.Error, StringComparison.Ordinal);
        Assert.Contains("1", (await Gb.RunWithAsync(eval.Output, "eval", "--records", "-", "-p", payload)).Output, StringComparison.Ordinal);
    }

    /// <summary>The recorded text equals the present one, so that only the fault prevents the short way of replay.</summary>
    [Fact]
    public async Task A_stored_document_that_is_not_used_is_a_warning_of_its_line()
    {
        const string Context = """{"attributes":{},"stickyBucketAssignmentDocs":{"id|u":{"attributeName":"id","attributeValue":"u","assignments":{"e__0":"1"}}}}""";
        const string Warning = "tickyBucketAssignmentDocs['id|u']: not the key of an identifier, such as id||123; the document is not used\n";
        var payload = files.Write("p.json", Payload);

        var eval = await Gb.RunAsync("eval", "dark-mode", "-p", payload, "--context", Context, "--json");
        var replay = await Gb.RunWithAsync(eval.Output, "replay", "--records", "-", "-p", payload);

        Assert.Equal((ExitCode.Ok, "gb: warning: --context:1: $.s" + Warning), (eval.Code, eval.Error));
        Assert.Equal((ExitCode.Ok, "gb: warning: standard input:1: $.context.s" + Warning), (replay.Code, replay.Error));
    }
}

namespace GrowthBook.Pure.Tests.Api;

/// <summary>A line of evaluation records is a request, an answer and a recording, and replays with its differences.</summary>
public class RecordTests
{
    private const string Line =
        """{"id":"r1","payload":{"features":{"f":{"defaultValue":"red"}}},"context":{"attributes":{"id":"1"}},"feature":"f"}""";

    [Fact]
    public void The_record_of_a_feature_has_the_documented_form()
    {
        var ((record, id), errors) = EvaluationRecord.Parse(Line);
        Assert.Empty(errors);
        Assert.Equal("r1", id);
        const string result = """{"value":"red","on":true,"off":false,"source":"defaultValue","ruleId":""}""";
        Assert.Equal(
            $$$"""{"id":"r1","result":{{{result}}},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{{{result}}}}]}""",
            record!.Evaluate().ToValue(record.Id).ToString());
    }

    [Fact]
    public void The_replay_of_a_record_without_an_outcome_differs_in_its_result_and_effects()
    {
        var differences = EvaluationRecord.Parse("""{"context":{"attributes":{"a":1}},"condition":{"a":1}}""").Value.Record!.Replay();
        Assert.Equal(["$.result: recorded nothing, now true", "$.effects: recorded nothing, now []"], differences.Select(difference => difference.ToString()));
    }

    [Fact]
    public void Records_of_experiments_and_conditions_have_the_documented_form()
    {
        var ((experiment, _), _) = EvaluationRecord.Parse("""{"context":{"attributes":{"id":"1"}},"experiment":{"key":"e","variations":[0,1],"hashVersion":2}}""");
        var bucket = Hashing.Hash("e", "1", 2)!.Value;
        var answer = experiment!.Evaluate();
        Assert.Equal(bucket < 0.5 ? 0 : 1, ((Value.Object)answer.Result)["variationId"]);
        Assert.Equal(
            ["key", "featureId", "inExperiment", "hashUsed", "variationId", "value", "hashAttribute", "hashValue", "stickyBucketUsed", "bucket"],
            ((Value.Object)answer.Result).Keys);
        Assert.False(answer.ToValue().ContainsKey("id"));
        var ((condition, _), _) = EvaluationRecord.Parse("""{"id":7,"context":{"attributes":{"a":1}},"condition":{"a":1}}""");
        Assert.Equal("""{"id":7,"result":true,"effects":[]}""", condition!.Evaluate().ToValue(condition.Id).ToString());
    }

    [Theory]
    [InlineData("""{"id":"x","result":{},"effects":[]}""", "$", "an answer without its question, which cannot be evaluated; add the context, and one of feature, experiment and condition")]
    [InlineData("""{"error":"line 2, $: not JSON"}""", "$", "no record but an error of `gb eval`, whose record was not evaluated: line 2, $: not JSON")]
    [InlineData("""{"error":5}""", "$", "the record needs exactly one of feature, experiment and condition")]
    [InlineData("{}", "$", "the record needs exactly one of feature, experiment and condition")]
    [InlineData("""{"id":"x","feature":"f","condition":{}}""", "$", "the record needs exactly one of feature, experiment and condition")]
    [InlineData("""{"id":"x","feature":5}""", "$.feature", "not the key of a feature")]
    [InlineData("""{"id":"x","experiment":{"key":"e"}}""", "$.experiment", "the experiment is malformed")]
    [InlineData("""{"id":"x","feature":"f","context":5}""", "$.context", "the context is not a JSON object")]
    [InlineData("""{"id":"x","feature":"f","payload":5}""", "$.payload", "the payload is not a JSON object")]
    [InlineData("[]", "$", "the record is not a JSON object")]
    public void A_line_that_cannot_be_evaluated_says_what_is_wrong_and_where(string json, string path, string message)
    {
        var ((record, id), errors) = EvaluationRecord.Parse(json);
        Assert.Null(record);
        Assert.Contains(errors, error => (error.Severity, error.Path, error.Message) == (ErrorSeverity.Fatal, path, message));
        Assert.Equal(json.Contains("\"x\"", StringComparison.Ordinal) ? "\"x\"" : null, id?.ToJson());
    }

    [Fact]
    public void The_payload_of_the_run_is_used_where_a_line_has_none()
    {
        var payload = Given.Payload("""{"features":{"f":{"defaultValue":"blue"}}}""");
        Assert.Equal("blue", Value("""{"feature":"f"}""", payload));
        Assert.Equal("blue", Value("""{"feature":"f","payload":null}""", payload));
        Assert.Equal("red", Value(Line, payload));
        Assert.Equal(GrowthBook.Value.Null.Instance, Value("""{"feature":"f","context":null}""", null));

        static Value Value(string line, Payload? payload) =>
            ((Value.Object)EvaluationRecord.Parse(line, payload).Value.Record!.Evaluate().Result)["value"];
    }

    [Fact]
    public void A_recording_names_its_payload_by_hash_and_round_trips_through_json()
    {
        var hash = EvaluationRecord.HashPayload("abc"u8);
        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash);
        var payload = Given.Payload("""{"features":{"f":{"defaultValue":"blue"}}}""");
        var request = EvaluationRecord.Parse("""{"id":"a","context":{"attributes":{"id":"1"}},"feature":"f"}""", payload).Value.Record!;
        Assert.False(request.WithAnswer().ToValue().ContainsKey("payloadHash"));
        var recording = request.WithAnswer() with { PayloadHash = hash };
        Assert.Equal(hash, recording.ToValue()["payloadHash"]);
        var ((read, _), errors) = EvaluationRecord.Parse(recording.ToString(), payload, hash);
        Assert.Empty(errors);
        Assert.Equal(recording, read);
        Assert.Empty(read!.Replay());
        Assert.DoesNotContain("\n", recording.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "sha256:2", "the hash of the given one is sha256:2")]
    [InlineData(true, null, "the given one is not compared with it; give its hash")]
    [InlineData(false, null, "it is evaluated without features; give that payload")]
    [InlineData(false, "sha256:1", "it is evaluated without features; give that payload")]
    public void A_record_of_another_payload_is_evaluated_with_a_warning(bool isGiven, string? hash, string mend)
    {
        var payload = isGiven ? Given.Payload("""{"features":{"f":{"defaultValue":"blue"}}}""") : null;
        const string json = """{"payloadHash":"sha256:1","context":{},"feature":"f"}""";
        foreach (var ((record, _), errors) in new[] { EvaluationRecord.Parse(json, payload, hash), EvaluationRecord.Parse(System.Text.Encoding.UTF8.GetBytes(json), payload, hash) })
        {
            Assert.Equal(new PayloadError(ErrorSeverity.Warning, "$.payloadHash", $"the record needs the payload sha256:1; {mend}"), Assert.Single(errors));
            Assert.Equal("sha256:1", record!.PayloadHash);
        }
    }

    [Theory]
    [InlineData("""{"context":{"attribute":{}},"feature":"f"}""", "$.context.attribute", "unknown member, which is ignored; did you mean attributes?")]
    [InlineData("""{"context":{"qaMod":true},"feature":"f"}""", "$.context.qaMod", "unknown member, which is ignored; did you mean qaMode?")]
    [InlineData("""{"context":{"plan":"pro"},"feature":"f"}""", "$.context.plan", "unknown member, which is ignored; only its first place is listed")]
    [InlineData("""{"contxt":{},"feature":"f"}""", "$.contxt", "unknown member, which is ignored; did you mean context?")]
    [InlineData("""{"feature":"f","context":{},"result":{"value":1,"rule_id":"a"}}""", "$.result.rule_id", "unknown member, which is ignored; did you mean ruleId?")]
    [InlineData("""{"feature":"f","context":{},"result":{"experimentResult":{"hashvalue":"a"}}}""", "$.result.experimentResult.hashvalue", "unknown member, which is ignored; did you mean hashValue?")]
    [InlineData("""{"experiment":{"key":"e","variations":[0,1]},"context":{},"result":{"source":"force"}}""", "$.result.source", "unknown member, which is ignored; only its first place is listed")]
    [InlineData("""{"feature":"f","payloadhash":"sha256:1"}""", "$.payloadhash", "unknown member, which is ignored; did you mean payloadHash?")]
    public void A_member_that_records_or_contexts_do_not_have_is_a_warning_with_the_nearest_name(string json, string path, string message)
    {
        var ((record, _), errors) = EvaluationRecord.Parse(json);
        Assert.NotNull(record);
        Assert.Equal(new PayloadError(ErrorSeverity.Warning, path, message), Assert.Single(errors));
    }

    [Fact]
    public void A_misspelt_subject_is_a_warning_next_to_the_fatal_fault() => Assert.Contains(
        new PayloadError(ErrorSeverity.Warning, "$.featur", "unknown member, which is ignored; did you mean feature?"),
        EvaluationRecord.Parse("""{"context":{},"featur":"f"}""").Errors);

    [Fact]
    public void A_context_warns_of_members_that_it_does_not_have_and_of_no_others()
    {
        Assert.Equal(
            new PayloadError(ErrorSeverity.Warning, "$.atributes", "unknown member, which is ignored; did you mean attributes?"),
            Assert.Single(Context.Parse("""{"atributes":{}}""", Payload.Empty).Errors));
        const string all = """
            {"attributes":{"id":"1"},"attributeOverrides":{"a":1},"url":"https://shop.example/","enabled":false,"qaMode":true,"forcedVariations":{"e":1},
             "forcedFeatureValues":{"f":1},"disableVisualExperiments":true,"disableUrlRedirectExperiments":true,"disableCrossOriginUrlRedirectExperiments":true,
             "disableQueryStringVariations":true,"blockedChangeIds":["c"],"stickyBucketAssignmentDocs":{}}
            """;
        var (context, errors) = Context.Parse(all, Payload.Empty);
        Assert.Empty(errors);
        Assert.Equal(13, context.ToValue().Count);
    }

    [Fact]
    public void A_record_that_contains_its_payload_names_no_other()
    {
        var ((record, _), errors) = EvaluationRecord.Parse("""{"payloadHash":"sha256:0",""" + Line[1..]);
        Assert.Empty(errors);
        Assert.Null(record!.PayloadHash);
        Assert.Equal("$.payloadHash: not a string", Texts("""{"payloadHash":5,"feature":"f"}"""));
        Assert.Equal("$.effects: not an array", Texts("""{"feature":"f","result":{},"effects":{}}"""));

        static string Texts(string line) =>
            string.Join(" ", EvaluationRecord.Parse(line).Errors.Select(error => $"{error.Path}: {error.Message}"));
    }

    [Fact]
    public void An_evaluation_becomes_a_record_that_replays()
    {
        var payload = Given.Payload("""{"features":{"f":{"defaultValue":"blue"}}}""");
        var context = new Context(payload, new Attributes { ["id"] = "1" });
        var record = EvaluationRecord.Of(context, "f", Evaluator.EvalFeature(context, "f"));
        Assert.Equal("""{"attributes":{"id":"1"}}""", record.ToValue()["context"].ToJson());
        Assert.Equal("f", record.ToValue()["feature"]);
        Assert.Equal("blue", ((Value.Object)record.ToValue()["result"])["value"]);
        Assert.Equal(record, EvaluationRecord.Parse(record.ToString(), payload).Value.Record);
        Assert.Empty(record.Replay());
        var experiment = new Experiment("e", 0, 1);
        Assert.Empty(EvaluationRecord.Of(context, experiment, Evaluator.RunExperiment(context, experiment)).Replay());
    }

    [Fact]
    public void An_answer_reads_back_alone_and_from_a_recording()
    {
        var record = EvaluationRecord.Parse(Line).Value.Record!.WithAnswer();
        Assert.Equal((record.Recorded, 0), (EvaluationAnswer.Parse(record.Recorded!.ToString()).Value, EvaluationAnswer.Parse(record.Recorded.ToString()).Errors.Length));
        Assert.Equal(record.Recorded, EvaluationAnswer.Parse(record.ToString()).Value);
        Assert.Equal(record.Recorded, EvaluationAnswer.Parse(record.Recorded.ToValue(record.Id).ToString()).Value);
        foreach (var text in new[] { "5", "{}" })
        {
            var (answer, errors) = EvaluationAnswer.Parse(text);
            Assert.Null(answer);
            Assert.Equal((ErrorSeverity.Fatal, "not an answer, an object with the members result and effects"), (errors[0].Severity, errors[0].Message));
        }
    }

    [Fact]
    public void Replay_shows_every_difference()
    {
        var line = Line[..^1] + ""","result":{"value":"blue","on":true,"off":false,"source":"defaultValue","extra":1},"effects":[{"type":"x"},{"a":[1]}]}""";
        var differences = EvaluationRecord.Parse(line).Value.Record!.Replay();
        Assert.Equal(
            [
                "$.result.value: recorded \"blue\", now \"red\"",
                "$.result.extra: recorded 1, now nothing",
                "$.result.ruleId: recorded nothing, now \"\"",
                "$.effects[0].type: recorded \"x\", now \"featureEvaluated\"",
                "$.effects[0].featureKey: recorded nothing, now \"f\"",
            ],
            differences.Select(difference => difference.ToString()).Where(text => !text.StartsWith("$.effects[0].result", StringComparison.Ordinal) && !text.StartsWith("$.effects[1]", StringComparison.Ordinal)));
        Assert.Contains(differences, difference => difference is { Path: "$.effects[1]", Actual: null });
        Assert.Equal("$.result: recorded true, now false", Assert.Single(
            EvaluationRecord.Parse("""{"context":{},"condition":{"a":1},"result":true,"effects":[]}""").Value.Record!.Replay()).ToString());
        Assert.Empty(EvaluationRecord.Parse("""{"context":{},"condition":{"a":1},"result":false}""").Value.Record!.Replay());
        var order = EvaluationRecord.Parse(Line[..^1] + ""","result":{"on":true,"value":"red","ruleId":"","source":"defaultValue","off":false},"effects":[]}""").Value.Record!.Replay();
        Assert.Equal("$.effects[0]", Assert.Single(order).Path);
    }

    [Fact]
    public void An_answer_without_effects_is_written_without_them_and_replays_by_the_members_that_it_has()
    {
        var ((record, _), errors) = EvaluationRecord.Parse(Line[..^1] + ""","result":{"value":"red","ruleId":null,"extra":1}}""");
        Assert.Equal((false, "$.result.extra"), (record!.Recorded!.HasEffects, Assert.Single(errors).Path));
        Assert.Empty(record.Replay());
        Assert.EndsWith(""","result":{"value":"red","ruleId":null,"extra":1}}""", record.ToString(), StringComparison.Ordinal);
        var blue = record with { Recorded = EvaluationAnswer.Parse("""{"result":{"value":"blue","on":true},"effects":null}""").Value };
        Assert.Equal("$.result.value: recorded \"blue\", now \"red\"", Assert.Single(blue.Replay()).ToString());
    }

    [Theory]
    [InlineData("null", true)]
    [InlineData("{}", true)]
    [InlineData("""{"extra":1}""", true)]
    [InlineData("""{"experiment":{},"experimentResult":{"extra":1}}""", true)]
    [InlineData("""{"experiment":{"key":"e"}}""", false)]
    [InlineData("""{"value":null}""", false)]
    [InlineData("true", false)]
    public void A_result_without_a_compared_member_is_empty(string result, bool isEmpty)
    {
        Assert.Equal(isEmpty, ForeignResult.IsEmpty(new EvaluationSubject.OfFeature("f"), Given.Value(result)));
        Assert.Equal(isEmpty || result.Contains("key", StringComparison.Ordinal), ForeignResult.IsEmpty(new EvaluationSubject.OfExperiment(new Experiment("e", 0, 1)), Given.Value(result)));
    }

    [Fact]
    public void An_empty_part_of_a_result_is_not_compared()
    {
        var ((record, _), errors) = EvaluationRecord.Parse(Line[..^1] + ""","result":{"value":"red","experiment":{},"experimentResult":{}}}""");
        Assert.Empty(errors);
        Assert.Empty(record!.Replay());
    }

    [Fact]
    public void Differences_of_elements_have_their_index()
    {
        var line = """{"payload":{"features":{"f":{"defaultValue":[1,2,3]}}},"feature":"f","result":{"value":[1,5],"on":true,"off":false,"source":"defaultValue","ruleId":""},"effects":[]}""";
        Assert.Equal(["$.result.value[1]", "$.result.value[2]", "$.effects[0]"], EvaluationRecord.Parse(line).Value.Record!.Replay().Select(difference => difference.Path));
    }

    [Fact]
    public void The_replay_of_a_record_that_was_read_without_its_payload_differs_in_the_payload_only()
    {
        var payload = Payload.Parse("""{"features":{"f":{"defaultValue":{"a":1,"b":2},"rules":[{"key":"e","variations":[{"a":1},{"b":2}]}]}}}""").Value;
        var context = new Context(payload, new Attributes { ["id"] = "1" });
        var recording = EvaluationRecord.Of(context, "f", Evaluator.EvalFeature(context, "f"));

        var read = System.Text.Json.JsonSerializer.Deserialize<EvaluationRecord>(System.Text.Json.JsonSerializer.Serialize(recording))!;

        var difference = Assert.Single(read.Replay());
        Assert.Equal("$.payload: the record has no payload; read it with EvaluationRecord.Parse(json, payload)", difference.ToString());
        Assert.Empty((read with { Context = read.Context with { Payload = payload } }).Replay());
        Assert.Empty((read with { Context = new Context() }).WithAnswer().Replay());
    }
}

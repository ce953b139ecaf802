using System.Collections.Immutable;
using System.Text.Json;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>Results, effects and records through System.Text.Json: their form, and the errors of malformed JSON.</summary>
public sealed class JsonTests
{
    private const string Result = """{"value":"b","on":true,"off":false,"source":"force","ruleId":"r"}""";

    [Theory]
    [InlineData(ErrorSeverity.Warning)]
    [InlineData(ErrorSeverity.Error)]
    [InlineData(ErrorSeverity.Fatal)]
    public void A_fault_of_each_severity_reads_back(ErrorSeverity severity)
    {
        var fault = new PayloadError(severity, "$.features", "not a JSON object");
        Assert.Equal(fault, JsonSerializer.Deserialize<PayloadError>(JsonSerializer.Serialize(fault)));
    }

    [Fact]
    public void A_fault_within_a_name_with_special_characters_names_its_path()
    {
        const string json = """{"stickyBucketAssignmentDocs":{"a||1":{"attributeName":"a","attributeValue":"1","assignments":5}}}""";
        Assert.Contains("assignments", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Context>(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_within_another_object_has_the_form_of_records_and_no_naming_policy_changes_it()
    {
        var feature = new FeatureResult("b", FeatureResultSource.Force, "r");
        Assert.Equal(Result, JsonSerializer.Serialize(feature));
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper };
        Assert.Equal($$"""{"ITEM":{{Result}}}""", JsonSerializer.Serialize(new Holder<FeatureResult>(feature), options));
        Assert.Equal("\"force\"", JsonSerializer.Serialize(FeatureResultSource.Force));
        Assert.Equal("""{"override":1}""", JsonSerializer.Serialize(new Dictionary<FeatureResultSource, int> { [FeatureResultSource.Override] = 1 }));
        Assert.Equal(FeatureResultSource.Override, JsonSerializer.Deserialize<Dictionary<FeatureResultSource, int>>("""{"override":1}""")!.Keys.Single());
        Assert.Equal("""{"f":1}""", JsonSerializer.Serialize(new Dictionary<FeatureKey, int> { ["f"] = 1 }));
        Assert.Equal("f", JsonSerializer.Deserialize<Dictionary<FeatureKey, int>>("""{"f":1}""")!.Keys.Single().ToString());
        Assert.Equal("\"\"", JsonSerializer.Serialize(default(FeatureKey)));
        Assert.Null(JsonSerializer.Deserialize<FeatureResult>("null"));
    }

    [Fact]
    public void Parts_of_experiments_have_the_form_that_they_have_in_experiments()
    {
        Assert.Equal("[0,0.5]", JsonSerializer.Serialize(new BucketRange(0, 0.5)));
        Assert.Equal("""["checkout",0,0.5]""", JsonSerializer.Serialize(new ExperimentNamespace("checkout", new BucketRange(0, 0.5))));
        Assert.Equal("""{"seed":"s","ranges":[[0,0.5]]}""", JsonSerializer.Serialize(new Filter("s", [new BucketRange(0, 0.5)])));
        Assert.Equal("""{"id||1":{"attributeName":"id","attributeValue":"1","assignments":{"e__0":"a"}}}""", JsonSerializer.Serialize(
            StickyBuckets.Of(StickyAssignmentDocument.Parse("""{"attributeName":"id","attributeValue":"1","assignments":{"e__0":"a"}}""").Value!)));
        Assert.Equal("\"$and\"", JsonSerializer.Serialize(GroupOperator.And));
        Assert.Equal("""{"severity":"fatal","path":"$","message":"m"}""", JsonSerializer.Serialize(new PayloadError(ErrorSeverity.Fatal, "$", "m")));
    }

    [Theory]
    [InlineData(typeof(FeatureResult), "5", "FeatureResult: $: not a feature result object; the JSON there is a number")]
    [InlineData(typeof(FeatureResult), """{"source":"unheard"}""", "FeatureResult: $.source: not the source of a feature result, such as defaultValue; the JSON there is a string")]
    [InlineData(typeof(FeatureResult), "{}", "FeatureResult: $.source: not the source of a feature result, such as defaultValue; the JSON has no such member")]
    [InlineData(typeof(FeatureResult), """{"val":true,"on":true,"off":false,"source":"force","ruleId":""}""", "FeatureResult: $: has no value; the JSON there is an object")]
    [InlineData(typeof(FeatureResult), """{"value":true,"on":"yes","off":false,"source":"force"}""", "FeatureResult: $.on: not a boolean; the JSON there is a string")]
    [InlineData(typeof(FeatureResult), """{"value":true,"off":0,"source":"force"}""", "FeatureResult: $.off: not a boolean; the JSON there is a number")]
    [InlineData(typeof(Effects), """[{"type":"featureEvaluated","featureKey":"f","result":{"on":true,"off":false,"source":"force","ruleId":""}}]""", "Effects: $[0].result: has no value; the JSON there is an object")]
    [InlineData(typeof(Effects), """[{"type":"stickyBucketAssigned","doc":{"attributeName":"id","attributeValue":"1"}}]""", "Effects: $[0].doc: not a sticky bucket document: has no assignments; the JSON there is an object")]
    [InlineData(typeof(ExperimentResult), """{"variationId":1,"hashAttribute":"id","hashValue":"1","inExperiment":true,"hashUsed":true}""", "ExperimentResult: $: has no value; the JSON there is an object")]
    [InlineData(typeof(ExperimentResult), """{"variationId":1,"hashAttribute":"id","hashValue":"1","value":1,"hashUsed":true}""", "ExperimentResult: $: has no inExperiment; the JSON there is an object")]
    [InlineData(typeof(ExperimentResult), """{"variationId":1,"hashAttribute":"id","hashValue":"1","value":1,"inExperiment":true}""", "ExperimentResult: $: has no hashUsed; the JSON there is an object")]
    [InlineData(typeof(ExperimentResult), """{"variationId":1,"hashAttribute":"id","hashValue":"1","value":1,"inExperiment":"no","hashUsed":true}""", "ExperimentResult: $.inExperiment: not a boolean; the JSON there is a string")]
    [InlineData(typeof(ExperimentResult), """{"variationId":0,"hashAttribute":"id"}""", "ExperimentResult: $: has no hashValue; the JSON there is an object")]
    [InlineData(typeof(FeatureResultSource), "1", "FeatureResultSource: expected one of unknownFeature, defaultValue, force, override, experiment, prerequisite, cyclicPrerequisite, and the JSON is a value of the kind Number")]
    [InlineData(typeof(ErrorSeverity), "\"loud\\n\"", "ErrorSeverity: expected one of warning, error, fatal, and the JSON is \"loud\\n\"")]
    [InlineData(typeof(Effects), """[{"type":"unheard"}]""", "Effects: $[0]: not an effect of a known type; the types are experimentViewed, featureEvaluated, stickyBucketAssigned and eventLogged; the JSON there is an object")]
    [InlineData(typeof(Effects), """[{"type":"featureEvaluated"}]""", "Effects: $[0].featureKey: missing or not a string; the effect is left out; the JSON has no such member")]
    [InlineData(typeof(Effects), """[{"type":"eventLogged","name":1}]""", "Effects: $[0].name: missing or not a string; the effect is left out; the JSON there is a number")]
    [InlineData(typeof(Effects), "null", "Effects: $: not an array of effects; the JSON there is null")]
    [InlineData(typeof(Effect), "[]", "Effect: $: not an effect object; the JSON there is an array")]
    [InlineData(typeof(Effect.ExperimentViewed), """{"type":"eventLogged","name":"a","properties":{}}""", "ExperimentViewed: $: the JSON is of the case EventLogged")]
    [InlineData(typeof(Attributes), "true", "Attributes: $: not an attributes object; the JSON there is a boolean")]
    [InlineData(typeof(Context), """{"forcedVariations":{"e":"1"}}""", "Context: $.forcedVariations.e: not an integer; the JSON there is a string")]
    [InlineData(typeof(Context), """{"blockedChangeIds":["a",2]}""", "Context: $.blockedChangeIds[1]: not a string; the JSON there is a number")]
    [InlineData(typeof(FeatureKey), "5", "FeatureKey: expected a string, and the JSON is of the kind Number")]
    [InlineData(typeof(Condition), "[]", "Condition: $: not a condition object; the JSON there is an array")]
    [InlineData(typeof(Experiment), """{"key":"e"}""", "Experiment: $: has no variations; the JSON there is an object")]
    [InlineData(typeof(Filter), """{"seed":"s"}""", "Filter: $: has no ranges; the JSON there is an object")]
    [InlineData(typeof(UrlPattern), """{"type":5}""", "UrlPattern: $.type: not a string; the JSON there is a number")]
    [InlineData(typeof(BucketRange), "[1]", "BucketRange: $: not a range of two numbers; the JSON there is an array")]
    [InlineData(typeof(ExperimentNamespace), "[1]", "ExperimentNamespace: $: not a namespace such as [\"checkout\", 0, 0.5]; the JSON there is an array")]
    [InlineData(typeof(StickyAssignmentDocument), "{}", "StickyAssignmentDocument: $: not a sticky bucket document: has no attributeName; the JSON there is an object")]
    [InlineData(typeof(StickyAssignmentDocument), """{"value":1}""", "StickyAssignmentDocument: $: not a sticky bucket document: has no attributeName; the JSON there is an object")]
    [InlineData(typeof(StickyAssignmentDocument), """{"attributeName":"id","assignments":{}}""", "StickyAssignmentDocument: $: not a sticky bucket document: has no attributeValue; the JSON there is an object")]
    [InlineData(typeof(StickyAssignmentDocument), """{"attributeName":"id","attributeValue":"1","assignments":null}""", "StickyAssignmentDocument: $: not a sticky bucket document: has no assignments; the JSON there is an object")]
    [InlineData(typeof(StickyAssignmentDocument), """{"attributeName":"id","attributeValue":"1","assignments":{"e__0":1}}""", "StickyAssignmentDocument: $.assignments.e__0: not the key of a variation; the assignment is left out; the JSON there is a number")]
    [InlineData(typeof(StickyBuckets), """{"id||1":5}""", "StickyBuckets: $['id||1']: not a sticky bucket document; it is left out")]
    [InlineData(typeof(EvaluationRecord), "{}", "EvaluationRecord: $: the record needs exactly one of feature, experiment and condition; the JSON there is an object")]
    [InlineData(typeof(EvaluationRecord), """{"feature":"f","context":{"url":1}}""", "EvaluationRecord: $.context.url: not a string; the JSON there is a number")]
    [InlineData(typeof(EvaluationAnswer), "{}", "EvaluationAnswer: $: not an answer, an object with the members result and effects; the JSON there is an object")]
    [InlineData(typeof(EvaluationSubject), "null", null)]
    [InlineData(typeof(RecordDifference), "{}", "RecordDifference: $: has no path; the JSON there is an object")]
    [InlineData(typeof(UserBucket), "{}", "UserBucket: $: has no attribute; the JSON there is an object")]
    [InlineData(typeof(Redirect), """{"experiment":{"key":"e","variations":[]},"result":{"variationId":0,"hashAttribute":"id","hashValue":1}}""", "Redirect: $: has no url; the JSON there is an object")]
    [InlineData(typeof(VisualChange), "{}", "VisualChange: $.experiment: not an experiment object; the JSON has no such member")]
    [InlineData(typeof(PageExperiments), """{"redirect":5}""", "PageExperiments: $.redirect: not an object; the JSON there is a number")]
    [InlineData(typeof(PayloadError), "5", "PayloadError: $: expected an object, and the JSON is of the kind Number")]
    [InlineData(typeof(PayloadError), "{}", "PayloadError: $: has no severity")]
    [InlineData(typeof(PayloadError), """{"severity":"loud","path":"$","message":""}""", "PayloadError: $.severity: expected warning, error or fatal, and the JSON is \"loud\"")]
    [InlineData(typeof(PayloadError), """{"severity":"error","path":5,"message":""}""", "PayloadError: $.path: expected a string, and the JSON is of the kind Number")]
    public void Malformed_JSON_is_an_exception_with_place_kind_and_mend(Type type, string json, string? message)
    {
        if (message is null)
            Assert.Null(JsonSerializer.Deserialize(json, type));
        else
            Assert.Equal(message, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, type)).Message);
    }

    [Theory]
    [InlineData(98, "\\uD83D\\uDE00")]
    [InlineData(99, "")]
    [InlineData(100, "")]
    public void An_unknown_name_is_cut_before_a_surrogate_pair_that_does_not_fit(int letters, string pair)
    {
        var start = new string('x', letters);
        Assert.Equal(
            $"ErrorSeverity: expected one of warning, error, fatal, and the JSON is \"{start}{pair}\"",
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ErrorSeverity>($"\"{start}\ud83d\ude00y\"")).Message);
    }

    [Fact]
    public void A_value_as_deep_as_allowed_is_written()
    {
        var json = Given.Nested(255, "[", "7", "]");
        Assert.Equal(json, JsonSerializer.Serialize(Given.Value(json)));
        Assert.Equal($$"""{"a":{{json}}}""", JsonSerializer.Serialize(new Attributes { ["a"] = Given.Value(json) }));
        Assert.Equal($$"""{"a":{{json}}}""", Attributes.FromObject(new { A = Given.Value(json) }).ToString());
    }

    [Fact]
    public void The_place_within_an_object_of_the_application_is_the_path_of_the_exception()
    {
        var exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Holder<FeatureResult>>("""{"Item":{"source":5}}"""));
        Assert.Equal("$.Item", exception.Path);
        Assert.StartsWith("FeatureResult: $.source: not a string; the JSON there is a number", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Explanation), "call Evaluator.Explain where it is read")]
    [InlineData(typeof(ExperimentExplanation), "call Evaluator.Explain where it is read")]
    [InlineData(typeof(FeatureTrace), "call Evaluator.Explain where it is read")]
    [InlineData(typeof(RuleTrace), "call Evaluator.Explain where it is read")]
    [InlineData(typeof(TraceStep.Test), "call Evaluator.Explain where it is read")]
    [InlineData(typeof(AllFeatures), "read a Dictionary<string, FeatureResult>")]
    [InlineData(typeof(Payload), "call Payload.Parse with the JSON text")]
    public void A_type_that_is_not_read_says_what_to_do(Type type, string mend) =>
        Assert.Contains(mend, Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize("{}", type)).Message, StringComparison.Ordinal);

    [Fact]
    public void All_features_are_written_as_results_by_key_and_a_payload_is_not_written()
    {
        var payload = Given.Payload("""{"features":{"f":{"defaultValue":1}}}""");
        var all = Evaluator.EvalAll(new Context(payload, Attributes.Empty)).Result;
        Assert.Equal(all["f"], JsonSerializer.Deserialize<Dictionary<string, FeatureResult>>(JsonSerializer.Serialize(all))!["f"]);
        Assert.Contains("keep the text", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(payload)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_with_a_malformed_part_reads_back_within_its_experiment()
    {
        var experiment = Experiment.Parse("""{"key":"e","variations":[0,1],"condition":{"a":{"$unheard":1}}}""").Value!;
        Assert.Equal(experiment, JsonSerializer.Deserialize<Experiment>(JsonSerializer.Serialize(experiment)));
        var record = EvaluationRecord.Parse("""{"context":{},"condition":{"a":{"$unheard":1}}}""").Value.Record!;
        Assert.Equal(record, JsonSerializer.Deserialize<EvaluationRecord>(JsonSerializer.Serialize(record)));
    }

    private sealed record Holder<T>(T Item);

    [Fact]
    public void A_parsed_value_has_the_form_of_records_and_nothing_else_is_one()
    {
        var parsed = Attributes.Parse("""{"id":"1"}""");

        Assert.Equal("""{"value":{"id":"1"},"errors":[]}""", JsonSerializer.Serialize(parsed));
        Assert.Equal(parsed, JsonSerializer.Deserialize<Parsed<Attributes>>(JsonSerializer.Serialize(parsed)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Parsed<string>>("{}"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Parsed<string>>("""{"value":"a"}"""));
    }

    [Fact]
    public void Texts_of_records_show_their_content()
    {
        Assert.Equal("""{"id":"1"}""", Attributes.Parse("""{"id":"1"}""").ToString());
        Assert.Equal("no value; error at $: not a sticky bucket document; it is left out", StickyAssignmentDocument.Parse("5").ToString());
        Assert.Equal("payload with 1 features and 0 experiments of pages", Payload.Parse("""{"features":{"f":{}}}""").ToString());
        Assert.Equal("""{"seed":"s","ranges":[[0,0.5]]}""", new Filter("s", [new BucketRange(0, 0.5)]).ToString());
        Assert.Equal("""{"leafId":1,"variationWeights":[0.5,0.5]}""", new ContextualBandit(1, [0.5, 0.5]).ToString());
        Assert.Equal("""{"visualChanges":[]}""", new PageExperiments(null, []).ToString());
        Assert.Equal("""{"id||1":{"attributeName":"id","attributeValue":"1","assignments":{}}}""", StickyBuckets.Of(new StickyAssignmentDocument("id", "1", ImmutableSortedDictionary<string, string>.Empty)).ToString());
    }
}

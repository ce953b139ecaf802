using System.Text.Json;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Events and deferred calls have the names and shapes of the other GrowthBook SDKs.</summary>
public class TrackingTests
{
    private static readonly Context Jane = new(
        Payload.Parse("""
            {"features":{
              "off":{"defaultValue":false},
              "forced":{"defaultValue":0,"rules":[{"id":"r1","force":{"a":[1]}}]},
              "split":{"defaultValue":0,"rules":[{"id":"r2","key":"exp","variations":["a","b"],"weights":[0,1],"meta":[{"key":"c"},{"key":"t"}]}]}
            }}
            """).Value,
        new Attributes { ["id"] = 7, ["name"] = "</script><b>" })
    { Url = "https://shop.example/?q=<" };

    /// <summary>A sink that writes lines needs no more than the serialiser.</summary>
    [Fact]
    public void An_event_is_written_by_the_serialiser()
    {
        var (_, effects) = Evaluator.EvalFeature(Jane, "split");
        Assert.Equal(
            """{"name":"Experiment Viewed","properties":{"experimentId":"exp","variationId":"t","hashAttribute":"id","hashValue":7}}""",
            JsonSerializer.Serialize(TrackingEvent.Of(effects[0])));
    }

    [Theory]
    [InlineData("off", """{"feature":"off","source":"defaultValue","value":false,"ruleId":"$default","variationId":""}""")]
    [InlineData("forced", """{"feature":"forced","source":"force","value":{"a":[1]},"ruleId":"r1","variationId":""}""")]
    [InlineData("split", """{"feature":"split","source":"experiment","value":"b","ruleId":"r2","variationId":"t"}""")]
    [InlineData("missing", """{"feature":"missing","source":"unknownFeature","value":null,"ruleId":"","variationId":""}""")]
    public void A_usage_is_a_Feature_Evaluated_event(string feature, string properties)
    {
        var tracked = TrackingEvent.Of(Evaluator.EvalFeature(Jane, feature).Effects[^1])!;
        Assert.Equal(("Feature Evaluated", properties), (tracked.Name, tracked.Properties.ToString()));
    }

    [Fact]
    public void An_exposure_is_an_Experiment_Viewed_event()
    {
        var tracked = TrackingEvent.Of(Evaluator.EvalFeature(Jane, "split").Effects[0])!;
        Assert.Equal("Experiment Viewed", tracked.Name);
        Assert.Equal("""{"experimentId":"exp","variationId":"t","hashAttribute":"id","hashValue":7}""", tracked.Properties.ToString());
    }

    [Fact]
    public void Every_source_of_a_result_has_the_name_that_results_have()
    {
        foreach (var source in Enum.GetValues<FeatureResultSource>())
        {
            var result = new FeatureResult(1, source);
            Assert.Equal(result.ToValue()["source"], TrackingEvent.Of(new Effect.FeatureEvaluated("f", result))!.Properties["source"]);
        }
    }

    [Fact]
    public void An_event_that_code_logged_has_its_own_name_and_properties()
    {
        var properties = new Value.Object([new("total", 12.5), new("items", new Value.Array(["a"]))]);
        Assert.Equal(new TrackingEvent("Purchase", properties), TrackingEvent.Of(new Effect.EventLogged("Purchase", properties)));
    }

    [Fact]
    public void A_sticky_assignment_is_no_event()
    {
        Assert.Null(TrackingEvent.Of(new Effect.StickyBucketAssigned(SampleEffects.Document("1"))));
        Assert.Throws<ArgumentNullException>("effect", () => TrackingEvent.Of(null!));
    }

    [Fact]
    public void Deferred_calls_round_trip_and_are_safe_in_html()
    {
        var (_, effects) = Evaluator.EvalFeature(Jane, "split");
        var call = Assert.Single(DeferredTrackingCall.Of(effects + effects, Jane));
        var json = DeferredTrackingCall.Serialize([call]);
        Assert.DoesNotContain("<", json);
        Assert.StartsWith("[{\"experiment\":{\"variations\":[\"a\",\"b\"],\"key\":\"exp\",", json);
        Assert.EndsWith("\"user\":{\"attributes\":{\"id\":7,\"name\":\"\\u003c/script>\\u003cb>\"},\"url\":\"https://shop.example/?q=\\u003c\"}}]", json);
        var (calls, errors) = DeferredTrackingCall.Parse(json);
        Assert.Empty(errors);
        Assert.Equal(call, Assert.Single(calls));
        Assert.Equal("[]", DeferredTrackingCall.Serialize([]));
    }

    [Fact]
    public void Attributes_can_be_taken_out_of_a_deferred_call()
    {
        var call = DeferredTrackingCall.Of(Evaluator.EvalFeature(Jane, "split").Effects, Jane)[0] with { Attributes = Attributes.Empty };
        Assert.DoesNotContain("script", DeferredTrackingCall.Serialize([call]));
    }

    /// <summary>As the JavaScript SDK passes them on, also without a user.</summary>
    [Fact]
    public void Deferred_calls_of_another_sdk_are_read()
    {
        var (calls, errors) = DeferredTrackingCall.Parse("""
            [{"experiment":{"key":"e","variations":[0,1]},"result":{"key":"1","variationId":1,"inExperiment":true,"hashUsed":true,"hashAttribute":"id","hashValue":"u","value":1}},
             {"experiment":{"key":"e","variations":[0,1]},"result":{"key":"0","variationId":0,"hashAttribute":"id","hashValue":"v"},"user":{"attributes":{"id":"v"},"url":"/x"}}]
            """);
        Assert.Empty(errors);
        Assert.Equal(("e", 1, 0, ""), (calls[0].Experiment.Key, calls[0].Result.VariationId, calls[0].Attributes.Count, calls[0].Url));
        Assert.Equal(("v", "/x"), (((Value.String)calls[1].Attributes["id"]).Content, calls[1].Url));
    }

    [Theory]
    [InlineData("{", "$")]
    [InlineData("{}", "$")]
    [InlineData("[1]", "$[0]")]
    [InlineData("[{}]", "$[0].experiment")]
    [InlineData("""[{"experiment":{"key":"e","variations":[]},"result":3}]""", "$[0].result")]
    [InlineData("""[{"experiment":{"key":"e"},"result":{}}]""", "$[0].experiment")]
    [InlineData("""[{"experiment":{"key":"e","variations":[]},"result":{}}]""", "$[0].result")]
    public void A_malformed_call_is_reported_with_its_place_and_left_out(string json, string path)
    {
        var (calls, errors) = DeferredTrackingCall.Parse(json);
        Assert.Empty(calls);
        Assert.Contains(errors, error => error.Path == path);
    }

    [Fact]
    public void A_malformed_user_costs_the_user_only()
    {
        var (calls, errors) = DeferredTrackingCall.Parse("""[{"experiment":{"key":"e","variations":[]},"result":{"variationId":0,"hashAttribute":"id","hashValue":"v"},"user":{"attributes":3,"url":4}}]""");
        Assert.Equal((0, ""), (Assert.Single(calls).Attributes.Count, calls[0].Url));
        Assert.Equal("$[0].user.attributes", Assert.Single(errors).Path);
    }

    /// <summary>As those of a payload: a list of faults has as many members as the text has malformed calls otherwise.</summary>
    [Theory]
    [InlineData("0", 1000, 1000, null)]
    [InlineData("0", 1001, 1001, "1 more fault; the first 1,000 are listed")]
    [InlineData("0", 50_000, 1001, "49,000 more faults; the first 1,000 are listed")]
    [InlineData("{}", 1000, 1001, "1,000 more faults; the first 1,000 are listed")]
    public void Faults_beyond_a_thousand_are_counted(string call, int count, int listed, string? last)
    {
        var json = "[" + string.Join(",", Enumerable.Repeat(call, count)) + "]";
        var (calls, errors) = DeferredTrackingCall.Parse(json);
        Assert.Empty(calls);
        Assert.Equal(listed, errors.Length);
        Assert.All(errors, error => Assert.Equal(ErrorSeverity.Error, error.Severity));
        if (last is not null)
            Assert.Equal(last, errors[^1].Message);
    }

    /// <summary>The last fault of a part counts those that the part does not list, by a number that is not read.</summary>
    [Fact]
    public void The_number_of_faults_of_a_part_with_many_is_a_least_number()
    {
        var ranges = string.Join(",", Enumerable.Repeat("1", 5000));
        var (_, errors) = DeferredTrackingCall.Parse("[{\"experiment\":{\"key\":\"e\",\"variations\":[],\"ranges\":[" + ranges + "]},\"result\":{}},0,0]");
        Assert.Equal(1001, errors.Length);
        Assert.StartsWith("at least ", errors[^1].Message);
    }

    /// <summary>A text or name of an application may have half of a surrogate pair.</summary>
    [Theory]
    [InlineData("""{"url":"\ud800"}""", "\"\\ud800\"", 0)]
    [InlineData("""{"\ud800aaaaaaaaaa":1,"url":"/x","attributes":{"id":"1"}}""", "\"/x\"", 1)]
    public void Half_of_a_surrogate_pair_costs_no_call(string user, string url, int attributes)
    {
        const string Parts = """ "experiment":{"key":"e","variations":[0,1]},"result":{"key":"0","variationId":0,"hashAttribute":"id","hashValue":"v"} """;
        var json = "{" + Parts + ",\"user\":" + user + ",\"\\ud800aaaaaaaaaa\":1}";

        var (calls, errors) = DeferredTrackingCall.Parse("[" + json + "]");

        Assert.Empty(errors);
        var call = Assert.Single(calls);
        Assert.Equal((url, attributes), (new Value.String(call.Url).ToJson(), call.Attributes.Count));
        Assert.Equal(call, JsonSerializer.Deserialize<DeferredTrackingCall>(json));
    }

    [Fact]
    public void Faults_under_a_long_name_have_short_paths_and_messages()
    {
        var name = new string('n', 100_000);
        var (_, errors) = DeferredTrackingCall.Parse(
            "[{\"experiment\":{\"key\":\"e\",\"variations\":[],\"condition\":{\"" + name + "\":{\"$regex\":\"(\"}}},\"result\":{\"variationId\":\"" + name + "\"}}]");
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.InRange(error.Path.Length + error.Message.Length, 1, 3100));
    }
}

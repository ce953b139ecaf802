namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>A step of a user without the hashed attribute names the fallback attribute that sticky bucketing, which is off, would hash.</summary>
public class StickyFallbackTests
{
    private const string Rollout = """{"force":true,"coverage":0.5,"fallbackAttribute":"deviceId"}""", Experiment = """{"key":"x","variations":[1,2],"fallbackAttribute":"deviceId"}""";

    private const string Sentence = "the user has no value of id to hash; with sticky buckets, deviceId would be hashed";

    [Theory]
    [InlineData(Rollout, "deviceId", false, true)]
    [InlineData(Experiment, "deviceId", false, true)]
    [InlineData(Experiment, "deviceId", true, false)]
    [InlineData(Rollout, "deviceId", true, false)]
    [InlineData(Rollout, "other", false, false)]
    [InlineData(Experiment, "other", false, false)]
    [InlineData("""{"force":true,"coverage":0.5}""", "deviceId", false, false)]
    [InlineData("""{"key":"x","variations":[1,2],"fallbackAttribute":"deviceId","disableStickyBucketing":true}""", "deviceId", false, false)]
    [InlineData("""{"force":true,"coverage":0.5,"fallbackAttribute":"deviceId","disableStickyBucketing":true}""", "deviceId", false, false)]
    public void A_missing_attribute_names_the_fallback_that_sticky_bucketing_would_hash(string rule, string attribute, bool isSticky, bool isNamed)
    {
        var payload = Payload.Parse("{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[" + rule + "]}}}").Value;
        var context = new Context(payload, new Attributes { [attribute] = "d-1" }) { StickyBuckets = isSticky ? StickyBuckets.Empty : null };

        var explanation = Evaluator.Explain(context, "f");

        var step = explanation.Trace.Rules[0].Steps[^1];
        Assert.Equal(isNamed, step.ToString().EndsWith(Sentence, StringComparison.Ordinal));
        Assert.Equal(isNamed ? "deviceId" : Value.Null.Instance, step.ToValue()["stickyFallback"]);
        Assert.Equal(isSticky, !step.ToString().Contains("no value of id", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bucket_is_read_back_with_the_fallback()
    {
        var user = new UserBucket("id", null, "s", null) { StickyFallback = "deviceId" };

        Assert.Equal(user, System.Text.Json.JsonSerializer.Deserialize<UserBucket>(System.Text.Json.JsonSerializer.Serialize(user)));
    }
}

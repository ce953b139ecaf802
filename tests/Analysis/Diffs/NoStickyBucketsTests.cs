namespace GrowthBook.Analysis.Tests;

/// <summary>In an application without sticky buckets a fallback attribute counts for no user, so that measures are those of rules without it.</summary>
public sealed class NoStickyBucketsTests
{
    private static readonly DiffOptions Without = new() { HasStickyBuckets = false };

    [Theory]
    [InlineData(",\"fallbackAttribute\":\"deviceId\"", "")]
    [InlineData("", ",\"fallbackAttribute\":\"deviceId\"")]
    [InlineData(",\"fallbackAttribute\":\"deviceId\"", ",\"fallbackAttribute\":\"cookie\"")]
    public void A_rollout_before_an_experiment_takes_its_share(string ofRollout, string ofExperiment)
    {
        var (old, @new) = (Parse(0.05, ofRollout, ofExperiment), Parse(0.1, ofRollout, ofExperiment));

        var diff = Diff.Of(old, @new, Without);

        // A coverage has its last bucket too: 501 and 1,001 of 10,000.
        Assert.Equal(500.0 / 9499, diff.Experiments.Single().Measure.Share(ChangeClass.ExposureLost), 1e-12);
        Assert.Equal(Diff.Of(Parse(0.05), Parse(0.1), Without).ToValue()["experiments"], diff.ToValue()["experiments"]);
        Assert.Equal(ExperimentPower.Of(Parse(0.05), "r")!.ToValue(30_000, 0.05, [1, 2]).With("payload", ""), ExperimentPower.Of(old.WithoutStickyBuckets(), "r")!.ToValue(30_000, 0.05, [1, 2]).With("payload", ""));
        Assert.Equal(
            UserSearch.Of(Parse(0.05), "r")!.Find(1, new Context(), 3).ToValue(),
            UserSearch.Of(old.WithoutStickyBuckets(), "r")!.Find(1, new Context(), 3).ToValue());
    }

    [Fact]
    public void Another_fallback_attribute_is_an_edit_and_moves_no_user()
    {
        var (old, @new) = (Parse(0.05, ",\"fallbackAttribute\":\"a\"", ",\"fallbackAttribute\":\"a\""), Parse(0.05, ",\"fallbackAttribute\":\"b\"", ""));

        var diff = Diff.Of(old, @new, Without);

        Assert.Equal(["$.features.s.rules[0].fallbackAttribute", "$.features.s.rules[1].fallbackAttribute"], diff.Features.Single().Edits.Select(edit => edit.Path));
        Assert.Equal(1, diff.Experiments.Single().Measure.Share(ChangeClass.Same));
        Assert.False(Diff.Of(old, @new).Experiments.Single().IsExact);
    }

    private static WrittenPayload Parse(double coverage, string ofRollout = "", string ofExperiment = "") => WrittenPayload.Parse(FormattableString.Invariant($$"""
        {"features":{"s":{"defaultValue":"a","rules":[
          {"id":"hold","force":"a","coverage":{{coverage}},"hashAttribute":"id","hashVersion":2,"seed":"h"{{ofRollout}}},
          {"id":"x","key":"r","variations":["a","b"],"weights":[0.5,0.5],"hashAttribute":"id","hashVersion":2,"seed":"r1","meta":[{"key":"a"},{"key":"b"}]{{ofExperiment}}}]} } }
        """)).Value;
}

namespace GrowthBook.Analysis.Tests;

public sealed class DiffTests
{
    private const string Halves = """{"id":"e","key":"x","variations":["a","b"],"weights":[0.5,0.5],"hashVersion":2,"seed":"s"}""";

    [Fact]
    public void Weights_move_the_buckets_between_the_old_and_the_new_bound()
    {
        var measure = Change(Halves, Halves.Replace("[0.5,0.5]", "[0.53,0.47]", StringComparison.Ordinal)).Measure;

        Assert.Equal(0.03, measure.Share(ChangeClass.Moved));
        Assert.Equal(0.97, measure.Share(ChangeClass.Same));
    }

    [Fact]
    public void Coverage_lets_users_in_and_moves_none()
    {
        var measure = Change(With("\"coverage\":0.5"), With("\"coverage\":0.8")).Measure;

        Assert.Equal((0.3, 0.7), (measure.Share(ChangeClass.Entered), measure.Share(ChangeClass.Same)));
        Assert.True(measure.IsRamp);
    }

    [Fact]
    public void Another_seed_moves_the_expected_share()
    {
        var change = Change(Halves, Halves.Replace("\"s\"", "\"t\"", StringComparison.Ordinal).Replace("[0.5,0.5]", "[0.25,0.75]", StringComparison.Ordinal));

        Assert.False(change.IsExact);
        Assert.Equal(1 - ((0.5 * 0.25) + (0.5 * 0.75)), change.Measure.Share(ChangeClass.Moved));
    }

    [Fact]
    public void A_namespace_is_an_independent_factor()
    {
        var change = Change(With("\"namespace\":[\"n\",0,0.5]"), With("\"namespace\":[\"n\",0.25,0.75]"));

        Assert.True(change.IsExact);
        Assert.Equal((0.25, 0.25), (change.Measure.Share(ChangeClass.Entered), change.Measure.Share(ChangeClass.Left)));
    }

    [Fact]
    public void A_share_of_an_experiment_in_a_namespace_is_a_product()
    {
        var change = Change(With("\"namespace\":[\"n\",0,0.5]"), With("\"namespace\":[\"n\",0,0.5]").Replace("[0.5,0.5]", "[0.6,0.4]", StringComparison.Ordinal));

        Assert.Equal(0.05, change.Measure.Share(ChangeClass.Moved));
    }

    [Fact]
    public void Stored_assignments_keep_users_whom_the_hash_would_move()
    {
        var old = With("\"meta\":[{\"key\":\"a\"},{\"key\":\"b\"}],\"bucketVersion\":1");
        var moved = old.Replace("[0.5,0.5]", "[0.6,0.4]", StringComparison.Ordinal);
        var blocked = moved.Replace("\"bucketVersion\":1", "\"bucketVersion\":2,\"minBucketVersion\":2", StringComparison.Ordinal);

        var kept = Diff.Of(Parse(old), Parse(moved), new DiffOptions(AssumesStoredAssignments: true)).Experiments.Single().Measure;
        var notKept = Diff.Of(Parse(old), Parse(blocked), new DiffOptions(AssumesStoredAssignments: true)).Experiments.Single().Measure;

        Assert.Equal((0.1, 0.0), (kept.Share(ChangeClass.KeptBySticky), kept.Share(ChangeClass.Moved)));
        Assert.Equal((0.0, 0.1), (notKept.Share(ChangeClass.KeptBySticky), notKept.Share(ChangeClass.Moved)));
    }

    [Fact]
    public void A_rollout_before_the_experiment_takes_exposures()
    {
        var change = Change(Halves, """{"id":"r","force":"c","coverage":0.1,"hashVersion":2,"seed":"other"},""" + Halves);

        Assert.Equal(0.1001, change.Measure.Share(ChangeClass.ExposureLost)); // a coverage includes its end
    }

    [Fact]
    public void A_share_is_of_the_users_whom_earlier_rules_let_pass()
    {
        const string Earlier = """{"id":"r","force":"c","range":[0,0.5],"hashVersion":2,"seed":"s"},""";

        var change = Change(Earlier + Halves, Earlier + Halves.Replace("[0.5,0.5]", "[0.6,0.4]", StringComparison.Ordinal));

        Assert.Equal(0.2, change.Measure.Share(ChangeClass.Moved)); // of the buckets from 0.5 on
    }

    [Fact]
    public void A_bandit_is_measured_leaf_by_leaf()
    {
        static WrittenPayload Bandit(string weights) => WrittenPayload.Parse(
            $$$$"""{"features":{"f":{"rules":[{"key":"x","contextualBanditRef":"cb","contextualVariations":["a","b"],"hashVersion":2}]}},"contextualBandits":{"cb":{"contexts":[{"leafId":1,"condition":{"vip":true},"weights":{{{{weights}}}}},{"leafId":2,"condition":{},"weights":[0.3,0.7]}]}}}""").Value;

        var changes = Diff.Of(Bandit("[0.5,0.5]"), Bandit("[0.6,0.4]")).Experiments;

        Assert.Equal([1, 2, null], changes.Select(change => change.Leaf));
        Assert.Equal([0.1, 0, 0], changes.Select(change => change.Measure.Share(ChangeClass.Moved)));
    }

    [Theory]
    [InlineData("""{"condition":{"a":1},"force":1}""", "rule 1 of `f`: condition none → {\"a\":1}")]
    [InlineData("""{"force":1,"coverage":0.8}""", "rule 1 of `f`: coverage none → 0.8")]
    [InlineData("""{"force":2}""", "rule 1 of `f`: force 1 → 2")]
    [InlineData("""{"force":1},{"id":"n","force":true}""", "rule 2 of `f`: is new: force true, `n`")]
    public void Edits_name_the_rule_and_the_member(string rules, string expected) =>
        Assert.Equal(expected, Diff.Of(Parse("""{"force":1}"""), Parse(rules)).Edits.Single().ToString());

    [Fact]
    public void Edits_have_the_path_of_the_member()
    {
        var edit = Diff.Of(Parse("""{"id":"r","condition":{"a b":{"$in":[1]}},"force":1}"""), Parse("""{"id":"r","condition":{"a b":{"$in":[1,2]}},"force":1}""")).Edits.Single();

        Assert.Equal(new Edit("$.features.f.rules[0].condition['a b'].$in", "rule 1 of `f`", "condition.a b.$in [1] → [1,2]"), edit);
    }

    [Fact]
    public void Rules_are_paired_by_id_and_a_moved_rule_is_named()
    {
        var diff = Diff.Of(Parse("""{"id":"a","force":1},{"id":"b","force":2},{"id":"c","force":3}"""), Parse("""{"id":"c","force":3},{"id":"a","force":1},{"id":"b","force":2}"""));

        Assert.Equal("rule 1 of `f`: was rule 3", diff.Edits.Single().ToString());
    }

    [Fact]
    public void Equal_payloads_have_no_change()
    {
        var diff = Diff.Of(Parse(Halves), Parse(Halves));

        Assert.False(diff.HasChange);
        Assert.Equal(1, diff.Experiments.Single().Measure.Share(ChangeClass.Same));
    }

    [Fact]
    public void A_change_of_a_prerequisite_affects_the_features_that_need_it()
    {
        static WrittenPayload Payload(string value) => WrittenPayload.Parse(
            $$$$"""{"features":{"g":{"defaultValue":{{{{value}}}}},"f":{"rules":[{"parentConditions":[{"id":"g","condition":{"value":true}}],"key":"x","variations":[0,1]}]}}}""").Value;

        var diff = Diff.Of(Payload("true"), Payload("false"));

        Assert.Equal([("g", FeatureChangeKind.Changed), ("f", FeatureChangeKind.Affected)], diff.Features.Select(feature => (feature.Key, feature.Kind)));
        Assert.Contains("prerequisite", diff.Experiments.Single().Reasons.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        var json = Diff.Of(Parse(Halves), Parse(Halves.Replace("[0.5,0.5]", "[0.53,0.47]", StringComparison.Ordinal))).ToValue();

        Assert.Equal("diff", json["kind"].AsString());
        Assert.Equal(1, json["schemaVersion"].AsInt32());
        Assert.Equal(
            """{"feature":"f","rule":"e","key":"x","exact":true,"shares":{"same":0.97,"moved":0.03,"entered":0,"left":0,"valueOnly":0,"keptBySticky":0,"exposureLost":0,"exposureGained":0}}""",
            json["experiments"][0].ToString());
        Assert.Equal("rule 1 of `f`", json["features"][0]["edits"][0]["part"].AsString());
    }

    private static string With(string member) => Halves[..^1] + "," + member + "}";

    private static ExperimentChange Change(string old, string @new) => Diff.Of(Parse(old), Parse(@new)).Experiments.Single();

    private static WrittenPayload Parse(string rules) => WrittenPayload.Parse($$$$"""{"features":{"f":{"defaultValue":"d","rules":[{{{{rules}}}}]}}}""").Value;
}

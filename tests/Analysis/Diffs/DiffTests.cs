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
        Assert.Equal(1, notKept.Share(ChangeClass.Left)); // the stored assignments are of version 1
    }

    [Theory]
    [InlineData("\"bucketVersion\":1", "\"bucketVersion\":2", "bucketVersion differs, which decides about stored assignments")]
    [InlineData("\"bucketVersion\":1", "\"bucketVersion\":1,\"minBucketVersion\":1", "minBucketVersion differs, which decides about stored assignments")]
    [InlineData("\"bucketVersion\":1", "\"bucketVersion\":1,\"disableStickyBucketing\":true", "disableStickyBucketing differs, which decides about stored assignments")]
    [InlineData("\"deviceId\"", "\"cookie\"", "fallbackAttribute differs")]
    [InlineData("\"hashAttribute\":\"id\"", "\"hashAttribute\":\"company\"", "the attributes that are hashed differ")]
    public void What_decides_about_stored_assignments_is_not_exact(string text, string replacement, string reason)
    {
        var old = With("\"meta\":[{\"key\":\"a\"},{\"key\":\"b\"}],\"hashAttribute\":\"id\",\"fallbackAttribute\":\"deviceId\",\"bucketVersion\":1");
        var @new = old.Replace(text, replacement, StringComparison.Ordinal);

        foreach (var options in new[] { new DiffOptions(), new DiffOptions(AssumesStoredAssignments: true) })
        {
            var change = Diff.Of(Parse(old), Parse(@new), options).Experiments.Single();

            Assert.Equal<string>([reason], change.Reasons);
            Assert.True(change.Measure[ChangeClass.KeptBySticky].IsZero);
        }
    }

    [Fact]
    public void A_higher_minimum_excludes_stored_assignments_exactly()
    {
        var old = With("\"coverage\":0.5,\"bucketVersion\":1");
        var change = Diff.Of(Parse(old), Parse(old.Replace("\"bucketVersion\":1", "\"bucketVersion\":2,\"minBucketVersion\":2", StringComparison.Ordinal)), new DiffOptions(AssumesStoredAssignments: true)).Experiments.Single();

        Assert.Equal((true, 0.5, 0.5), (change.IsExact, change.Measure.Share(ChangeClass.Left), change.Measure.Share(ChangeClass.Same)));
    }

    /// <summary>Users whom the experiment before excludes by their stored assignment see the later one.</summary>
    [Theory]
    [InlineData("\"minBucketVersion\":0", "\"minBucketVersion\":2,\"bucketVersion\":2", false)]
    [InlineData("\"minBucketVersion\":0", "\"minBucketVersion\":2,\"bucketVersion\":2", true)]
    [InlineData("\"coverage\":0.5", "\"coverage\":0.6", true)]
    public void Stored_assignments_of_an_experiment_before_decide_who_sees_the_later_one(string text, string replacement, bool isSticky)
    {
        const string First = """{"id":"first","key":"y","variations":["c","d"],"seed":"s","hashVersion":2,"coverage":0.5,"minBucketVersion":0},""";

        var change = Diff.Of(Parse(First + Halves), Parse(First.Replace(text, replacement, StringComparison.Ordinal) + Halves), new DiffOptions(isSticky)).Experiments[1];

        Assert.Equal<string>(["rule `first` before it differs, and stored assignments decide whom it answers"], change.Reasons);
    }

    [Fact]
    public void Another_key_is_another_experiment()
    {
        var changes = Diff.Of(Parse(Halves), Parse(Halves.Replace("\"x\"", "\"y\"", StringComparison.Ordinal))).Experiments;

        Assert.Equal([("y", 1.0, 0.0), ("x", 0.0, 1.0)], changes.Select(change => (change.Key, change.Measure.Share(ChangeClass.Entered), change.Measure.Share(ChangeClass.Left))));
    }

    [Fact]
    public void An_experiment_in_another_rule_is_the_same_experiment()
    {
        var other = Halves.Replace("\"e\"", "\"e2\"", StringComparison.Ordinal).Replace("\"x\"", "\"y\"", StringComparison.Ordinal).Replace("0.5,0.5", "0.6,0.4", StringComparison.Ordinal);
        var swapped = Halves.Replace("\"x\"", "\"y\"", StringComparison.Ordinal).Replace("0.5,0.5", "0.6,0.4", StringComparison.Ordinal) + "," + Halves.Replace("\"e\"", "\"e2\"", StringComparison.Ordinal);

        var changes = Diff.Of(Parse("{\"condition\":{\"a\":1},\"force\":1}," + Halves + "," + other), Parse("{\"condition\":{\"a\":1},\"force\":1}," + swapped)).Experiments;

        Assert.Equal(["y", "x"], changes.Select(change => change.Key));
    }

    [Fact]
    public void A_variation_that_passes_through_after_the_change_has_the_default_value()
    {
        var change = Change(With("\"meta\":[{\"key\":\"a\"},{\"key\":\"b\"}]"), With("\"meta\":[{\"key\":\"a\",\"passthrough\":true},{\"key\":\"b\"}]"));

        Assert.Equal((true, 0.5, 0.5), (change.IsExact, change.Measure.Share(ChangeClass.ValueOnly), change.Measure.Share(ChangeClass.Same)));
    }

    [Fact]
    public void A_variation_that_passes_to_later_rules_has_their_values()
    {
        const string Later = ",{\"force\":\"later\"}";
        var change = Change(With("\"meta\":[{\"key\":\"a\"},{\"key\":\"b\"}]") + Later, With("\"meta\":[{\"key\":\"a\",\"passthrough\":true},{\"key\":\"b\",\"passthrough\":true}]") + Later);

        Assert.Equal(1, change.Measure.Share(ChangeClass.ValueOnly));
        Assert.Equal<string>(["variations are passed through only before or only after, so that later rules decide the value"], change.Reasons);
    }

    /// <summary>The rollout itself is written as before, and each of its users leaves.</summary>
    [Fact]
    public void A_rollout_whose_prerequisite_differs_is_not_exact()
    {
        static WrittenPayload Payload(string value) => WrittenPayload.Parse(
            $$$$"""{"features":{"g":{"defaultValue":{{{{value}}}}},"f":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"g","condition":{"value":true}}],"force":1,"coverage":0.5}]}}}""").Value;

        var rollout = Assert.Single(Diff.Of(Payload("true"), Payload("false")).Features.Single(feature => feature.Key == "f").Rollouts);

        Assert.Equal<string>(["a prerequisite can have another result"], rollout.Reasons);
    }

    [Theory]
    [InlineData("\"hashAttribute\":\"id\"", "\"hashAttribute\":\"company\"", "the attributes that are hashed differ")]
    [InlineData("\"force\":1", "\"force\":1,\"condition\":{\"a\":1}", "condition differs")]
    [InlineData("\"force\":1", "\"force\":1,\"tracks\":[]", "tracks differ, the exposures of other experiments")]
    public void A_rollout_has_the_reasons_why_it_is_not_exact(string text, string replacement, string reason)
    {
        const string Rollout = """{"id":"r","force":1,"coverage":0.5,"hashAttribute":"id"}""";

        var rollout = Diff.Of(Parse(Rollout), Parse(Rollout.Replace(text, replacement, StringComparison.Ordinal))).Features.Single().Rollouts.Single();

        Assert.Equal<string>([reason], rollout.Reasons);
        Assert.Equal(reason, rollout.ToValue()["reasons"][0].AsString());
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

    /// <summary>Long values are cut on a line, and never so that both print alike.</summary>
    [Theory]
    [InlineData("""{"$or":[{"country":"DE","plan":"enterprise","seats":{"$gt":5}},{"country":"FR","plan":"enterprise","seats":{"$gt":5}}]}""", "\"$gt\":5}}]", "\"$gt\":9}}]",
        "$.features.f.rules[0].condition.$or[1].seats.$gt rule 1 of `f`: condition.$or[1].seats.$gt 5 → 9")]
    [InlineData("""{"$or":[{"country":"DE","plan":"enterprise"},{"country":"FR","plan":"enterprise"},{"country":"PT"}]}""", "\"PT\"", "\"ES\"",
        "$.features.f.rules[0].condition.$or[2].country rule 1 of `f`: condition.$or[2].country \"PT\" → \"ES\"")]
    [InlineData("""{"$or":[{"country":"DE","plan":"enterprise","seats":{"$gt":5},"region":"emea"}]}""", "\"emea\"}]", "\"apac\"},{}]",
        "$.features.f.rules[0].condition.$or rule 1 of `f`: condition.$or adds …{\"$gt\":5},\"region\":\"apac\"}, {}, removes …{\"$gt\":5},\"region\":\"emea\"}")]
    [InlineData("""{"page":"https://shop.example/a/very/long/path/that/goes/on/and/on/and/on/until/here"}""", "here", "there",
        "$.features.f.rules[0].condition.page rule 1 of `f`: condition.page …and/on/and/on/until/here\" → …and/on/and/on/until/there\"")]
    [InlineData("""{"a":{"$in":["a1234567890123456789","b1234567890123456789","c1234567890123456789"]}}""", "c1", "d1",
        "$.features.f.rules[0].condition.a.$in rule 1 of `f`: condition.a.$in adds \"d1234567890123456789\", removes \"c1234567890123456789\"")]
    public void Long_values_show_their_difference(string condition, string old, string @new, string expected)
    {
        static string Rule(string condition) => "{\"id\":\"r\",\"condition\":" + condition + ",\"force\":1}";
        var edit = Diff.Of(Parse(Rule(condition)), Parse(Rule(condition.Replace(old, @new, StringComparison.Ordinal)))).Edits.Single();
        Assert.Equal(expected, $"{edit.Path} {edit}");
    }

    /// <summary>Elements that have moved, and many that differ, are no pairs.</summary>
    [Theory]
    [InlineData("0,1,2,3,4", "9,0,1,2,3", "adds SEATS(9), removes SEATS(4)")]
    [InlineData("0,1,2,3,4", "1,0,2,3,4", "has another order")]
    [InlineData("0,1,2,3,4,5,6,7,8,9,10", "20,21,22,23,24,25,26,27,28,29,30", "adds SEATS(20), SEATS(21), SEATS(22) and 8 more, removes SEATS(0), SEATS(1), SEATS(2) and 8 more")]
    public void Elements_that_move_are_not_paired(string before, string after, string expected)
    {
        static string Seats(string number) => "{\"plan\":\"enterprise\",\"seats\":" + number + "}";
        static string Rule(string numbers) => "{\"condition\":{\"$or\":[" + string.Join(',', numbers.Split(',').Select(Seats)) + "]},\"force\":1}";

        var edit = Diff.Of(Parse(Rule(before)), Parse(Rule(after))).Edits.Single();

        Assert.Equal("condition.$or " + System.Text.RegularExpressions.Regex.Replace(expected, @"SEATS\((\d+)\)", match => Seats(match.Groups[1].Value)), edit.Change);
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
            """{"feature":"f","rule":"e","key":"x","exact":true,"shares":{"same":0.97,"moved":0.03,"entered":0,"left":0,"valueOnly":0,"keptBySticky":0,"exposureLost":0,"exposureGained":0},"hashAttributes":["id"]}""",
            json["experiments"][0].ToString());
        Assert.Equal("rule 1 of `f`", json["features"][0]["edits"][0]["part"].AsString());
    }

    private static string With(string member) => Halves[..^1] + "," + member + "}";

    private static ExperimentChange Change(string old, string @new) => Diff.Of(Parse(old), Parse(@new)).Experiments.Single();

    private static WrittenPayload Parse(string rules) => WrittenPayload.Parse($$$$"""{"features":{"f":{"defaultValue":"d","rules":[{{{{rules}}}}]}}}""").Value;
}

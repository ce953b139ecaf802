using System.Globalization;
using System.Text;

namespace GrowthBook.Analysis.Tests.Reachability;

/// <summary>An experiment or a rollout that no user reaches, because rules before it answer each of its users.</summary>
public sealed class WholeRulesTests
{
    private const string Experiment = """{"id":"e","key":"x","seed":"s","hashVersion":2,"variations":["a","b"],"weights":[0.5,0.5]}""";

    /// <summary>Rules before the experiment that leave it no user, each with one that barely leaves some.</summary>
    [Theory]
    [InlineData("""{"id":"r","force":1}""", """{"id":"r","force":1,"condition":{"plan":"pro"}}""")]
    [InlineData("""{"id":"r","force":1,"coverage":1,"seed":"t"}""", """{"id":"r","force":1,"coverage":0.998,"seed":"t"}""")]
    [InlineData("""{"id":"r","force":1,"coverage":1,"seed":"t","hashVersion":2}""", """{"id":"r","force":1,"coverage":1,"seed":"t","hashVersion":3}""")]
    [InlineData("""{"id":"r","force":1,"coverage":1,"seed":"t"}""", """{"id":"r","force":1,"coverage":1,"seed":"t","hashAttribute":"company"}""")]
    [InlineData("""{"id":"r","force":1,"coverage":1,"fallbackAttribute":"device"}""", """{"id":"r","force":1,"coverage":1,"parentConditions":[{"id":"g","condition":{"value":true}}]}""")]
    [InlineData("""{"id":"r","force":1,"range":[0,1],"seed":"t"}""", """{"id":"r","force":1,"range":[0,0.999],"seed":"t"}""")]
    [InlineData("""{"id":"r","force":1,"range":[0.4,1],"seed":"t"},{"id":"q","force":2,"coverage":0.4,"seed":"t"}""", """{"id":"r","force":1,"range":[0.4,1],"seed":"t"},{"id":"q","force":2,"coverage":0.4,"seed":"u"}""")]
    [InlineData("""{"id":"r","force":1,"filters":[{"seed":"t","ranges":[[0,0.3],[0.3,1]]}]}""", """{"id":"r","force":1,"filters":[{"seed":"t","ranges":[[0,0.3],[0.31,1]]}]}""")]
    [InlineData("""{"id":"r","key":"y","variations":[1,2],"seed":"t"}""", """{"id":"r","key":"y","variations":[1,2],"seed":"t","meta":[{},{"passthrough":true}]}""")]
    [InlineData("""{"id":"r","key":"y","variations":[1,2],"seed":"t"}""", """{"id":"r","parentConditions":[{"id":"g","condition":{"value":true},"gate":true}]}""")]
    public void An_experiment_that_no_user_reaches_has_no_shares(string whole, string partial)
    {
        var change = Change(whole, Experiment, Weighted(Experiment));
        Assert.Equal((true, 1), (change.IsExact, change.Measure.Share(ChangeClass.Same)));
        Assert.Equal(VerdictKind.Proved, change.Verdict!.Kind);
        Assert.Equal((null, true), (Errors(whole, out var found).Rebalance, found.Users.IsEmpty));
        Assert.Matches("^no user of experiment `x` would move: no user reaches it: rules? .* before it answers? for each of its users$", Errors(whole, out _).Error);
        Assert.Matches("^no user reaches it: rules? .* before it answers? for each of its users$", found.Reason);
        Assert.Equal(0, ExperimentPower.Of(Payload(whole, Experiment), "x")!.ToValue(1_000, 0.1, [1])["admitted"].AsDouble());

        var other = Change(partial, Experiment, Weighted(Experiment));
        Assert.True(other.Measure.Share(ChangeClass.Moved) > 0);
        Assert.Null(Errors(partial, out found).Error);
        Assert.False(found.Reason?.StartsWith("no user reaches it", StringComparison.Ordinal) is true);
        Assert.NotEqual(0, ExperimentPower.Of(Payload(partial, Experiment), "x")?.ToValue(1_000, 0.1, [1])["admitted"].AsDouble());
    }

    /// <summary>An experiment with all buckets excludes users with a stored assignment of an old version, who pass to the next rule.</summary>
    [Fact]
    public void An_experiment_that_excludes_stored_assignments_leaves_users()
    {
        const string Excluding = """{"id":"r","key":"y","variations":[1,2],"meta":[{"key":"0"},{"key":"1"}],"seed":"t","minBucketVersion":1,"bucketVersion":1}""";
        var stored = new Context { StickyBuckets = StickyBuckets.Empty }.Apply(Evaluator.EvalFeature(
            new Context(Payload(Excluding.Replace("Version\":1", "Version\":0", StringComparison.Ordinal), Experiment).Compiled, new Attributes { ["id"] = "u" }) { StickyBuckets = StickyBuckets.Empty }, "f").Effects).StickyBuckets;
        var effects = Evaluator.EvalFeature(new Context(Payload(Excluding, Experiment).Compiled, new Attributes { ["id"] = "u" }) { StickyBuckets = stored }, "f").Effects;

        Assert.Equal("x", Assert.Single(effects.OfType<Effect.ExperimentViewed>()).Experiment.Key);
        Assert.True(Change(Excluding, Experiment, Weighted(Experiment)).Measure.HasChange);
    }

    /// <summary>A variation without a bucket that is passed through: a stored assignment of it leads to the next rule.</summary>
    [Fact]
    public void A_stored_variation_that_is_passed_through_leaves_users()
    {
        const string Passing = """{"id":"r","key":"y","variations":[1,2],"weights":[1,0],"meta":[{"key":"0"},{"key":"1","passthrough":true}],"seed":"t"}""";
        var stored = StickyBuckets.Of(StickyAssignmentDocument.Parse("""{"attributeName":"id","attributeValue":"u","assignments":{"y__0":"1"}}""").Value!);
        var effects = Evaluator.EvalFeature(new Context(Payload(Passing, Experiment).Compiled, new Attributes { ["id"] = "u" }) { StickyBuckets = stored }, "f").Effects;

        Assert.Contains("x", effects.OfType<Effect.ExperimentViewed>().Select(viewed => viewed.Experiment.Key));
        Assert.True(Change(Passing, Experiment, Weighted(Experiment)).Measure.HasChange);
        Assert.False(Change(Passing.Replace("\"seed\"", "\"disableStickyBucketing\":true,\"seed\"", StringComparison.Ordinal), Experiment, Weighted(Experiment)).Measure.HasChange);
    }

    /// <summary>Users without the attribute of the experiment have its fallback attribute, and rules before it answer them only if they fall back too.</summary>
    [Theory]
    [InlineData("""{"id":"r","force":1,"coverage":1,"seed":"t"}""", true)]
    [InlineData("""{"id":"r","force":1,"coverage":1,"seed":"t","fallbackAttribute":"other"}""", true)]
    [InlineData("""{"id":"r","force":1,"coverage":1,"seed":"t","fallbackAttribute":"device"}""", false)]
    [InlineData("""{"id":"r","force":1}""", false)]
    public void A_fallback_attribute_leads_past_a_rollout_without_it(string before, bool isReached)
    {
        var experiment = Experiment.Replace("\"seed\"", "\"fallbackAttribute\":\"device\",\"seed\"", StringComparison.Ordinal);

        Assert.Equal(isReached, Change(before, experiment, Weighted(experiment)).Measure.HasChange);
        Assert.Equal(isReached, Viewed(Payload(before, experiment), new Attributes { ["device"] = "d" }));
    }

    /// <summary>What differs about an experiment that no user reaches is no reason, and neither is a targeted rule before it.</summary>
    [Fact]
    public void Attributes_decide_about_no_user()
    {
        const string Targeted = """{"id":"t","force":0,"condition":{"plan":"pro"}},""", Whole = """{"id":"r","force":1}""";
        var old = Payload(Targeted + Whole, Experiment);
        var @new = Payload(Targeted.Replace("pro", "free", StringComparison.Ordinal) + Whole, Weighted(Experiment).Replace("\"seed\":\"s\"", "\"seed\":\"q\",\"condition\":{\"plan\":\"pro\"}", StringComparison.Ordinal));

        Assert.Equal((true, 1), Diff.Of(old, @new).Experiments.Select(each => (each.IsExact, each.Measure.Share(ChangeClass.Same))).Single());
    }

    [Theory]
    [InlineData("""{"id":"w","force":1}""", false)]
    [InlineData("""{"id":"w","force":1,"coverage":1,"seed":"t"}""", false)]
    [InlineData("""{"id":"w","force":1,"coverage":0.9,"seed":"t"}""", true)]
    public void A_rollout_that_no_user_reaches_has_no_change(string before, bool isReached)
    {
        const string Rollout = """{"id":"r","force":2,"coverage":0.5,"hashVersion":2,"seed":"s"}""";
        var feature = Diff.Of(Payload(before, Rollout), Payload(before, Rollout.Replace("0.5", "0.2", StringComparison.Ordinal))).Features.Single();

        Assert.Equal(isReached, feature.Rollouts.Single().Measure.HasChange);
        Assert.True(feature.Rollouts.Single().IsExact);
    }

    /// <summary>A rule that answers all users only before or only after takes the users of the experiment.</summary>
    [Fact]
    public void A_whole_rule_on_one_side_loses_or_gains_exposure()
    {
        const string Whole = """{"id":"r","force":1},""";

        Assert.Equal(1, Diff.Of(Payload("", Experiment), Payload(Whole, Experiment)).Experiments.Single().Measure.Share(ChangeClass.ExposureLost));
        Assert.Equal(1, Diff.Of(Payload(Whole, Experiment), Payload("", Experiment)).Experiments.Single().Measure.Share(ChangeClass.ExposureGained));
        Assert.Equal(1, Diff.Of(Payload(Whole, Experiment), Payload(Experiment + ",", Whole[..^1])).Experiments.Single().Measure.Share(ChangeClass.ExposureGained));
        Assert.Equal(1, Diff.Of(Payload(Whole, Experiment), Payload("", Whole[..^1])).Experiments.Single().Measure.Share(ChangeClass.Same));
    }

    /// <summary>Of 400 random features, evaluated for users with any attributes, with and without stored assignments.</summary>
    [Fact]
    public void No_user_is_in_an_experiment_that_rules_are_said_to_answer_for()
    {
        var (random, unreached, reached) = (new Random(5), 0, 0);
        for (var round = 0; round < 400; round++)
        {
            var payload = Payload(string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(i => RandomRule(random, i))), Weighted(Experiment).Replace("\"seed\"", $"{Hashed(random)}\"seed\"", StringComparison.Ordinal));
            var (feature, rule) = ExperimentRules.Find(payload.Parts, "x", null)!.Value;
            var isUnreached = !new SharesMeasure(payload.Parts).Answering(feature, rule).IsEmpty;
            var views = Enumerable.Range(0, 200).Count(i => Viewed(payload, User(random, i), random.Next(2) == 0));
            Assert.False(isUnreached && views > 0);
            (unreached, reached) = (unreached + (isUnreached ? 1 : 0), reached + (views > 0 ? 1 : 0));
        }
        Assert.True(unreached > 50 && reached > 50, $"{unreached} without users, {reached} with users");
    }

    private static string RandomRule(Random random, int i)
    {
        var start = random.Next(3) / 2.0;
        return random.Next(6) switch
        {
            0 => $$"""{"id":"r{{i}}","force":{{i}}}""",
            1 => $$"""{"id":"r{{i}}","key":"y{{i}}","variations":[1,2],{{Hashed(random)}}"coverage":{{random.Next(1, 3) / 2.0:0.0}}{{(random.Next(3) == 0 ? ",\"minBucketVersion\":1" : "")}}}""",
            2 => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"r{i}\",\"force\":{i},\"range\":[{start},{start + 0.5}],{Hashed(random)}\"seed\":\"t\"}}"),
            3 => $$"""{"id":"r{{i}}","force":{{i}},"filters":[{"seed":"t","attribute":"{{(random.Next(2) == 0 ? "id" : "company")}}","ranges":[[0,1]]}]}""",
            _ => $$"""{"id":"r{{i}}","force":{{i}},{{Hashed(random)}}"coverage":{{(random.Next(4) == 0 ? "0.5" : "1")}}}""",
        };
    }

    private static string Hashed(Random random) => new[] { "", "", "\"hashAttribute\":\"company\",", "\"fallbackAttribute\":\"device\"," }[random.Next(4)];

    private static Attributes User(Random random, int i)
    {
        var attributes = new Attributes();
        foreach (var name in (string[])["id", "company", "device"])
        {
            if (random.Next(3) > 0)
                attributes = attributes.With(name, $"{name}-{i}-{random.Next(1_000_000)}");
        }
        return attributes;
    }

    private static ExperimentChange Change(string before, string old, string @new) => Diff.Of(Payload(before, old), Payload(before, @new), new DiffOptions { Proves = true }).Experiments.Single(each => each.Key == "x");

    private static (Rebalance? Rebalance, string? Error) Errors(string before, out FoundUsers found)
    {
        var payload = Payload(before, Experiment);
        found = UserSearch.Of(payload, "x")!.Find(0, new Context(), 1);
        return Rebalance.Of(payload, "x", [0.4, 0.6]);
    }

    private static string Weighted(string experiment) => experiment.Replace("[0.5,0.5]", "[0.1,0.9]", StringComparison.Ordinal);

    private static bool Viewed(WrittenPayload payload, Attributes attributes, bool isSticky = true) =>
        Evaluator.EvalFeature(new Context(payload.Compiled, attributes) { StickyBuckets = isSticky ? StickyBuckets.Empty : null }, "f").Effects.OfType<Effect.ExperimentViewed>().Any(viewed => viewed.Experiment.Key == "x");

    private static WrittenPayload Payload(string before, string rule) => WrittenPayload.Parse(Encoding.UTF8.GetBytes(
        $$$"""{"features":{"g":{"defaultValue":true,"rules":[{"force":false,"condition":{"c":1}}]},"f":{"defaultValue":0,"rules":[{{{string.Join(',', new[] { before.TrimEnd(','), rule }.Where(each => each.Length > 0))}}}]} } }""")).Value;
}

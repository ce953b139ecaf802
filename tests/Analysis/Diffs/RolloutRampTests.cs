namespace GrowthBook.Analysis.Tests;

/// <summary>A change is a ramp only if it takes no value from a user of a rollout, as evaluation says.</summary>
public sealed class RolloutRampTests
{
    /// <summary>
    /// Rollouts that grow, shrink, come and go before one another, for 600 random changes. If a later rollout gives the same value to the users who leave one, none loses it,
    /// and the change is no ramp all the same.
    /// </summary>
    [Fact]
    public void A_change_is_a_ramp_if_no_user_of_a_rollout_loses_its_value()
    {
        var (random, seen) = (new Random(11), new HashSet<bool>());
        for (var round = 0; round < 600; round++)
        {
            var hasEqualValues = random.Next(2) == 0;
            var rules = Enumerable.Range(0, random.Next(1, 4)).Select(i => (Id: i, Value: hasEqualValues ? random.Next(2) : i, Seed: random.Next(2), Coverage: random.Next(0, 7))).ToList();
            var changed = rules.ToList();
            var at = random.Next(rules.Count);
            if (random.Next(4) == 0)
                changed.Insert(random.Next(rules.Count + 1), (9, hasEqualValues ? random.Next(2) : 9, random.Next(2), random.Next(1, 7)));
            else if (random.Next(6) == 0)
                changed.RemoveAt(at);
            else
                changed[at] = changed[at] with { Coverage = random.Next(0, 9) };
            var (old, @new) = (Parse(rules), Parse(changed));

            var obstacles = RampObstacles.Of(Diff.Of(old, @new).ToValue()).ToArray();

            var losing = Enumerable.Range(0, 1_000).FirstOrDefault(i => Loses(old, @new, new Attributes { ["id"] = $"u{i}" }), -1);
            Assert.True(hasEqualValues ? obstacles.Length > 0 || losing < 0 : obstacles.Length > 0 == losing >= 0, $"round {round}: {string.Join("; ", rules)} → {string.Join("; ", changed)}: {string.Join("; ", obstacles)}, user {losing}");
            seen.Add(obstacles.Length > 0);
        }
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void A_rollout_that_grows_takes_the_users_of_a_later_one()
    {
        var (old, @new) = (Parse([(1, 1, 0, 3), (2, 2, 0, 5)]), Parse([(1, 1, 0, 5), (2, 2, 0, 5)]));

        var feature = Assert.Single(Diff.Of(old, @new).Features);

        Assert.Equal([(1, ChangeClass.Entered, 0.2), (2, ChangeClass.Left, 0.2857)], feature.Rollouts.Select(rollout =>
            (rollout.Number, rollout.Number == 1 ? ChangeClass.Entered : ChangeClass.Left, Math.Round(rollout.Measure.Share(rollout.Number == 1 ? ChangeClass.Entered : ChangeClass.Left), 4))));
    }

    [Theory]
    [InlineData("""{"force":"z"}""", "users leave f rule 2")]
    [InlineData("""{"force":"z","condition":{"vip":true}}""", "not measured who leaves f rule 2")]
    [InlineData("""{"force":"z","coverage":0.1,"condition":{"vip":true}}""", "not measured who leaves f rule 2")]
    public void A_rule_before_a_rollout_takes_its_users(string rule, string expected)
    {
        const string Rollout = """{"id":"r","force":"a","coverage":0.5}""";

        Assert.Contains(expected, RampObstacles.Of(Diff.Of(Parse(Rollout), Parse($"{rule},{Rollout}")).ToValue()));
    }

    /// <summary>A feature that requires the value of users who enter gains them, and one that requires the value before loses them.</summary>
    [Theory]
    [InlineData("""{"id":"gate","condition":{"value":true}}""", true)]
    [InlineData("""{"id":"gate","condition":{"value":true},"gate":true}""", true)]
    [InlineData("""{"id":"gate","condition":{"value":{"$exists":true}}}""", true)]
    [InlineData("""{"id":"gate","condition":{"value":false}}""", false)]
    [InlineData("""{"id":"gate","condition":{"value":false},"gate":true}""", false)]
    [InlineData("""{"id":"gate","condition":{"value":{"$ne":true}}}""", false)]
    [InlineData("""{"id":"behind","condition":{"value":"on"}}""", true)]
    [InlineData("""{"id":"behind","condition":{"value":"off"}}""", false)]
    public void A_feature_that_requires_the_value_before_loses_users(string prerequisite, bool isRamp)
    {
        const string Payload = """
            {"features":{
              "gate":{"defaultValue":false,"rules":[{"force":true,"coverage":COVERAGE}]},
              "behind":{"defaultValue":"off","rules":[{"force":"on","parentConditions":[{"id":"gate","condition":{"value":true}}]}]},
              "f":{"defaultValue":"d","rules":[{"force":"f","parentConditions":[REQUIRED]}]}
            }}
            """;
        WrittenPayload Of(string coverage) => WrittenPayload.Parse(Payload.Replace("COVERAGE", coverage, StringComparison.Ordinal).Replace("REQUIRED", prerequisite, StringComparison.Ordinal)).Value;
        var (old, @new) = (Of("0.1"), Of("0.5"));

        var obstacles = RampObstacles.Of(Diff.Of(old, @new).ToValue());

        Assert.Equal(isRamp ? [] : ["f can lose a value by a feature that it requires"], obstacles);
    }

    private static bool Loses(WrittenPayload old, WrittenPayload @new, Attributes user)
    {
        var (before, _) = Evaluator.EvalFeature(new Context(old.Compiled, user), "f");
        var (after, _) = Evaluator.EvalFeature(new Context(@new.Compiled, user), "f");
        return before.Source == FeatureResultSource.Force && !before.Value.Equals(after.Value);
    }

    private static WrittenPayload Parse(IEnumerable<(int Id, int Value, int Seed, int Coverage)> rules) => Parse(string.Join(',', rules.Select(rule =>
        $$"""{"id":"r{{rule.Id}}","force":{{rule.Value}},"seed":"s{{rule.Seed}}","hashVersion":2,"range":[0,0.{{rule.Coverage}}]}""")));

    private static WrittenPayload Parse(string rules) =>
        WrittenPayload.Parse("{\"features\":{\"f\":{\"defaultValue\":-1,\"rules\":[" + rules + "]}}}").Value;
}

using System.Globalization;

namespace GrowthBook.Analysis.Tests.Shares;

/// <summary>The shares of an experiment are those of the users whom the rules before it leave.</summary>
public sealed class SharesMeasureTests
{
    /// <summary>With hash version 1 a coverage of 0.3 is 301 of 1,000 buckets. The first variation keeps the buckets from 301 to 499.</summary>
    private const string Rollout = """{"force":"x","coverage":0.3,"hashAttribute":"id"}""", Experiment = """{"id":"e","key":"f","variations":["a","b"]}""";

    /// <summary>Experiments behind up to three rollouts and experiments of one seed or two, compared with evaluation in each bucket.</summary>
    [Fact]
    public void Shares_are_those_of_evaluation_in_all_buckets()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var payload = Of([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => EarlierRule(random)), Member(random, """{"id":"e","key":"x","variations":[0,1,2],"weights":[0.2,0.3,0.5],COVERAGE}""")]);
            var (feature, rule) = ExperimentRules.Find(payload.Parts, "x", null)!.Value;
            var (counts, total) = (new long[3], 0);
            foreach (var id in Buckets.Of(1))
            {
                total++;
                if (Evaluator.EvalFeature(new Context(payload.Compiled, new Attributes { ["id"] = id }), "f").Effects.OfType<Effect.ExperimentViewed>().FirstOrDefault(viewed => viewed.Experiment.Key == "x") is { } viewed)
                    counts[viewed.Result.VariationId]++;
            }
            var measure = new SharesMeasure(payload.Parts);

            var shares = measure.Of(feature, rule, rule.Experiments[0]);

            Assert.True(shares.IsExact);
            Assert.Equal(counts.Select(count => counts.Sum() == 0 ? 0 : (double)count / counts.Sum()), shares.OfIncluded);
            Assert.Equal((double)counts.Sum() / total, measure.Included(feature, rule)!.Value.Share, 12);
        }

        static string EarlierRule(Random random) => Member(random, random.Next(2) == 0
            ? """{"force":1,"hashAttribute":"id",COVERAGE}"""
            : """{"key":"y","variations":[0,1],"meta":[{"passthrough":true},{}],COVERAGE}""");

        static string Member(Random random, string rule) => rule.Replace(
            "COVERAGE", $"\"coverage\":{(random.Next(1, 10) / 10.0).ToString(CultureInfo.InvariantCulture)},\"seed\":\"{RandomPayloads.HashSeed}\"", StringComparison.Ordinal);
    }

    /// <summary>Shares that are exact hold for users of whom half lack an attribute; rules before hash it, or have a filter by it or by the experiment's.</summary>
    [Fact]
    public void Exact_shares_hold_for_users_without_an_attribute()
    {
        var (exact, unknown) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var payload = Of([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Filtered(random)), """{"id":"e","key":"x","variations":[0,1],"hashVersion":2,"seed":"s"}"""]);
            var (feature, rule) = ExperimentRules.Find(payload.Parts, "x", null)!.Value;
            var shares = new SharesMeasure(payload.Parts).Of(feature, rule, rule.Experiments[0]);
            if (!shares.IsExact)
            {
                unknown++;
                Assert.All(shares.Reasons, reason => Assert.EndsWith("and attributes decide whom that rule answers", reason, StringComparison.Ordinal));
                continue;
            }
            var counts = new long[2];
            for (var i = 0; i < 4000; i++)
            {
                var user = new Attributes { ["id"] = $"u{i}" };
                foreach (var viewed in Evaluator.EvalFeature(new Context(payload.Compiled, i % 2 == 0 ? user : user.With("device", $"d{i}")), "f").Effects.OfType<Effect.ExperimentViewed>())
                    counts[viewed.Result.VariationId]++;
            }
            exact++;
            Assert.True(counts.Sum() == 0 || GoodnessOfFit.Test([.. counts], shares.OfIncluded).P > 1e-6, $"seed {seed}: {counts[0]} and {counts[1]}, {shares.OfIncluded[0]}");
        }
        Assert.True(exact > 40 && unknown > 20, $"{exact}, {unknown}");

        static string Filtered(Random random)
        {
            var (start, coverage) = (random.Next(10), random.Next(1, 11) / 10.0);
            var filter = FormattableString.Invariant($"\"filters\":[{{\"seed\":\"{Seed(random)}\",\"attribute\":\"{Attribute(random)}\",\"ranges\":[[{start / 10.0},{random.Next(start + 1, 11) / 10.0}]]}}]");
            return FormattableString.Invariant($"{{\"force\":9,\"hashVersion\":2,\"hashAttribute\":\"{Attribute(random)}\",\"seed\":\"{Seed(random)}\",\"coverage\":{coverage}{(random.Next(2) == 0 ? "" : "," + filter)}}}");
        }

        static string Seed(Random random) => random.Next(2) == 0 ? "s" : "another";

        static string Attribute(Random random) => random.Next(2) == 0 ? "id" : "device";
    }

    [Fact]
    public void Commands_agree_about_a_rollout_of_the_same_seed()
    {
        var payload = Of(Rollout, Experiment);

        var row = Simulate(payload)["experiments"][0];
        Assert.Equal((199 / 699.0, 500 / 699.0, "match"), (row["shares"][0].AsDouble(), row["shares"][1].AsDouble(), row["verdict"].AsString()));
        Assert.Equal(0.699, ExperimentPower.Of(payload, "f")!.ToValue(1_000, 0.1, [1])["admitted"].AsDouble()!.Value, 12);
        Assert.Equal(0.199, UserSearch.Of(payload, "f")!.Find(0, new Context(), 1).Share!.Value, 12);
        Assert.StartsWith("rule 1 before experiment `f` has the seed of the experiment", Rebalance.Of(payload, "f", [0.4, 0.6]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_of_other_inputs_reduce_the_users_and_not_the_shares()
    {
        var payload = Of("""{"force":"x","coverage":0.4,"seed":"t","hashVersion":2,"hashAttribute":"id"}""", Experiment);

        Assert.Equal(0.5, Simulate(payload)["experiments"][0]["shares"][0].AsDouble());
        Assert.Equal(0.5999, ExperimentPower.Of(payload, "f")!.ToValue(1_000, 0.1, [1])["admitted"].AsDouble()!.Value, 12);
        Assert.Equal(0.29995, UserSearch.Of(payload, "f")!.Find(0, new Context(), 1).Share!.Value, 12);
    }

    /// <summary>What attributes decide about is not said exactly, and says so.</summary>
    [Theory]
    [InlineData("""{"force":"x","coverage":0.3,"hashAttribute":"id","condition":{"c":"DE"}}""", "rule 1 before it shares a random input with it, and attributes decide whom that rule answers")]
    [InlineData("""{"id":"p","force":"x","condition":{"c":"DE"},"parentConditions":[{"id":"g"}]}""", "rule `p` before it shares a random input with it, and attributes decide whom that rule answers")]
    [InlineData("""{"force":"x","coverage":0.3,"hashAttribute":"id","seed":"t","condition":{"c":"DE"}}""", "rule 1 before it has buckets of hash version 1 on which its own depend, and attributes decide whom that rule answers")]
    [InlineData("""{"force":"x","coverage":0.3,"hashAttribute":"cookie","fallbackAttribute":"id"}""", "rule 1 before it shares a random input with it, and attributes decide whom that rule answers")]
    public void Shares_that_attributes_decide_about_are_not_known(string before, string reason)
    {
        var payload = Of(before, Experiment);

        var row = Simulate(payload)["experiments"][0];
        Assert.Equal(("untested", reason), (row["verdict"].AsString(), row["reason"].AsString()));
        Assert.Null(UserSearch.Of(payload, "f")!.Find(0, new Context { Attributes = new Attributes { ["c"] = "US", ["cookie"] = "k" } }, 1).Share);
        Assert.Equal($"the shares of experiment `f` are not known: {reason}", ExperimentPower.ErrorOf(payload, "f"));
    }

    /// <summary>A rule before it that answers each bucket of the users whom it is for takes as many of each variation.</summary>
    [Theory]
    [InlineData("""{"key":"f","variations":["a","b"],"weights":[0.9,0.1],"condition":{"c":"DE"}}""", "rule 1 before it")]
    [InlineData("""{"force":"x","condition":{"c":"DE"}}""", "rule 1 before it")]
    [InlineData("""{"force":"x","coverage":0.3,"hashAttribute":"id","seed":"t","hashVersion":2,"condition":{"c":"DE"}}""", "rule 1 before it")]
    public void A_rule_of_other_users_leaves_the_shares(string before, string targeting)
    {
        var payload = Of(before, Experiment);

        var result = ExperimentPower.Of(payload, "f", "e")!.ToValue(1_000, 0.1, [1]);

        Assert.Equal((1, targeting), (result["admitted"].AsDouble(), Assert.Single((Value.Array)result["targeting"]).AsString()));
        var row = ((Value.Array)Simulate(payload)["experiments"]).Single(row => row["rule"].AsString() == "e");
        Assert.Equal((0.5, Value.Null.Instance), (row["shares"][0].AsDouble(), row["reason"]));
    }

    [Fact]
    public void The_share_of_a_targeted_experiment_is_an_upper_bound_until_users_are_counted()
    {
        var power = ExperimentPower.Of(Of("""{"key":"f","variations":["a","b"],"condition":{"c":"XX"},"parentConditions":[{"id":"h"}]}"""), "f")!;

        Assert.Equal("""["its condition","its prerequisites"]""", power.ToValue(1_000, 0.1, [1])["targeting"].ToString());
        Assert.Equal("[]", power.WithAdmitted(1, 100).ToValue(1_000, 0.1, [1])["targeting"].ToString());
    }

    [Fact]
    public void A_rule_for_all_users_leaves_none()
    {
        var payload = Of("""{"force":"all"}""", """{"key":"f","variations":["a","b"],"condition":{"c":"XX"}}""");

        Assert.Equal(0, ExperimentPower.Of(payload, "f")!.ToValue(1_000, 0.1, [1])["admitted"].AsDouble());
        Assert.Equal(0, UserSearch.Of(payload, "f")!.Find(0, new Context(), 1).Share);
    }

    [Fact]
    public void More_inputs_than_are_measured_are_no_share()
    {
        var filters = string.Join(",", Enumerable.Range(0, 101).Select(i => $"{{\"seed\":\"s{i}\",\"ranges\":[[0,0.9999]]}}"));
        var payload = Of($"{{\"key\":\"f\",\"variations\":[0,1],\"filters\":[{filters}]}}");

        Assert.Equal("the shares of experiment `f` are not known: it has too many random inputs for a measure", ExperimentPower.ErrorOf(payload, "f"));
        Assert.Equal("untested", Simulate(payload)["experiments"][0]["verdict"].AsString());
    }

    /// <summary>Each rule of a feature compares itself with those before it: a bounded number of steps.</summary>
    [Fact]
    public void The_measures_of_many_rules_take_a_bounded_number_of_steps()
    {
        var payload = Of([.. Enumerable.Range(0, 8_000).Select(i => $"{{\"key\":\"x{i}\",\"variations\":[0,1],\"coverage\":0.5,\"seed\":\"s{i}\"}}")]);

        var result = Simulate(payload, 1);

        Assert.Equal(8_001, ((Value.Array)result["experiments"]).Count);
    }

    /// <summary>The feature <c>f</c> with rules; <c>g</c> has an experiment of the same seed, and <c>h</c> a value.</summary>
    private static WrittenPayload Of(params string[] rules) => WrittenPayload.Parse(
        $$"""{"features":{"f":{"defaultValue":"d","rules":[{{string.Join(',', rules)}}]},"g":{"defaultValue":1,"rules":[{"key":"g","seed":"f","variations":[1,2],"coverage":0.5}]},"h":{"defaultValue":1} } }""").Value;

    private static Value.Object Simulate(WrittenPayload payload, long users = 2_000)
    {
        var partial = Simulation.Of(payload).Run(users, 7, Shard.Whole);
        return SimulationResult.ToValue(partial.About, partial.Tally);
    }
}

using System.Collections.Immutable;

namespace GrowthBook.Analysis.Tests;

public sealed class RebalanceTests
{
    /// <summary>The users of all buckets are evaluated under both payloads.</summary>
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 5)]
    public void Rebalanced_ranges_give_the_weights_and_what_they_measure(int hashVersion, int payloads)
    {
        var better = 0;
        for (var seed = 0; seed < payloads; seed++)
        {
            var random = new Random(seed);
            ImmutableArray<double> Weights() => [.. Shares(random, 2 + (seed / 3 % 3))];
            var rule = $$$"""{"key":"x","variations":[{{{string.Join(',', Enumerable.Range(0, 2 + (seed / 3 % 3)))}}}],"weights":{{{Json(Weights())}}},"coverage":{{{new[] { "1", "0.9", "0.5" }[seed % 3]}}},"hashVersion":{{{hashVersion}}},"seed":"{{{RandomPayloads.HashSeed}}}"}""";
            var (old, weights) = (OfRule(rule), Weights());

            var (rebalance, error) = Rebalance.Of(old, "x", weights);

            Assert.Null(error);
            // As short as buckets are: 0.6001, and not 0.6000000000000001.
            Assert.All(rebalance!.Ranges.SelectMany(range => new[] { range.Start, range.End }), bound => Assert.Equal(Math.Round(bound, hashVersion == 1 ? 3 : 4), bound));
            var @new = OfRule(rule.Replace("\"coverage\"", $"\"ranges\":{rebalance!.ToMembers()["ranges"]},\"coverage\"", StringComparison.Ordinal));
            var (before, after) = (ArmsOf(old, hashVersion), ArmsOf(@new, hashVersion));
            var included = before.Count(arm => arm is not null);
            Assert.Equal(included, after.Count(arm => arm is not null));
            for (var arm = 0; arm < weights.Length; arm++)
                Assert.InRange(after.Count(each => each == arm) - (weights[arm] / weights.Sum() * included), -1, 1);
            var lost = before.Zip(after).Count(pair => pair.First is not null && pair.First != pair.Second);
            Assert.Equal((double)lost / before.Length, rebalance.Measure.Share(ChangeClass.Moved) + rebalance.Measure.Share(ChangeClass.Left), 12);
            Assert.Equal(Diff.Of(old, @new).Experiments.Single().Measure, rebalance.Measure);
            // No assignment of users to the weights, contiguous or not, lets more of them stay.
            Assert.True(lost >= Enumerable.Range(0, weights.Length).Sum(arm => Math.Max(0, before.Count(each => each == arm) - after.Count(each => each == arm))));
            var plain = OfRule(rule.Replace("\"coverage\"", $"\"ranges\":{rebalance.ToValue()["plain"]["ranges"]},\"coverage\"", StringComparison.Ordinal));
            var plainLost = before.Zip(ArmsOf(plain, hashVersion)).Count(pair => pair.First is not null && pair.First != pair.Second);
            Assert.InRange(lost, 0, plainLost);
            better += lost < plainLost - weights.Length ? 1 : 0;
        }
        Assert.NotEqual(0, better);
    }

    /// <summary>Of rules with ranges, a coverage, both and none.</summary>
    [Fact]
    public void The_weights_alone_do_what_the_payload_with_them_and_without_ranges_does()
    {
        var (entering, leaving) = (0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var variations = random.Next(2, 5);
            ImmutableArray<double> weights = [.. Shares(random, variations)];
            var present = new Value.Object
            {
                ["key"] = "x",
                ["hashVersion"] = 1 + (seed & 1),
                ["variations"] = new Value.Array(Enumerable.Range(0, variations).Select(i => (Value)i)),
            };
            if (random.Next(2) == 0)
                present = present.With("weights", Numbers([.. Shares(random, variations)]));
            if (random.Next(2) == 0)
                present = present.With("coverage", random.Next(1, 11) / 10.0);
            var bare = present;
            if (seed % 4 < 3)
                present = present.With("ranges", new Value.Array(RandomRanges(random, variations)));
            var old = OfRule(present.ToJson());

            var rebalance = Rebalance.Of(old, "x", weights).Rebalance!;

            var change = Diff.Of(old, OfRule(bare.With("weights", Numbers(weights)).ToJson())).Experiments.Single().Measure!;
            foreach (var each in ChangeClasses.All)
                Assert.True(change.Share(each) == rebalance.Plain.Share(each), $"seed {seed}: {each} {change.Share(each)}, and {rebalance.Plain.Share(each)}");
            entering += change.Share(ChangeClass.Entered) > change.Share(ChangeClass.Left) + 0.1 ? 1 : 0;
            var replaced = rebalance.ToMembers().Aggregate(bare, (rule, member) => rule.With(member.Key, member.Value));
            Assert.Empty(Parse(replaced.ToJson()).Errors.Where(error => error.Path.EndsWith(".weights", StringComparison.Ordinal)));
            leaving += change.Share(ChangeClass.Left) > change.Share(ChangeClass.Entered) + 0.1 ? 1 : 0;
        }
        Assert.True(entering > 20 && leaving > 5, $"{entering} and {leaving}");
    }

    /// <summary>Of 21 % and 3 % of the buckets, 7.7 % are beyond two thirds, and 76 % have no range.</summary>
    [Fact]
    public void The_summary_names_users_who_enter_without_ranges()
    {
        var payload = OfRule("""{"key":"x","variations":[0,1],"weights":[0.5,0.5],"hashVersion":2,"ranges":[[0.42,0.45],[0.59,0.8]]}""");

        var rebalance = Rebalance.Of(payload, "x", [0.667, 0.333]).Rebalance!;

        Assert.EndsWith(" % of users move or leave; 7.7 % by the weights without ranges, by which 76 % enter", RebalanceSummary.Of(rebalance.ToValue()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gaps_of_the_coverage_are_used_so_that_only_the_surplus_leaves()
    {
        var payload = OfRule("""{"key":"x","variations":[0,1,2],"coverage":0.6,"hashVersion":2}""");

        var rebalance = Rebalance.Of(payload, "x", [0.5, 0.25, 0.25]).Rebalance!;

        // The second and third variation have 20 % each and keep 15 %; the first has 20 % and gets 30 %.
        Assert.Equal(0.1, rebalance.Measure.Share(ChangeClass.Left) + rebalance.Measure.Share(ChangeClass.Moved), 3);
        Assert.Equal(0, rebalance.Measure.Share(ChangeClass.Moved));
        Assert.True(rebalance.IsMinimal);
    }

    [Fact]
    public void Equal_weights_move_no_user()
    {
        var rebalance = Rebalance.Of(WrittenPayload.Parse(Sources.Shop()).Value, "checkout-redesign", [0.34, 0.33, 0.33]).Rebalance!;

        Assert.False(rebalance.Measure.HasChange);
        Assert.Equal(("checkout-redesign", "exp_checkout", "classic"), (rebalance.Feature, rebalance.Rule, rebalance.Variations[0]));
    }

    /// <summary>0.2 + 0.4 is more than 0.6 as a double, so that the bucket 0.6 stays in the second variation.</summary>
    [Fact]
    public void Weights_that_let_as_many_users_stay_by_themselves_are_the_result()
    {
        var rebalance = Rebalance.Of(WrittenPayload.Parse(Sources.Shop()).Value, "search-ranker", [0.2, 0.4, 0.4]).Rebalance!;

        Assert.Equal(0.2, rebalance.Measure.Share(ChangeClass.Left) + rebalance.Measure.Share(ChangeClass.Moved), 12);
        Assert.Equal(rebalance.Plain, rebalance.Measure);
        Assert.True(rebalance.Ranges.SequenceEqual([new(0, 0.2), new(0.2, 0.6001), new(0.6001, 1)]));
        Assert.True(rebalance.IsMinimal);
    }

    [Fact]
    public void A_weight_of_0_has_an_empty_range()
    {
        var rebalance = Rebalance.Of(OfRule("""{"key":"x","variations":[0,1,2],"hashVersion":2}"""), "x", [0.5, 0, 0.5]).Rebalance!;

        Assert.Equal(0, rebalance.Ranges[1].End - rebalance.Ranges[1].Start);
        Assert.Equal(1, rebalance.Ranges[0].End - rebalance.Ranges[0].Start + rebalance.Ranges[2].End - rebalance.Ranges[2].Start, 12);
    }

    [Theory]
    [InlineData("the payload has no experiment `y`", "y", "0.5,0.5", "")]
    [InlineData("experiment `x` has 2 variations, and there are 3 weights; write one per variation", "x", "0.5,0.25,0.25", "")]
    [InlineData("the weight 1.5 is not between 0 and 1", "x", "1.5,-0.5", "")]
    [InlineData("the weights have the sum 0.9; it must be 1", "x", "0.5,0.4", "")]
    [InlineData("experiment `x` has the unknown hash version 3, which includes no user; write 2", "x", "0.5,0.5", ",\"hashVersion\":3")]
    [InlineData("no user has a bucket of experiment `x`, so that no user would move; change its weights", "x", "0.5,0.5", ",\"coverage\":0")]
    [InlineData("a filter of experiment `x` has the seed of the experiment, so that buckets differ in their number of users; give it a seed of its own", "x", "0.5,0.5", ",\"hashVersion\":2,\"filters\":[{\"seed\":\"x\",\"ranges\":[[0,0.5]]}]")]
    public void Without_ranges_there_is_a_reason(string error, string key, string weights, string members) => Assert.Equal(
        (null, error),
        Rebalance.Of(
            OfRule($$"""{"key":"x","variations":["a","b"]{{members}}}"""), key, [.. weights.Split(',').Select(weight => double.Parse(weight, System.Globalization.CultureInfo.InvariantCulture))]));

    [Fact]
    public void Ranges_without_a_measure_are_none()
    {
        var filters = string.Join(",", Enumerable.Range(0, 101).Select(i => $"{{\"seed\":\"f{i}\",\"ranges\":[[0,0.5],[0.6,1]]}}"));

        Assert.Equal((null, "what other ranges of experiment `x` do to users is not known: too many random inputs for a measure"),
            Rebalance.Of(OfRule($$"""{"key":"x","variations":["a","b"],"hashVersion":2,"filters":[{{filters}}]}"""), "x", [0.4, 0.6]));
    }

    [Fact]
    public void A_contextual_bandit_is_refused() => Assert.Equal(
        "experiment `home-hero-bandit` is a contextual bandit, which sets its weights itself",
        Rebalance.Of(WrittenPayload.Parse(Sources.Shop()).Value, "home-hero-bandit", [1, 0, 0]).Error);

    private static WrittenPayload OfRule(string rule) => Parse(rule).Value;

    private static Parsed<WrittenPayload> Parse(string rule) => WrittenPayload.Parse("""{"features":{"f":{"defaultValue":"out","rules":[RULE]}}}""".Replace("RULE", rule, StringComparison.Ordinal));

    /// <summary>The value of the user of each bucket; <c>null</c> for one who is not in the experiment.</summary>
    private static int?[] ArmsOf(WrittenPayload payload, int hashVersion) =>
        [.. Buckets.Of(hashVersion).Select(id => Evaluator.EvalFeature(new Context(payload.Compiled, new Attributes { ["id"] = id }), "f").Result.Value.AsInt32())];

    private static IEnumerable<double> Shares(Random random, int count)
    {
        var parts = Enumerable.Range(0, count).Select(_ => random.Next(1, 7)).ToArray();
        return parts.Select(part => (double)part / parts.Sum());
    }

    private static string Json(ImmutableArray<double> numbers) => Numbers(numbers).ToString();

    private static Value.Array Numbers(ImmutableArray<double> numbers) => new(numbers.Select(number => (Value)number));

    /// <summary>Ranges that follow each other with gaps, of which some are empty, and at least one is not.</summary>
    private static IEnumerable<Value> RandomRanges(Random random, int count)
    {
        int[] bounds = [.. Enumerable.Range(0, 2 * count).Select(_ => random.Next(0, 100)).Order()];
        bounds[^1] = Math.Max(bounds[^1], bounds[^2] + 1);
        return Enumerable.Range(0, count).OrderBy(_ => random.Next()).Select(i => (Value)new Value.Array([bounds[2 * i] / 100.0, bounds[(2 * i) + 1] / 100.0]));
    }
}

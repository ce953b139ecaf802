using System.Globalization;
using System.Numerics;

namespace GrowthBook.Analysis.Tests.Measures;

/// <summary>Inputs of hash version 1 of one attribute depend on each other: their shares are estimates, compared here with the hashes of many identifiers.</summary>
public sealed class DependentInputsTests
{
    private const string Before = "checkout-v2", After = "checkout-v3";

    private static readonly string[] Seeds = [Before, After, "test1", "test5", "exp-b", "exp-c", "__layer", "pricing", "a", "b", "", "a much longer seed of another kind", "ß", "x\ud83d\ude00"];

    /// <summary>Identifiers of three forms.</summary>
    private static readonly string[] Ids =
    [
        .. Enumerable.Range(0, 20_000).Select(i => $"user-{((long)i * 7919) + 123}"),
        .. Enumerable.Range(0, 20_000).Select(i => new Guid(i * 31, (short)i, (short)(i >> 4), 1, 2, 3, (byte)i, 5, (byte)(i >> 8), 7, 8).ToString()),
        .. Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(Math.Sin(i)):0.0000000000}@x")),
    ];

    [Fact]
    public void A_joint_measure_is_that_of_the_hashes_of_many_identifiers()
    {
        var random = new Random(1);
        for (var round = 0; round < 40; round++)
        {
            var seeds = round switch { 0 => (string[])[Before, After], 1 => ["__layer", "pricing"], 2 => ["test1", "test5", "exp-b"], _ => [.. Seeds.OrderBy(_ => random.Next()).Take(random.Next(2, 4))] };
            var assignments = seeds.Select(seed => AssignmentOf(seed, random)).ToArray();
            var (measured, counted, total) = (new Dictionary<string, BigInteger>(), new Dictionary<string, int>(), BigInteger.Zero);

            Assert.True(JointMeasure.Each(assignments, (outcomes, weight) =>
            {
                var key = string.Join(',', outcomes.ToArray());
                measured[key] = measured.GetValueOrDefault(key) + weight;
                total += weight;
            }));
            foreach (var id in Ids)
            {
                var key = string.Join(',', assignments.Select(assignment => assignment.ArmOf(id)));
                counted[key] = counted.GetValueOrDefault(key) + 1;
            }

            Assert.Subset(measured.Where(each => each.Value > 0).Select(each => each.Key).ToHashSet(), counted.Keys.ToHashSet());
            foreach (var (key, weight) in measured)
                Assert.True(Math.Abs(Exact.Ratio(weight, total) - ((double)counted.GetValueOrDefault(key) / Ids.Length)) < 0.01, $"{string.Join(' ', seeds)}: {key} is {Exact.Ratio(weight, total)}, counted {counted.GetValueOrDefault(key)}");
        }
    }

    /// <summary>A change of an experiment of version 1 in a namespace, after rollouts, or to another seed; of 25 random changes, in each class.</summary>
    [Fact]
    public void A_change_has_the_shares_of_many_users_and_is_no_exact_one()
    {
        var random = new Random(2);
        for (var round = 0; round < 25; round++)
        {
            string[] rollouts = [.. Enumerable.Range(0, random.Next(0, 3)).Select(i => Rollout(i, random))];
            var (first, second) = (ExperimentOf(Before, random), ExperimentOf(random.Next(3) == 0 ? After : Before, random));
            var (old, @new) = (Payload([.. rollouts, first]), Payload([.. rollouts, second]));

            var change = Diff.Of(old, @new).Experiments.Single();

            var counts = Count(old, @new, out var seen);
            if (!change.Measure.HasChange)
            {
                Assert.Equal(seen, counts[(int)ChangeClass.Same]);
                continue;
            }
            var depends = rollouts.Length > 0 || first.Contains("namespace", StringComparison.Ordinal) || second.Contains("namespace", StringComparison.Ordinal) || second.Contains(After, StringComparison.Ordinal);
            Assert.Equal(depends, !change.IsExact);
            foreach (var each in ChangeClasses.All)
            {
                Assert.True(Math.Abs(change.Measure.Share(each) - ((double)counts[(int)each] / seen)) < 0.02, $"round {round}, {each.ToName()}: {change.Measure.Share(each)}, counted {counts[(int)each]} of {seen}");
                Assert.False(counts[(int)each] > 0 && change.Measure[each].IsZero);
            }
        }
    }

    [Fact]
    public void Shares_behind_rollouts_are_those_of_many_users_and_say_that_they_are_estimates()
    {
        var random = new Random(3);
        for (var round = 0; round < 20; round++)
        {
            var payload = Payload([.. Enumerable.Range(0, random.Next(1, 3)).Select(i => Rollout(i, random)), ExperimentOf(After, random)]);
            var (feature, rule) = ExperimentRules.Find(payload.Parts, "x", null)!.Value;
            var arms = Ids.Select(id => ArmOf(payload, id)).ToArray();
            var included = arms.Count(arm => arm is not null);

            var measure = new SharesMeasure(payload.Parts);
            var (shares, admitted) = (measure.Of(feature, rule, rule.Experiments[0]), measure.Included(feature, rule)!.Value);

            Assert.True(shares.AreKnown);
            Assert.True(DependentInputs.IsEstimate(shares.Inexact));
            Assert.NotNull(admitted.Estimate);
            Assert.Equal((double)included / Ids.Length, admitted.Share, 0.01);
            for (var arm = 0; arm < 2; arm++)
                Assert.Equal((double)arms.Count(each => each == arm) / included, shares.OfIncluded[arm], shares.ErrorOf(arm) + (4 * Math.Sqrt(0.25 / included)));
        }
    }

    /// <summary>Version 2, another attribute, and inputs of which each bucket does the same are independent.</summary>
    [Theory]
    [InlineData("""{"force":0,"coverage":0.5,"seed":"checkout-v2"}""", false)]
    [InlineData("""{"force":0,"coverage":0.5,"seed":"checkout-v2","hashVersion":2}""", true)]
    [InlineData("""{"force":0,"coverage":0.5,"seed":"checkout-v2","hashAttribute":"company"}""", true)]
    [InlineData("""{"force":0,"coverage":0,"seed":"checkout-v2"}""", true)]
    [InlineData("""{"force":0,"filters":[{"seed":"checkout-v2","hashVersion":1,"ranges":[[0,0.5]]}],"coverage":1,"hashVersion":2}""", false)]
    [InlineData("""{"force":0,"filters":[{"seed":"checkout-v2","hashVersion":2,"ranges":[[0,0.5]]}],"coverage":1}""", true)]
    [InlineData("""{"key":"w","variations":[0,1],"seed":"checkout-v2","coverage":0.5}""", false)]
    [InlineData("""{"key":"w","variations":[0,1],"seed":"checkout-v2","meta":[{"passthrough":true},{"passthrough":true}]}""", true)]
    public void Only_inputs_that_depend_on_each_other_make_an_estimate(string before, bool isExact)
    {
        var (old, @new) = (Payload(before, """{"id":"e","key":"x","variations":[0,1],"seed":"checkout-v3"}"""), Payload(before, """{"id":"e","key":"x","variations":[0,1],"seed":"checkout-v3","weights":[0.1,0.9]}"""));
        var (feature, rule) = ExperimentRules.Find(old.Parts, "x", null)!.Value;

        var change = Diff.Of(old, @new).Experiments.Single(each => each.Key == "x");

        Assert.Equal((isExact, isExact), (change.IsExact, new SharesMeasure(old.Parts).Of(feature, rule, rule.Experiments[0]).IsExact));
        Assert.Equal(isExact ? 0.4 : CountedMoves(old, @new), change.Measure.Share(ChangeClass.Moved), isExact ? 1e-9 : 0.02);
        Assert.Equal(isExact, Math.Abs(change.Measure.Share(ChangeClass.Moved) - 0.4) < 1e-9);
    }

    /// <summary>The users who move, of those whom no rule before the experiment answers.</summary>
    private static double CountedMoves(WrittenPayload old, WrittenPayload @new)
    {
        string[] seen = [.. Ids.Where(id => ViewOf(old, id) is not null)];
        return (double)seen.Count(id => ViewOf(old, id) != ViewOf(@new, id)) / seen.Length;

        static int? ViewOf(WrittenPayload payload, string id) => ArmOf([.. Evaluated(payload, id).Effects.Where(effect => effect is Effect.ExperimentViewed { Experiment.Key: "x" })]);
    }

    /// <summary>The real shares are 50.0 %, and those of the few states in the sample 48.3 %.</summary>
    [Theory]
    [InlineData("""{"key":"signup","variations":[0,1],"namespace":["a1",0,0.03]}""", true)]
    [InlineData("""{"key":"signup","variations":[0,1],"namespace":["a1",0,0.03],"weights":[0.4,0.6]}""", false)]
    [InlineData("""{"key":"signup","variations":[0,1],"namespace":["a1",0,0.03],"weights":[0.47,0.53],"hashVersion":2}""", false)]
    public void The_tolerance_of_an_expectation_grows_with_the_error_of_few_users(string rule, bool holds)
    {
        var check = Analysis.Expectations.Check(Sources.OfRules(rule), "expect:\n  - { experiment: signup, share: { 0: 0.5003, 1: 0.4997 } }\n");

        Assert.Equal(holds, check.Holds);
        Assert.All(check.Checks.SelectMany(each => each.Failures), failure => Assert.Equal(rule.Contains("hashVersion", StringComparison.Ordinal), !failure.Contains(" is about ", StringComparison.Ordinal)));
    }

    /// <summary>Small parts of namespaces, with the shares of all states of a larger sequence: 4 of 100 would miss two standard errors, and none misses the error.</summary>
    [Fact]
    public void Errors_of_small_shares_include_the_real_ones()
    {
        var misses = 0;
        for (var i = 0; i < 30; i++)
        {
            var (space, from) = ($"space{i}", i / 40.0);
            var payload = Payload(string.Create(CultureInfo.InvariantCulture, $"{{\"key\":\"x\",\"seed\":\"signup{i}\",\"variations\":[0,1],\"namespace\":[\"{space}\",{from},{from + 0.025}]}}"));
            var (feature, rule) = ExperimentRules.Find(payload.Parts, "x", null)!.Value;
            var shares = new SharesMeasure(payload.Parts).Of(feature, rule, rule.Experiments[0]);
            var (counts, assignment) = (new int[2], Assignment.Of(rule.Experiments[0].Compiled));
            for (var user = 0; user < 200_000; user++)
            {
                if (assignment.ArmOf($"{user * 7919L}-{i}") is >= 0 and var arm)
                    counts[arm]++;
            }

            var counted = (double)counts[0] / counts.Sum();
            Assert.Equal(counted, shares.OfIncluded[0], shares.ErrorOf(0) + (4 * Math.Sqrt(0.25 / counts.Sum())));
            Assert.InRange(shares.ErrorOf(0), 0.04, 0.06);
            Assert.EndsWith("so that the shares are estimates, with an error of up to " + string.Create(CultureInfo.InvariantCulture, $"{100 * DependentInputs.ErrorOf(0.5, Exact.Ratio(shares.Arms.Included, shares.Arms.Total)):0.0} %"), shares.Inexact, StringComparison.Ordinal);
            misses += Math.Abs(counted - shares.OfIncluded[0]) > 0.01 ? 1 : 0;
        }
        Assert.True(misses > 0, "without the error, no expectation fails, and this test says nothing");
    }

    /// <summary>A share of none or all is certain.</summary>
    [Fact]
    public void A_certain_share_has_no_error()
    {
        var payload = Payload("""{"key":"x","variations":[0,1],"weights":[1,0],"coverage":0.5,"namespace":["n",0,0.02]}""");
        var (feature, rule) = ExperimentRules.Find(payload.Parts, "x", null)!.Value;
        var shares = new SharesMeasure(payload.Parts).Of(feature, rule, rule.Experiments[0]);

        Assert.Equal((false, 0.0, 0.0), (shares.IsExact, shares.ErrorOf(0), shares.ErrorOf(1)));
    }

    /// <summary>Few users reach the experiment, so that the shares of a difference are those of few states.</summary>
    [Theory]
    [InlineData(0.97, true)]
    [InlineData(0.5, false)]
    public void A_difference_among_few_users_names_its_error(double coverage, bool namesError)
    {
        var rollout = string.Create(CultureInfo.InvariantCulture, $"{{\"force\":9,\"coverage\":{coverage},\"seed\":\"checkout-v2\"}}");
        var change = Diff.Of(Payload(rollout, """{"id":"e","key":"x","seed":"pricing","variations":[0,1]}"""), Payload(rollout, """{"id":"e","key":"x","seed":"pricing","variations":[0,1],"weights":[0.1,0.9]}""")).Experiments.Single();

        Assert.True(DependentInputs.IsEstimate(Assert.Single(change.Reasons)));
        Assert.Equal(namesError, change.Reasons[0].Contains("with an error of up to", StringComparison.Ordinal));
    }

    /// <summary>An ordinary seed can begin as those of namespaces do.</summary>
    [Fact]
    public void A_seed_is_called_a_namespace_only_if_it_is_one()
    {
        var payload = Payload("""{"force":9,"coverage":0.5,"seed":"__a"}""", """{"id":"e","key":"x","seed":"__b","variations":[0,1]}""");
        var (feature, rule) = ExperimentRules.Find(payload.Parts, "x", null)!.Value;

        Assert.StartsWith("the seed `__b` and the seed `__a` give `id` buckets", new SharesMeasure(payload.Parts).Of(feature, rule, rule.Experiments[0]).Inexact, StringComparison.Ordinal);
        Assert.Equal(BucketSource.Of("id", "__a", 1), BucketSource.OfNamespace("id", "a"));
        Assert.Equal(BucketSource.Of("id", "__a", 1)!.GetHashCode(), BucketSource.OfNamespace("id", "a").GetHashCode());
    }

    [Theory]
    [InlineData("\"hashVersion\":1,\"namespace\":[\"layer\",0,0.3]", "the namespace `layer` and the seed `pricing` give `id` buckets of hash version 1, which depend on each other, so that the shares are estimates")]
    [InlineData("\"hashVersion\":1,\"namespace\":[\"layer\",0,1]", null)]
    [InlineData("\"hashVersion\":2,\"namespace\":[\"layer\",0,0.3]", null)]
    public void Expectations_simulations_plans_and_searches_say_what_is_an_estimate(string member, string? reason)
    {
        var rule = $$"""{"features":{"f":{"rules":[{"key":"pricing","variations":[0,1,2],{{member}}}]} } }""";
        var payload = WrittenPayload.Parse(rule).Value;
        var source = PayloadSource.Read(System.Text.Encoding.UTF8.GetBytes(rule));
        var exact = member.Contains("n\":1", StringComparison.Ordinal) ? "{ 0: 0.334, 1: 0.333, 2: 0.333 }" : "{ 0: 0.3334, 1: 0.3333, 2: 0.3333 }";

        var check = Analysis.Expectations.Check(source, $"expect:\n  - {{ experiment: pricing, share: {exact}, exact: true }}\n");
        var partial = Simulation.Of(payload).Run(100_000, 7, Shard.Whole);
        var row = SimulationResult.ToValue(partial.About, partial.Tally)["experiments"][0];

        Assert.Equal(reason is null, check.Holds);
        Assert.Equal((reason is null ? "match" : "untested", reason), (row["verdict"].AsString(), row["reason"].AsString()));
        Assert.Equal(reason, UserSearch.Of(payload, "pricing")!.Find(0, new Context(), 1).Estimate);
        Assert.Equal(reason, ExperimentPower.Of(payload, "pricing")!.ToValue(1_000, 0.1, [1])["estimate"].AsString());
        if (reason is not null)
            Assert.Equal($"the shares are not exact: {reason}", Assert.Single(Assert.Single(check.Checks).Failures));
    }

    /// <summary>The ranges move as many users as the difference of the payloads says, also behind a rollout whose seed the experiment depends on.</summary>
    [Theory]
    [InlineData("", ",\"namespace\":[\"space-v2\",0,0.6]")]
    [InlineData("""{"force":9,"coverage":0.5,"seed":"checkout-v2"},""", "")]
    public void Rebalanced_shares_are_estimates(string before, string member)
    {
        static string Of(string before, string members) => before + $$"""{"id":"e","key":"x","seed":"checkout-v3","variations":[0,1]{{members}}}""";
        var old = Payload(Of(before, member));

        var rebalance = Rebalance.Of(old, "x", [0.1, 0.9]).Rebalance!;

        var change = Diff.Of(old, Payload(Of(before, $"{member},\"ranges\":{rebalance.ToMembers()["ranges"]}"))).Experiments.Single();
        Assert.Equal(change.Measure, rebalance.Measure);
        Assert.Equal(Assert.Single(change.Reasons), rebalance.Estimate);
        Assert.True(Math.Abs(rebalance.Measure.Share(ChangeClass.Moved) - (before.Length == 0 ? 0.24 : 0.66)) < 0.02, $"{rebalance.Measure.Share(ChangeClass.Moved)}");
    }

    /// <summary>The real shares, counted with evaluation, are 36.2, 33.4 and 30.5 %.</summary>
    [Fact]
    public void An_expectation_of_the_real_shares_holds_within_its_tolerance()
    {
        var source = Sources.OfRules("""{"key":"pricing","variations":[0,1,2],"namespace":["layer",0,0.3]}""");

        Assert.True(Analysis.Expectations.Check(source, "expect:\n  - { experiment: pricing, share: { 0: 0.362, 1: 0.334, 2: 0.305 } }\n").Holds);
        Assert.False(Analysis.Expectations.Check(source, "expect:\n  - { experiment: pricing, share: { 0: 0.334, 1: 0.333, 2: 0.333 } }\n").Holds);
    }

    /// <summary>More rules than are measured together have no estimate, and are not passed off as one.</summary>
    [Fact]
    public void Too_many_rules_for_an_estimate_say_so()
    {
        string[] before = [.. Enumerable.Range(0, 40).Select(i => $"{{\"force\":{i},\"coverage\":0.1,\"seed\":\"s{i}\"}}")];

        var change = Diff.Of(Payload([.. before, """{"id":"e","key":"x","variations":[0,1]}"""]), Payload([.. before, """{"id":"e","key":"x","variations":[0,1],"weights":[0.1,0.9]}"""])).Experiments.Single();

        Assert.False(DependentInputs.IsEstimate(Assert.Single(change.Reasons)));
        Assert.EndsWith("which depend on each other, and there are too many rules for an estimate", change.Reasons[0], StringComparison.Ordinal);
    }

    /// <summary>A long seed is hashed for each state: samples take steps of their own.</summary>
    [Fact]
    public void A_seed_that_is_too_long_for_a_sample_has_no_measure()
    {
        static string Of(string weights) => $$"""{"id":"e","key":"x","variations":[0,1],"seed":"{{new string('s', 1_000_000)}}","namespace":["n",0,0.5],"weights":{{weights}}}""";

        Assert.Contains(JointMeasure.NoSample, Diff.Of(Payload(Of("[0.5,0.5]")), Payload(Of("[0.4,0.6]"))).Experiments.Single().Reasons);
    }

    /// <summary>A refused sample is not passed off as too many inputs.</summary>
    [Fact]
    public void A_rollout_and_shares_without_a_sample_say_so()
    {
        static string Of(string coverage) => $$"""{"id":"r","force":1,"seed":"{{new string('s', 1_000_000)}}","coverage":{{coverage}},"filters":[{"seed":"n","hashVersion":1,"ranges":[[0,0.5]]}]}""";
        var payload = Payload($$"""{"key":"x","variations":[0,1],"seed":"{{new string('s', 1_000_000)}}","namespace":["n",0,0.5]}""");
        var (feature, rule) = ExperimentRules.Find(payload.Parts, "x", null)!.Value;

        Assert.Equal("there are no steps left for a sample of its buckets of hash version 1", new SharesMeasure(payload.Parts).Of(feature, rule, rule.Experiments[0]).Inexact);
        Assert.Contains("no steps left for a sample of its buckets of hash version 1", Diff.Of(Payload(Of("0.5")), Payload(Of("0.4"))).ToValue().ToJson(), StringComparison.Ordinal);
    }

    private static Assignment AssignmentOf(string seed, Random random)
    {
        var source = seed.StartsWith("__", StringComparison.Ordinal) ? BucketSource.OfNamespace("id", seed[2..]) : BucketSource.Of("id", seed, 1)!;
        var cut = random.Next(1, 10) / 10.0;
        return new Assignment([new Assignment.Factor(source, BucketMap.Of(source, [new BucketRange(0, cut), new BucketRange(cut, random.Next(2) == 0 ? 1 : (cut + 1) / 2)]))]);
    }

    private static string Rollout(int i, Random random) => string.Create(CultureInfo.InvariantCulture, $"{{\"force\":{i + 10},\"coverage\":{random.Next(1, 7) / 10.0},\"seed\":\"{(i == 0 ? "checkout-v1" : "exp-b")}\"}}");

    private static string ExperimentOf(string seed, Random random)
    {
        var weight = random.Next(1, 10) / 10.0;
        var space = random.Next(2) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",\"namespace\":[\"space-v2\",0,{random.Next(3, 9) / 10.0}]");
        return string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"e\",\"key\":\"x\",\"seed\":\"{seed}\",\"variations\":[0,1],\"weights\":[{weight},{1 - weight}],\"coverage\":{random.Next(5, 11) / 10.0}{space}}}");
    }

    private static WrittenPayload Payload(params string[] rules) => WrittenPayload.Parse($"{{\"features\":{{\"f\":{{\"defaultValue\":-1,\"rules\":[{string.Join(',', rules)}]}}}}}}").Value;

    /// <summary>The users of each class, and those whom an experiment that no earlier rule answers can see, before or after.</summary>
    private static int[] Count(WrittenPayload old, WrittenPayload @new, out int seen)
    {
        var counts = new int[ChangeClasses.All.Length];
        foreach (var id in Ids)
        {
            var (before, after) = (Evaluated(old, id), Evaluated(@new, id));
            if (before.Result.Source == FeatureResultSource.Force)
                continue; // the rollouts are the same before and after
            var (was, @is) = (ArmOf(before.Effects), ArmOf(after.Effects));
            counts[(int)(was is null ? @is is null ? ChangeClass.Same : ChangeClass.Entered : @is is null ? ChangeClass.Left : was == @is ? ChangeClass.Same : ChangeClass.Moved)]++;
        }
        seen = counts.Sum();
        return counts;
    }

    private static int? ArmOf(WrittenPayload payload, string id) => ArmOf(Evaluated(payload, id).Effects);

    private static int? ArmOf(Effects effects) => effects.OfType<Effect.ExperimentViewed>().SingleOrDefault()?.Result.VariationId;

    private static (FeatureResult Result, Effects Effects) Evaluated(WrittenPayload payload, string id) =>
        Evaluator.EvalFeature(new Context(payload.Compiled, new Attributes { ["id"] = id }), "f") is var evaluated ? (evaluated.Result, evaluated.Effects) : default;
}

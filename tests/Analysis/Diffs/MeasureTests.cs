using System.Numerics;

namespace GrowthBook.Analysis.Tests;

public sealed class MeasureTests
{
    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 3)]
    public void The_measure_of_random_payloads_equals_the_count_over_all_buckets(int hashVersion, int pairs)
    {
        var seen = new HashSet<ChangeClass>();
        for (var seed = 0; seed < pairs; seed++)
        {
            var random = new RandomPayloads(seed, hashVersion);
            var (old, @new) = (random.OneSeed(), random.OneSeed());

            var change = Assert.Single(Diff.Of(old, @new).Experiments);
            var counts = Count(old.Compiled, @new.Compiled, hashVersion);

            Assert.True(change.IsExact, string.Join("; ", change.Reasons));
            AssertShares(counts, change.Measure, seed);
            seen.UnionWith(counts.Where(each => !each.Value.IsZero).Select(each => each.Key));
        }
        if (hashVersion == 1)
            Assert.Superset(new HashSet<ChangeClass> { ChangeClass.Same, ChangeClass.Moved, ChangeClass.Entered, ChangeClass.Left, ChangeClass.ValueOnly, ChangeClass.ExposureLost, ChangeClass.ExposureGained }, seen);
    }

    /// <summary>Each user has the assignment that the evaluation of the old payload stores.</summary>
    [Fact]
    public void With_stored_assignments_the_measure_equals_the_count_over_all_buckets()
    {
        var seen = new HashSet<ChangeClass>();
        var blocked = 0;
        for (var seed = 0; seed < 80; seed++)
        {
            var random = new RandomPayloads(seed, 1);
            var (old, @new) = (random.Sticky(), random.Sticky());

            var change = Assert.Single(Diff.Of(old, @new, new DiffOptions(AssumesStoredAssignments: true)).Experiments);
            var counts = Count(old.Compiled, @new.Compiled, 1, StickyBuckets.Empty);

            AssertShares(counts, change.Measure, seed);
            seen.UnionWith(counts.Where(each => !each.Value.IsZero).Select(each => each.Key));
            blocked += !counts.ContainsKey(ChangeClass.Same) && counts.GetValueOrDefault(ChangeClass.Left) > 0 ? 1 : 0;
        }
        Assert.Superset(new HashSet<ChangeClass> { ChangeClass.Same, ChangeClass.Moved, ChangeClass.Entered, ChangeClass.Left, ChangeClass.ValueOnly, ChangeClass.KeptBySticky }, seen);
        Assert.True(blocked > 0);
    }

    /// <summary>The shares of arms are those of all combinations of buckets, also with several filters of one seed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_shares_of_arms_are_those_of_all_combinations(int seed)
    {
        var random = new Random(seed);
        var filters = string.Join(",", Enumerable.Range(0, 4).Select(_ =>
            FormattableString.Invariant($"{{\"seed\":\"s{random.Next(3)}\",\"hashVersion\":2,\"ranges\":[[{random.Next(0, 5) / 10.0},{random.Next(5, 11) / 10.0}]]}}")));
        var payload = WrittenPayload.Parse($"{{\"features\":{{\"f\":{{\"rules\":[{{\"key\":\"x\",\"variations\":[0,1,2],\"coverage\":0.7,\"hashVersion\":2,\"seed\":\"s0\",\"filters\":[{filters}]}}]}}}}}}").Value;
        var assignment = Assignment.Of(payload.Parts.AllExperiments().Single().Rule.Experiments[0].Compiled);
        var (counts, total) = (new BigInteger[3], BigInteger.Zero);
        Assert.True(JointMeasure.Each([assignment], (outcomes, weight) =>
        {
            total += weight;
            if (outcomes[0] >= 0)
                counts[outcomes[0]] += weight;
        }));

        var shares = ArmShares.Of(assignment, 3);

        Assert.Equal(total, shares.Total);
        Assert.Equal<BigInteger>(counts, shares.Counts);
    }

    private static void AssertShares(Dictionary<ChangeClass, BigInteger> counts, ChangeMeasure measure, int seed)
    {
        var total = counts.Values.Aggregate(BigInteger.Zero, (sum, count) => sum + count);
        foreach (var each in ChangeClasses.All)
        {
            var count = counts.GetValueOrDefault(each);
            Assert.True(total.IsZero ? measure.Share(ChangeClass.Same) == 1 : measure[each] * total == count * measure.Total, $"seed {seed}, {each.ToName()}: {count} of {total}, measured {measure.Share(each)}");
        }
    }

    /// <summary>The classes of the users of all buckets, by explanations of their evaluations.</summary>
    private static Dictionary<ChangeClass, BigInteger> Count(Payload old, Payload @new, int hashVersion, StickyBuckets? stored = null)
    {
        var counts = new Dictionary<ChangeClass, BigInteger>();
        foreach (var id in Buckets.Of(hashVersion))
        {
            var before = SeenBy(old, id, stored);
            var (after, fresh) = (SeenBy(@new, id, stored is null ? null : new Context { StickyBuckets = stored }.Apply(before.Effects).StickyBuckets), SeenBy(@new, id, stored));
            ChangeClass? found = (before, after) switch
            {
                ({ IsReached: false }, { IsReached: false }) => null,
                ({ IsReached: false }, _) => after.Viewed is null ? ChangeClass.Same : ChangeClass.ExposureGained,
                (_, { IsReached: false }) => before.Viewed is null ? ChangeClass.Same : ChangeClass.ExposureLost,
                ({ Viewed: null }, { Viewed: null }) => ChangeClass.Same,
                ({ Viewed: null }, _) => ChangeClass.Entered,
                (_, { Viewed: null }) => ChangeClass.Left,
                ({ Viewed: { } one }, { Viewed: { } other }) => one.Key != other.Key ? ChangeClass.Moved
                    : before.Value != after.Value ? ChangeClass.ValueOnly
                    : fresh.Viewed?.Key == other.Key ? ChangeClass.Same
                    : ChangeClass.KeptBySticky,
            };
            if (found is { } changeClass)
                counts[changeClass] = counts.GetValueOrDefault(changeClass) + 1;
        }
        return counts;
    }

    private static (bool IsReached, ExperimentResult? Viewed, Value Value, Effects Effects) SeenBy(Payload payload, string id, StickyBuckets? stored)
    {
        var explanation = Evaluator.Explain(new Context(payload, new Attributes { ["id"] = id }) { StickyBuckets = stored }, RandomPayloads.Feature);
        return (
            explanation.Trace.Rules.Single(rule => rule.Id == "e").Outcome != RuleOutcome.NotReached,
            explanation.Effects.OfType<Effect.ExperimentViewed>().SingleOrDefault()?.Result,
            explanation.Result.Value,
            explanation.Effects);
    }
}

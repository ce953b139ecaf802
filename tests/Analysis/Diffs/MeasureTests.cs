using System.Numerics;

namespace GrowthBook.Analysis.Tests;

public sealed class MeasureTests
{
    [Theory]
    [InlineData(1, 60)]
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
            var total = counts.Values.Aggregate(BigInteger.Zero, (sum, count) => sum + count);
            foreach (var each in ChangeClasses.All)
            {
                var count = counts.GetValueOrDefault(each);
                Assert.True(total.IsZero ? change.Measure.Share(ChangeClass.Same) == 1 : change.Measure[each] * total == count * change.Measure.Total, $"seed {seed}, {each.ToName()}: {count} of {total}, measured {change.Measure.Share(each)}");
                if (!count.IsZero)
                    seen.Add(each);
            }
        }
        if (hashVersion == 1)
            Assert.Superset(new HashSet<ChangeClass> { ChangeClass.Same, ChangeClass.Moved, ChangeClass.Entered, ChangeClass.Left, ChangeClass.ValueOnly, ChangeClass.ExposureLost, ChangeClass.ExposureGained }, seen);
    }

    /// <summary>The classes of the users of all buckets, by explanations of their evaluations.</summary>
    private static Dictionary<ChangeClass, BigInteger> Count(Payload old, Payload @new, int hashVersion)
    {
        var counts = new Dictionary<ChangeClass, BigInteger>();
        foreach (var id in Buckets.Of(hashVersion))
        {
            var (before, after) = (SeenBy(old, id), SeenBy(@new, id));
            ChangeClass? found = (before, after) switch
            {
                ({ IsReached: false }, { IsReached: false }) => null,
                ({ IsReached: false }, _) => after.Viewed is null ? ChangeClass.Same : ChangeClass.ExposureGained,
                (_, { IsReached: false }) => before.Viewed is null ? ChangeClass.Same : ChangeClass.ExposureLost,
                ({ Viewed: null }, { Viewed: null }) => ChangeClass.Same,
                ({ Viewed: null }, _) => ChangeClass.Entered,
                (_, { Viewed: null }) => ChangeClass.Left,
                ({ Viewed: { } one }, { Viewed: { } other }) => one.Key != other.Key ? ChangeClass.Moved : one.Value != other.Value ? ChangeClass.ValueOnly : ChangeClass.Same,
            };
            if (found is { } changeClass)
                counts[changeClass] = counts.GetValueOrDefault(changeClass) + 1;
        }
        return counts;
    }

    private static (bool IsReached, ExperimentResult? Viewed) SeenBy(Payload payload, string id)
    {
        var explanation = Evaluator.Explain(new Context(payload, new Attributes { ["id"] = id }), RandomPayloads.Feature);
        return (
            explanation.Trace.Rules.Single(rule => rule.Id == "e").Outcome != RuleOutcome.NotReached,
            explanation.Effects.OfType<Effect.ExperimentViewed>().SingleOrDefault()?.Result);
    }
}

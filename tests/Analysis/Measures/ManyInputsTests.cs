using System.Numerics;

namespace GrowthBook.Analysis.Tests.Measures;

/// <summary>Counts beyond the largest double: 78 sources with 10,000 buckets each have 10^312 combinations.</summary>
public sealed class ManyInputsTests
{
    [Fact]
    public void A_ratio_is_the_nearest_double()
    {
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var total = random.NextInt64(1, 1L << random.Next(1, 54));
            var count = random.NextInt64(0, total + 1);
            var factor = BigInteger.Pow(random.Next(1, 1_000_000), random.Next(0, 100));

            Assert.Equal((double)count / total, Exact.Ratio(count * factor, total * factor)); // IEEE division of exact doubles is rounded to the nearest
        }
        Assert.Equal(0, Exact.Ratio(1, 0));
    }

    [Theory]
    [InlineData(77)]
    [InlineData(78)]
    [InlineData(98)]
    public void Shares_of_many_filters_are_products(int filters)
    {
        var payload = Filtered(filters);
        var expected = Math.Pow(0.9999, filters);

        var found = UserSearch.Of(payload, "a")!.Find(0, new Context(), 3);
        var power = ExperimentPower.Of(payload, "a")!.ToValue(1_000, 0.1, [1]);
        var rollout = SimulationOf(payload)["rollouts"][0];

        Assert.Equal((null, 3), (found.Reason, found.Users.Length));
        Assert.Equal(expected / 2, found.Share!.Value, 12);
        Assert.Equal(expected, power["admitted"].AsDouble()!.Value, 12);
        Assert.Equal(expected, rollout["shares"][1].AsDouble()!.Value, 12);
        Assert.Equal("match", rollout["verdict"].AsString());
    }

    private static WrittenPayload Filtered(int count)
    {
        var filters = string.Join(",", Enumerable.Range(0, count).Select(i => $"{{\"seed\":\"s{i}\",\"hashVersion\":2,\"attribute\":\"id\",\"ranges\":[[0,0.9999]]}}"));
        return WrittenPayload.Parse(
            $"{{\"features\":{{\"f\":{{\"rules\":[{{\"key\":\"a\",\"hashVersion\":2,\"variations\":[0,1],\"filters\":[{filters}]}}]}},"
            + $"\"g\":{{\"rules\":[{{\"force\":1,\"hashVersion\":2,\"coverage\":1,\"filters\":[{filters}]}}]}}}}}}").Value;
    }

    private static Value.Object SimulationOf(WrittenPayload payload)
    {
        var partial = Simulation.Of(payload).Run(2_000, 3, Shard.Whole);
        return SimulationResult.ToValue(partial.About, partial.Tally);
    }
}

namespace GrowthBook.Analysis.Tests;

/// <summary>Counts of nothing are no test, and their result is not green.</summary>
public sealed class UntestedTests
{
    private const string Empty = """{"id":"j","key":"j","hashVersion":2,"variations":["a","b"],"ranges":[[0,0],[0,0]]}""";

    [Theory]
    [InlineData("""{"features":{"f":{"defaultValue":1}}}""", "nothing is tested: the payload has no experiment and no rollout")]
    [InlineData("""{"features":{"f":{"rules":[EMPTY]}}}""", "nothing is tested: 1 experiment or rollout of 1,000 users has no verdict")]
    [InlineData("""{"features":{"f":{"rules":[{"force":"all"},{"key":"x","hashVersion":2,"variations":[0,1]}]}}}""", "nothing is tested: 1 experiment or rollout of 1,000 users has no verdict")]
    public void A_simulation_of_nothing_is_not_green(string payload, string summary)
    {
        var page = Report.ToHtml(Simulate(payload.Replace("EMPTY", Empty, StringComparison.Ordinal))).Value!;

        Assert.Contains($"✗ Simulation of a payload: {summary}</title>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_experiment_without_users_is_counted_apart()
    {
        var result = Simulate("""{"features":{"f":{"rules":[EMPTY]},"g":{"rules":[{"key":"x","hashVersion":2,"variations":[0,1]}]}}}""".Replace("EMPTY", Empty, StringComparison.Ordinal));

        var row = result["experiments"][0];
        Assert.Equal(("untested", "no user is in it"), (row["verdict"].AsString(), row["reason"].AsString()));
        Assert.All(["p", "adjusted", "effect", "deviation"], name => Assert.IsType<Value.Null>(row[name]));
        Assert.Equal("match", result["experiments"][1]["verdict"].AsString());
        Assert.Equal(result["experiments"][1]["p"], result["experiments"][1]["adjusted"]); // one test, not two
        Assert.Contains("✓ Simulation of a payload: not tested: 1 of 2 experiments and rollouts: j; match: 1 experiment or rollout of 1,000 users has the shares of the payload</title>", Report.ToHtml(result).Value!, StringComparison.Ordinal);
    }

    private static Value.Object Simulate(string payload)
    {
        var partial = Simulation.Of(WrittenPayload.Parse(payload).Value).Run(1_000, 7, Shard.Whole);
        return SimulationResult.ToValue(partial.About, partial.Tally);
    }
}

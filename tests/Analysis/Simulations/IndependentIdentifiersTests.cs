using System.Collections.Immutable;

namespace GrowthBook.Analysis.Tests;

/// <summary>Hashes of two attributes are independent, so that made users have different texts in them.</summary>
public sealed class IndependentIdentifiersTests
{
    private static readonly WrittenPayload Payload = WrittenPayload.Parse("""
        {"features":{
          "f1":{"rules":[{"key":"a","hashVersion":2,"variations":[0,1],"namespace":["ns",0,0.5]}]},
          "f2":{"rules":[{"key":"b","hashVersion":2,"hashAttribute":"company","variations":[0,1],"namespace":["ns",0.5,1]}]},
          "f3":{"rules":[{"key":"c","seed":"s","hashVersion":2,"hashAttribute":"company","variations":[0,1]}]},
          "f4":{"rules":[{"key":"d","seed":"s","hashVersion":2,"variations":[0,1]}]},
          "f5":{"rules":[{"key":"e","seed":"s","hashVersion":2,"variations":[0,1],"filters":[{"seed":"s","attribute":"company","hashVersion":2,"ranges":[[0,0.5]]}]}]}
        }}
        """).Value;

    [Fact]
    public void Simulated_users_of_two_attributes_are_independent()
    {
        var partial = Simulation.Of(Payload).Run(20_000, 7, Shard.Whole);
        var result = SimulationResult.ToValue(partial.About, partial.Tally);
        var overlaps = ((Value.Array)result["overlaps"]).ToDictionary(overlap => (overlap["first"].AsString(), overlap["second"].AsString()));

        Assert.InRange(overlaps[("a", "b")]["users"].AsDouble()!.Value, 4_700, 5_300); // a quarter of the users
        Assert.True(overlaps[("c", "d")]["p"].AsDouble() > 0.001);
        Assert.All((Value.Array)result["experiments"], row => Assert.Equal("match", row["verdict"].AsString()));
    }

    /// <summary>The share of its identifiers that are found is that of the measure.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Users_of_an_experiment_with_a_filter_on_another_attribute_are_found(int variation)
    {
        var found = UserSearch.Of(Payload, "e")!.Find(variation, new Context(), 200);

        Assert.Equal((null, 200), (found.Reason, found.Users.Length));
        Assert.InRange(found.Tried, 600, 1_000); // a quarter of the identifiers
        Assert.All(found.Users, user => Assert.NotEqual(user.Id, user.Attributes["company"].AsString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_buckets_of_derived_identifiers_are_independent(int version)
    {
        var table = new long[4, 4];
        for (var i = 0; i < 40_000; i++)
            table[(int)(Hashing.Hash("s", $"u-{i}", version)!.Value * 4), (int)(Hashing.Hash("s", AttributeIds.Of("company", $"u-{i}"), version)!.Value * 4)]++;

        var test = Independence.Test([.. Enumerable.Range(0, 4).Select(row => Enumerable.Range(0, 4).Select(column => table[row, column]).ToImmutableArray())]);

        Assert.True(test.P > 0.001, $"version {version}: p {test.P}");
    }
}

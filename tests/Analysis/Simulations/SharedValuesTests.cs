namespace GrowthBook.Analysis.Tests;

/// <summary>Users of one company get one arm together, so that a test of independent users would accuse a correct payload.</summary>
public sealed class SharedValuesTests
{
    private const string Reason = "and users of one value get one arm together; give one user per value";

    private static readonly WrittenPayload Payload = WrittenPayload.Parse("""
        {"features":{
          "seats":{"rules":[{"key":"seats","hashVersion":2,"variations":["a","b"],"hashAttribute":"company"}]},
          "teams":{"rules":[{"key":"teams","hashVersion":2,"variations":["a","b","c"],"hashAttribute":"company"}]},
          "button":{"rules":[{"key":"button","hashVersion":2,"variations":["a","b"]}]},
          "chat":{"rules":[{"id":"chat","force":1,"coverage":0.3,"hashVersion":2,"hashAttribute":"company"}]},
          "pilot":{"rules":[{"id":"pilot","force":1,"coverage":0.5,"hashVersion":2,"filters":[{"seed":"pilot","attribute":"company","hashVersion":2,"ranges":[[0,0.5]]}]}]}
        },"experiments":[{"key":"own","hashVersion":2,"variations":["a","b"],"hashAttribute":"company","status":"running"}]}
        """).Value;

    [Theory]
    [InlineData(2_000, 40)]
    [InlineData(2_000, 1_000)]
    [InlineData(20_000, 25)]
    [InlineData(100_000, 30_000)]
    public void Rows_whose_users_share_values_are_not_tested(int users, int companies)
    {
        var result = Result(Count(users, i => $"org-{i % companies}"));

        var rows = Rows(result);
        Assert.Equal(["chat", "own", "pilot", "seats", "teams"], rows.Where(row => row["verdict"].AsString() == "untested").Select(row => row["key"].AsString()).Order(StringComparer.Ordinal));
        Assert.All(rows.Where(row => row["verdict"].AsString() == "untested"), row => Assert.EndsWith($"values of `company`, {Reason}", row["reason"].AsString(), StringComparison.Ordinal));
        Assert.Equal("match", rows.Single(row => row["key"].AsString() == "button")["verdict"].AsString());
        if (companies <= 40)
            Assert.Equal(FormattableString.Invariant($"{users:#,0} users have about {companies} values of `company`, {Reason}"), rows[0]["reason"].AsString());
    }

    [Fact]
    public void Pairs_are_tested_unless_users_share_values_of_both()
    {
        var result = Result(Count(2_000, i => $"org-{i % 40}"));

        var overlaps = (Value.Array)result["overlaps"];
        Assert.Equal(6, overlaps.Count);
        Assert.All(overlaps, overlap =>
        {
            var isTested = overlap["first"].AsString() == "button" || overlap["second"].AsString() == "button";
            Assert.Equal(isTested, overlap["p"] is Value.Number);
            Assert.Equal(isTested, overlap["cramersV"] is Value.Number);
        });
    }

    /// <summary>Chance puts values into one cell: 2 of few users, and many of many users.</summary>
    [Fact]
    public void Users_with_values_of_their_own_are_tested()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var users = new Random(seed).Next(1, seed % 3 == 0 ? 4_000 : 60);
            Assert.DoesNotContain("give one user", Result(Count(users, i => $"{seed}-{i}")).ToJson(), StringComparison.Ordinal);
        }
    }

    /// <summary>Such as the identifier of devices that have none. Among 20,000 others it is one value of many.</summary>
    [Fact]
    public void One_value_of_many_users_is_found()
    {
        var result = Result(Count(20_000, i => i % 20 == 0 ? "00000000" : $"org-{i}"));

        Assert.Equal("untested", Rows(result)[0]["verdict"].AsString());
        Assert.Matches($"^(20,000 users have about [0-9,]+|many of 20,000 users share) values of `company`, {Reason}$", Rows(result)[0]["reason"].AsString());
    }

    [Fact]
    public void Three_users_of_one_value_are_no_test() =>
        Assert.Equal($"3 users have about 1 value of `company`, {Reason}", Rows(Result(Count(3, _ => "org-1")))[0]["reason"].AsString());

    [Fact]
    public void Any_split_gives_the_bytes_of_the_whole_and_a_part_without_values_is_tested_as_before()
    {
        var simulation = Simulation.Of(Payload);
        var whole = Part(simulation, 2_000, Shard.Whole);
        var parts = Enumerable.Range(0, 3).Select(i => PartialResult.Parse(Part(simulation, 2_000, new Shard(i, 3)).ToValue().ToJson()).Value!).ToArray();

        var merged = parts[2].Merge(parts[0]).Merged!.Merge(parts[1]).Merged!;

        Assert.Equal(whole.Tally.ToJson(), merged.Tally.ToJson());
        Assert.Equal(Result(whole).ToJson(), Result(merged).ToJson());
        var earlier = new Value.Object(whole.Tally.Where(member => member.Key != "cells"));
        Assert.NotNull(PartialResult.Parse((whole with { Tally = earlier }).ToValue().ToJson()).Value);
        Assert.DoesNotContain("give one user", Result(whole with { Tally = earlier }).ToJson(), StringComparison.Ordinal);
    }

    /// <summary>An arm without a share has no user, however many share a value.</summary>
    [Fact]
    public void A_count_in_an_arm_without_a_share_is_a_mismatch()
    {
        var described = new Value.Object { ["arms"] = new Value.Array(["a", "b"]), ["shares"] = new Value.Array([1, 0]) };

        var row = Assert.Single(CountedRows.Of([(described, [1_000, 1_000], new SharedValues("company", 50, 40))]));

        Assert.Equal("mismatch", row["verdict"].AsString());
    }

    [Fact]
    public void Intervals_are_as_wide_as_those_of_as_many_values()
    {
        var row = Rows(Result(Count(2_000, i => $"org-{i % 40}")))[0];

        var (count, width) = (row["counts"][0].AsDouble()!.Value, row["intervals"][0][1].AsDouble()!.Value - row["intervals"][0][0].AsDouble()!.Value);
        var (low, high) = Wilson.Interval((long)Math.Round(count / 50), 40);
        Assert.InRange(width, (high - low) * 0.95, (high - low) * 1.05);
    }

    private static Value[] Rows(Value result) => [.. (Value.Array)result["experiments"], .. (Value.Array)result["rollouts"]];

    private static Value.Object Result(PartialResult partial) => SimulationResult.ToValue(partial.About, partial.Tally);

    private static PartialResult Count(int users, Func<int, string> companyOf)
    {
        var simulation = Simulation.Of(Payload);
        var counter = simulation.NewCounter();
        for (var i = 0; i < users; i++)
            counter.Add(new Attributes { ["id"] = $"u-{i}", ["company"] = companyOf(i) });
        return simulation.Result(counter, Shard.Whole, new Value.Object());
    }

    private static PartialResult Part(Simulation simulation, int users, Shard shard)
    {
        var counter = simulation.NewCounter();
        for (var i = shard.Index; i < users; i += shard.Of)
            counter.Add(new Attributes { ["id"] = $"u-{i}", ["company"] = $"org-{i % 40}" });
        return simulation.Result(counter, shard, new Value.Object());
    }
}

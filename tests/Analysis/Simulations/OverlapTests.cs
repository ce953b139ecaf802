namespace GrowthBook.Analysis.Tests;

/// <summary>Experiments that share a random input are functions of one bucket: their association is measured, and not sampled.</summary>
public sealed class OverlapTests
{
    [Fact]
    public void A_shared_seed_has_an_exact_association()
    {
        // Halves against thirds of 10,000 buckets: Σ o²/(row · column) − 1, over the cells 3334, 1666, 1667 and 3333.
        var expected = Math.Sqrt((3334 * 3334.0 / (5000 * 3334.0)) + (1666 * 1666.0 / (5000 * 3333.0)) + (1667 * 1667.0 / (5000 * 3333.0)) + (3333 * 3333.0 / (5000 * 3333.0)) - 1);

        var overlap = Only(Simulate(10, """{"key":"a","seed":"s","hashVersion":2,"variations":[0,1]}""", """{"key":"b","seed":"s","hashVersion":2,"variations":[0,1,2]}"""));

        Assert.Equal(expected, overlap["cramersV"].AsDouble()!.Value, 9);
        Assert.Equal((true, false), (overlap["exact"].AsBoolean(), overlap["exclusive"].AsBoolean()));
    }

    /// <summary>The buckets that an earlier rule has are in neither.</summary>
    [Fact]
    public void Earlier_rules_are_taken_out_of_the_association()
    {
        const string Half = """{"force":1,"hashAttribute":"id","range":[0.5,1],"hashVersion":2,"seed":"s"}""";

        var overlap = Only(Simulate(10, Half + """,{"key":"a","seed":"s","hashVersion":2,"variations":[0,1],"weights":[0.25,0.75]}""", """{"key":"b","seed":"s","hashVersion":2,"variations":[0,1],"weights":[0.25,0.75]}"""));

        Assert.Equal(1, overlap["cramersV"].AsDouble()!.Value, 9);
        Assert.True(overlap["exact"].AsBoolean());
    }

    [Theory]
    [InlineData(true, true, "\"namespace\":[\"n\",0,0.5]", "\"namespace\":[\"n\",0.5,1]")]
    [InlineData(false, true, "\"namespace\":[\"n\",0,0.501]", "\"namespace\":[\"n\",0.5,1]")]
    [InlineData(false, false, "\"namespace\":[\"q\",0,0.001]", "\"namespace\":[\"q2\",0,0.001]")]
    [InlineData(false, false, "\"namespace\":[\"n\",0,0.5]", "\"hashAttribute\":\"company\",\"namespace\":[\"n\",0.5,1]")]
    [InlineData(false, true, "\"namespace\":[\"n\",0.5,0.5]", "\"namespace\":[\"n\",0.5,1]")] // nobody is in the first: there is nothing to exclude
    public void Exclusion_is_proved_and_not_concluded_from_a_count_of_0(bool isExclusive, bool isExact, string first, string second)
    {
        var overlap = Only(Simulate(10, $"{{\"key\":\"a\",\"hashVersion\":2,\"variations\":[0,1],{first}}}", $"{{\"key\":\"b\",\"hashVersion\":2,\"variations\":[0,1],{second}}}"));

        Assert.Equal((isExclusive, isExact), (overlap["exclusive"].AsBoolean(), overlap["exact"].AsBoolean()));
    }

    /// <summary>Users of a rule that tracks an experiment are in it whatever their bucket is.</summary>
    [Theory]
    [InlineData(false, "a")]
    [InlineData(false, "b")]
    [InlineData(true, "c")]
    public void An_experiment_that_a_rule_tracks_excludes_none(bool isExclusive, string tracked)
    {
        var tracking = "{\"force\":1,\"condition\":{\"c\":1},\"tracks\":[{\"experiment\":{\"key\":\"" + tracked + "\",\"variations\":[0,1]},\"result\":{\"variationId\":1,\"key\":\"1\",\"inExperiment\":true,\"hashAttribute\":\"id\",\"hashValue\":\"u\",\"value\":1}}]},";

        var overlap = Only(Simulate(10, tracking + "{\"key\":\"a\",\"hashVersion\":2,\"variations\":[0,1],\"namespace\":[\"n\",0,0.5]}", "{\"key\":\"b\",\"hashVersion\":2,\"variations\":[0,1],\"namespace\":[\"n\",0.5,1]}"));

        Assert.Equal(isExclusive, overlap["exclusive"].AsBoolean());
    }

    /// <summary>Nobody is in the first one: there is nothing to exclude.</summary>
    [Theory]
    [InlineData(true, "FIRST,\"namespace\":[\"n\",0,0.5]}")]
    [InlineData(false, "{\"force\":9},FIRST,\"namespace\":[\"n\",0,0.5]}")]
    [InlineData(true, "{\"force\":9,\"condition\":{\"c\":1}},FIRST,\"namespace\":[\"n\",0,0.5]}")]
    [InlineData(true, "FIRST,\"seed\":\"s\",\"ranges\":[[0,0.1],[0.1,0.2001]],\"filters\":[{\"seed\":\"s\",\"ranges\":[[0.2,0.3]]}]}")]
    [InlineData(false, "FIRST,\"seed\":\"s\",\"ranges\":[[0,0.1],[0.1,0.2]],\"filters\":[{\"seed\":\"s\",\"ranges\":[[0.2,0.3]]}]}")]
    public void An_experiment_without_users_excludes_none(bool isExclusive, string rules)
    {
        const string First = "{\"key\":\"a\",\"hashVersion\":2,\"variations\":[0,1]", Other = "{\"key\":\"b\",\"hashVersion\":2,\"variations\":[0,1],";
        var second = Other + (rules.Contains("namespace", StringComparison.Ordinal) ? "\"namespace\":[\"n\",0.5,1]}" : "\"seed\":\"s\",\"ranges\":[[0.3,0.4],[0.4,1]]}");

        var overlap = Only(Simulate(10, rules.Replace("FIRST", First, StringComparison.Ordinal), second));

        Assert.Equal(isExclusive, overlap["exclusive"].AsBoolean());
    }

    [Fact]
    public void Contextual_bandits_are_left_out_and_counted()
    {
        var result = Simulate(1_000,
            """{"key":"x","hashVersion":2,"variations":["a","b"],"contextualBanditRef":"b1"}""",
            """{"key":"x0","hashVersion":2,"variations":["a","b"],"contextualBanditRef":"b0"}""",
            """{"key":"y","hashVersion":2,"variations":["a","b"]}""");

        Assert.Empty((Value.Array)result["overlaps"]);
        var without = ((Value.Array)result["experiments"]).Single(row => row["key"].AsString() == "x0");
        Assert.Equal(1_000, without["counts"][0].AsDouble() + without["counts"][1].AsDouble()); // without leaves all users have its own weights
    }

    [Fact]
    public void Rollouts_are_all_rules_that_force_a_value_for_a_share()
    {
        var rollouts = Simulate(1_000,
            """{"id":"filters","force":1,"filters":[{"seed":"q","hashVersion":2,"attribute":"id","ranges":[[0,0.25]]}]}""",
            """{"id":"none","force":1,"coverage":0,"hashAttribute":"id"}""",
            """{"id":"all","force":1}""")["rollouts"];

        Assert.Equal(["filters", "none"], ((Value.Array)rollouts).Select(row => row["rule"].AsString()));
        Assert.Equal("[0.75,0.25]", rollouts[0]["shares"].ToString());
        Assert.InRange(rollouts[0]["counts"][1].AsDouble()!.Value, 200, 300);
        Assert.Equal(("[1000,0]", "[1000,0]"), (rollouts[1]["counts"].ToString(), rollouts[1]["expected"].ToString()));
        Assert.Equal(("untested", "one arm has all users, as in the payload"), (rollouts[1]["verdict"].AsString(), rollouts[1]["reason"].AsString()));
    }

    /// <summary>A feature per text of rules.</summary>
    private static Value.Object Simulate(long users, params string[] rules)
    {
        var features = string.Join(",", rules.Select((rule, i) => $"\"f{i}\":{{\"rules\":[{rule}]}}"));
        const string Bandits = """{"b1":{"banditVersion":1,"contexts":[{"leafId":0,"condition":{"country":"DE"},"weights":[0.9,0.1]}]},"b0":{"banditVersion":1,"contexts":[]}}""";
        var partial = Simulation.Of(WrittenPayload.Parse($"{{\"contextualBandits\":{Bandits},\"features\":{{{features}}}}}").Value).Run(users, 7, Shard.Whole);
        return SimulationResult.ToValue(partial.About, partial.Tally);
    }

    private static Value Only(Value.Object result) => Assert.Single((Value.Array)result["overlaps"]);
}

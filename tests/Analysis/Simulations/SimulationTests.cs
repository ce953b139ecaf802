namespace GrowthBook.Analysis.Tests;

public sealed class SimulationTests
{
    private static readonly WrittenPayload Payload = WrittenPayload.Parse("""
        {"features":{
          "third":{"rules":[{"id":"e3","key":"third","variations":["a","b","c"],"hashVersion":2,"seed":"s3","condition":{"country":{"$in":["PT","ES"]}}}]},
          "first":{"rules":[{"id":"e1","key":"first","variations":[0,1],"weights":[0.25,0.75],"coverage":0.5,"hashVersion":2,"seed":"s1","namespace":["n",0,0.5]}]},
          "second":{"rules":[{"id":"e2","key":"second","variations":[0,1],"hashVersion":2,"seed":"s2","namespace":["n",0.5,1]}]},
          "same":{"rules":[{"id":"e4","key":"same","variations":[0,1],"hashVersion":2,"seed":"s3"}]},
          "roll":{"rules":[{"id":"r","force":true,"coverage":0.25,"hashVersion":2,"seed":"r"}]}
        }}
        """).Value;

    [Fact]
    public void Counts_have_the_shares_of_the_grain()
    {
        var result = Whole(40_000, 7);

        Assert.Equal(["third", "first", "second", "same"], Items(result["experiments"]).Select(row => row["key"].AsString()));
        Assert.Equal([0.3334, 0.3333, 0.3333], ((Value.Array)result["experiments"][0]["shares"]).Select(share => share.AsDouble()!.Value));
        Assert.All(Items(result["experiments"]).Concat(Items(result["rollouts"])), row => Assert.Equal("match", row["verdict"].AsString()));
        Assert.InRange(result["rollouts"][0]["counts"][1].AsDouble()!.Value, 9_600, 10_400);
        Assert.InRange(Items(result["experiments"][0]["counts"]).Sum(count => count.AsDouble()!.Value), 19_000, 21_000); // two of four values of country, and a missing one
    }

    [Fact]
    public void Experiments_of_one_seed_are_associated_and_disjoint_namespaces_exclude()
    {
        var overlaps = Items(Whole(20_000, 7)["overlaps"]).ToDictionary(overlap => (overlap["first"].AsString(), overlap["second"].AsString()));

        Assert.True(overlaps[("third", "same")]["cramersV"].AsDouble() > 0.5);
        Assert.True(overlaps[("first", "second")]["exclusive"].AsBoolean());
        Assert.True(overlaps[("third", "second")]["p"].AsDouble() > 0.001);
    }

    [Fact]
    public void A_payload_that_buckets_twice_by_one_seed_has_the_shares_of_the_users_who_are_left()
    {
        var payload = WrittenPayload.Parse("""
            {"features":{"f":{"rules":[
              {"force":0,"range":[0,0.4],"hashVersion":2,"seed":"s"},
              {"key":"x","variations":["a","b"],"hashVersion":2,"seed":"s"}
            ]}}}
            """).Value;

        var result = Result(Simulation.Of(payload).Run(5_000, 1, Shard.Whole));

        // The rule before it has the buckets below 4,000, so that the first variation keeps 1,000 of 6,000.
        Assert.Equal([1.0 / 6, 5.0 / 6], Items(result["experiments"][0]["shares"]).Select(share => share.AsDouble()!.Value));
        Assert.Equal("match", result["experiments"][0]["verdict"].AsString());
    }

    /// <summary>An exposure that equals one of a prerequisite is tracked once, and its users are in both experiments.</summary>
    [Theory]
    [InlineData("s", "s")]
    [InlineData("s", "other")]
    public void An_experiment_whose_prerequisite_runs_the_same_key_has_its_users(string seed, string ofPrerequisite)
    {
        var simulation = Simulation.Of(WrittenPayload.Parse($$$$"""
            {"features":{
              "p":{"defaultValue":false,"rules":[{"key":"e","seed":"{{{{ofPrerequisite}}}}","hashVersion":2,"variations":[false,true],"weights":[0.1,0.9]}]},
              "f":{"defaultValue":"d","rules":[{"key":"e","seed":"{{{{seed}}}}","hashVersion":2,"variations":["a","b"],"weights":[0.1,0.9],"parentConditions":[{"id":"p","condition":{"value":{"$in":[false,true]}}}]}]}}}
            """).Value);
        Assert.All(Items(Result(simulation.Run(2_000, 1, Shard.Whole))["experiments"]), experiment =>
        {
            Assert.Equal(2_000, Items(experiment["counts"]).Sum(count => count.AsDouble()));
            Assert.Equal(experiment["feature"].AsString() == "f" && seed == ofPrerequisite ? "untested" : "match", experiment["verdict"].AsString()); // a shared seed has no exact shares
        });
    }

    /// <summary>Any split, order and nesting gives the bytes of the whole.</summary>
    [Fact]
    public void Merged_shards_equal_the_whole()
    {
        var simulation = Simulation.Of(Payload);
        var whole = simulation.Run(3_000, 5, Shard.Whole);
        var random = new Random(1);
        for (var of = 2; of <= 9; of++)
        {
            var parts = Enumerable.Range(0, of).Select(i => simulation.Run(3_000, 5, new Shard(i, of))).ToList();
            while (parts.Count > 1)
            {
                var (left, right) = (Take(parts, random), Take(parts, random));
                parts.Add(PartialResult.Parse(left.ToValue().ToString()).Value!.Merge(right).Merged!);
            }

            Assert.Empty(parts[0].Missing);
            Assert.Equal(Result(whole).ToString(), Result(parts[0]).ToString());
        }
    }

    [Fact]
    public void Parts_that_do_not_belong_together_are_refused()
    {
        var simulation = Simulation.Of(Payload);
        var part = simulation.Run(10, 5, new Shard(0, 3));

        Assert.Equal("both have shard 0", part.Merge(part).Refusal);
        Assert.Equal("they differ in `population.seed`: 5 and 6", part.Merge(simulation.Run(10, 6, new Shard(1, 3))).Refusal);
        Assert.Equal("they differ in `population.users`: 10 and 11", part.Merge(simulation.Run(11, 6, new Shard(1, 3))).Refusal);
        Assert.Equal(
            "they differ in `population`: {\"users\":10,\"seed\":5} and {\"file\":\"u.jsonl\"}",
            part.Merge(simulation.Result(simulation.NewCounter(), new Shard(1, 3), new Value.Object { ["file"] = "u.jsonl" })).Refusal);
        Assert.Equal(
            "they differ in `experiments[0].key`: \"third\" and \"other\"",
            part.Merge(part with { Shards = [1], About = part.About.With("experiments", new Value.Array(part.About["experiments"].Items().Select(each => (Value)((Value.Object)each).With("key", "other")))) }).Refusal);
        Assert.Equal("they differ in `more`: null and 5", part.Merge(part with { Shards = [1], About = part.About.With("more", 5) }).Refusal);
        Assert.Equal("one is of 3 shards, the other of 4", part.Merge(simulation.Run(10, 5, new Shard(1, 4))).Refusal);
        Assert.Equal("one is of `simulate`, the other of `diff`", part.Merge(part with { Kind = "diff", Shards = [1] }).Refusal);
        Assert.Equal<int>([1, 2], part.Missing);
        Assert.Null(PartialResult.Parse("{}").Value);
        Assert.Null(PartialResult.Parse("{").Value);
        Assert.Null(PartialResult.Parse(part.ToValue().With("schemaVersion", 2).ToString()).Value);
    }

    [Theory]
    [InlineData("0/1", 0, 1)]
    [InlineData("3/16", 3, 16)]
    public void A_shard_is_read(string text, int index, int of) => Assert.Equal(new Shard(index, of), Shard.Parse(text));

    [Theory]
    [InlineData("16/16")]
    [InlineData("-1/2")]
    [InlineData("1")]
    [InlineData("a/b")]
    [InlineData("1/2/3")]
    [InlineData("0/1000001")]
    [InlineData("0/2000000000")]
    public void Another_text_is_no_shard(string text) => Assert.Null(Shard.Parse(text));

    [Fact]
    public void Exposures_are_tested_against_the_payload()
    {
        var test = ExposureTest.Of(Payload);
        for (var i = 0; i < 3_000; i++)
            Assert.True(test.Add("same", i % 3 == 0 ? "0" : "1"));
        Assert.True(test.Add("third", "2", 500));
        Assert.True(test.Add("third", "0", 520));
        Assert.True(test.Add("third", "1", 480));
        Assert.False(test.Add("same", "blue"));
        Assert.True(test.Add("other", "0", 7));

        var result = test.ToValue();

        Assert.Equal(["third", "same"], Items(result["experiments"]).Select(row => row["key"].AsString()));
        Assert.Equal(["match", "mismatch"], Items(result["experiments"]).Select(row => row["verdict"].AsString()));
        Assert.IsType<Value.Null>(result["experiments"][0]["sequentialP"]); // aggregates have no order
        Assert.True(result["experiments"][1]["sequentialP"].AsDouble() < 0.001);
        Assert.Equal(7, result["unknown"].AsInt32());
    }

    /// <summary>A sum of counts is exact, and neither overflows nor becomes negative.</summary>
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0", "1")]
    [InlineData("0", "none")]
    public void Counts_of_exposures_have_a_maximum(string first, string second)
    {
        var test = ExposureTest.Of(Payload);
        test.Add("same", first, ExposureTest.MaxTotal - 1);
        test.Add(second == "none" ? "none" : "same", second, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => test.Add("same", "0", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Add("none", "0", long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Add("same", "0", -1));
        Assert.Equal("mismatch", test.ToValue()["experiments"][0]["verdict"].AsString());
    }

    /// <summary>A line that another program changed has no whole.</summary>
    [Theory]
    [InlineData("tally", "users", "-1", "tally.users is no count")]
    [InlineData("tally", "users", "0.5", "tally.users is no count")]
    [InlineData("tally", "users", "1e300", "tally.users is no count")]
    [InlineData("tally", "counts", "{}", "tally.counts has not one array per experiment")]
    [InlineData("tally", "counts", "[[0,0,0],[0,0],[0,0],[0,0]]", "tally.counts has not one array per experiment")]
    [InlineData("tally", "counts", "[[0,0,0],[0,0],[0],[0,0],[0,0]]", "tally.counts[2] has not one count per arm")]
    [InlineData("tally", "counts", "[[9007199254740991,1,0],[0,0],[0,0],[0,0],[0,0]]", "tally.counts[0] has not one count per arm")]
    [InlineData("tally", "counts", "[[0,0,\"x\"],[0,0],[0,0],[0,0],[0,0]]", "tally.counts[0] has not one count per arm")]
    [InlineData("tally", "cells", "7", "tally.cells has not 4096 counts or none per attribute")]
    [InlineData("tally", "cells", "[[[]],[[]],[[]],[[]]]", "tally.cells has not 4096 counts or none per attribute")]
    [InlineData("tally", "cells", "[[[]],[[]],[[1]],[[]],[[]]]", "tally.cells has not 4096 counts or none per attribute")]
    [InlineData("tally", "cells", "[[[]],[[]],[],[[]],[[]]]", "tally.cells has not 4096 counts or none per attribute")]
    [InlineData("tally", "tables", "null", "tally.tables is no object")]
    [InlineData("tally", "tables", "{\"a\":[0]}", "tally.tables.a is no table of two experiments")]
    [InlineData("tally", "tables", "{\"0,9\":[0]}", "tally.tables.0,9 is no table of two experiments")]
    [InlineData("tally", "tables", "{\"0,-1\":[0]}", "tally.tables.0,-1 is no table of two experiments")]
    [InlineData("tally", "tables", "{\"0,1\":[0]}", "tally.tables.0,1 is no table of two experiments")]
    [InlineData("about", "experiments", "7", "about.experiments is no array")]
    [InlineData("about", "experiments", "[1,2,3,4,5]", "about.experiments[0] has not one share from 0 to 1 per arm")]
    [InlineData("about", "experiments", "[{\"arms\":[1],\"shares\":[2]},2,3,4,5]", "about.experiments[0] has not one share from 0 to 1 per arm")]
    public void A_part_of_another_shape_is_refused(string part, string member, string json, string fault)
    {
        var whole = Simulation.Of(Payload).Run(10, 5, Shard.Whole).ToValue();
        var changed = whole.With(part, ((Value.Object)whole[part]).With(member, Value.Parse(json).Value!));

        Assert.Equal($"a partial result that was changed: {fault}; make it again with --partial", Assert.Single(PartialResult.Parse(changed.ToString()).Errors).Message);
    }

    [Theory]
    [InlineData("{}", "tally.users is no count")]
    [InlineData("{\"users\":1}", "tally.changed is no count")]
    [InlineData("{\"users\":1,\"changed\":1}", "tally.features is no object")]
    [InlineData("{\"users\":1,\"changed\":1,\"features\":{\"f\":1}}", "tally.features.f has no counts and examples by class")]
    [InlineData("{\"users\":1,\"changed\":1,\"features\":{\"f\":{\"x\":{}}}}", "tally.features.f has no counts and examples by class")]
    [InlineData("{\"users\":1,\"changed\":1,\"features\":{\"f\":{\"x\":{\"counts\":{\"moved\":-1},\"examples\":{}}}}}", "tally.features.f has no counts and examples by class")]
    [InlineData("{\"users\":1,\"changed\":1,\"features\":{\"f\":{\"x\":{\"counts\":{},\"examples\":{\"moved\":1}}}}}", "tally.features.f has no counts and examples by class")]
    [InlineData("""{"users":1,"changed":1,"features":{},"experiments":{"x":{}}}""", "tally.experiments has no counts and examples by class")]
    [InlineData("""{"users":1,"changed":1,"features":{},"attributes":[]}""", "tally.attributes has not one count per attribute")]
    [InlineData("""{"users":1,"changed":1,"features":{},"tested":{"f":{"tier":-1}}}""", "tally.tested has not one count per feature and attribute")]
    [InlineData("""{"users":1,"changed":1,"features":{},"tested":{"f":3}}""", "tally.tested has not one count per feature and attribute")]
    [InlineData("""{"users":1,"changed":1,"features":{},"attributes":{"id":0.5}}""", "tally.attributes has not one count per attribute")]
    public void A_part_of_a_diff_of_another_shape_is_refused(string tally, string fault)
    {
        var parsed = PartialResult.Parse($"{{\"kind\":\"diff\",\"schemaVersion\":1,\"partial\":{{\"of\":1,\"shards\":[0]}},\"about\":{{}},\"tally\":{tally}}}");

        Assert.Equal($"a partial result that was changed: {fault}; make it again with --partial", Assert.Single(parsed.Errors).Message);
    }

    [Fact]
    public void Parts_whose_counts_have_no_exact_sum_are_refused()
    {
        var part = Simulation.Of(Payload).Run(10, 5, new Shard(0, 2));
        var large = part with { Shards = [1], Tally = part.Tally.With("users", (double)PartialShape.MaxCount) };

        Assert.Equal("their counts have no sum: tally.users is no count", part.Merge(large).Refusal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Simulation.MaxUsers + 1)]
    public void The_number_of_users_has_the_maximum_of_counts(long users)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulation.Of(Payload).Run(users, 5, Shard.Whole));
        var counts = Simulation.Of(Payload).Run(10, 5, Shard.Whole);
        Assert.NotNull(PartialResult.Parse((counts with { Tally = counts.Tally.With("users", (double)Simulation.MaxUsers) }).ToValue().ToString()).Value);
    }

    [Fact]
    public void The_number_of_shards_has_a_maximum()
    {
        var part = Simulation.Of(Payload).Run(10, 5, new Shard(0, 2)).ToValue();

        Assert.Null(PartialResult.Parse(part.With("partial", new Value.Object { ["of"] = int.MaxValue, ["shards"] = new Value.Array([0]) }).ToString()).Value);
        Assert.Equal(Shard.MaxOf - 1, PartialResult.Parse(part.With("partial", new Value.Object { ["of"] = Shard.MaxOf, ["shards"] = new Value.Array([0]) }).ToString()).Value!.Missing.Length);
    }

    [Fact]
    public void Power_is_of_the_users_whom_the_experiment_admits()
    {
        var power = ExperimentPower.Of(Payload, "first")!;

        var weeks = power.ToValue(100_000, 0.1, [1, 4])["weeks"];

        Assert.Equal(25_000, weeks[0]["users"].AsDouble()); // half of a namespace, half of its users
        Assert.Equal(Power.SmallestLift(0.1, 6_250, 18_750), weeks[0]["smallestLift"].AsDouble());
        Assert.True(weeks[1]["smallestLift"].AsDouble() < weeks[0]["smallestLift"].AsDouble());
        Assert.Equal(1_000, power.WithAdmitted(1, 100).ToValue(100_000, 0.1, [1])["weeks"][0]["users"].AsDouble());
        Assert.Null(ExperimentPower.Of(Payload, "none"));
        Assert.Equal(["third", "first", "second", "same"], ExperimentPower.KeysOf(Payload));
    }

    private static Value.Array Items(Value value) => (Value.Array)value;

    private static PartialResult Take(List<PartialResult> parts, Random random)
    {
        var at = random.Next(parts.Count);
        var part = parts[at];
        parts.RemoveAt(at);
        return part;
    }

    private static Value.Object Whole(long users, ulong seed) => Result(Simulation.Of(Payload).Run(users, seed, Shard.Whole));

    private static Value.Object Result(PartialResult partial) => SimulationResult.ToValue(partial.About, partial.Tally);
}

using GrowthBook.Analysis;

namespace GrowthBook.Cli.Tests;

public sealed class SimulateTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"hashVersion":2,"seed":"s"}]}}}""";

    [Fact]
    public async Task The_shop_has_the_shares_of_its_payload()
    {
        var run = await Gb.RunAsync("simulate", Files.Sample("payload.json"), "--users", "2e4", "--seed", "7");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.StartsWith("match: ", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_documented_members()
    {
        var run = await Gb.RunAsync("simulate", files.Write("p.json", Payload), "--users", "1000", "--seed", "3", "--json");

        var json = Value.Parse(Assert.Single(run.Lines)).Value!;
        Assert.Equal(("simulate", 1, 3, 1000), (json["kind"].AsString(), json["schemaVersion"].AsInt32(), json["seed"].AsInt32(), json["users"].AsInt32()));
        var row = json["experiments"][0];
        Assert.Equal(("f", "e", "x"), (row["feature"].AsString(), row["rule"].AsString(), row["key"].AsString()));
        Assert.Equal(1000, row["counts"][0].AsDouble() + row["counts"][1].AsDouble());
        Assert.Equal("[500,500]", row["expected"].ToString());
        Assert.InRange(row["p"].AsDouble()!.Value, 0.001, 1);
    }

    /// <summary>Several rules run one experiment: each line of the text, the last line and the pairs tell which.</summary>
    [Fact]
    public async Task Rules_of_one_experiment_have_names_of_their_own()
    {
        const string Rules = """
            {"features":{"f":{"rules":[{"id":"de","condition":{"country":"DE"},"key":"mx","variations":["a","b"],"hashVersion":2,"seed":"s"},{"id":"fr","key":"mx","variations":["a","b"],"hashVersion":2,"seed":"s"}]},
             "g":{"rules":[{"key":"mx","variations":["a","b"],"hashVersion":2,"seed":"s"},{"key":"mx","variations":["a","b"],"hashVersion":2,"seed":"s"},{"key":"other","variations":["a","b"],"hashVersion":2,"seed":"o"}]}},
             "experiments":[{"key":"mx","variations":[{},{}],"hashVersion":2,"seed":"s"}]}
            """;
        string[] names = ["mx of f (de)", "mx of f (fr)", "mx of g (1 of 2 rules)", "mx of g (2 of 2 rules)", "other", "mx of the payload"];
        var (payload, page) = (files.Write("mx.json", Rules), files.PathOf("mx.html"));
        var users = files.Write("mx.jsonl", string.Concat(Enumerable.Range(0, 200).Select(i => $"{{\"id\":\"{i}\",\"country\":\"{(i % 2 == 0 ? "DE" : "FR")}\"}}\n")));

        var run = await Gb.RunAsync("simulate", payload, "--users", users, "--html", page);
        var json = Value.Parse((await Gb.RunAsync("simulate", payload, "--users", users, "--json")).Output).Value!;

        Assert.Equal(names, run.Lines.Skip(1).TakeWhile(line => !line.Contains(':', StringComparison.Ordinal)).Where(line => !line.StartsWith(' ')).Select(line => line[..line.IndexOf("  ", StringComparison.Ordinal)]));
        Assert.Contains(run.Lines, line => line.StartsWith("mx of f (de) and mx of the payload: not independent", StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains(name, File.ReadAllText(page), StringComparison.Ordinal));
        Assert.All(json["overlaps"].Items(), overlap =>
            Assert.Equal((overlap["first"], overlap["second"]), (json["experiments"][overlap["rows"][0].AsInt32()!.Value]["key"], json["experiments"][overlap["rows"][1].AsInt32()!.Value]["key"])));
    }

    /// <summary>The payload does not exist, so that a number that is accepted is another error.</summary>
    [Fact]
    public async Task A_seed_is_refused_with_the_users_of_a_file()
    {
        var run = await Gb.RunAsync("simulate", files.Write("p.json", Payload), "--users", files.Write("u.jsonl", "{\"id\":\"u\"}\n"), "--seed", "3");
        Assert.Equal((ExitCode.BadUsage, ""), (run.Code, run.Output));
        Assert.StartsWith("gb: --seed is for generated users; the users of a file have their identifiers\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9007199254740992", 2)]
    [InlineData("1e300", 2)]
    [InlineData("1e400", 2)]
    [InlineData("1.5", 2)]
    [InlineData("9007199254740991", 3)]
    [InlineData("9.007199254740991e15", 3)]
    [InlineData("1", 3)]
    [InlineData("0", 2)]
    public async Task A_number_of_users_has_the_maximum_of_counts(string users, int code)
    {
        var run = await Gb.RunAsync("simulate", files.PathOf("nowhere.json"), "--users", users);

        var (expected, message) = ((ExitCode)code, run.Error.Split('\n')[0]);
        Assert.Equal((expected, expected == ExitCode.BadUsage), (run.Code, message == "gb: --users needs a whole number from 1 to 9007199254740991 without separators, such as 100000 or 1e5, or the name of a file"));
    }

    [Fact]
    public async Task Merged_shards_print_what_the_whole_prints()
    {
        var payload = files.Write("p.json", Payload);
        for (var i = 0; i < 3; i++)
            Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("simulate", payload, "--users", "500", "--shard", $"{i}/3", "--partial", files.PathOf($"part-{i}.json"))).Code);
        var whole = await Gb.RunAsync("simulate", payload, "--users", "500", "--json");

        var nested = await Gb.RunAsync("merge", files.PathOf("part-2.json"), files.PathOf("part-0.json"), "--partial", files.PathOf("both.json"));
        var merged = await Gb.RunAsync("merge", files.PathOf("part-1.json"), files.PathOf("both.json"), "--json");
        var missing = await Gb.RunAsync("merge", files.PathOf("both.json"));
        var twice = await Gb.RunAsync("merge", files.PathOf("both.json"), files.PathOf("part-0.json"));

        Assert.Equal((ExitCode.Ok, ""), (nested.Code, nested.Output));
        Assert.Equal(whole, merged);
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", "gb: shards are missing: 1/3\n"), missing);
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {files.PathOf("part-0.json")}: does not belong to the others: both have shard 0\n"), twice);
    }

    [Fact]
    public async Task Shards_of_a_diff_merge_to_the_whole()
    {
        var (old, @new) = (files.Write("p.json", Payload), files.Write("n.json", Payload.Replace("\"hashVersion\"", "\"weights\":[0.7,0.3],\"hashVersion\"", StringComparison.Ordinal)));
        var users = files.Write("users.jsonl", string.Concat(Enumerable.Range(0, 300).Select(i => $"{{\"id\":\"u-{i}\"}}\n")));
        for (var i = 0; i < 4; i++)
            await Gb.RunAsync("diff", old, @new, "--users", users, "--shard", $"{i}/4", "--partial", files.PathOf($"diff-{i}.json"));

        var whole = await Gb.RunAsync("diff", old, @new, "--users", users);
        var merged = await Gb.RunAsync(["merge", .. Enumerable.Range(0, 4).Select(i => files.PathOf($"diff-{3 - i}.json"))]);

        Assert.Equal(ExitCode.Different, whole.Code);
        Assert.Equal(whole, merged);
    }

    [Fact]
    public async Task Users_of_a_file_are_evaluated()
    {
        var users = files.Write("users.jsonl", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n[]\n{}\n");

        var run = await Gb.RunAsync("simulate", files.Write("p.json", Payload), "--users", users, "--json");

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal(3, Value.Parse(run.Output).Value!["users"].AsInt32());
        Assert.Equal($"gb: {users}: line 3, $: attributes are not a JSON object\n", run.Error);
    }

    [Theory]
    [InlineData("users,variation,experiment\n9223372036854775807,0,x\n1,1,x\n", 2, 9223372036854775807)]
    [InlineData("users,variation,experiment\n9007199254740991,0,x\n1,0,x\n", 3, 1)]
    [InlineData("users,variation,experiment\n9007199254740991,0,none\n1,0,x\n", 3, 1)]
    public async Task A_count_beyond_the_exact_numbers_is_refused(string exposures, int line, long count)
    {
        var file = files.Write("large.csv", exposures);

        var run = await Gb.RunAsync("srm", file, "--payload", files.Write("p.json", Payload));

        Assert.Contains($"gb: {file}: line {line}: the count {count} is too large; all counts are up to 9007199254740991 together\n", run.Error, StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Failure, run.Code);
    }

    [Theory]
    [InlineData("simulate", "{}")]
    [InlineData("diff", "{}")]
    [InlineData("diff", "{\"users\":1,\"changed\":0,\"features\":{}}")]
    public async Task A_part_that_was_changed_is_bad_input_or_is_merged(string kind, string tally)
    {
        var part = files.Write("changed.json", $"{{\"kind\":\"{kind}\",\"schemaVersion\":1,\"partial\":{{\"of\":1,\"shards\":[0]}},\"about\":{{}},\"tally\":{tally}}}");

        var run = await Gb.RunAsync("merge", part);

        Assert.Equal(tally == "{}" ? ExitCode.BadInput : ExitCode.Ok, run.Code);
    }

    [Theory]
    [InlineData("experiment,variation\nx,0\nx,1\n", 0)]
    [InlineData("{\"experimentId\":\"x\",\"variationId\":0}\n{\"experimentId\":\"x\",\"variationId\":1}\n", 0)]
    [InlineData("users,Variation,Experiment\n5000,0,x\n5600,1,\"x\"\n", 1)]
    [InlineData("x,0\nx,blue\n", 3)]
    [InlineData("other,0\n", 3)]
    [InlineData("experiment,variation,count\nx,0,many\n", 3)]
    public async Task Exposures_are_tested(string text, int code)
    {
        var run = await Gb.RunAsync("srm", files.Write("exposures.csv", text), "--payload", files.Write("p.json", Payload));

        Assert.Equal(code, (int)run.Code);
    }

    [Fact]
    public async Task Exposures_in_their_order_have_a_sequential_test()
    {
        var payload = files.Write("p.json", Payload);
        var single = files.Write("single.csv", "experiment,variation\n" + string.Concat(Enumerable.Repeat("x,0\nx,1\n", 50)) + string.Concat(Enumerable.Repeat("x,1\n", 400)));

        var run = await Gb.RunAsync("srm", single, "--payload", payload);
        var json = Value.Parse((await Gb.RunAsync("srm", single, "--payload", payload, "--json")).Output).Value!;
        var counts = await Gb.RunAsync("srm", files.Write("counts.csv", "experiment,variation,count\nx,0,500\nx,1,510\n"), "--payload", payload);

        Assert.EndsWith("p  sequential p   verdict", run.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith($"  {Analysis.Shown.P(json["experiments"][0]["sequentialP"].AsDouble()!.Value)}  mismatch", run.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("sequential", counts.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Power_shows_the_smallest_lift_by_weeks()
    {
        var payload = files.Write("p.json", Payload);

        var run = await Gb.RunAsync("power", payload, "--experiment", "x", "--users-per-week", "20000", "--rate", "0.1");
        var unknown = await Gb.RunAsync("power", payload, "--experiment", "y", "--users-per-week", "20000", "--rate", "0.1");
        var invalid = await Gb.RunAsync("power", payload, "--experiment", "x", "--users-per-week", "20000", "--rate", "1");

        Assert.Equal((ExitCode.Ok, "x: 100 % of users are in it; power 80 %, level 5 %"), (run.Code, run.Lines[^1]));
        Assert.Equal((ExitCode.BadInput, "gb: the payload has no experiment `y`; did you mean x?\n"), (unknown.Code, unknown.Error));
        Assert.Equal(ExitCode.BadUsage, invalid.Code);
    }

    [Theory]
    [InlineData("--rate needs a number between 0 and 1, both exclusive", "20000", "+0.1")]
    [InlineData("--rate needs a number between 0 and 1, both exclusive", "20000", "0,1")]
    [InlineData("--rate needs a number between 0 and 1, both exclusive", "20000", "NaN")]
    [InlineData("--users-per-week needs a number above 0", "20,000", "0.1")]
    [InlineData("--users-per-week needs a number above 0", "Infinity", "0.1")]
    [InlineData("--users-per-week needs a number above 0", "1e400", "0.1")]
    [InlineData("--users-per-week needs a number above 0", "many", "0.1")]
    public async Task Power_takes_numbers_with_digits_and_a_point(string message, string perWeek, string rate)
    {
        var run = await Gb.RunAsync("power", files.Write("p.json", Payload), "--experiment", "x", "--users-per-week", perWeek, "--rate", rate);

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.StartsWith($"gb: {message}", run.Error, StringComparison.Ordinal);
    }
}

namespace GrowthBook.Cli.Tests;

/// <summary>What fails a difference: limits, an expected ramp, and users of the payloads' own experiments.</summary>
public sealed class DiffLimitTests(Files files) : IClassFixture<Files>
{
    private const string Experiment = """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"weights":[0.5,0.5],"hashVersion":2,"seed":"s"}]}}}""";
    private const string Rollout = """{"features":{"f":{"defaultValue":0,"rules":[{"id":"r","force":1,"coverage":1,"hashAttribute":"id","seed":"s"}]}}}""";
    private const string Own =
        """{"features":{},"experiments":[{"key":"p","variations":["a","b"],"weights":[0.5,0.5],"hashVersion":2,"seed":"s","urlPatterns":[{"type":"simple","include":true,"pattern":"/nowhere"}]}]}""";

    /// <summary>200 rollouts in a filter of 200 hashes: more random inputs than a measure takes.</summary>
    private static readonly string Unmeasured = """{"features":{"f":{"defaultValue":0,"rules":[{"id":"r","force":1,"filters":["""
        + string.Join(',', Enumerable.Range(0, 200).Select(i => $"{{\"seed\":\"s{i}\",\"hashVersion\":2,\"attribute\":\"id\",\"ranges\":[[0,0.999]]}}")) + "]}]}}}";

    [Theory]
    [InlineData("moved>5", "moved>5")]
    [InlineData("left>0,any>0.5", "any>0.5")]
    public async Task A_limit_of_a_number_of_users_needs_users(string limits, string wrong)
    {
        var payload = files.Write("p.json", Experiment);

        var run = await Gb.RunAsync("diff", payload, payload, "--fail-on", limits);

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.StartsWith($"gb: --fail-on: `{wrong}` is a number of users; name them with --users or --records, or write a share in percent\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("diff", payload, payload, "--fail-on", limits, "--users", Users("u", 1))).Code);
    }

    [Theory]
    [InlineData("moved>5", true)]
    [InlineData("moved>0", true)]
    [InlineData("moved>99%", true)]
    [InlineData("moved>5", false)]
    [InlineData("left>99%", false)]
    public void Without_a_measure_each_limit_is_exceeded(string limit, bool isExperiment)
    {
        var (old, @new) = isExperiment ? (Rules("[0.5,0.5]"), Rules("[0.4,0.6]")) : (Unmeasured, Unmeasured.Replace("0.999", "0.9", StringComparison.Ordinal));
        var diff = Analysis.Diff.Of(Analysis.WrittenPayload.Parse(old).Value, Analysis.WrittenPayload.Parse(@new).Value).ToValue();

        Assert.True(Assert.Single(Threshold.Parse(limit).Thresholds).IsCrossed(diff));
    }

    [Theory]
    [InlineData("left>0", 1)]
    [InlineData("left>59%", 1)]
    [InlineData("left>61%", 0)]
    [InlineData("moved>0", 0)]
    [InlineData("any>0", 1)]
    public async Task A_rollout_that_is_cut_exceeds_limits(string limit, int code)
    {
        var run = await Gb.RunAsync(
            "diff", files.Write("p.json", Rollout), files.Write("n.json", Rollout.Replace("\"coverage\":1", "\"coverage\":0.4", StringComparison.Ordinal)), "--fail-on", limit);

        Assert.Equal(code, (int)run.Code);
    }

    /// <summary>Rules that change their order, an experiment that is new after one that shrinks, and two rules of one experiment: limits with and without users agree.</summary>
    [Theory]
    [InlineData($"{Large},{Small}", $"{Small},{Large}", "left>0,entered>0", "failed: left>0, entered>0")]
    [InlineData(Whole, $"{Partial},{New}", "entered>0", "failed: entered>0")]
    [InlineData($"{Partial},{New}", Whole, "left>0", "failed: left>0")]
    [InlineData(Default, $"{OtherSeed},{Default}", "moved>0", "failed: moved>0 (not measured: f); name users with --users or --records")]
    [InlineData(Default, $"{OtherSeed},{Default}", "valueOnly>0", "failed: valueOnly>0 (not measured: f); name users with --users or --records")]
    [InlineData($"{Default},{OtherSeed}", Default, "exposureLost>0", "passed: no threshold is exceeded")]
    [InlineData($"{OtherSeed},{Default}", Default, "exposureLost>0", "failed: exposureLost>0 (not measured: f); name users with --users or --records")]
    [InlineData(Default, $"{OtherSeed},{Default}", "exposureGained>0", "failed: exposureGained>0 (not measured: f); name users with --users or --records")]
    public async Task Limits_without_users_know_other_rules(string rules, string newRules, string limits, string outcome)
    {
        static string Of(string rules) => "{\"features\":{\"f\":{\"defaultValue\":\"c\",\"rules\":[" + rules + "]}}}";

        var run = await Gb.RunAsync("diff", files.Write("p.json", Of(rules)), files.Write("n.json", Of(newRules)), "--fail-on", limits);

        Assert.Equal(outcome, run.Lines[^1]);
    }

    private const string Large = """{"id":"A","force":"a","hashVersion":2,"coverage":0.9,"seed":"s1"}""", Small = """{"id":"B","force":"b","hashVersion":2,"coverage":0.25}""";
    private const string Whole = """{"id":"A","key":"k","variations":["a","b"],"hashVersion":2}""", Partial = """{"id":"A","key":"k","variations":["a","b"],"hashVersion":2,"coverage":0.7}""", New = """{"id":"N","key":"n","variations":["a","b"],"hashVersion":2}""";
    private const string Default = """{"id":"A","variations":["a","b"],"hashVersion":2}""", OtherSeed = """{"id":"N","seed":"q","variations":["a","b"],"hashVersion":2,"coverage":0.5}""";

    [Fact]
    public async Task Users_who_stay_do_not_prove_a_ramp()
    {
        static string With(string pattern) => Experiment.Replace(
            "\"id\":\"e\"", "\"id\":\"e\",\"condition\":{\"v\":{\"$regex\":\"" + pattern + "\"}}", StringComparison.Ordinal);
        var (old, @new) = (files.Write("p.json", With("^(q|z)x$")), files.Write("n.json", With("^(z|q)x$"))); // the same users, which is not proved
        var records = files.Write("r.jsonl", """{"context":{"attributes":{"id":"u"}},"feature":"other"}""");

        var run = await Gb.RunAsync("diff", old, @new, "--expect-ramp", "--records", records);
        var json = await Gb.RunAsync("diff", old, @new, "--expect-ramp", "--users", Users("stay", 10), "--json");

        Assert.Equal((ExitCode.Different, "no ramp: not proved that each user of x of f stays"), (run.Code, run.Lines[^1]));
        Assert.Equal((ExitCode.Different, "unknown"), (json.Code, Value.Parse(json.Output).Value!["experiments"][0]["verdict"]["kind"].AsString()));
    }

    [Theory]
    [InlineData("\"coverage\":1", "\"coverage\":1,\"condition\":{\"vip\":true}")]
    [InlineData("\"coverage\":1", "\"coverage\":0.9")]
    public async Task A_rollout_that_may_lose_users_is_no_ramp(string text, string replacement)
    {
        var run = await Gb.RunAsync("diff", files.Write("p.json", Rollout), files.Write("n.json", Rollout.Replace(text, replacement, StringComparison.Ordinal)), "--expect-ramp");

        Assert.Equal(ExitCode.Different, run.Code);
    }

    [Fact]
    public async Task A_rollout_without_a_measure_is_no_ramp()
    {
        var run = await Gb.RunAsync("diff", files.Write("p.json", Unmeasured), files.Write("n.json", Unmeasured.Replace("0.999", "0.9", StringComparison.Ordinal)), "--expect-ramp");

        Assert.Equal((ExitCode.Different, "no ramp: not measured who leaves f rule 1"), (run.Code, run.Lines[^1]));
    }

    [Fact]
    public async Task Users_are_counted_in_the_payloads_own_experiments()
    {
        var (old, @new) = (files.Write("p.json", Own), files.Write("n.json", Own.Replace("[0.5,0.5]", "[0.3,0.7]", StringComparison.Ordinal)));
        var users = Users("users", 500);
        var expected = Enumerable.Range(0, 500).Count(i => Hashing.Hash("s", $"u-{i}", 2) is >= 0.3 and < 0.5);

        var run = await Gb.RunAsync("diff", old, @new, "--users", users, "--json");
        var removed = await Gb.RunAsync("diff", old, files.Write("none.json", """{"features":{},"experiments":[]}"""), "--users", users, "--json");
        var added = await Gb.RunAsync("diff", files.PathOf("none.json"), old, "--users", users, "--traces", "--json");

        var row = Assert.Single((Value.Array)Value.Parse(run.Output).Value!["users"]["experiments"]);
        Assert.Equal((Value.Null.Instance, "p", expected), (row["feature"], row["key"].AsString(), row["counts"]["moved"].AsInt32()));
        Assert.Equal(expected, Value.Parse(run.Output).Value!["users"]["changed"].AsInt32());
        Assert.Equal(("1", "0"), (row["examples"]["moved"]["after"].AsString(), row["examples"]["moved"]["before"].AsString()));
        Assert.Equal(500, Value.Parse(removed.Output).Value!["users"]["experiments"][0]["counts"]["left"].AsInt32());
        Assert.Equal(500, Value.Parse(added.Output).Value!["users"]["experiments"][0]["counts"]["entered"].AsInt32());
        Assert.Contains($"p  {expected}", System.Text.RegularExpressions.Regex.Replace((await Gb.RunAsync("diff", old, @new, "--users", users)).Output, " +", "  "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merged_parts_have_the_limits_of_the_whole()
    {
        var (old, @new) = (files.Write("p.json", Experiment), files.Write("n.json", Experiment.Replace("[0.5,0.5]", "[0.4,0.6]", StringComparison.Ordinal)));
        var own = files.Write("own.json", Own);
        var rollout = files.Write("rollout.json", Rollout);
        foreach (var (name, before, after) in new[]
        {
            ("f", old, @new),
            ("own", own, files.Write("own-new.json", Own.Replace("[0.5,0.5]", "[0.3,0.7]", StringComparison.Ordinal))),
            ("rollout", rollout, files.Write("rollout-new.json", Rollout.Replace("\"coverage\":1", "\"coverage\":0.5,\"parentConditions\":[]", StringComparison.Ordinal))),
        })
        {
            foreach (var limits in new[] { new[] { "--fail-on", "moved>100" }, ["--fail-on", "left>100"], ["--fail-on", "moved>1"], ["--expect-ramp"], [] })
            {
                var users = Users("users", 300);
                for (var i = 0; i < 3; i++)
                    await Gb.RunAsync("diff", before, after, "--prove", "--users", users, "--shard", $"{i}/3", "--partial", files.PathOf($"{name}-{i}"));
                var whole = await Gb.RunAsync(["diff", before, after, "--prove", "--users", users, "--markdown", files.PathOf("whole.md"), .. limits]);

                var merged = await Gb.RunAsync(["merge", .. Enumerable.Range(0, 3).Select(i => files.PathOf($"{name}-{i}")), "--markdown", files.PathOf("merged.md"), .. limits]);

                Assert.Equal(whole, merged);
                Assert.Equal(File.ReadAllText(files.PathOf("whole.md")), File.ReadAllText(files.PathOf("merged.md")));
            }
        }
    }

    [Fact]
    public async Task Users_of_an_own_experiment_with_another_key_leave_the_one_and_enter_the_other()
    {
        var (old, @new) = (files.Write("p.json", Own.Replace("\"key\":\"p\"", "\"changeId\":\"c\",\"key\":\"p\"", StringComparison.Ordinal)), files.Write("n.json", Own.Replace("\"key\":\"p\"", "\"changeId\":\"c\",\"key\":\"q\"", StringComparison.Ordinal)));

        var run = await Gb.RunAsync("diff", old, @new, "--users", Users("keys", 20), "--json");

        Assert.Equal(
            [("p", 20, 0), ("q", 0, 20)],
            ((Value.Array)Value.Parse(run.Output).Value!["users"]["experiments"]).Select(row => (row["key"].AsString(), row["counts"]["left"].AsInt32()!.Value, row["counts"]["entered"].AsInt32()!.Value)));
    }

    [Fact]
    public async Task Merged_parts_without_proofs_are_no_ramp()
    {
        var (old, @new) = (files.Write("p.json", Experiment), files.Write("n.json", Experiment.Replace("[0.5,0.5]", "[0.4,0.6]", StringComparison.Ordinal)));
        await Gb.RunAsync("diff", old, @new, "--users", files.Write("one.jsonl", "{}"), "--partial", files.PathOf("unproved"));
        await Gb.RunAsync("simulate", old, "--users", "10", "--partial", files.PathOf("simulated"));

        Assert.Equal(ExitCode.Different, (await Gb.RunAsync("merge", files.PathOf("unproved"), "--expect-ramp")).Code);
        var simulated = await Gb.RunAsync("merge", files.PathOf("simulated"), "--fail-on", "moved>0");
        Assert.Equal(new Gb.Run(ExitCode.BadUsage, "", "gb: --fail-on is for the counts of `gb diff`; these are of `simulate`\n"), simulated);
    }

    public static TheoryData<string[], string> Results() => new()
    {
        { ["diff", "a", "b", "--users", "u", "--fail-on", "moved>0"], "--fail-on" },
        { ["diff", "a", "b", "--users", "u", "--expect-ramp"], "--expect-ramp" },
        { ["diff", "a", "b", "--users", "u", "--json"], "--json" },
        { ["diff", "a", "b", "--users", "u", "--html", "h"], "--html" },
        { ["diff", "a", "b", "--users", "u", "--markdown", "m"], "--markdown" },
        { ["simulate", "a", "--json"], "--json" },
        { ["simulate", "a", "--html", "h"], "--html" },
        { ["merge", "a", "--json"], "--json" },
        { ["merge", "a", "--html", "h"], "--html" },
        { ["merge", "a", "--markdown", "m"], "--markdown" },
        { ["merge", "a", "--fail-on", "moved>0"], "--fail-on" },
        { ["merge", "a", "--expect-ramp"], "--expect-ramp" },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public async Task Counts_in_the_place_of_the_result_refuse_its_options(string[] command, string option)
    {
        var run = await Gb.RunAsync([.. command, "--partial", files.PathOf("part")]);

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.StartsWith($"gb: --partial writes counts in the place of the result; give {option} to the `gb merge` of all parts\n", run.Error, StringComparison.Ordinal);
    }

    private static string Rules(string weights) => "{\"features\":{\"f\":{\"rules\":["
        + string.Join(",", Enumerable.Range(0, 200).Select(i => $"{{\"id\":\"r{i}\",\"key\":\"e{i}\",\"seed\":\"s\",\"coverage\":0.001,\"variations\":[0,1],\"weights\":{weights}}}")) + "]}}}";

    private string Users(string name, int count) => files.Write(name + ".jsonl", string.Concat(Enumerable.Range(0, count).Select(i => $"{{\"id\":\"u-{i}\"}}\n")));
}

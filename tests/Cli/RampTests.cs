namespace GrowthBook.Cli.Tests;

/// <summary>What a change of prerequisites does to users who evaluate the feature that has them, by limits and for a ramp.</summary>
public sealed class RampTests(Files files) : IClassFixture<Files>
{
    private const string Required = """{"id":"price","condition":{"value":{"$gt":0}}}""";

    private const string Payload = """
        {"features":{
          "price":{"defaultValue":0,"rules":[{"id":"p","key":"price-test","variations":[1,2],"hashVersion":2}]},
          "gate":{"defaultValue":false,"rules":[{"force":true,"condition":{"country":"DE"}}]},
          "banner":{"defaultValue":"off","rules":[FIRST{"id":"b","key":"banner-test","variations":["off","on"],"coverage":0.1,"hashVersion":2PARENTS}]}}}
        """;

    [Theory]
    [InlineData("", Required, "", "", "rule 1 of `banner`, which no longer requires `price`")]
    [InlineData("", Required, "", """{"id":"gate","condition":{"value":true}},REQUIRED""", "rule 1 of `banner`, which requires something else before `price`")]
    [InlineData("", Required, """{"id":"new","force":"x","coverage":0.1},""", Required, "rule 1 of `banner`, which is new")]
    [InlineData("""{"id":"r","force":"x","coverage":0.1},""", Required, """{"id":"r","force":"x","coverage":0.2},""", Required, "rule 1 of `banner`, which can answer more users")]
    public async Task Exposures_that_can_be_lost_are_no_ramp_and_not_measured(string first, string parents, string newFirst, string newParents, string rule)
    {
        var (old, @new) = (Of("p.json", first, parents), Of("n.json", newFirst, newParents));

        var ramp = await Gb.RunAsync("diff", old, @new, "--expect-ramp");
        var limits = await Gb.RunAsync("diff", old, @new, "--prove", "--fail-on", "exposureLost>0");
        var back = await Gb.RunAsync("diff", @new, @new, "--expect-ramp", "--fail-on", "any>0");

        Assert.Equal(ExitCode.Different, ramp.Code);
        Assert.Contains($"exposures of `price-test` can be lost by {rule}", ramp.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(ExitCode.Different, limits.Code);
        Assert.Contains("price-test of banner", limits.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, back.Code);
    }

    /// <summary>
    /// A rule that tracks another variation moves its users, and so does a rule before it; users of a file measure it. Evaluation says whether they move.
    /// </summary>
    [Theory]
    [InlineData("TRACKS0}", "TRACKS1}", true)]
    [InlineData("TRACKS0}", "TRACKS0,\"condition\":{\"id\":\"u1\"}}", false)]
    [InlineData("TRACKS0,\"condition\":{\"id\":\"u1\"}},TRACKS1}", "TRACKS1}", true)]
    [InlineData("RUN,\"coverage\":0},TRACKS0}", "RUN,\"coverage\":1},TRACKS0}", true)]
    [InlineData("{\"force\":1,\"parentConditions\":[{\"id\":\"needed\",\"condition\":{\"value\":1}}]},RUN}", "RUN}", true, "TRACKS0}")]
    public async Task Tracks_can_move_users(string rules, string newRules, bool moves, string needed = "TRACKS1}")
    {
        string Of(string name, string rules) => files.Write(name, Written("{\"features\":{\"needed\":{\"defaultValue\":0,\"rules\":[" + needed + "]},\"f\":{\"defaultValue\":0,\"rules\":[" + rules + "]}}}"));
        var (old, @new, users) = (Of("p.json", rules), Of("n.json", newRules), files.Write("u.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"id\":\"u{i}\"}}\n"))));

        var without = await Gb.RunAsync("diff", old, @new, "--fail-on", "moved>0");
        var with = await Gb.RunAsync("diff", old, @new, "--users", users, "--fail-on", "moved>0");
        var ramp = await Gb.RunAsync("diff", old, @new, "--expect-ramp");

        var canMove = without.Code == ExitCode.Different;
        Assert.True(canMove || !moves, without.Output);
        Assert.Equal(canMove, without.Lines.Contains("several rules have `x` and can give users of `f` another variation or value"));
        Assert.Equal(canMove, without.Lines[^1] == "failed: moved>0 (not measured: x of f); name users with --users or --records");
        Assert.Equal(moves ? ExitCode.Different : ExitCode.Ok, with.Code);
        Assert.Equal(ExitCode.Different, ramp.Code);
    }

    /// <summary>No row of users has the exposures that an own experiment of the payload takes from features that it requires.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task Exposures_that_an_own_experiment_can_lose_are_not_measured(int coverage, bool isKept)
    {
        const string Feature = """ "features":{"f":{"defaultValue":0,"rules":[{"id":"r","key":"xf","variations":[1,2],"hashVersion":2}]}}""";
        var own = "{\"key\":\"own\",\"variations\":[0,1],\"hashVersion\":2,\"coverage\":" + coverage;
        var old = files.Write("p.json", "{" + Feature + ",\"experiments\":[" + own + ",\"parentConditions\":[{\"id\":\"f\",\"condition\":{\"value\":{\"$gte\":0}}}]}]}");
        var @new = files.Write("n.json", "{" + Feature + ",\"experiments\":[" + (isKept ? own + "}" : "") + "]}");
        var users = files.Write("u.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"id\":\"u{i}\"}}\n")));

        var same = await Gb.RunAsync("diff", old, old, "--users", users, "--fail-on", "left>0,exposureLost>0,any>0");
        foreach (var limit in (string[])["left>0", "exposureLost>0", "any>0"])
        {
            var run = await Gb.RunAsync("diff", old, @new, "--users", users, "--fail-on", limit);
            Assert.Equal((ExitCode.Different, $"failed: {limit} (not measured: own)"), (run.Code, run.Lines[^1]));
        }
        Assert.Equal(ExitCode.Ok, same.Code);
    }

    /// <summary>A new own experiment that includes no user evaluates the features that it requires, and exposes users to their experiments.</summary>
    [Theory]
    [InlineData(",\"parentConditions\":[{\"id\":\"f\",\"condition\":{\"value\":{\"$gte\":0}}}]", true)]
    [InlineData(",\"parentConditions\":[{\"id\":\"g\",\"condition\":{\"value\":{\"$gte\":0}}}]", false)]
    [InlineData("", false)]
    public async Task Exposures_that_an_own_experiment_can_make_are_not_measured(string parents, bool exposes)
    {
        const string Features = """{"features":{"f":{"defaultValue":0,"rules":[{"id":"r","key":"xf","variations":[1,2],"hashVersion":2}]},"g":{"defaultValue":0}},"experiments":[""";
        var (old, @new) = (files.Write("p.json", Features + "]}"), files.Write("n.json", Features + "{\"key\":\"own\",\"variations\":[0,1],\"hashVersion\":2,\"coverage\":0" + parents + "}]}"));

        foreach (var limit in (string[])["entered>0", "exposureGained>0", "any>0"])
        {
            var run = await Gb.RunAsync("diff", old, @new, "--fail-on", limit);
            Assert.Equal((exposes ? ExitCode.Different : ExitCode.Ok, exposes), (run.Code, run.Lines[^1].StartsWith($"failed: {limit} (not measured: own)", StringComparison.Ordinal)));
        }
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("diff", old, @new, "--fail-on", "moved>0,left>0,exposureLost>0")).Code);
    }

    /// <summary>Text, Markdown and the page say which rule takes exposures, and why.</summary>
    [Fact]
    public async Task Reports_say_why_exposures_can_be_lost()
    {
        var (old, @new, markdown, page) = (Of("p.json", "", Required), Of("n.json", "", ""), files.PathOf("losses.md"), files.PathOf("losses.html"));

        var run = await Gb.RunAsync("diff", old, @new, "--markdown", markdown, "--html", page);

        Assert.Contains("exposures of `price-test` can be lost by rule 1 of `banner`, which no longer requires `price`", run.Lines);
        Assert.Contains("| exposures that can be lost | by |\n|---|---|\n| <code>&#96;price-test&#96;</code> | <code>rule 1 of &#96;banner&#96;, which no longer requires &#96;price&#96;</code> |\n", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Contains("which no longer requires", File.ReadAllText(page), StringComparison.Ordinal);
    }

    /// <summary>A loss names at most 10 experiments; users measure those, and not the others.</summary>
    [Theory]
    [InlineData(10, ExitCode.Ok, "passed: no threshold is exceeded", "`x0`, `x1`, `x2` and 7 more")]
    [InlineData(11, ExitCode.Different, "failed: exposureLost>0 (not measured: other exposures of banner)", "`x0`, `x1`, `x2` and others")]
    public async Task Experiments_that_a_loss_does_not_name_are_not_measured(int count, object code, string outcome, string experiments)
    {
        // Each experiment passes its users through, so that each tracks all of them.
        var rules = string.Join(",", Enumerable.Range(0, count).Select(i => $$"""{"id":"r{{i}}","key":"x{{i}}","variations":[1,2],"hashVersion":2,"meta":[{"key":"a","passthrough":true},{"key":"b","passthrough":true}]}"""));
        const string Banner = ""","banner":{"defaultValue":0,"rules":[{"id":"b","force":1PARENTS}]}}}""";
        var price = "{\"features\":{\"price\":{\"defaultValue\":0,\"rules\":[" + rules + "]}";
        var old = files.Write("p.json", price + Banner.Replace("PARENTS", ",\"parentConditions\":[{\"id\":\"price\",\"condition\":{\"value\":0}}]", StringComparison.Ordinal));
        var @new = files.Write("n.json", price + Banner.Replace("PARENTS", "", StringComparison.Ordinal));
        var users = files.Write("u.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"id\":\"u{i}\"}}\n")));

        var limit = await Gb.RunAsync("diff", old, @new, "--users", users, "--fail-on", "exposureLost>0");
        var ramp = await Gb.RunAsync("diff", old, @new, "--expect-ramp");

        Assert.Equal((code, outcome), (limit.Code, limit.Lines[^1]));
        Assert.Contains($"exposures of {experiments} can be lost by rule 1 of `banner`", ramp.Output, StringComparison.Ordinal);
    }

    /// <summary>Users who evaluate the feature measure it, and a feature without experiments has no exposures.</summary>
    [Fact]
    public async Task Users_measure_exposures_that_can_be_lost()
    {
        var (old, @new) = (Of("p.json", "", Required), Of("n.json", "", ""));
        var users = files.Write("u.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"id\":\"u{i}\"}}\n")));

        var left = await Gb.RunAsync("diff", old, @new, "--prove", "--users", users, "--fail-on", "left>0");
        var lost = await Gb.RunAsync("diff", old, @new, "--prove", "--users", users, "--fail-on", "exposureLost>0,left>20");
        var withoutExperiment = await Gb.RunAsync("diff", Of("p.json", "", """{"id":"gate","condition":{"value":true}}"""), @new, "--expect-ramp", "--fail-on", "left>0,exposureLost>0");

        Assert.Equal((ExitCode.Different, "failed: left>0"), (left.Code, left.Lines[^1]));
        Assert.Equal(ExitCode.Ok, lost.Code);
        Assert.Equal(ExitCode.Ok, withoutExperiment.Code);
    }

    [Theory]
    [InlineData("", GateOf)]
    [InlineData(GateOf, "")]
    [InlineData(GateOf, """{"id":"gate","condition":{"value":false},"gate":true}""")]
    [InlineData(GateOf, """{"id":"gate","condition":{"value":true}}""")]
    [InlineData("", """{"id":"gate","condition":{"value":true},"gate":1}""")]
    [InlineData("""{"id":"gate","condition":{"value":true},"gate":"true"}""", "")]
    public async Task A_gate_that_differs_is_no_ramp_and_not_measured(string parents, string newParents)
    {
        var (old, @new) = (Of("p.json", "", parents), Of("n.json", "", newParents));
        var users = files.Write("u.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"id\":\"u{i}\",\"country\":\"{(i < 10 ? "DE" : "FR")}\"}}\n")));

        var ramp = await Gb.RunAsync("diff", old, @new, "--expect-ramp");
        var limit = await Gb.RunAsync("diff", old, @new, "--fail-on", "valueOnly>99%");
        var counted = await Gb.RunAsync("diff", old, @new, "--users", users, "--fail-on", "valueOnly>0", "--expect-ramp");

        Assert.Equal(ExitCode.Different, ramp.Code);
        Assert.Contains("a value of banner can differ", ramp.Lines[^1], StringComparison.Ordinal);
        Assert.Equal((ExitCode.Different, "failed: valueOnly>99% (not measured: banner); name users with --users or --records"), (limit.Code, limit.Lines[^1]));
        Assert.Contains("of banner (value) have another value", counted.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not measured", counted.Lines[^1], StringComparison.Ordinal);
    }

    private const string GateOf = """{"id":"gate","condition":{"value":true},"gate":true}""";

    /// <summary>Users who enter a rollout have another value, which a ramp allows; so have users of a feature that requires it.</summary>
    [Fact]
    public async Task Users_who_enter_a_rollout_are_a_ramp()
    {
        const string Rollout = """{"features":{"r":{"defaultValue":0,"rules":[{"id":"r","force":1,"coverage":0.2}]},"f":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"r","condition":{"value":1}}],"force":2}]}}}""";
        var (old, @new) = (files.Write("p.json", Rollout), files.Write("n.json", Rollout.Replace("0.2", "0.7", StringComparison.Ordinal)));
        var users = files.Write("u.jsonl", string.Concat(Enumerable.Range(0, 50).Select(i => $"{{\"id\":\"u{i}\"}}\n")));

        var run = await Gb.RunAsync("diff", old, @new, "--users", users, "--expect-ramp", "--json");

        var diff = Value.Parse(run.Output).Value!;
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(["f", "r"], ((Value.Array)diff["users"]["experiments"]).Select(row => row["feature"].AsString()).Order());
        Assert.All((Value.Array)diff["users"]["experiments"], row => Assert.True(row["counts"]["valueOnly"].AsInt32() is > 10 and var count && row["enteringRollouts"].AsInt32() == count));
    }

    /// <summary>Nothing differs for a user whom a stored assignment keeps.</summary>
    [Fact]
    public async Task Users_whom_stored_assignments_keep_do_not_differ()
    {
        const string Experiment = """{"features":{"f":{"defaultValue":0,"rules":[{"id":"e","key":"x","variations":[0,1],"meta":[{"key":"a"},{"key":"b"}],"weights":[0.5,0.5],"hashVersion":2}]}}}""";
        var (old, @new) = (files.Write("p.json", Experiment), files.Write("n.json", Experiment.Replace("[0.5,0.5]", "[0.1,0.9]", StringComparison.Ordinal)));
        var users = files.Write("u.jsonl", string.Concat(Enumerable.Range(0, 50).Select(i => $"{{\"id\":\"u{i}\"}}\n")));

        var run = await Gb.RunAsync("diff", old, @new, "--sticky", "--users", users, "--fail-on", "any>0", "--json");
        var kept = await Gb.RunAsync("diff", old, @new, "--sticky", "--users", users, "--fail-on", "keptBySticky>0");

        var counted = Value.Parse(run.Output).Value!["users"];
        Assert.Equal((ExitCode.Ok, 0), (run.Code, counted["changed"].AsInt32()));
        Assert.True(counted["experiments"][0]["counts"]["keptBySticky"].AsInt32() > 5);
        Assert.Equal(ExitCode.Different, kept.Code);
    }

    /// <summary>One of the payload's own experiments looks at the features that it requires for other users, who are in no experiment of it.</summary>
    [Fact]
    public async Task An_own_experiment_that_requires_less_can_lose_exposures()
    {
        const string Own = """{"features":{"price":{"defaultValue":0,"rules":[{"key":"price-test","variations":[1,2]}]}},"experiments":[{"key":"own","variations":[0,1],"parentConditions":[{"id":"price","condition":{"value":{"$gt":0}}}]}]}""";
        var (old, @new) = (files.Write("p.json", Own), files.Write("n.json", Own.Replace(",\"parentConditions\":[{\"id\":\"price\",\"condition\":{\"value\":{\"$gt\":0}}}]", "", StringComparison.Ordinal)));

        var run = await Gb.RunAsync("diff", old, @new, "--expect-ramp", "--fail-on", "left>0");

        Assert.Equal((ExitCode.Different, "failed: left>0 (not measured: own); name users with --users or --records; no ramp: not proved that each user of own stays"), (run.Code, run.Lines[^1]));
    }

    /// <summary>A filter by an attribute that some users lack takes them from the experiment or the rollout, also if it has all buckets.</summary>
    [Theory]
    [InlineData("{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[{\"variations\":[0,1],\"hashVersion\":2FILTERS}]}}}")]
    [InlineData("{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[{\"force\":1,\"coverage\":0.5FILTERS}]}}}")]
    [InlineData("{\"features\":{},\"experiments\":[{\"key\":\"own\",\"variations\":[0,1],\"hashVersion\":2FILTERS}]}")]
    public async Task A_filter_by_another_attribute_is_no_ramp(string payload)
    {
        string Of(string name, string filters) => files.Write(name, payload.Replace("FILTERS", filters.Length == 0 ? "" : ",\"filters\":[" + filters + "]", StringComparison.Ordinal));
        const string Half = """{"attribute":"company","seed":"s","ranges":[[0,0.5]]}""", Company = """{"attribute":"company","seed":"s","ranges":[[0,1]]}""", Device = """{"attribute":"device","seed":"s","ranges":[[0,1]]}""";

        foreach (var (before, after, isRamp) in ((string, string, bool)[])[("", Company, false), (Half, Device, false), (Half, Company, true)])
        {
            var (old, @new) = (Of("p.json", before), Of("n.json", after));
            var code = isRamp ? ExitCode.Ok : ExitCode.Different;

            Assert.Equal(code, (await Gb.RunAsync("diff", old, @new, "--expect-ramp")).Code);
            Assert.Equal(code, (await Gb.RunAsync("diff", old, @new, "--prove", "--fail-on", "left>0")).Code);
        }
    }

    private string Of(string name, string first, string parents) => files.Write(name, Payload
        .Replace("FIRST", first, StringComparison.Ordinal)
        .Replace("PARENTS", parents.Length == 0 ? "" : ",\"parentConditions\":[" + parents.Replace("REQUIRED", Required, StringComparison.Ordinal) + "]", StringComparison.Ordinal));

    private static string Written(string json)
    {
        for (var variation = 0; variation < 2; variation++)
            json = json.Replace(FormattableString.Invariant($"TRACKS{variation}"), FormattableString.Invariant($"{{\"force\":1,\"tracks\":[{{\"experiment\":{{\"key\":\"x\",\"variations\":[0,1]}},\"result\":{{\"variationId\":{variation},\"key\":\"{variation}\",\"inExperiment\":true,\"hashUsed\":true,\"hashAttribute\":\"id\",\"hashValue\":\"u\",\"value\":1}}}}]"), StringComparison.Ordinal);
        return json.Replace("RUN", "{\"id\":\"run\",\"key\":\"x\",\"variations\":[0,1],\"hashVersion\":2", StringComparison.Ordinal);
    }
}

namespace GrowthBook.Cli.Tests;

/// <summary>Limits and ramps without users: what no measure has exceeds them.</summary>
public sealed class UnmeasuredLimitTests(Files files) : IClassFixture<Files>
{
    private const string Old = """
        {"features":{"banner":{"defaultValue":false},"f":{"defaultValue":0,"rules":[
          {"id":"plain","condition":{"plan":"pro"},"force":1},
          {"id":"r","force":2,"coverage":0.5,"hashAttribute":"id","seed":"r"},
          {"id":"e","key":"x","variations":[0,1],"weights":[0.5,0.5],"hashVersion":2,"seed":"s"},
          {"id":"late","force":3}]}}}
        """;

    [Theory]
    [InlineData("\"banner\":{\"defaultValue\":false},", "", "banner")]
    [InlineData("\"banner\":{", "\"added\":{\"defaultValue\":1},\"banner\":{", "added")]
    [InlineData("\"defaultValue\":false", "\"defaultValue\":true", "banner")]
    [InlineData("\"force\":3", "\"force\":4", "f")]
    [InlineData(",\n  {\"id\":\"late\",\"force\":3}", "", "f")]
    public async Task What_has_no_measure_exceeds_limits_of_values(string text, string replacement, string feature)
    {
        var (old, @new) = (files.Write("p.json", Old), Changed(text, replacement));
        foreach (var limit in new[] { "any>0", "valueOnly>0", "valueOnly>99%" })
        {
            var run = await Gb.RunAsync("diff", old, @new, "--fail-on", limit);

            Assert.Equal((ExitCode.Different, $"failed: {limit} (not measured: {feature}); name users with --users or --records"), (run.Code, run.Lines[^1]));
        }
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("diff", old, @new, "--fail-on", "moved>0,left>0")).Code);
        var users = files.Write("u.jsonl", "{\"id\":\"u-1\"}\n");
        Assert.DoesNotContain("not measured", (await Gb.RunAsync("diff", old, @new, "--fail-on", "any>0", "--users", users)).Output, StringComparison.Ordinal);
    }

    /// <summary>Users of a file have no stored assignments, and a raised minimum excludes those who have some.</summary>
    [Theory]
    [InlineData("left>0", "\"minBucketVersion\":2", "users", true)]
    [InlineData("left>0", "\"minBucketVersion\":2", "users --sticky", false)]
    [InlineData("left>0", "\"minBucketVersion\":2", "records", true)]
    [InlineData("left>0", "\"minBucketVersion\":2", "stored", false)]
    [InlineData("left>0", "\"fallbackAttribute\":\"device\"", "users", true)]
    [InlineData("left>0", "\"name\":\"X\"", "users", false)]
    [InlineData("keptBySticky>0", "\"coverage\":0.5", "users", true)]
    [InlineData("keptBySticky>0", "\"coverage\":0.5", "users --sticky", false)]
    [InlineData("keptBySticky>0", "\"coverage\":0.5", "", true)]
    [InlineData("keptBySticky>0", "\"coverage\":0.5", "--sticky", false)]
    [InlineData("keptBySticky>0", "\"name\":\"X\"", "users", false)]
    public async Task What_stored_assignments_decide_is_not_measured_without_them(string limit, string member, string population, bool isUnmeasured)
    {
        var @new = Changed("\"weights\":[0.5,0.5]", "\"weights\":[0.5,0.5]," + member);
        var users = files.Write("u.jsonl", "{\"id\":\"u-1\"}\n");
        const string Record = """{"context":{"attributes":{"id":"u-1"}STORED},"feature":"f"}""";
        var records = files.Write("r.jsonl", Record.Replace("STORED", "", StringComparison.Ordinal) + "\n");
        var stored = files.Write("s.jsonl", Record.Replace("STORED", ",\"stickyBucketAssignmentDocs\":{}", StringComparison.Ordinal) + "\n");
        string[] options = [.. population.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(each => each switch { "users" => ["--users", users], "records" => ["--records", records], "stored" => ["--records", stored], _ => (string[])[each] })];

        var run = await Gb.RunAsync(["diff", files.Write("p.json", Old), @new, "--fail-on", limit, .. options]);

        Assert.Equal(
            isUnmeasured ? $"failed: {limit} (not measured: x of f); there are no stored assignments: assume those that the old payload stores with --sticky, name --records that have some, or say with --no-sticky that the application has none" : null,
            run.Lines[^1].Contains("not measured", StringComparison.Ordinal) ? run.Lines[^1] : null);
        Assert.Equal(
            isUnmeasured && limit.StartsWith("left", StringComparison.Ordinal),
            run.Error.Contains($"no {population.TrimEnd('s')} has stored assignments, which decide about x of f; assume those", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"defaultValue\":false", "\"defaultValue\":false,\"description\":\"what\"")]
    [InlineData("\"coverage\":0.5", "\"coverage\":0.6")]
    [InlineData("\"weights\":[0.5,0.5]", "\"weights\":[0.4,0.6]")]
    public async Task What_is_measured_is_decided_by_its_shares(string text, string replacement)
    {
        var run = await Gb.RunAsync("diff", files.Write("p.json", Old), Changed(text, replacement), "--fail-on", "valueOnly>0");

        Assert.Equal((ExitCode.Ok, "passed: no threshold is exceeded"), (run.Code, run.Lines[^1]));
    }

    [Theory]
    [InlineData("left>0", "not measured: x of f")]
    [InlineData("any>50%", "not measured: x of f")]
    public async Task An_experiment_with_another_condition_has_no_measure_of_users_who_leave(string limit, string reason)
    {
        var (old, @new) = (files.Write("p.json", Old), Changed("\"id\":\"e\"", "\"id\":\"e\",\"condition\":{\"country\":\"PT\"}"));

        var run = await Gb.RunAsync("diff", old, @new, "--fail-on", limit);

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Contains(reason, run.Lines[^1], StringComparison.Ordinal);
        var wider = await Gb.RunAsync("diff", @new, old, "--fail-on", "left>0", "--prove"); // that they stay is proved
        Assert.Equal(ExitCode.Ok, wider.Code);
    }

    /// <summary>Users are counted by the ids of rules and the keys of experiments: they tell nothing of a rule that shares its id or key with another.</summary>
    [Theory]
    [InlineData("""{"condition":{"c":"DE"},"force":"x","coverage":0.5},{"force":"y"}""")]
    [InlineData("""{"id":"r","condition":{"c":"DE"},"force":"x","coverage":0.5},{"force":"y"}""")]
    [InlineData("""{"id":"r1","key":"a","condition":{"c":"DE"},"variations":[0,1]},{"id":"r2","key":"a","condition":{"c":"US"},"variations":[0,1]}""")]
    public async Task Users_of_another_rule_are_no_measure(string rules)
    {
        var json = $"{{\"features\":{{\"f\":{{\"defaultValue\":\"d\",\"rules\":[{rules}]}}}}}}";
        var users = files.Write("us.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"id\":\"u-{i}\",\"c\":\"US\"}}\n")));

        var run = await Gb.RunAsync("diff", files.Write("p.json", json), files.Write("n.json", json.Replace("DE", "FR", StringComparison.Ordinal)), "--users", users, "--fail-on", "left>0");

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Contains("not measured", run.Lines[^1], StringComparison.Ordinal);
    }

    /// <summary>Three users leave the rollout and two enter, and who only gets another value stays in the feature.</summary>
    [Fact]
    public async Task Counts_of_a_rollout_that_exceed_a_limit_are_in_each_form()
    {
        const string Json = """{"features":{"f":{"defaultValue":1,"rules":[{"id":"r","condition":{"c":"DE"},"force":1,"coverage":1,"hashAttribute":"id"}]}}}""";
        var users = files.Write("countries.jsonl", string.Concat("DE DE DE FR FR US US US US US".Split(' ').Select((country, i) => $"{{\"id\":\"u-{i}\",\"c\":\"{country}\"}}\n")));
        var (old, @new) = (files.Write("c-old.json", Json), files.Write("c-new.json", Json.Replace("DE", "FR", StringComparison.Ordinal)));
        var (markdown, page) = (files.PathOf("c.md"), files.PathOf("c.html"));

        var run = await Gb.RunAsync("diff", old, @new, "--users", users, "--fail-on", "left>2", "--markdown", markdown, "--html", page);

        Assert.Equal((ExitCode.Different, "failed: left>2"), (run.Code, run.Lines[^1]));
        Assert.Contains("\nrollouts, users  entered  left  same\nf rule 1               2     3     –\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n| rollouts, users | entered | left |\n|---|---|---|\n| <code>f rule 1</code> | 2 | 3 |\n", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Contains("Counts of users by rollout", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("diff", old, @new, "--users", users, "--fail-on", "left>3")).Code);
    }

    /// <summary>Of the users who leave the feature that is required, half leave the rollout.</summary>
    [Fact]
    public async Task A_rollout_whose_prerequisite_changes_is_no_ramp()
    {
        const string Payload = """
            {"features":{"g":{"defaultValue":"off","rules":[{"id":"r","force":"on","coverage":0.1,"hashAttribute":"id","seed":"r"}]},
             "f":{"defaultValue":0,"rules":[{"id":"q","parentConditions":[{"id":"g","condition":{"value":"off"}}],"force":"x","coverage":0.5,"hashAttribute":"id","seed":"q"}]}}}
            """;

        var run = await Gb.RunAsync("diff", files.Write("p.json", Payload), files.Write("n.json", Payload.Replace("0.1", "0.5", StringComparison.Ordinal)), "--expect-ramp");

        Assert.Equal((ExitCode.Different, "no ramp: not measured who leaves f rule 1; f can lose a value by a feature that it requires"), (run.Code, run.Lines[^1]));
    }

    [Theory]
    [InlineData("\"defaultValue\":false", "\"defaultValue\":true", "a value of banner can differ")]
    [InlineData("\"force\":3", "\"force\":4", "a value of f can differ")]
    [InlineData("\"force\":2", "\"force\":5", "the value of f rule 2 differs")]
    [InlineData("\"variations\":[0,1]", "\"variations\":[0,7]", "a value of x of f differs")]
    [InlineData("\"banner\":{\"defaultValue\":false},", "", "a value of banner can differ")]
    public async Task Another_value_is_no_ramp(string text, string replacement, string obstacle)
    {
        var run = await Gb.RunAsync("diff", files.Write("p.json", Old), Changed(text, replacement), "--expect-ramp");

        Assert.Equal((ExitCode.Different, $"no ramp: {obstacle}"), (run.Code, run.Lines[^1]));
    }

    [Theory]
    [InlineData("\"banner\":{", "\"added\":{\"defaultValue\":1},\"banner\":{")]
    [InlineData("\"coverage\":0.5", "\"coverage\":0.6")]
    public async Task A_new_feature_and_a_larger_rollout_can_be_a_ramp(string text, string replacement)
    {
        const string Rollout = """{"features":{"banner":{"defaultValue":false,"rules":[{"id":"r","force":true,"coverage":0.5,"hashAttribute":"id","seed":"r"}]}}}""";

        var run = await Gb.RunAsync("diff", files.Write("p.json", Rollout), files.Write("n.json", Rollout.Replace(text, replacement, StringComparison.Ordinal)), "--expect-ramp");

        Assert.Equal((ExitCode.Ok, "ramp: no user moves, leaves or loses exposure"), (run.Code, run.Lines[^1]));
    }

    /// <summary>Every user gets another value: the feature needs one that did not exist, or a group that has other users.</summary>
    [Theory]
    [InlineData("\"parentConditions\":[{\"id\":\"gate\",\"condition\":{\"value\":true}}]", "\"features\":{", "\"features\":{\"gate\":{\"defaultValue\":true},")]
    [InlineData("\"condition\":{\"id\":{\"$inGroup\":\"g\"}}", "\"savedGroups\":{\"g\":[]}", "\"savedGroups\":{\"g\":[\"1\",\"2\"]}")]
    public async Task A_feature_that_follows_a_new_feature_or_another_group_is_no_ramp(string target, string text, string replacement)
    {
        var old = "{\"features\":{\"f\":{\"defaultValue\":\"old\",\"rules\":[{" + target + ",\"force\":\"new\"}]}},\"savedGroups\":{\"g\":[]}}";
        var run = await Gb.RunAsync("diff", files.Write("p.json", old), files.Write("n.json", old.Replace(text, replacement, StringComparison.Ordinal)), "--expect-ramp");

        Assert.Equal((ExitCode.Different, "no ramp: a value of f can differ"), (run.Code, run.Lines[^1]));
    }

    /// <summary>The whole audience is another one, and no user of the file is in it before or after.</summary>
    [Theory]
    [InlineData("--users", """{"id":"u-1","country":"US"}""", "--fail-on", "moved>0,left>0", "failed: moved>0 (not measured: x of f), left>0 (not measured: x of f)")]
    [InlineData("--users", """{"country":"DE"}""", "--fail-on", "left>0", "failed: left>0 (not measured: x of f)")]
    [InlineData("--records", """{"context":{"attributes":{"id":"u-1"}},"feature":"banner"}""", "--fail-on", "any>0", "failed: any>0 (not measured: x of f)")]
    [InlineData("--users", """{"id":"u-1","country":"DE"}""", "--fail-on", "moved>0", "passed: no threshold is exceeded")]
    public async Task Users_who_cannot_see_an_experiment_do_not_measure_it(string option, string line, string limit, string limits, string outcome)
    {
        const string Halves = """{"features":{"banner":{"defaultValue":1},"f":{"rules":[{"id":"e","key":"x","variations":[0,1],"condition":{"country":"DE"}}]}}}""";
        var (old, @new) = (files.Write("p.json", Halves), files.Write("n.json", Halves.Replace("DE", "FR", StringComparison.Ordinal)));

        var run = await Gb.RunAsync("diff", old, @new, option, files.Write("lines.jsonl", line + "\n"), limit, limits);

        Assert.Equal(outcome, run.Lines[^1]);
    }

    [Theory]
    [InlineData("""{"id":"u-1","country":"US"}""", "left>0", "failed: left>0 (not measured: f rule 1)")]
    [InlineData("""{"id":"u-1","country":"DE"}""", "left>0", "failed: left>0")]
    [InlineData("""{"id":"u-1","country":"FR"}""", "entered>0", "failed: entered>0")]
    [InlineData("""{"id":"u-1","country":"FR"}""", "left>0", "passed: no threshold is exceeded")]
    [InlineData("""{"id":"u-1","country":"DE"}""", "valueOnly>0", "failed: valueOnly>0")]
    public async Task Users_who_cannot_get_a_rollout_do_not_measure_it(string user, string limit, string outcome)
    {
        const string Rollout = """{"features":{"f":{"defaultValue":0,"rules":[{"id":"r","condition":{"country":"DE"},"force":1,"coverage":1}]}}}""";
        var (old, @new) = (files.Write("p.json", Rollout), files.Write("n.json", Rollout.Replace("DE", "FR", StringComparison.Ordinal)));

        var run = await Gb.RunAsync("diff", old, @new, "--users", files.Write("lines.jsonl", user + "\n"), "--fail-on", limit);

        Assert.Equal(outcome, run.Lines[^1]);
    }

    [Fact]
    public async Task Records_of_other_features_do_not_measure_a_feature()
    {
        var (old, @new) = (files.Write("p.json", Old), Changed("\"defaultValue\":false", "\"defaultValue\":true"));
        var records = files.Write("other.jsonl", """{"context":{"attributes":{"id":"u-1"}},"feature":"f"}""" + "\n");

        var run = await Gb.RunAsync("diff", old, @new, "--records", records, "--fail-on", "any>0");

        Assert.Equal((ExitCode.Different, "failed: any>0 (not measured: banner)"), (run.Code, run.Lines[^1]));
    }

    private string Changed(string text, string replacement)
    {
        Assert.Contains(text, Old, StringComparison.Ordinal);
        return files.Write("n.json", Old.Replace(text, replacement, StringComparison.Ordinal));
    }
}

namespace GrowthBook.Cli.Tests;

/// <summary>Users without the attribute that experiments and rollouts hash: they tell nothing, and each command says so.</summary>
public sealed class MissingAttributeTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """
        {"features":{
          "f":{"defaultValue":0,"rules":[{"id":"e","key":"exp1","variations":[0,1],"weights":[0.5,0.5],"hashAttribute":"id","hashVersion":2,"meta":[{"key":"ctl"},{"key":"trt"}]}]},
          "g":{"defaultValue":false,"rules":[{"id":"r","force":true,"coverage":0.3,"hashAttribute":"id"}]}}}
        """;

    private const string Changed = """
        {"features":{
          "f":{"defaultValue":0,"rules":[{"id":"e","key":"exp1","variations":[0,1],"weights":[0.6,0.4],"hashAttribute":"id","hashVersion":2,"meta":[{"key":"ctl"},{"key":"trt"}]}]},
          "g":{"defaultValue":false,"rules":[{"id":"r","force":true,"coverage":0.2,"hashAttribute":"id"}]}}}
        """;

    private string Old => files.Write("old.json", Payload);

    private string New => files.Write("new.json", Changed);

    private string Upper => files.Write("uID.jsonl", UsersOf("ID"));

    private string Lower => files.Write("u.jsonl", UsersOf("id"));

    [Fact]
    public async Task A_difference_warns_once_per_attribute_in_each_form()
    {
        const string Warning = "no user has a value for `id`, by which experiment exp1 of f, rollout g rule 1 assign users";
        var (markdown, page) = (files.PathOf("m.md"), files.PathOf("m.html"));

        var run = await Gb.RunAsync("diff", Old, New, "--users", Upper, "--json", "--markdown", markdown, "--html", page);

        Assert.Equal($"gb: {Upper}: {Warning}; did you mean ID?\n", run.Error);
        Assert.Equal("[\"id\"]", Value.Parse(run.Output).Value!["users"]["missingAttributes"].ToJson());
        Assert.Contains("by which experiment exp1 of f, rollout g rule 1 assign users", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Contains("by which experiment exp1 of f, rollout g rule 1 assign users", File.ReadAllText(page), StringComparison.Ordinal);
        var whole = await Gb.RunAsync("diff", Old, New, "--users", Lower, "--json");
        Assert.Equal(("", "[]"), (whole.Error, Value.Parse(whole.Output).Value!["users"]["missingAttributes"].ToJson()));
    }

    private const string Tiers = """
        {"features":{
          "f":{"defaultValue":0,"rules":[{"condition":{"tier":{"$in":[3,4]},"device.os":"ios"},"force":1},{"condition":{"country":"DE"},"force":2}]},
          "g":{"defaultValue":0,"rules":[{"condition":{"tier":{"$gte":1}},"force":1}]},
          "i":{"defaultValue":0,"rules":[{"condition":{"banned":{"$ne":true},"muted":{"$exists":false}},"force":1}]},
          "h":{"defaultValue":0,"rules":[{"condition":{"$savedGroup":{"id":"beta"}},"force":1}]}},
         "savedGroups":{"beta":{"type":"list","attributeKey":"team","values":["a"]}}}
        """;

    /// <summary>The rule of <c>country</c> stays, and so does the feature <c>h</c>.</summary>
    [Theory]
    [InlineData("""{"id":"u","other":1}""", "", "device", "tier")]
    [InlineData("""{"id":"u","device":null,"tier":3}""", "", "device")]
    [InlineData("""{"id":"u","device":{},"Tier":3}""", "")]
    [InlineData("""{"id":"u","teir":3,"device":{}}""", "; did you mean teir?", "tier")]
    [InlineData("""{"user":{"tier":3,"device":{"os":"ios"}}}""", "", "device", "tier")]
    public async Task A_file_in_which_no_user_has_an_attribute_of_a_changed_rule_is_a_warning(string user, string question, params string[] attributes)
    {
        var (old, @new) = (files.Write("t1.json", Tiers), files.Write("t2.json", Tiers.Replace("\"force\":1", "\"force\":9", StringComparison.Ordinal).Replace("\"force\":9}]}},", "\"force\":1}]}},", StringComparison.Ordinal)));
        var (users, records) = (files.Write("t.jsonl", user + "\n" + user), files.Write("tr.jsonl", $$$"""{"context":{"attributes":{{{user}}}},"feature":"f"}"""));

        foreach (var (option, file, noun) in new[] { ("--users", users, "user"), ("--records", records, "record") })
        {
            var run = await Gb.RunAsync("diff", old, @new, option, file, "--fail-on", "valueOnly>50%");
            Assert.Equal(
                string.Concat(attributes.Select(name => $"gb: {file}: no {noun} has a value for `{name}`, which changed rules or saved groups of {(name == "tier" ? "f, g" : "f")} test{(name == "tier" ? question : "")}\n")),
                string.Concat(run.Error.Split('\n').Where(line => line.Contains(": no ", StringComparison.Ordinal)).Select(line => line + "\n")));
        }
    }

    [Fact]
    public async Task Merged_parts_the_markdown_and_the_page_name_it_too()
    {
        var (old, @new, users) = (files.Write("t1.json", Tiers), files.Write("t2.json", Tiers.Replace("\"force\":1", "\"force\":9", StringComparison.Ordinal)), files.Write("t.jsonl", "{\"id\":\"a\",\"tier\":3}\n{\"id\":\"b\",\"team\":\"a\"}\n"));
        var (one, two, markdown, page) = (files.PathOf("1.json"), files.PathOf("2.json"), files.PathOf("m.md"), files.PathOf("m.html"));
        const string Warning = "no user has a value for `device`, which changed rules or saved groups of f test";

        await Gb.RunAsync("diff", old, @new, "--users", users, "--shard", "0/2", "--partial", one);
        await Gb.RunAsync("diff", old, @new, "--users", users, "--shard", "1/2", "--partial", two);
        var merged = await Gb.RunAsync("merge", one, two, "--markdown", markdown, "--html", page, "--json");

        Assert.Equal($"gb: {Warning}\n", merged.Error);
        Assert.Equal("""[{"attribute":"device","features":["f"]}]""", Value.Parse(merged.Output).Value!["users"]["unseenAttributes"].ToJson());
        Assert.Contains(Warning.Replace("`", "&#96;", StringComparison.Ordinal), File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Contains("which changed rules or saved groups of f test", File.ReadAllText(page), StringComparison.Ordinal);
    }

    /// <summary>A rule of a feature that only a saved group changes, and no rule if the value without rules is another.</summary>
    [Theory]
    [InlineData("[\"a\"]", "[\"b\"]", "team")]
    [InlineData("\"h\":{\"defaultValue\":0", "\"h\":{\"defaultValue\":7", null)]
    public async Task Rules_that_stay_count_if_a_saved_group_is_another(string text, string other, string? attribute)
    {
        var run = await Gb.RunAsync("diff", files.Write("s1.json", Tiers), files.Write("s2.json", Tiers.Replace(text, other, StringComparison.Ordinal)), "--users", Lower);

        Assert.Equal(attribute is null ? "" : $"gb: {Lower}: no user has a value for `{attribute}`, which changed rules or saved groups of h test\n", run.Error);
    }

    /// <summary>A share is measured without users. The values of users, and their number, are not.</summary>
    [Theory]
    [InlineData("moved>10.5%,left>10.5%", "passed: no threshold is exceeded")]
    [InlineData("moved>10.5%,left>10.5%,valueOnly>0", "failed: valueOnly>0 (not measured: g rule 1)")]
    [InlineData("moved>150", "failed: moved>150 (not measured: exp1 of f, g rule 1)")]
    [InlineData("left>150", "failed: left>150 (not measured: exp1 of f, g rule 1)")]
    public async Task Limits_that_only_users_can_exceed_are_not_measured(string limits, string outcome)
    {
        var run = await Gb.RunAsync("diff", Old, New, "--users", Upper, "--fail-on", limits);

        Assert.Equal(outcome, run.Lines[^1]);
        Assert.DoesNotContain("not measured", (await Gb.RunAsync("diff", Old, New, "--users", Lower, "--fail-on", limits)).Output, StringComparison.Ordinal);
    }

    /// <summary>One user of the last part has the attribute.</summary>
    [Fact]
    public async Task Merged_parts_count_the_attributes_of_all()
    {
        var parts = new[] { files.PathOf("a.json"), files.PathOf("b.json") };
        var more = files.Write("more.jsonl", UsersOf("ID") + "{\"id\":\"u-1\"}\n");
        await Gb.RunAsync("diff", Old, New, "--users", Upper, "--piece", "--partial", parts[0]);
        await Gb.RunAsync("diff", Old, New, "--users", more, "--piece", "--partial", parts[1]);

        var none = await Gb.RunAsync("merge", parts[0], "--fail-on", "moved>150");
        var both = await Gb.RunAsync(["merge", .. parts, "--fail-on", "moved>150"]);

        Assert.Contains("no user has a value for `id`", none.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Different, ExitCode.Ok, ""), (none.Code, both.Code, both.Error));
    }

    /// <summary>A part of an earlier version does not say which attributes its users have.</summary>
    [Fact]
    public async Task A_part_without_counts_of_attributes_makes_those_of_the_whole_unknown()
    {
        var (old, upper, lower) = (files.PathOf("old-part.json"), files.PathOf("upper-part.json"), files.PathOf("lower-part.json"));
        await Gb.RunAsync("diff", Old, New, "--users", Lower, "--piece", "--partial", lower);
        await Gb.RunAsync("diff", Old, New, "--users", Upper, "--piece", "--partial", upper);
        var part = (Value.Object)Value.Parse(File.ReadAllText(lower)).Value!;
        File.WriteAllText(old, part.With("tally", new Value.Object(((Value.Object)part["tally"]).Where(each => each.Key != "attributes"))).ToJson() + "\n");

        foreach (var parts in new[] { new[] { old, upper, upper }, [upper, old, upper], [upper, upper, old] })
        {
            var run = await Gb.RunAsync(["merge", .. parts, "--json"]);
            Assert.Equal(("", "[]"), (run.Error, Value.Parse(run.Output).Value!["users"]["missingAttributes"].ToJson()));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("0")]
    [InlineData("false")]
    public async Task A_value_that_cannot_be_hashed_is_none(string value)
    {
        var users = files.Write("empty.jsonl", $"{{\"id\":{value}}}\n");

        Assert.Contains("no user has a value for `id`", (await Gb.RunAsync("diff", Old, New, "--users", users)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_hashes_an_attribute_of_its_own()
    {
        const string Filter = "\"filters\":[{\"attribute\":\"company\",\"seed\":\"s\",\"ranges\":[[0,0.5]],\"hashVersion\":2}],\"key\":\"exp1\"";
        var old = files.Write("filter.json", Payload.Replace("\"key\":\"exp1\"", Filter, StringComparison.Ordinal));
        var @new = files.Write("filter2.json", Changed.Replace("\"key\":\"exp1\"", Filter, StringComparison.Ordinal));

        var run = await Gb.RunAsync("diff", old, @new, "--users", Lower, "--fail-on", "moved>150");

        Assert.Equal($"gb: {Lower}: no user has a value for `company`, by which experiment exp1 of f assigns users\n", run.Error);
        Assert.Equal("failed: moved>150 (not measured: exp1 of f)", run.Lines[^1]);
    }

    [Fact]
    public async Task Simulate_and_matrix_warn()
    {
        const string Warning = "no user has a value for `id`, by which experiment exp1, rollout g rule 1 assign users; did you mean ID?";

        Assert.Equal(new[] { ExitCode.BadInput, ExitCode.Ok }, new[] { (await Gb.RunAsync("simulate", Old, "--users", Upper)).Code, (await Gb.RunAsync("matrix", Old, "--users", Upper)).Code });
        Assert.Equal($"gb: {Upper}: {Warning}\n", (await Gb.RunAsync("simulate", Old, "--users", Upper)).Error);
        Assert.Equal($"gb: {Upper}: {Warning}\n", (await Gb.RunAsync("matrix", Old, "--users", Upper)).Error);
        Assert.Equal($"gb: {Upper}: no user has a value for `id`, by which rollout g rule 1 assigns users; did you mean ID?\n", (await Gb.RunAsync("matrix", Old, "g", "--users", Upper)).Error);
    }

    [Fact]
    public async Task Power_without_users_in_the_experiment_has_a_reason_and_an_exit_code()
    {
        string[] command = ["power", Old, "--experiment", "exp1", "--users-per-week", "1000", "--rate", "0.1"];
        var page = files.PathOf("power.html");

        var run = await Gb.RunAsync([.. command, "--users", Upper, "--html", page]);

        Assert.Equal((ExitCode.BadInput, $"gb: {Upper}: no user has a value for `id`, by which experiment exp1 assigns users; did you mean ID?\n"), (run.Code, run.Error));
        Assert.Equal("exp1: 0 % of users are in it: no user of the file has one of its buckets; power 80 %, level 5 %", run.Lines[^1]);
        Assert.Contains("no user of the file has one of its buckets", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync([.. command, "--users", Lower])).Code);
    }

    [Theory]
    [InlineData("\"condition\":{\"country\":\"PT\"},", "no user of the file has one of its buckets and passes its condition", true)]
    [InlineData("\"coverage\":0,", "the coverage is 0", false)]
    [InlineData("\"coverage\":0,", "the coverage is 0", true)]
    public async Task Power_names_why_no_user_is_in_the_experiment(string member, string reason, bool hasUsers)
    {
        var payload = files.Write("none.json", Payload.Replace("\"key\":\"exp1\"", member + "\"key\":\"exp1\"", StringComparison.Ordinal));

        var run = await Gb.RunAsync(["power", payload, "--experiment", "exp1", "--users-per-week", "1000", "--rate", "0.1", "--json", .. hasUsers ? (string[])["--users", Lower] : []]);

        Assert.Equal((ExitCode.BadInput, reason), (run.Code, Value.Parse(run.Output).Value!["reason"].AsString()));
    }

    private static string UsersOf(string name) => string.Concat(Enumerable.Range(0, 200).Select(i => $"{{\"{name}\":\"u-{i}\"}}\n"));
}

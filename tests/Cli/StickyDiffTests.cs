using GrowthBook.Analysis;

namespace GrowthBook.Cli.Tests;

/// <summary>
/// A <c>fallbackAttribute</c> counts only in an application with sticky buckets. While <c>gb diff</c> does not know whether it has them, users who lack the hashed
/// attribute are counted both ways, and limits that this decides are not measured.
/// </summary>
public sealed class StickyDiffTests(Files files) : IClassFixture<Files>
{
    private const string Warning = "3 of 6 users have other results if the application has sticky buckets, because only then fallbackAttribute counts; name --sticky if it has them, otherwise --no-sticky";

    private const string Rollout = """{"id":"r","force":true,"coverage":1,"hashVersion":2,"seed":"s","hashAttribute":"id","fallbackAttribute":"deviceId"}""";

    private const string Experiment = """{"id":"e","key":"x","variations":[true,true],"hashVersion":2,"seed":"s","hashAttribute":"id","fallbackAttribute":"deviceId"}""";

    private const string OfIdentified = "{\"condition\":{\"id\":{\"$exists\":true}},";

    private string Users => files.Write("sticky-users.jsonl", """
        {"id":"u-1"}
        {"id":"u-2"}
        {"id":"u-3"}
        {"deviceId":"d-1"}
        {"deviceId":"d-2"}
        {"deviceId":"d-3"}

        """);

    /// <summary>Who is in a coverage of 1 needs no hash to be computed: each user with the attribute that is hashed, or with the fallback attribute.</summary>
    [Theory]
    [InlineData(Rollout, "\"fallbackAttribute\":\"deviceId\"", "\"fallbackAttribute\":\"other\"", "any>0", "f rule 1, f (value)")]
    [InlineData(Rollout, "\"fallbackAttribute\":\"deviceId\"", "\"fallbackAttribute\":\"other\"", "left>0", "f rule 1")]
    [InlineData(Rollout, "\"fallbackAttribute\":\"deviceId\"", "\"fallbackAttribute\":\"deviceId\",\"disableStickyBucketing\":true", "valueOnly>0", "f (value)")]
    [InlineData(Rollout, "{", OfIdentified, "valueOnly>2", "f (value)")]
    [InlineData(Rollout, "\"coverage\":1", "\"coverage\":0", "valueOnly>3", "f (value)")]
    [InlineData(Experiment, "{", OfIdentified, "left>0", "x of f")]
    [InlineData(Experiment, "\"coverage\":1", "\"coverage\":0", "left>3", "x of f")]
    public async Task A_limit_that_sticky_buckets_decide_about_is_not_measured(string rule, string text, string replacement, string limit, string parts)
    {
        var (old, @new) = Pair(rule.Replace("\"key\":\"x\"", "\"key\":\"x\",\"coverage\":1", StringComparison.Ordinal), text, replacement);

        var run = await Gb.RunAsync("diff", old, @new, "--users", Users, "--fail-on", limit);

        Assert.Equal((ExitCode.Different, $"failed: {limit} (not measured: {parts}); {Warning}"), (run.Code, run.Lines[^1]));
        Assert.Contains($"{Users}: {Warning}", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("diff", old, @new, "--users", Users, "--fail-on", limit, "--no-sticky")).Code);
        var sticky = await Gb.RunAsync("diff", old, @new, "--users", Users, "--fail-on", limit, "--sticky");
        Assert.Equal((ExitCode.Different, $"failed: {limit}"), (sticky.Code, sticky.Lines[^1]));
        Assert.DoesNotContain("sticky buckets", sticky.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("valueOnly>3")]
    [InlineData("valueOnly>50%")]
    public async Task A_limit_that_is_kept_either_way_passes_with_a_warning(string limit)
    {
        var (old, @new) = Pair(Rollout, "{", OfIdentified);

        var run = await Gb.RunAsync("diff", old, @new, "--users", Users, "--fail-on", limit);

        Assert.Equal((ExitCode.Ok, "passed: no threshold is exceeded"), (run.Code, run.Lines[^1]));
        Assert.Contains(Warning, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fallback_attribute_of_a_prerequisite_decides_too()
    {
        var payload = "{\"features\":{\"base\":{\"defaultValue\":false,\"rules\":[" + Rollout + "]},"
            + "\"f\":{\"defaultValue\":false,\"rules\":[{\"force\":true,\"parentConditions\":[{\"id\":\"base\",\"condition\":{\"value\":true}}]}]}}}";
        var (old, @new) = (files.Write("base.json", payload), files.Write("base-new.json", payload.Replace("\"defaultValue\":false,\"rules\":[{\"force\":true", "\"defaultValue\":true,\"rules\":[{\"force\":true", StringComparison.Ordinal)));

        var result = await ResultOf("diff", old, @new, "--users", Users, "--json");

        // The default value of f is for the users who do not get base: none of the devices with sticky buckets, and all of them without.
        Assert.Equal((3, 3, 0), (Number(result["users"]["undecided"]), Number(result["users"]["changed"]), Number(result["usersWithSticky"]["changed"])));
    }

    [Fact]
    public async Task Records_without_stored_assignments_depend_on_sticky_buckets_and_those_with_some_do_not()
    {
        var (old, @new) = Pair(Rollout, "{", OfIdentified);
        const string Record = """{"context":{"attributes":{"deviceId":"d-1"}STORED},"feature":"f"}""";
        var records = files.Write("sticky-records.jsonl", Record.Replace("STORED", "", StringComparison.Ordinal) + "\n" + Record.Replace("STORED", ",\"stickyBucketAssignmentDocs\":{}", StringComparison.Ordinal) + "\n");

        var result = await ResultOf("diff", old, @new, "--records", records, "--json");
        var none = await ResultOf("diff", old, @new, "--records", records, "--json", "--no-sticky");

        Assert.Equal((1, 1, 2), (Number(result["users"]["undecided"]), Number(result["users"]["changed"]), Number(result["usersWithSticky"]["changed"])));
        Assert.Equal((0, false), (Number(none["users"]["changed"]), none["stickyBuckets"].AsBoolean()));
    }

    [Fact]
    public async Task Parts_are_the_whole_and_the_forms_have_the_warning()
    {
        var (old, @new) = Pair(Rollout, "{", OfIdentified);
        var (markdown, page) = (files.PathOf("sticky.md"), files.PathOf("sticky.html"));
        var whole = await Gb.RunAsync("diff", old, @new, "--users", Users, "--json", "--markdown", markdown, "--html", page);
        string[] parts = [files.PathOf("sticky-0.json"), files.PathOf("sticky-1.json"), files.PathOf("sticky-2.json")];
        for (var i = 0; i < parts.Length; i++)
            Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("diff", old, @new, "--users", Users, "--shard", $"{i}/3", "--partial", parts[i])).Code);

        var merged = await Gb.RunAsync(["merge", .. parts, "--json"]);

        Assert.Equal((whole.Output, $"gb: {Warning}\n"), (merged.Output, merged.Error));
        Assert.Contains("3 of 6 users have other results", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Contains(Warning, File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Contains("users with sticky buckets", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Contains("as far as it is measured", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_that_are_changed_by_hand_are_refused()
    {
        var (old, @new) = Pair(Rollout, "{", OfIdentified);
        var part = files.PathOf("sticky-part.json");
        await Gb.RunAsync("diff", old, @new, "--users", Users, "--piece", "--partial", part);
        foreach (var (text, replacement, fault) in new[] { ("\"undecided\":{\"count\":3", "\"undecided\":{\"count\":-3", "tally.undecided.count is no count"), ("\"with\":", "\"other\":", "tally.undecided has not two counts") })
        {
            var changed = files.Write("sticky-changed.json", File.ReadAllText(part).Replace(text, replacement, StringComparison.Ordinal));

            Assert.Contains(fault, (await Gb.RunAsync("merge", changed)).Error, StringComparison.Ordinal);
        }
    }

    /// <summary>An application without sticky buckets has no assignments that a version could block, and no fallback.</summary>
    [Theory]
    [InlineData("left>0")]
    [InlineData("keptBySticky>0")]
    public async Task Without_sticky_buckets_their_members_decide_nothing(string limit)
    {
        var (old, @new) = Pair(Experiment, "\"seed\":\"s\"", "\"seed\":\"s\",\"minBucketVersion\":3,\"bucketVersion\":4");

        var run = await Gb.RunAsync("diff", old, @new, "--fail-on", limit, "--no-sticky");

        Assert.Equal((ExitCode.Ok, "passed: no threshold is exceeded"), (run.Code, run.Lines[^1]));
        Assert.Equal(ExitCode.Different, (await Gb.RunAsync("diff", old, @new, "--fail-on", "left>0")).Code);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("diff", old, @new, "--expect-ramp", "--no-sticky")).Code);
    }

    [Fact]
    public async Task A_ramp_is_disproved_by_users_who_lose_the_value_with_sticky_buckets()
    {
        var (old, @new) = Pair("{\"id\":\"a\",\"condition\":{\"plan\":\"pro\"},\"force\":true}," + Rollout, "{\"id\":\"r\"", "{\"condition\":{\"id\":{\"$exists\":true}},\"id\":\"r\"");

        var run = await Gb.RunAsync("diff", old, @new, "--users", Users, "--expect-ramp");

        Assert.Contains("3 users of f (value) have another value with sticky buckets", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_has_sticky_buckets_or_none() =>
        Assert.Contains("name either --sticky or --no-sticky, not both", (await Gb.RunAsync("diff", "a.json", "b.json", "--sticky", "--no-sticky")).Error, StringComparison.Ordinal);

    /// <summary>Both cases have the counts of two evaluations of each user, with and without sticky buckets.</summary>
    [Fact]
    public async Task Counts_are_those_of_evaluations()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            string[] rules = ["{\"id\":\"r\",\"force\":1,\"coverage\":0.5,\"hashAttribute\":\"id\",\"fallbackAttribute\":\"deviceId\"}", Experiment.Replace("[true,true]", "[2,3]", StringComparison.Ordinal), "{\"id\":\"c\",\"condition\":{\"deviceId\":{\"$exists\":true}},\"force\":4}"];
            string Payload() => "{\"features\":{\"f\":{\"defaultValue\":0,\"rules\":[" + string.Join(",", rules.OrderBy(_ => random.Next()).Take(1 + random.Next(3))) + "]}}}";
            string User(int i) => random.Next(3) switch { 0 => $"{{\"id\":\"u-{i}\"}}", 1 => $"{{\"deviceId\":\"d-{i}\"}}", _ => $"{{\"id\":\"u-{i}\",\"deviceId\":\"d-{i}\"}}" };
            var (before, after, users) = (Payload(), Payload(), Enumerable.Range(0, 50).Select(User).ToArray());

            var result = await ResultOf("diff", files.Write("before.json", before), files.Write("after.json", after), "--users", files.Write("some.jsonl", string.Join("\n", users) + "\n"), "--json");

            var (old, @new) = (GrowthBook.Payload.Parse(before).Value, GrowthBook.Payload.Parse(after).Value);
            var expected = new[] { null, StickyBuckets.Empty }.Select(sticky => users.Select(user => Attributes.Parse(user).Value).Select(user =>
                (Outcome(new Context(old, user) { StickyBuckets = sticky }), Outcome(new Context(@new, user) { StickyBuckets = sticky }))).ToArray()).ToArray();
            var actual = new[] { result["users"], result["usersWithSticky"] is Value.Object with ? with : result["users"] };
            Assert.Equal(expected.Select(users => users.Count(each => each.Item1 != each.Item2)), actual.Select(users => Number(users["changed"])));
        }

        static string Outcome(Context context)
        {
            var (result, effects) = Evaluator.EvalFeature(context, "f");
            return $"{result.Value} {string.Join(",", effects.OfType<Effect.ExperimentViewed>().Select(viewed => $"{viewed.Experiment.Key}={viewed.Result.Key}"))}";
        }
    }

    private (string Old, string New) Pair(string rules, string text, string replacement)
    {
        var at = rules.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0);
        return (files.Write("sticky-old.json", Of(rules)), files.Write("sticky-new.json", Of(rules[..at] + replacement + rules[(at + text.Length)..])));
    }

    private static string Of(string rules) => "{\"features\":{\"f\":{\"defaultValue\":false,\"rules\":[" + rules + "]}}}";

    private static async Task<Value> ResultOf(params string[] args) => Value.Parse((await Gb.RunAsync(args)).Output).Value!;

    private static int Number(Value value) => value.AsInt32() ?? 0;
}

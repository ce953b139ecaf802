namespace GrowthBook.Cli.Tests;

/// <summary>
/// The commands that evaluate users take <c>--sticky</c> and <c>--no-sticky</c>, and warn of users whose results depend on whether the application has sticky buckets.
/// </summary>
public sealed class StickyCommandTests(Files files) : IClassFixture<Files>
{
    private const string Depends = "if the application has sticky buckets, because only then fallbackAttribute counts; name --sticky if it has them, otherwise --no-sticky";

    /// <summary>Coverages of 1, so that each user with an identifier is in.</summary>
    private const string Json = """
        {"features":{
          "f":{"defaultValue":"none","rules":[{"id":"e","key":"x","variations":["a","a"],"hashVersion":2,"seed":"s","hashAttribute":"id","fallbackAttribute":"deviceId","meta":[{"key":"0"},{"key":"1"}]}]},
          "g":{"defaultValue":false,"rules":[{"id":"r","force":true,"coverage":1,"seed":"t","hashAttribute":"id","fallbackAttribute":"deviceId"}]},
          "h":{"defaultValue":0,"rules":[{"id":"p","force":1,"parentConditions":[{"id":"g","condition":{"value":true}}]}]},
          "plain":{"defaultValue":1}}}
        """;

    private string Payload => files.Write("sticky-payload.json", Json);

    /// <summary>One user with an identifier, four with a device.</summary>
    private string Users => files.Write("sticky-devices.jsonl", "{\"id\":\"u-1\"}\n{\"deviceId\":\"d-1\"}\n{\"deviceId\":\"d-2\"}\n{\"deviceId\":\"d-3\"}\n{\"deviceId\":\"d-4\"}\n");

    [Fact]
    public async Task Power_counts_the_users_who_are_in_the_experiment_by_the_fallback_attribute()
    {
        string[] power = ["power", Payload, "--experiment", "x", "--users-per-week", "1000", "--rate", "0.1", "--users", Users];
        var page = files.PathOf("sticky-power.html");

        var (unknown, sticky, none) = (await Gb.RunAsync([.. power, "--json", "--html", page]), await Gb.RunAsync([.. power, "--json", "--sticky"]), await Gb.RunAsync([.. power, "--json", "--no-sticky"]));

        Assert.Equal($"gb: {Users}: 4 of 5 users have other results {Depends}\n", unknown.Error);
        Assert.Equal((0.2, 1, 0.2), (Of(unknown)["admitted"].AsDouble(), Of(sticky)["admitted"].AsDouble(), Of(none)["admitted"].AsDouble()));
        Assert.Equal(("4", "null"), (Of(unknown)["undecided"].ToJson(), Of(unknown)["stickyBuckets"].ToJson()));
        Assert.Equal(("null", "true", "false"), (Of(none)["undecided"].ToJson(), Of(sticky)["stickyBuckets"].ToJson(), Of(none)["stickyBuckets"].ToJson()));
        Assert.Equal("", sticky.Error + none.Error);
        Assert.Contains($"4 users have other results {Depends}", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulation_counts_the_arms_by_the_fallback_attribute()
    {
        string[] simulate = ["simulate", Payload, "--users", Users, "--json"];
        var page = files.PathOf("sticky-simulate.html");

        var (unknown, sticky, none) = (await Gb.RunAsync([.. simulate, "--html", page]), await Gb.RunAsync([.. simulate, "--sticky"]), await Gb.RunAsync([.. simulate, "--no-sticky"]));

        Assert.Equal($"gb: 4 of 5 users have other results {Depends}\n", unknown.Error);
        Assert.Equal((1, 5, 1), (Total(unknown, "experiments"), Total(sticky, "experiments"), Total(none, "experiments")));
        Assert.Equal(("[0,1]", "[0,5]", "[0,1]"), (Rollout(unknown), Rollout(sticky), Rollout(none)));
        Assert.Equal(("4", "true", "false"), (Of(unknown)["undecided"].ToJson(), Of(sticky)["stickyBuckets"].ToJson(), Of(none)["stickyBuckets"].ToJson()));
        Assert.Equal("", sticky.Error + none.Error);
        Assert.Contains("4 of 5 users have other results", File.ReadAllText(page), StringComparison.Ordinal);

        static int Total(Gb.Run run, string member) => ((Value.Array)Of(run)[member][0]["counts"]).Sum(count => count.AsInt32()!.Value);
        static string Rollout(Gb.Run run) => Of(run)["rollouts"][0]["counts"].ToJson();
    }

    [Fact]
    public async Task Parts_of_a_simulation_keep_the_number_and_what_is_known()
    {
        var parts = new[] { files.PathOf("s0.json"), files.PathOf("s1.json") };
        foreach (var option in new[] { null, "--sticky" })
        {
            for (var i = 0; i < parts.Length; i++)
                await Gb.RunAsync(["simulate", Payload, "--users", Users, "--shard", $"{i}/2", "--partial", parts[i], .. option is null ? (string[])[] : [option]]);

            var merged = await Gb.RunAsync(["merge", .. parts, "--json"]);

            Assert.Equal((await Gb.RunAsync(["simulate", Payload, "--users", Users, "--json", .. option is null ? (string[])[] : [option]])).Output, merged.Output);
        }
        var changed = files.Write("s2.json", File.ReadAllText(parts[0]).Replace("\"tally\":{", "\"tally\":{\"undecided\":-1,", StringComparison.Ordinal));
        Assert.Contains("tally.undecided is no count", (await Gb.RunAsync("merge", changed)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_matrix_shows_the_values_of_the_fallback_attribute()
    {
        string[] matrix = ["matrix", Payload, "--users", Users];
        var page = files.PathOf("sticky-matrix.html");

        var (unknown, sticky, none) = (await Gb.RunAsync([.. matrix, "--json", "--html", page]), await Gb.RunAsync([.. matrix, "--json", "--sticky"]), await Gb.RunAsync([.. matrix, "--json", "--no-sticky"]));

        Assert.Equal($"gb: {Users}: 4 of 5 users have other results {Depends}\n", unknown.Error);
        Assert.Equal(("\"none\"", "\"a\"", "\"none\""), (Cell(unknown, 0), Cell(sticky, 0), Cell(none, 0)));
        Assert.Equal(("0", "1", "0"), (Cell(unknown, 2), Cell(sticky, 2), Cell(none, 2)));
        Assert.Equal(("4", "true", "false"), (Of(unknown)["undecided"].ToJson(), Of(sticky)["stickyBuckets"].ToJson(), Of(none)["stickyBuckets"].ToJson()));
        Assert.Equal("", sticky.Error + none.Error);
        Assert.Contains("e: the user has no value of id to hash; with sticky buckets, deviceId would be hashed", (await Gb.RunAsync(matrix)).Output, StringComparison.Ordinal);
        Assert.Contains("4 of 5 users have other results", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal("", (await Gb.RunAsync("matrix", Payload, "plain", "--users", Users)).Error);

        static string Cell(Gb.Run run, int feature) => Of(run)["users"][1]["cells"][feature]["value"].ToJson();
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("explain")]
    public async Task A_request_has_sticky_buckets_or_warns(string command)
    {
        string[] request = [command, "f", "plain", "--payload", Payload, "--attributes", "{\"deviceId\":\"d-1\"}"];

        var (unknown, sticky, none) = (await Gb.RunAsync(request), await Gb.RunAsync([.. request, "--sticky"]), await Gb.RunAsync([.. request, "--no-sticky"]));

        Assert.Equal($"gb: `f` has another result {Depends}\n", unknown.Error);
        Assert.Equal("", sticky.Error + none.Error);
        Assert.Equal((false, true, false), (IsIn(unknown), IsIn(sticky), IsIn(none)));
        var stored = await Gb.RunAsync(command, "f", "--payload", Payload, "--context", "{\"attributes\":{\"deviceId\":\"d-1\"},\"stickyBucketAssignmentDocs\":{}}");
        Assert.Equal(("", true), (stored.Error, IsIn(stored)));
        Assert.Equal("", (await Gb.RunAsync(command, "f", "--payload", Payload, "--attributes", "{\"id\":\"u-1\",\"deviceId\":\"d-1\"}")).Error);

        static bool IsIn(Gb.Run run) => run.Output.Contains("experiment", StringComparison.Ordinal) && run.Output.Contains("\"a\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_the_context_are_none_of_records() =>
        Assert.Contains("--sticky cannot be combined with --records", (await Gb.RunAsync("eval", "--records", Users, "--sticky")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_change_that_gives_a_value_only_without_sticky_buckets_is_a_warning()
    {
        string[] explain = ["explain", "g", "--payload", Payload, "--attributes", "{\"id\":\"u-1\",\"deviceId\":\"d-1\"}", "--why-not", "false", "--json"];

        var unknown = await Gb.RunAsync(explain);

        Assert.Equal($"gb: `g` has another result {Depends}\n", unknown.Error);
        Assert.Equal("[\"id\"]", Attributes(unknown));
        string[] device = ["explain", "g", "--payload", Payload, "--attributes", "{\"deviceId\":\"d-1\"}", "--why-not"];
        Assert.Equal($"gb: `g` has another result {Depends}\n", (await Gb.RunAsync([.. device, "true", "--json"])).Error);
        Assert.Equal($"gb: `g` has another result {Depends}\n", (await Gb.RunAsync([.. device, "false"])).Error);
        Assert.Equal("", (await Gb.RunAsync([.. device, "true", "--json", "--no-sticky"])).Error);
        Assert.Equal("[\"deviceId\",\"id\"]", Attributes(await Gb.RunAsync([.. explain, "--sticky"])));

        static string Attributes(Gb.Run run) => new Value.Array(((Value.Array)Of(run)["changes"]).Select(change => change["attribute"]).OrderBy(name => name.ToString(), StringComparer.Ordinal)).ToJson();
    }

    [Fact]
    public async Task A_search_of_users_tells_that_others_are_found()
    {
        var payload = files.Write("sticky-required.json", """
            {"features":{
              "base":{"defaultValue":false,"rules":[{"force":true,"coverage":1,"hashAttribute":"account","fallbackAttribute":"deviceId"}]},
              "f":{"defaultValue":0,"rules":[{"key":"x","variations":[1,2],"hashAttribute":"id","parentConditions":[{"id":"base","condition":{"value":true}}]}]}}}
            """);
        string[] find = ["find-user", payload, "--experiment", "x", "--variation", "0", "--attributes", "{\"deviceId\":\"d-1\"}", "--json"];

        var (unknown, sticky, none) = (await Gb.RunAsync(find), await Gb.RunAsync([.. find, "--sticky"]), await Gb.RunAsync([.. find, "--no-sticky"]));

        Assert.StartsWith($"gb: other users are found {Depends}\n", unknown.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Different, ExitCode.Ok, ExitCode.Different), (unknown.Code, sticky.Code, none.Code));
        Assert.DoesNotContain("sticky", sticky.Error + none.Error, StringComparison.Ordinal);
        Assert.Equal("true", Of(sticky)["stickyBuckets"].ToJson());
    }

    [Theory]
    [InlineData("", "", true, 1)]
    [InlineData("stickyBuckets: true\n", "", false, 0)]
    [InlineData("stickyBuckets: false\n", "", true, 0)]
    [InlineData("stickyBuckets: false\n", ", stickyBuckets: true", false, 0)]
    [InlineData("", ", stickyBuckets: true", false, 0)]
    public async Task An_expectation_says_whether_the_application_has_sticky_buckets(string ofFile, string ofCase, bool holds, int warnings)
    {
        _ = Payload;
        var file = files.Write("sticky.expect.yaml", $"payload: sticky-payload.json\n{ofFile}expect:\n  - {{ feature: f, attributes: {{ deviceId: d-1 }}, value: none{ofCase} }}\n  - {{ feature: plain, attributes: {{ deviceId: d-1 }}, value: 1 }}\n");
        var page = files.PathOf("sticky-expect.html");

        var run = await Gb.RunAsync("expect", file, "--json", "--html", page);

        const string Warning = "the answer is another one if the application has sticky buckets, because only then fallbackAttribute counts; write stickyBuckets: true or false";
        Assert.Equal(holds ? ExitCode.Ok : ExitCode.Different, run.Code);
        Assert.Equal(warnings, ((Value.Array)Of(run)["warnings"]).Count);
        Assert.Equal(warnings == 0 ? "" : $"gb: {file}:3:5: f, {{\"deviceId\":\"d-1\"}}: {Warning}\n", run.Error);
        Assert.Equal(warnings > 0, File.ReadAllText(page).Contains("write stickyBuckets: true or false", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stickyBuckets: maybe\n", "")]
    [InlineData("", ", stickyBuckets: 1")]
    public async Task An_expectation_refuses_another_answer(string ofFile, string ofCase)
    {
        _ = Payload;
        var file = files.Write("sticky-wrong.expect.yaml", $"payload: sticky-payload.json\n{ofFile}expect: [{{ feature: f, attributes: {{ deviceId: d-1 }}, value: none{ofCase} }}]\n");

        var run = await Gb.RunAsync("expect", file);

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("stickyBuckets is neither true nor false", run.Output, StringComparison.Ordinal);
    }

    private static Value Of(Gb.Run run) => Value.Parse(run.Output).Value!;
}

namespace GrowthBook.Cli.Tests;

public sealed class SearchTests(Files files) : IClassFixture<Files>
{
    private const string Payload =
        """{"features":{"f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"condition":{"plan":"pro"},"hashVersion":2,"seed":"s","meta":[{"key":"off"},{"key":"on"}]}]}}}""";

    [Fact]
    public async Task Found_users_are_one_per_line_and_land_in_the_variation()
    {
        var payload = files.Write("p.json", Payload);

        var run = await Gb.RunAsync("find-user", payload, "--experiment", "x", "--variation", "on", "--count", "20", "--attributes", """{"plan":"pro"}""");

        Assert.Equal((ExitCode.Ok, "gb: 20 users by id in variation on of x; buckets of 50 % of users lead there\n", 20), (run.Code, run.Error, run.Lines.Length));
        foreach (var id in run.Lines)
            Assert.Equal("b\n", (await Gb.RunAsync("eval", "f", "-p", payload, "--value", "-a", $$"""{"plan":"pro","id":"{{id}}"}""")).Output);
    }

    [Fact]
    public async Task A_seed_is_the_number_of_the_first_identifier()
    {
        var arguments = new[] { "find-user", files.Write("p.json", Payload), "--experiment", "x", "--variation", "1", "--context", """{"attributes":{"plan":"pro"}}""", "--json" };

        var json = Value.Parse(Assert.Single((await Gb.RunAsync([.. arguments, "--seed", "1000"])).Lines)).Value!;

        Assert.Equal(("find-user", 1, "x", "on", "id"), (json["kind"].AsString(), json["schemaVersion"].AsInt32(), json["experiment"].AsString(), json["variation"].AsString(), json["attribute"].AsString()));
        var (id, bucket) = (json["users"][0]["id"].AsString()!, json["users"][0]["bucket"].AsDouble());
        Assert.Equal(Hashing.Hash("s", id, 2), bucket);
        Assert.InRange(int.Parse(id[2..], System.Globalization.CultureInfo.InvariantCulture), 1000, 1100);
        Assert.NotEqual(json, Value.Parse((await Gb.RunAsync(arguments)).Output).Value);
    }

    /// <summary>The gate has users by another attribute than the experiment.</summary>
    [Fact]
    public async Task The_reason_of_a_prerequisite_is_named()
    {
        var payload = files.Write("gate.json", """
            {"features":{
              "gate":{"defaultValue":false,"rules":[{"force":true,"coverage":0.9,"hashAttribute":"id"}]},
              "f":{"rules":[{"id":"e","key":"x","variations":["a","b"],"hashAttribute":"company","parentConditions":[{"id":"gate","condition":{"value":true},"gate":true}]}]}}}
            """);

        var run = await Gb.RunAsync("find-user", payload, "--experiment", "x", "--variation", "1");

        Assert.Contains("is not: e: prerequisite gate is false, a gate (rollout: the user has no value of id to hash)\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("find-user", payload, "--experiment", "x", "--variation", "1", "--attributes", """{"id":"u-0"}""")).Code);
    }

    [Theory]
    [InlineData("--attributes", """{"plan":"pro","id":"u-7"}""")]
    [InlineData("--context", """{"attributes":{"plan":"pro"},"attributeOverrides":{"id":"u-7"}}""")]
    public async Task A_given_identifier_is_ignored_with_a_warning(string option, string user)
    {
        string[] command = ["find-user", files.Write("p.json", Payload), "--experiment", "x", "--variation", "on"];

        var without = await Gb.RunAsync([.. command, "--attributes", """{"plan":"pro"}"""]);
        var with = await Gb.RunAsync([.. command, option, user]);

        Assert.Equal(without with { Error = "gb: the given attribute `id` is ignored: find-user tries identifiers in its place; `gb eval` evaluates a given one\n" + without.Error }, with);
    }

    [Fact]
    public async Task Without_a_user_standard_output_is_empty_and_the_message_has_the_reason()
    {
        var run = await Gb.RunAsync("find-user", files.Write("p.json", Payload), "--experiment", "x", "--variation", "on");

        Assert.Equal((ExitCode.Different, ""), (run.Code, run.Output));
        Assert.Matches("""^gb: no user found: 0 of 50000 users with a bucket of the variation are in it; u-\d+ is not: e: plan is "pro", actual null\n$""", run.Error);
    }

    [Theory]
    [InlineData(3, "the payload has no experiment `X`; did you mean x?", "--experiment", "X", "--variation", "on")]
    [InlineData(3, "experiment `x` has no variation `onn`; it has off, on; did you mean on?", "--experiment", "x", "--variation", "onn")]
    [InlineData(2, "--count needs a whole number from 1 to 10000", "--experiment", "x", "--variation", "on", "--count", "0")]
    [InlineData(2, "--seed needs a whole number from 0 to 9007199254740992", "--experiment", "x", "--variation", "on", "--seed", "-1")]
    [InlineData(2, "--variation is missing", "--experiment", "x")]
    public async Task Unusable_arguments_of_find_user_name_the_place(int code, string message, params string[] arguments)
    {
        var run = await Gb.RunAsync(["find-user", files.Write("p.json", Payload), .. arguments]);

        Assert.Equal((code, $"gb: {message}"), ((int)run.Code, run.Error.Split('\n')[0]));
    }

    [Fact]
    public async Task An_experiment_without_variations_says_so()
    {
        var payload = files.Write("none.json", """{"features":{"f":{"rules":[{"key":"x","variations":[]}]}}}""");

        var found = await Gb.RunAsync("find-user", payload, "--experiment", "x", "--variation", "0");
        var power = await Gb.RunAsync("power", payload, "--experiment", "x", "--users-per-week", "1000", "--rate", "0.1");

        Assert.Equal((ExitCode.BadInput, "gb: experiment `x` has no variation `0`; it has none"), (found.Code, found.Error.TrimEnd('\n').Split('\n')[^1]));
        Assert.Equal((ExitCode.BadInput, "x: 0 % of users are in it: the experiment has fewer than two variations; power 80 %, level 5 %"), (power.Code, power.Lines[^1]));
    }

    /// <summary>A plan without users has the true reason, with users of a file too. Rules of features have no status, and are no experiments if they force.</summary>
    [Theory]
    [InlineData("", """ "status":"draft" """, "the experiment is draft")]
    [InlineData("", """ "status":"stopped" """, "the experiment is stopped")]
    [InlineData("", """ "active":false """, "the experiment is inactive")]
    [InlineData("", """ "force":1 """, "the experiment forces variation 1")]
    [InlineData("", """ "ranges":[[0,0],[0,0]] """, "no range of a variation has a bucket")]
    [InlineData("""{"force":0},""", """ "weights":[0.5,0.5] """, "rules before it answer all users in its buckets")]
    [InlineData("""{"force":0,"range":[0,0.5],"seed":"s","hashVersion":2},""", """ "ranges":[[0,0.2],[0.2,0.4]] """, "rules before it answer all users in its buckets")]
    public async Task The_power_of_an_experiment_without_users_has_the_reason(string before, string member, string reason)
    {
        var rule = $$"""{"key":"x","variations":[0,1],"hashVersion":2,"seed":"s",{{member}}}""";
        var payload = files.Write("empty.json", before.Length == 0 ? $$"""{"experiments":[{{rule}}]}""" : $$"""{"features":{"f":{"rules":[{{before}}{{rule}}]} } }""");
        var users = files.Write("ids.jsonl", "{\"id\":\"u-1\"}\n{\"id\":\"u-2\"}\n");

        foreach (var options in new[] { Array.Empty<string>(), ["--users", users] })
        {
            var run = await Gb.RunAsync(["power", payload, "--experiment", "x", "--users-per-week", "1000", "--rate", "0.1", .. options]);
            Assert.Equal((ExitCode.BadInput, $"x: 0 % of users are in it: {reason}; power 80 %, level 5 %"), (run.Code, run.Lines[^1]));
        }
    }

    [Fact]
    public async Task Rebalanced_ranges_are_printed_to_paste_with_the_share_that_moves()
    {
        var payload = files.Write("r.json", """{"features":{"f":{"rules":[{"key":"x","variations":["a","b","c"],"weights":[0.5,0.25,0.25],"coverage":0.8,"hashVersion":2}]}}}""");

        var run = await Gb.RunAsync("rebalance", payload, "--experiment", "x", "--weights", "0.6, 0.2,0.2");

        // Of 20 % each the last two keep 16 %. By weights alone the second has the buckets from 0.6 to 0.76 of 0.5 to 0.7, the third those from 0.8 of 0.75 to 0.95.
        Assert.Equal((ExitCode.Ok, "8 % of users move or leave; 15 % by the weights without ranges"), (run.Code, run.Lines[^1]));
        Assert.Equal("""["weights","ranges"]""", new Value.Array(((Value.Object)Value.Parse(run.Lines[^2]).Value!).Keys.Select(key => (Value)key)).ToString());
        var json = Value.Parse((await Gb.RunAsync("rebalance", payload, "--experiment", "x", "--weights", "0.6,0.2,0.2", "--json")).Output).Value!;
        Assert.Equal(("rebalance", 1, true), (json["kind"].AsString(), json["schemaVersion"].AsInt32(), json["minimal"].AsBoolean()));
        Assert.Equal(Value.Parse(run.Lines[^2]).Value!["ranges"], json["ranges"]);
    }

    [Theory]
    [InlineData(3, "the payload has no experiment `y`; did you mean x?", "--experiment", "y", "--weights", "1,0")]
    [InlineData(3, "experiment `x` has 2 variations, and there is 1 weight; write one per variation", "--experiment", "x", "--weights", "1")]
    [InlineData(2, "--weights needs numbers with commas between them, such as 0.5,0.25,0.25", "--experiment", "x", "--weights", "half")]
    [InlineData(2, "--weights is missing", "--experiment", "x")]
    public async Task Unusable_arguments_of_rebalance_name_the_place(int code, string message, params string[] arguments)
    {
        var run = await Gb.RunAsync(["rebalance", files.Write("p.json", Payload), .. arguments]);

        Assert.Equal((code, $"gb: {message}"), ((int)run.Code, run.Error.Split('\n')[0]));
    }

    /// <summary>Of several rules with one experiment each command asks for the name, and takes it.</summary>
    [Theory]
    [InlineData("find-user", "--variation", "1", "--attributes", """{"country":"US"}""")]
    [InlineData("power", "--users-per-week", "1000", "--rate", "0.1")]
    [InlineData("rebalance", "--weights", "0.8,0.2")]
    public async Task A_rule_is_named_where_several_run_the_experiment(string command, params string[] arguments)
    {
        var payload = files.Write("two.json", """{"features":{"f":{"rules":[{"id":"de","key":"x","hashVersion":2,"variations":["a","b"],"condition":{"country":"DE"}},{"key":"x","hashVersion":2,"variations":["a","b"],"weights":[0.9,0.1]}]}}}""");

        var without = await Gb.RunAsync([command, payload, "--experiment", "x", .. arguments]);
        var unknown = await Gb.RunAsync([command, payload, "--experiment", "x", "--rule", "fr", .. arguments]);
        var with = await Gb.RunAsync([command, payload, "--experiment", "x", "--rule", "f/2", .. arguments]);

        Assert.Equal((ExitCode.BadInput, "gb: experiment `x` is run by 2 rules: de, f/2; name one of them with --rule\n"), (without.Code, without.Error));
        Assert.Equal((ExitCode.BadInput, "gb: no rule `fr` runs experiment `x`, which is run by de, f/2\n"), (unknown.Code, unknown.Error));
        Assert.Equal(ExitCode.Ok, with.Code);
    }

    [Fact]
    public async Task The_share_of_a_targeted_experiment_is_at_most_that_of_its_inputs()
    {
        string[] power = ["power", files.Write("p.json", Payload), "--experiment", "x", "--users-per-week", "1000", "--rate", "0.1"];

        Assert.Equal("x: at most 100 % of users are in it, as attributes decide about its condition; --users FILE counts them; power 80 %, level 5 %", (await Gb.RunAsync(power)).Lines[^1]);
        Assert.Equal(
            "x: 50 % of users are in it; power 80 %, level 5 %",
            (await Gb.RunAsync([.. power, "--users", files.Write("u.jsonl", "{\"id\":\"u-1\",\"plan\":\"pro\"}\n{\"id\":\"u-2\"}\n")])).Lines[^1]);
    }

    [Fact]
    public async Task Why_not_shows_the_change_after_the_explanation()
    {
        var payload = files.Write("w.json", """{"features":{"f":{"defaultValue":"free","rules":[{"id":"r","condition":{"plan":"pro","age":{"$gte":18}},"force":"paid"}]}}}""");

        var run = await Gb.RunAsync("explain", "f", "-p", payload, "-a", """{"plan":"pro"}""", "--why-not", "paid");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal("f", run.Lines[0]);
        Assert.Equal(["age: null → 18", "this change gives \"paid\": force, r: the condition is met", "found: no change of fewer attributes gives it, among the values tried"], run.Lines[^3..]);
    }

    [Theory]
    [InlineData(0, "present", "[]", "false")]
    [InlineData(0, "found", """[{"attribute":"plan","from":null,"to":"pro"}]""", "true")]
    [InlineData(1, "impossible", "[]", "7")]
    [InlineData(1, "impossible", "[]", "some text")]
    public async Task Why_not_as_json_is_one_object(int code, string verdict, string changes, string wanted)
    {
        var payload = files.Write("w.json", """{"features":{"f":{"defaultValue":false,"rules":[{"id":"r","condition":{"plan":"pro"},"force":true}]}}}""");

        var run = await Gb.RunAsync("explain", "f", "-p", payload, "--why-not", wanted, "--json");

        var json = Value.Parse(Assert.Single(run.Lines)).Value!;
        Assert.Equal((code, "why-not", 1, verdict, changes), ((int)run.Code, json["kind"].AsString(), json["schemaVersion"].AsInt32(), json["verdict"].AsString(), json["changes"].ToString()));
        Assert.Equal(EvaluationRecord.HashPayload(File.ReadAllBytes(payload)), json["payload"].AsString());
    }

    /// <summary>A word that is no JSON is a text, which the conversion of a boolean to text in .NET makes of one.</summary>
    [Theory]
    [InlineData("True", "gb: --why-not `True` is a text, and the value of `f` a boolean; did you mean true?\n")]
    [InlineData("fasle", "gb: --why-not `fasle` is a text, and the value of `f` a boolean; did you mean false?\n")]
    [InlineData("'true'", "gb: --why-not `'true'` is a text, and the value of `f` a boolean; did you mean true?\n")]
    [InlineData("\"false\"", "gb: --why-not `\"false\"` is a text, and the value of `f` a boolean; did you mean false?\n")]
    [InlineData("some text", "")]
    public async Task A_boolean_in_another_spelling_is_named(string wanted, string error)
    {
        var payload = files.Write("w.json", """{"features":{"f":{"defaultValue":false,"rules":[{"id":"r","condition":{"plan":"pro"},"force":true}]}}}""");

        var run = await Gb.RunAsync("explain", "f", "-p", payload, "--why-not", wanted, "--json");

        Assert.Equal((ExitCode.Different, error), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("accordion", "is the key of variation 1 of `checkout`, whose value is {\"steps\":1}; give the value")]
    [InlineData("2", "is the key of variation 2 of `checkout`, whose value is \"single page\"; give the value")]
    [InlineData("single-page", "is no value of `f`; did you mean single page?")]
    [InlineData("'single page'", "has quotes within quotes; did you mean \"single page\"?")]
    [InlineData("'{\"steps\":1}'", "has quotes within quotes; did you mean {\"steps\":1}?")]
    [InlineData("single page", null)]
    [InlineData("{\"steps\":1}", null)]
    [InlineData("clasic", "is no value of `f`; did you mean classic?")]
    [InlineData("something else", null)]
    public async Task A_key_of_a_variation_and_a_near_miss_are_named(string wanted, string? doubt)
    {
        var payload = files.Write("w.json", """
            {"features":{"f":{"defaultValue":"classic","rules":[{"condition":{"plan":"pro"},"key":"checkout",
            "variations":["classic",{"steps":1},"single page"],"meta":[{"key":"old"},{"key":"accordion"},{"key":"2"}]}]}}}
            """);

        var run = await Gb.RunAsync("explain", "f", "-p", payload, "-a", """{"id":"u-1"}""", "--why-not", wanted, "--json");

        Assert.Equal(doubt is null ? "" : $"gb: --why-not `{wanted}` {doubt}\n", run.Error);
    }

    [Theory]
    [InlineData("impossible: no attributes give 7; its rules and its default value give 1, 0 only", "7")]
    [InlineData("the value is 0", "0")]
    [InlineData("not found within the limits: no combination of the values that conditions mention gives it; 0 were evaluated", "1")]
    public async Task Why_not_ends_with_the_verdict(string verdict, string wanted)
    {
        var payload = files.Write("w.json", """{"features":{"f":{"defaultValue":0,"rules":[{"condition":{"code":{"$regex":"^\\d{4}$"}},"force":1}]}}}""");

        Assert.Equal(verdict, (await Gb.RunAsync("explain", "f", "-p", payload, "--why-not", wanted)).Lines[^1]);
    }

    [Theory]
    [InlineData(2, "--why-not takes the value of one feature; name one feature", "f", "g", "-p", "PAYLOAD")]
    [InlineData(2, "--why-not takes the value of one feature; name one feature", "-p", "PAYLOAD")]
    [InlineData(2, "--payload is missing; name a file, a URL, or - for standard input", "f")]
    [InlineData(3, "the payload has no feature `h`; did you mean f? (--allow-unknown evaluates it as null)", "h", "-p", "PAYLOAD")]
    public async Task Unusable_arguments_of_why_not_name_the_place(int code, string message, params string[] arguments)
    {
        var payload = files.Write("p.json", Payload);

        var run = await Gb.RunAsync(["explain", .. arguments.Select(argument => argument == "PAYLOAD" ? payload : argument), "--why-not", "1"]);

        Assert.Equal((code, $"gb: {message}"), ((int)run.Code, run.Error.Split('\n')[0]));
    }

    [Fact]
    public async Task An_experiment_of_pages_needs_the_URL_of_one()
    {
        const string PagePayload = """{"features":{},"experiments":[{"key":"page","variations":["a","b"],"hashVersion":2,"urlPatterns":[{"type":"simple","include":true,"pattern":"/shop"}]}]}""";
        string[] command = ["find-user", files.Write("pages.json", PagePayload), "--experiment", "page", "--variation", "1"];

        var without = await Gb.RunAsync(command);
        var elsewhere = await Gb.RunAsync([.. command, "--url", "https://a.example/other"]);
        var there = await Gb.RunAsync([.. command, "--url", "https://a.example/shop", "--json", "--html", files.PathOf("pages.html")]);

        Assert.Equal((ExitCode.Different, ""), (without.Code, without.Output));
        Assert.EndsWith("; give the URL of a page of the experiment with --url\n", without.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Different, ""), (elsewhere.Code, elsewhere.Output));
        Assert.DoesNotContain("--url", elsewhere.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "https://a.example/shop"), (there.Code, Value.Parse(there.Output).Value!["url"].AsString()));
        Assert.Contains("--url https://a.example/shop<", File.ReadAllText(files.PathOf("pages.html")), StringComparison.Ordinal);
    }
}

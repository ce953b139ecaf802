namespace GrowthBook.Cli.Tests;

public sealed class MatrixTests(Files files) : IClassFixture<Files>
{
    private const string Payload =
        """{"features":{"dark":{"defaultValue":false,"rules":[{"id":"r","condition":{"plan":"pro"},"force":true}]},"text":{"defaultValue":"a text that is longer than a column"}}}""";

    [Fact]
    public async Task Users_and_archetypes_are_rows_in_the_order_of_the_file()
    {
        var users = files.Write("users.jsonl", """
            {"name":"payer","attributes":{"plan":"pro"}}

            {"id":"u-2"}
            {"plan":"free"}
            """);

        var run = await Gb.RunAsync("matrix", files.Write("p.json", Payload), "--users", users);

        Assert.Equal(
            new Gb.Run(
                ExitCode.Ok,
                """
                payer
                  dark  true                      force: r: plan is "pro", actual "pro"
                  text  "a text that is longer …  defaultValue

                u-2
                  dark  false                     defaultValue: r: plan is "pro", actual null
                  text  "a text that is longer …  defaultValue

                line 4
                  dark  false                     defaultValue: r: plan is "pro", actual "free"
                  text  "a text that is longer …  defaultValue

                3 users, 2 features

                """,
                ""),
            run);
    }

    /// <summary>Each block has a heading.</summary>
    [Theory]
    [InlineData("{\"name\":\"\",\"attributes\":{\"id\":\"u-1\"}}")]
    [InlineData("{\"name\":\" \",\"attributes\":{}}")]
    [InlineData("{\"id\":\"\"}")]
    public async Task A_user_with_an_empty_name_has_that_of_the_line(string user)
    {
        var (payload, users) = (files.Write("named.json", """{"features":{"f":{"defaultValue":1}}}"""), files.Write("named.jsonl", $"{{\"id\":\"u-0\"}}\n{user}\n"));

        Assert.Equal(["u-0", "  f  ", "line 2", "  f  ", "2 user"], (await Gb.RunAsync("matrix", payload, "--users", users)).Lines.Select(line => line[..Math.Min(line.Length, line[0] == ' ' ? 5 : 6)]));
        Assert.Equal("line 2", Value.Parse((await Gb.RunAsync("matrix", payload, "--users", users, "--json")).Output).Value!["users"][1]["user"]);
    }

    [Fact]
    public async Task Json_is_one_line_of_the_features_named()
    {
        var users = files.Write("users.jsonl", "{\"id\":\"a\\u001b[2J\"}\n{\"id\":\"b\"}\n");

        var run = await Gb.RunAsync("matrix", files.Write("p.json", Payload), "text", "--users", users, "--json");

        var json = Value.Parse(Assert.Single(run.Lines)).Value!;
        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal(("matrix", 1, """["text"]"""), (json["kind"].AsString(), json["schemaVersion"].AsInt32(), json["features"].ToString()));
        Assert.Equal(("a\u001b[2J", "b"), (json["users"][0]["user"].AsString(), json["users"][1]["user"].AsString()));
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task A_key_with_control_characters_cannot_control_the_terminal()
    {
        var payload = files.Write("p.json", """{"features":{"a\u001b[2J\nb":{"defaultValue":"\u001b[2J","rules":[{"id":"\u001b[31m","force":"\u0007"}]}}}""");

        var run = await Gb.RunAsync("matrix", payload, "--users", files.Write("users.jsonl", "{\"id\":\"\\n\\u001b[2J\"}\n"));

        Assert.Equal(3, run.Lines.Length);
        Assert.DoesNotContain(run.Output, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData("{\"id\":1}\n[]\n", "line 2, $: attributes are not a JSON object", 1)]
    [InlineData("\n", "no users", 0)]
    public async Task Lines_that_are_no_users_exit_with_3(string text, string message, int rows)
    {
        var users = files.Write("users.jsonl", text);

        var run = await Gb.RunAsync("matrix", files.Write("p.json", Payload), "--users", users, "--json");

        Assert.Equal((ExitCode.BadInput, $"gb: {users}: {message}\n"), (run.Code, run.Error));
        Assert.Equal(rows, ((Value.Array)Value.Parse(run.Output).Value!["users"]).Count);
    }

    [Fact]
    public async Task Unusable_arguments_are_faults_that_name_the_place()
    {
        var (payload, users) = (files.Write("p.json", Payload), files.Write("users.jsonl", "{}\n"));

        var unknown = await Gb.RunAsync("matrix", payload, "drak", "--users", users);
        var empty = await Gb.RunAsync("matrix", files.Write("empty.json", """{"features":{}}"""), "--users", users);
        var missing = await Gb.RunAsync("matrix", payload, "--users", files.PathOf("none.jsonl"));
        var none = await Gb.RunAsync("matrix", payload);

        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", "gb: the payload has no feature `drak`; did you mean dark?\n"), unknown);
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", "gb: the payload has no features\n"), empty);
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {files.PathOf("none.jsonl")}: no such file\n"), missing);
        Assert.Equal((ExitCode.BadUsage, "gb: --users is missing"), (none.Code, none.Error.Split('\n')[0]));
    }
}

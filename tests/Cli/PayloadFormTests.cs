namespace GrowthBook.Cli.Tests;

/// <summary>The payload as an argument and as an option.</summary>
public sealed class PayloadFormTests(Files files) : IClassFixture<Files>
{
    public static TheoryData<string[]> Commands => new(
        ["check"],
        ["lint"],
        ["simulate", "--users", "1000"],
        ["matrix", "--users", Files.Sample("archetypes.jsonl")],
        ["power", "--experiment", "checkout-redesign", "--users-per-week", "40000", "--rate", "0.1"],
        ["find-user", "--experiment", "checkout-redesign", "--variation", "0", "--count", "3", "--attributes", """{"country":"PT"}"""],
        ["rebalance", "--experiment", "checkout-redesign", "--weights", "0.5,0.3,0.2"]);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task An_argument_and_an_option_are_the_same(string[] command)
    {
        var payload = Files.Sample("payload.json");

        var run = await Gb.RunAsync([command[0], payload, .. command[1..]]);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.NotEqual("", run.Output);
        Assert.Equal(run, await Gb.RunAsync([command[0], "-p", payload, .. command[1..]]));
        Assert.Equal(run, await Gb.RunAsync([.. command, "--payload", payload]));
        Assert.Equal(run, await Gb.RunAsync([.. command, $"--payload={payload}"]));
        Assert.Equal(run with { Output = "" }, await Gb.RunWithAsync(File.ReadAllText(payload), [.. command, "-p", "-"]) with { Output = "" });
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Both_and_neither_are_one_clear_error(string[] command)
    {
        var payload = Files.Sample("payload.json");

        var both = await Gb.RunAsync([command[0], payload, .. command[1..], "-p", payload]);
        var neither = await Gb.RunAsync(command);

        Assert.Equal(
            (ExitCode.BadUsage, "", $"gb: PAYLOAD is missing; name a file, a URL, or - for standard input{(command[0] == "lint" ? ", or give --explain CODE" : "")}\ngb: see `gb {command[0]} --help`\n"),
            (neither.Code, neither.Output, neither.Error));
        Assert.Equal("", both.Output);
        if (command[0] == "matrix") // the argument could be a feature
            Assert.Equal((ExitCode.BadInput, $"gb: the payload has no feature `{payload}`; name the payload once, as PAYLOAD or with --payload\n"), (both.Code, both.Error));
        else
            Assert.Equal((ExitCode.BadUsage, $"gb: PAYLOAD and --payload both name the payload; name it once\ngb: see `gb {command[0]} --help`\n"), (both.Code, both.Error));
    }

    [Fact]
    public async Task Features_of_a_matrix_come_after_the_payload_or_alone()
    {
        var (payload, users) = (Files.Sample("payload.json"), Files.Sample("archetypes.jsonl"));

        var run = await Gb.RunAsync("matrix", payload, "dark-mode", "checkout-redesign", "--users", users, "--json");

        Assert.Equal("""["dark-mode","checkout-redesign"]""", Value.Parse(run.Output).Value!["features"].ToJson());
        Assert.Equal(run, await Gb.RunAsync("matrix", "dark-mode", "checkout-redesign", "-p", payload, "--users", users, "--json"));
        Assert.Equal(run, await Gb.RunAsync("matrix", "-p", payload, "dark-mode", "--users", users, "checkout-redesign", "--json"));
    }

    [Fact]
    public async Task A_page_of_a_matrix_can_have_the_name_of_a_feature()
    {
        var payload = files.Write("p.json", """{"features":{"PAGE":{"defaultValue":1}}}""".Replace("PAGE", files.PathOf("page").Replace("\\", "\\\\", StringComparison.Ordinal), StringComparison.Ordinal));

        var run = await Gb.RunWithAsync("{}", "matrix", "-p", payload, files.PathOf("page"), "--users", "-", "--html", files.PathOf("page"));

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
    }

    [Fact]
    public async Task JSON_in_place_of_a_file_is_named_with_the_command_that_reads_it()
    {
        Assert.Equal(
            "gb: gb power needs the name of a file, not JSON; pipe the JSON, and write - in its place\n",
            (await Gb.RunAsync("power", """{"features":{}}""", "--experiment", "x", "--users-per-week", "1", "--rate", "0.1")).Error);
    }
}

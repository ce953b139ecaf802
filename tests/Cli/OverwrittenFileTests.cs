namespace GrowthBook.Cli.Tests;

public sealed class OverwrittenFileTests(Files files) : IClassFixture<Files>
{
    [Theory]
    [InlineData("--html", "PAYLOAD", "lint", "a", "--html", "a")]
    [InlineData("--html", "PAYLOAD", "lint", "a", "--html", "./a")]
    [InlineData("--sarif", "PAYLOAD", "lint", "a", "--sarif", "a")]
    [InlineData("--html", "--previous", "lint", "a", "--previous", "b", "--html", "b")]
    [InlineData("--sarif", "--records", "lint", "a", "--records", "b", "--sarif", "b")]
    [InlineData("--html", "--schemas", "lint", "b", "--schemas", "./", "--html", "a.json")]
    [InlineData("--sarif", "--html", "lint", "a", "--html", "c", "--sarif", "c")]
    [InlineData("--markdown", "NEW", "diff", "a", "b", "--markdown", "b")]
    [InlineData("--html", "OLD", "diff", "a", "b", "--html", "a")]
    [InlineData("--partial", "--users", "diff", "a", "b", "--users", "u", "--partial", "u")]
    [InlineData("--partial", "--records", "diff", "a", "b", "--records", "u", "--partial", "u")]
    [InlineData("--partial", "--users", "simulate", "a", "--users", "u", "--partial", "u")]
    [InlineData("--partial", "PART", "merge", "a", "b", "--partial", "b")]
    [InlineData("--html", "JSON", "report", "a", "--html", "a")]
    [InlineData("--junit", "FILE", "expect", "a", "--junit", "a")]
    [InlineData("--html", "--payload", "expect", "a", "--payload", "b", "--html", "b")]
    [InlineData("--html", "EXPOSURES", "srm", "a", "--payload", "b", "--html", "a")]
    [InlineData("--html", "--attributes", "find-user", "a", "--experiment", "x", "--variation", "0", "--attributes", "@b", "--html", "b")]
    [InlineData("--html", "--users", "matrix", "a", "--users", "b", "--html", "b")]
    public async Task An_output_that_is_an_input_or_another_output_is_refused_and_not_written(string output, string other, params string[] command)
    {
        foreach (var name in new[] { "a", "b", "u", "a.json" })
            files.Write(name, "kept");
        var start = Array.FindLastIndex(command, argument => argument == output);
        string[] arguments = [.. command.Select(argument => argument is "a" or "b" or "c" or "u" or "a.json" or "./a" or "./" ? files.PathOf(argument) : argument == "@b" ? "@" + files.PathOf("b") : argument)];

        var run = await Gb.RunAsync(arguments);

        Assert.Equal((ExitCode.BadUsage, "", $"gb: {output} would overwrite `{arguments[start + 1]}`, which {other} names; name another file"), (run.Code, run.Output, run.Error.Split('\n')[0]));
        Assert.All(new[] { "a", "b", "u", "a.json" }, name => Assert.Equal("kept", File.ReadAllText(files.PathOf(name))));
        Assert.False(File.Exists(files.PathOf("c")));
    }

    [Theory]
    [InlineData("--junit")]
    [InlineData("--html")]
    public async Task The_payload_that_expectations_name_is_not_overwritten(string option)
    {
        var payload = files.Write("named.json", """{"features":{"f":{"defaultValue":1}}}""");
        var expectations = files.Write("e.yaml", "payload: named.json\nconstant:\n  f: 1\n");

        var run = await Gb.RunAsync("expect", expectations, option, payload);

        Assert.Equal(new Gb.Run(ExitCode.BadUsage, "", $"gb: {option} would overwrite `{payload}`, which {expectations} names; name another file\n"), run);
        Assert.StartsWith("{\"features\"", File.ReadAllText(payload), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_link_to_an_input_is_the_input()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege");
        var payload = files.Write("linked.json", """{"features":{"f":{"defaultValue":1}}}""");
        File.CreateSymbolicLink(files.PathOf("link"), payload);

        Assert.Equal(ExitCode.BadUsage, (await Gb.RunAsync("lint", payload, "--html", files.PathOf("link"))).Code);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("lint", payload, "--html", files.PathOf("page.html"))).Code);
    }
}

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

    [SkippableTheory]
    [InlineData("link.json")]
    [InlineData("folder-link/p.json")]
    [InlineData("other-link/../folder/p.json")]
    [InlineData("chain/inner/p.json")]
    [InlineData("hard.json")]
    [InlineData("folder-link/hard.json")]
    public async Task Another_name_of_an_input_is_the_input(string name)
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege");
        const string Payload = """{"features":{"f":{"defaultValue":1}}}""";
        using var folders = new Files();
        Directory.CreateDirectory(folders.PathOf("folder/inner"));
        var payload = folders.Write(name.StartsWith("chain", StringComparison.Ordinal) ? "folder/inner/p.json" : "folder/p.json", Payload);
        File.CreateSymbolicLink(folders.PathOf("link.json"), payload);
        Directory.CreateSymbolicLink(folders.PathOf("folder-link"), "folder");
        Directory.CreateSymbolicLink(folders.PathOf("other-link"), folders.PathOf("folder-link"));
        Directory.CreateSymbolicLink(folders.PathOf("chain"), "other-link");
        await HardLinkAsync(payload, folders.PathOf("hard.json"));
        await HardLinkAsync(payload, folders.PathOf("folder/hard.json"));

        var run = await Gb.RunAsync("lint", payload, "--html", folders.PathOf(name));
        var opposite = await Gb.RunAsync("lint", folders.PathOf(name), "--sarif", payload);

        Assert.Equal((ExitCode.BadUsage, $"gb: --html would overwrite `{folders.PathOf(name)}`, which PAYLOAD names; name another file"), (run.Code, run.Error.Split('\n')[0]));
        Assert.Equal(ExitCode.BadUsage, opposite.Code);
        Assert.Equal(Payload, File.ReadAllText(payload));
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("lint", payload, "--html", folders.PathOf("folder-link/page.html"))).Code);
    }

    [SkippableFact]
    public async Task Outputs_of_the_same_new_file_in_a_linked_folder_are_refused()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege");
        using var folders = new Files();
        Directory.CreateDirectory(folders.PathOf("folder"));
        Directory.CreateSymbolicLink(folders.PathOf("link"), "folder");

        var run = await Gb.RunAsync("lint", Files.Sample("payload.json"), "--html", folders.PathOf("folder/new"), "--sarif", folders.PathOf("link/new"));

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.Empty(Directory.GetFiles(folders.PathOf("folder")));
    }

    [SkippableFact]
    public async Task A_hard_link_to_a_schema_is_a_schema()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs ln");
        using var folders = new Files();
        Directory.CreateDirectory(folders.PathOf("schemas"));
        var schema = folders.Write("schemas/f.json", """{"type":"number"}""");
        await HardLinkAsync(schema, folders.PathOf("hard"));

        var run = await Gb.RunAsync("lint", Files.Sample("payload.json"), "--schemas", folders.PathOf("schemas"), "--html", folders.PathOf("hard"));

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.StartsWith($"gb: --html would overwrite `{folders.PathOf("hard")}`, which --schemas names", run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Links_that_lead_back_to_themselves_and_devices_end_without_a_wait()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege");
        using var folders = new Files();
        Directory.CreateSymbolicLink(folders.PathOf("a"), "b");
        Directory.CreateSymbolicLink(folders.PathOf("b"), "a");
        Directory.CreateSymbolicLink(folders.PathOf("deeper"), "deeper/deeper");

        Assert.Equal(ExitCode.BadInput, (await Gb.RunAsync("lint", folders.PathOf("a"), "--html", folders.PathOf("deeper/page"))).Code);
        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("lint", Files.Sample("payload.json"), "--html", "/dev/null", "--sarif", folders.PathOf("x"))).Code);
        Assert.Equal(ExitCode.Failure, (await Gb.RunAsync("lint", Files.Sample("payload.json"), "--html", folders.PathOf("a"))).Code);
    }

    [Fact]
    public async Task A_copy_with_the_time_of_an_input_is_another_file()
    {
        using var folders = new Files();
        var payload = folders.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        File.Copy(payload, folders.PathOf("copy.json"));
        File.SetLastWriteTimeUtc(folders.PathOf("copy.json"), File.GetLastWriteTimeUtc(payload));

        Assert.Equal(ExitCode.Ok, (await Gb.RunAsync("lint", payload, "--html", folders.PathOf("copy.json"))).Code);
    }

    [Fact]
    public async Task Runs_at_the_same_time_do_not_lock_each_others_inputs()
    {
        using var folders = new Files();
        var payload = folders.Write("p.json", File.ReadAllText(Files.Sample("payload.json")));
        for (var round = 0; round < 2; round++) // the second one finds the outputs of the first one
        {
            var runs = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => Task.Run(() =>
                Gb.RunAsync("simulate", payload, "--users", "10", "--shard", $"{i}/80", "--partial", folders.PathOf($"part-{i}")))));

            Assert.All(runs, run => Assert.Equal(new Gb.Run(ExitCode.Ok, "", ""), run));
        }
    }

    private static async Task HardLinkAsync(string file, string link)
    {
        using var ln = System.Diagnostics.Process.Start("ln", [file, link]);
        await ln.WaitForExitAsync();
    }
}

namespace GrowthBook.Cli.Tests;

public sealed class ExpectCommandTests : IDisposable
{
    private readonly Files _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_failing_file_is_updated_and_passes()
    {
        _files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var file = _files.Write("f.expect.yaml", "payload: p.json\nexpect:\n  - { feature: f, value: 2 } # why\n");
        var run = await Gb.RunAsync("expect", file, "--junit", _files.PathOf("f.xml"));
        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Equal([$"{file}:3:5: f, {{}}: value is 1, expected 2", "expectations: 1, failed: 1"], run.Lines);
        Assert.Contains("<failure message=\"value is 1, expected 2\" />", File.ReadAllText(_files.PathOf("f.xml")), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Different, (await Gb.RunAsync("expect", file, "--update")).Code);
        Assert.EndsWith("value: 1 } # why\n", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "expectations: 1, failed: 0\n"), ((await Gb.RunAsync("expect", file)) is var passed ? (passed.Code, passed.Output) : default));
        Assert.Contains("\"kind\":\"expect\"", (await Gb.RunAsync("expect", file, "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_bad_input()
    {
        var file = _files.Write("f.yaml", "expect: [{}]");
        var payload = _files.Write("p.json", """{"features":{}}""");
        Assert.Contains("names no payload", (await Gb.RunAsync("expect", file)).Error, StringComparison.Ordinal);
        var malformed = await Gb.RunAsync("expect", file, "--payload", payload);
        Assert.Equal(ExitCode.BadInput, malformed.Code);
        Assert.Contains($"{file}:1:10: names neither", malformed.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await Gb.RunAsync("expect", _files.PathOf("nowhere.yaml"))).Code);
        Assert.Equal(ExitCode.Failure, (await Gb.RunAsync("expect", file, "--payload", payload, "--junit", _files.PathOf("nowhere/f.xml"))).Code);
        Assert.Equal(ExitCode.BadUsage, (await Gb.RunAsync("expect", file, file, "--junit", "f.xml")).Code);
    }
}

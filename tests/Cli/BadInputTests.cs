using System.Text;

namespace GrowthBook.Cli.Tests;

public sealed class BadInputTests(Files files) : IClassFixture<Files>
{
    [Fact]
    public async Task Malformed_json_exits_with_3_and_names_file_and_line()
    {
        var payload = files.Write("bad.json", "{\n  \"features\": {\n    \"f\": {,\n  }\n}\n");

        var run = await Gb.RunAsync("eval", "f", "--payload", payload);

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal("", run.Output);
        Assert.StartsWith($"gb: {payload}:3: $.features.f: not JSON: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("(byte 11)", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval", "f", "--payload")]
    [InlineData("explain", "f", "--payload")]
    [InlineData("check", "--payload")]
    [InlineData("eval", "--records")]
    [InlineData("replay", "--records")]
    public async Task A_missing_file_and_a_directory_exit_with_3_and_are_named(params string[] args)
    {
        var missing = await Gb.RunAsync([.. args, files.PathOf("missing.json")]);
        var folder = await Gb.RunAsync([.. args, files.Folder]);
        var nested = await Gb.RunAsync([.. args, files.PathOf("no/such/folder.json")]);

        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("missing.json")}: no such file\n"), (missing.Code, missing.Error));
        Assert.Equal((ExitCode.BadInput, $"gb: {files.Folder}: is a directory; name a file\n"), (folder.Code, folder.Error));
        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("no/such/folder.json")}: no such file\n"), (nested.Code, nested.Error));
    }

    [Fact]
    public async Task An_empty_path_exits_with_3()
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", "");

        Assert.Equal((ExitCode.BadInput, "gb: `` is not the path of a file\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData(" \n")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"features\":{}} trailing")]
    public async Task A_payload_that_is_no_object_exits_with_3(string text)
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", files.Write("none.json", text));

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {files.PathOf("none.json")}:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("{\"id\":")]
    [InlineData("id=1")]
    [InlineData("")]
    public async Task Attributes_that_are_no_object_exit_with_3(string attributes)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        var run = await Gb.RunAsync("eval", "f", "--payload", payload, "--attributes", attributes);

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith("gb: --attributes:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_is_no_object_exits_with_3()
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");

        var run = await Gb.RunAsync("eval", "f", "--payload", payload, "--context", "@" + files.Write("c.json", "[]"));

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith($"gb: {files.PathOf("c.json")}:1: $: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_exit_with_3()
    {
        var run = await Gb.RunAsync("check", "--payload", files.Write("utf16.json", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray()));

        Assert.Equal(ExitCode.BadInput, run.Code);
    }

    [Fact]
    public async Task Check_prints_every_diagnostic_with_its_line()
    {
        var rules = string.Join(",\n", Enumerable.Repeat("0", 30));
        var path = files.Write("p.json", "{\"features\":{\"a b\":{\"rules\":[\n" + rules + "]}},\n\"experiments\":[\n{\"key\":1}]}");

        var run = await Gb.RunAsync("check", "--payload", path);

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal(30, run.Lines.Count(line => line.Contains(": $.features['a b'].rules[", StringComparison.Ordinal)));
        Assert.Contains(run.Lines, line => line.StartsWith($"error: {path}:2: $.features['a b'].rules[0]: ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith($"error: {path}:31: $.features['a b'].rules[29]: ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith($"error: {path}:33: $.experiments[0]", StringComparison.Ordinal));
        Assert.StartsWith("features: 1, experiments: 0, diagnostics: ", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_warns_of_metadata_of_fewer_variations_than_there_are()
    {
        var path = files.Write("p.json", """{"features":{"f":{"rules":[{"variations":[1,2],"meta":[{"key":"a"}]}]}}}""");

        var run = await Gb.RunAsync("check", "--payload", path);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.StartsWith($"warning: {path}:1: $.features.f.rules[0].meta: has fewer entries than the experiment has variations, 1 of 2", run.Lines[0], StringComparison.Ordinal);
    }

    /// <summary>The client reads such files, too.</summary>
    [Fact]
    public async Task A_payload_file_may_have_comments_and_trailing_commas()
    {
        var path = files.Write("p.json", "// made by hand\n{\"features\":{\"f\":{\"defaultValue\":1, /* no rules */ \"rules\":[\n0, ]},},}");

        var check = await Gb.RunAsync("check", "--payload", path);
        var eval = await Gb.RunAsync("eval", "f", "--payload", path, "--json");

        Assert.StartsWith($"error: {path}:3: $.features.f.rules[0]: ", check.Lines[0], StringComparison.Ordinal);
        Assert.Equal(2, check.Lines.Length);
        Assert.Equal(ExitCode.Ok, eval.Code);
        Assert.Contains("\"value\":1", eval.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_finds_no_fault_in_the_sample()
    {
        var run = await Gb.RunAsync("check", "--payload", Files.Sample("payload.json"));

        Assert.Equal((ExitCode.Ok, "features: 16, experiments: 2, diagnostics: 0\n"), (run.Code, run.Output));
    }

    [SkippableTheory]
    [InlineData("--payload", "/dev/zero")]
    [InlineData("--payload", "{}", "--attributes", "@/dev/zero")]
    [InlineData("--payload", "{}", "--context", "@/dev/zero")]
    public async Task An_endless_file_is_refused(params string[] options)
    {
        Skip.IfNot(File.Exists("/dev/zero"), "the platform has no endless file /dev/zero");
        var payload = files.Write("empty.json", "{}");
        var run = await Gb.RunAsync(["eval", "f", .. options.Select(option => option == "{}" ? payload : option)]);
        Assert.Equal((ExitCode.BadInput, "gb: /dev/zero: is larger than 256 MiB; expected one JSON object\n"), (run.Code, run.Error));
    }
}

using System.Diagnostics;
using System.Xml.Linq;
using GrowthBook.Cli;
using GrowthBook.Readme.Tests.Markdown;
using YamlDotNet.RepresentationModel;

namespace GrowthBook.Readme.Tests;

/// <summary>The pipeline of docs/ci.md: its script runs on the sample shop, and its workflow is YAML that runs the script.</summary>
public sealed class PipelineTests : IDisposable
{
    private const string Page = "docs/ci.md", Script = "samples/ci/review.sh";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gb-pipeline-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_page_shows_the_script() => Assert.Equal(Pages.TextOf(Script), BlockOf("bash").Text);

    [Fact]
    public void The_workflow_is_yaml_that_runs_the_script_and_reads_its_files()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(BlockOf("yaml").Text));

        var steps = ((YamlSequenceNode)yaml.Documents.Single().RootNode["jobs"]["review"]["steps"]).Select(step => $"{step}").ToArray();
        Assert.All(steps, step => Assert.True(step.Contains("uses", StringComparison.Ordinal) || step.Contains("run", StringComparison.Ordinal), step));
        foreach (var part in new[] { "review.sh", "lint.sarif", "expect.xml", "diff.md" })
            Assert.Contains(steps, step => step.Contains(part, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_script_fails_for_the_change_with_mistakes_and_writes_what_it_found()
    {
        Assert.Equal(1, await ReviewAsync("samples/shop/change.json"));

        using var sarif = System.Text.Json.JsonDocument.Parse(File.ReadAllText(PathOf("lint.sarif")));
        Assert.Equal(["GB203", "GB206"], sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result => result.GetProperty("ruleId").GetString()));
        Assert.Equal(2, XDocument.Load(PathOf("expect.xml")).Descendants("testcase").Count(test => test.Element("failure") is not null));
        var markdown = File.ReadAllText(PathOf("diff.md"));
        Assert.Contains("* <code>✗ moved&#62;0</code>\n", markdown, StringComparison.Ordinal);
        Assert.Contains("\n| <code>checkout-redesign</code> | 14.3 % |", markdown, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_script_passes_for_a_ramp() => Assert.Equal(0, await ReviewAsync("samples/shop/ramp.json"));

    [SkippableFact]
    public async Task The_script_fails_if_a_feature_alone_has_another_value_for_more_than_one_percent()
    {
        var payload = Pages.TextOf("samples/shop/payload.json");
        var renamed = payload.Replace("{ \"id\": \"payments-v2\", \"condition\": { \"value\": true }, \"gate\": true }", "{ \"id\": \"payments-v3\", \"condition\": { \"value\": true }, \"gate\": true }", StringComparison.Ordinal);
        Assert.NotEqual(payload, renamed);
        Assert.Equal(1, await ReviewAsync(Written("renamed.json", renamed)));
        var verdict = File.ReadAllLines(PathOf("diff.md")).Where(line => line.StartsWith("* ", StringComparison.Ordinal));
        Assert.Equal(
            ["* <code>✓ moved&#62;0</code>", "* <code>✓ left&#62;0</code>", "* <code>✓ exposureLost&#62;0</code>", "* <code>✗ valueOnly&#62;1%</code>", "* <code>failed: valueOnly&#62;1%</code>", "* <code>users: 1,000, of which 776 differ</code>"],
            verdict);
    }

    [SkippableFact]
    public async Task The_script_replaces_the_files_of_an_earlier_run_if_the_payload_is_broken_or_missing()
    {
        Assert.Equal(0, await ReviewAsync("samples/shop/ramp.json"));
        Assert.Contains("passed", File.ReadAllText(PathOf("diff.md")), StringComparison.Ordinal);

        Assert.Equal(3, await ReviewAsync(Written("broken.json", Pages.TextOf("samples/shop/payload.json")[..2000])));
        Assert.Equal("The payloads were not compared: the log of the review names the fault.\n", File.ReadAllText(PathOf("diff.md")));

        Assert.Equal(3, await ReviewAsync(PathOf("missing.json")));
        Assert.Equal("The payloads were not compared: the log of the review names the fault.\n", File.ReadAllText(PathOf("diff.md")));
        Assert.False(File.Exists(PathOf("lint.sarif")));
    }

    private string Written(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    private static Block BlockOf(string language) => Pages.BlocksOf(Page).Single(block => block.Language == language);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Runs the script in a folder of its own, with this build's <c>gb</c>.</summary>
    private async Task<int> ReviewAsync(string changed)
    {
        Skip.If(OperatingSystem.IsWindows(), "needs bash");
        const string WithGb = "gb() { dotnet \"$GB\" \"$@\"; }; export -f gb; exec bash \"$0\" \"$@\"";
        var files = new[] { Script, "samples/shop/payload.json", changed, "samples/shop/shop.expect.yaml", "samples/shop/users.jsonl" };
        var start = new ProcessStartInfo("bash", ["-c", WithGb, .. files.Select(file => Path.Combine(Pages.Root, file))])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["GB"] = typeof(CommandLine).Assembly.Location },
        };
        using var bash = Process.Start(start)!;
        await Task.WhenAll(bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        return bash.ExitCode;
    }
}

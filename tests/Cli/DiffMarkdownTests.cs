namespace GrowthBook.Cli.Tests;

public sealed class DiffMarkdownTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """{"features":{"KEY":{"defaultValue":1,"rules":[{"key":"x","variations":[1,2],"hashVersion":2,"seed":"s","weights":[0.5,0.5]}]}}}""";

    [Fact]
    public async Task Tables_have_edits_shares_users_and_examples()
    {
        var users = files.Write("users.jsonl", string.Concat(Enumerable.Range(0, 100).Select(i => $"{{\"id\":\"u-{i}\"}}\n")));

        var (run, markdown) = await DiffAsync("f", "0.7,0.3", "--users", users, "--fail-on", "moved>0");

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Matches("^### What the change does to users\n\n\\* <code>✗ moved&#62;0</code>\n\\* <code>failed: moved&#62;0</code>\n\\* <code>users: 100, of which [0-9]+ differ</code>\n\n\\| part | change |\n", markdown);
        Assert.Contains("\n| shares by measure | moved | same |\n|---|---|---|\n| <code>x of f</code> | 20 % | 80 % |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("\n| users | moved | same |\n", markdown, StringComparison.Ordinal);
        Assert.Matches("\n\\| <code>x of f, moved</code> \\| [0-9]+ \\| <code>\"u-[0-9]+\"</code> \\| <code>1 → 0</code> \\|\n", markdown);
    }

    [Fact]
    public async Task Shares_that_are_not_exact_have_the_reasons_and_proofs_their_verdict()
    {
        const string Rules = """{"features":{"f":{"defaultValue":0,"rules":[{"id":"r","condition":{"c":"DE"},"force":1,"coverage":0.5},{"key":"x","variations":[1,2],"condition":{"c":"DE"}}]}}}""";
        var (old, @new, path) = (files.Write("reasons-old.json", Rules), files.Write("reasons-new.json", Rules.Replace("DE", "FR", StringComparison.Ordinal)), files.PathOf("reasons.md"));

        await Gb.RunAsync("diff", old, @new, "--prove", "--markdown", path);

        var markdown = File.ReadAllText(path);
        Assert.Contains("\n| shares by measure | note |\n|---|---|\n| <code>x of f</code> | <code>all else equal; ", markdown, StringComparison.Ordinal);
        Assert.Contains("| <code>x of f</code> | <code>all else equal; condition differs</code> |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("| <code>x of f</code> | <code>disproved by the user {", markdown, StringComparison.Ordinal);
        Assert.Contains("\n| rollouts by measure | note |\n|---|---|\n| <code>f rule 1</code> | <code>all else equal; condition differs</code> |\n", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_keys_stay_within_their_cells()
    {
        var (_, markdown) = await DiffAsync("<img src=x>|`a`|\\n@ada [x](y) $1$\\\\|", "0.7,0.3");

        var cells = markdown.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(cells);
        Assert.All(cells, row => Assert.Contains(row.Count('|'), new[] { 3, 4 }));
        Assert.DoesNotContain("<img", markdown, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[`\[\]\\$]", markdown);
    }

    [Fact]
    public async Task Characters_that_are_not_visible_are_escaped_and_a_cut_keeps_whole_characters()
    {
        var (_, hidden) = await DiffAsync("a\\u202eb\\u200bc", "0.7,0.3");
        Assert.Contains("a&#92;u202eb&#92;u200bc", hidden, StringComparison.Ordinal);

        for (var length = 100; length < 104; length++)
        {
            var (_, cut) = await DiffAsync(new string('k', length) + string.Concat(Enumerable.Repeat("\U0001F600", 20)), "0.7,0.3");
            Assert.DoesNotContain('\uFFFD', cut);
            Assert.Contains("…", cut, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_long_list_is_cut()
    {
        string Many(int value) => $"{{\"features\":{{{string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"f-{i}\":{{\"defaultValue\":{value}}}"))}}}}}";
        var path = files.PathOf("many.md");

        await Gb.RunAsync("diff", files.Write("old.json", Many(1)), files.Write("new.json", Many(2)), "--markdown", path);

        Assert.EndsWith("\nand 1980 more\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(path).Length, 1, 65_536);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_and_a_partial_result_are_errors()
    {
        var payload = files.Write("p.json", Payload);

        Assert.Equal(ExitCode.Failure, (await Gb.RunAsync("diff", payload, payload, "--markdown", files.PathOf("nowhere/d.md"))).Code);
        Assert.Equal(ExitCode.BadUsage, (await Gb.RunAsync("diff", payload, payload, "--users", "-", "--partial", files.PathOf("p"), "--markdown", files.PathOf("d.md"))).Code);
    }

    private async Task<(Gb.Run Run, string Markdown)> DiffAsync(string key, string weights, params string[] options)
    {
        var old = files.Write("old.json", Payload.Replace("KEY", key, StringComparison.Ordinal));
        var @new = files.Write("new.json", Payload.Replace("KEY", key, StringComparison.Ordinal).Replace("0.5,0.5", weights, StringComparison.Ordinal));
        var run = await Gb.RunAsync(["diff", old, @new, "--markdown", files.PathOf("diff.md"), .. options]);
        return (run, File.ReadAllText(files.PathOf("diff.md")));
    }
}

using System.ComponentModel;
using System.Diagnostics;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Tests;

/// <summary>Shards and pieces that GNU parallel gives to processes of <c>gb</c>.</summary>
public sealed class ParallelTests(Files files) : IClassFixture<Files>
{
    private const int Shards = 4;

    private static readonly string Old = Files.Sample("payload.json"), New = Files.Sample("change.json"), Users = Files.Sample("users.jsonl");

    public static TheoryData<string[]> Commands() => new(
        ["simulate", Old, "--users", "700", "--seed", "7"],
        ["diff", Old, New, "--users", Users]);

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public async Task Any_split_order_and_nesting_equals_the_whole(string[] command)
    {
        var whole = await Gb.RunAsync([.. command, "--json"]);
        whole = whole with { Error = whole.Error.Replace(Users + ": ", "", StringComparison.Ordinal) }; // parts have no name of a file
        await ParallelAsync([.. command, "--shard", $"{{}}/{Shards}", "--partial", files.PathOf("part-{}.json"), ":::", .. Enumerable.Range(0, Shards).Select(i => $"{i}")]);

        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var parts = Enumerable.Range(0, Shards).Select(i => files.PathOf($"part-{i}.json")).ToList();
            for (var nested = 0; parts.Count > 1 && random.Next(3) > 0; nested++)
            {
                var taken = TakeSome(parts, random);
                parts.Add(files.PathOf($"nested-{nested}.json"));
                Assert.Equal(ExitCode.Ok, (await Gb.RunAsync(["merge", .. taken, "--partial", parts[^1]])).Code);
            }
            Assert.Equal(whole, await Gb.RunAsync(["merge", .. TakeAll(parts, random), "--json"]));
        }
    }

    // GNU parallel cuts the file into pieces whose number gb does not know.
    [SkippableFact]
    public async Task Pieces_of_a_file_have_the_counts_of_the_whole()
    {
        string[] command = ["diff", Old, New, "--users"];
        var whole = Value.Parse((await Gb.RunAsync([.. command, Users, "--json"])).Output).Value!["users"];

        var lines = await ParallelAsync([.. command, "-", "--piece", "--partial", "-"], "--pipepart", "--block", "-2", "-a", Users);
        var merged = await Gb.RunWithAsync(lines, "merge", "-", "--json");

        Assert.InRange(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 2, 1000);
        Assert.Equal(ExitCode.Different, merged.Code);
        var users = Value.Parse(merged.Output).Value!["users"];
        Assert.Equal((whole["count"], whole["changed"]), (users["count"], users["changed"]));
        Assert.Equal(whole["experiments"].Items().Select(row => row["counts"].ToString()), users["experiments"].Items().Select(row => row["counts"].ToString()));
    }

    [Theory]
    [InlineData("\n", "has no partial result; make one with --partial")]
    [InlineData("{\n  \"features\": {}\n}\n", "standard input: $: not a partial result; make one with --partial")]
    [InlineData("PART\nPART\n", "standard input:2: does not belong to the others: both have shard 0")]
    [InlineData("PART\n{}\n", "standard input:2: $: not a partial result; make one with --partial")]
    [InlineData("PART\nPIECE\n", "standard input:2: does not belong to the others: one is a piece, the other of 2 shards")]
    public async Task Lines_that_do_not_belong_together_are_refused(string input, string error)
    {
        foreach (var (name, options) in new (string, string[])[] { ("PART", ["--shard", "0/2"]), ("PIECE", ["--piece"]) })
            input = input.Replace(name, (await Gb.RunAsync(["simulate", Old, "--users", Users, "--partial", "-", .. options])).Output.TrimEnd(), StringComparison.Ordinal);

        var run = await Gb.RunWithAsync(input, "merge", "-");

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--piece")]
    [InlineData("--piece", "--shard", "0/2", "--partial", "-")]
    public async Task A_piece_has_no_shard_and_no_result(params string[] options) =>
        Assert.Equal(ExitCode.BadUsage, (await Gb.RunAsync(["diff", Old, New, "--users", Users, .. options])).Code);

    private static List<string> TakeSome(List<string> parts, Random random) => Take(parts, random, 1 + random.Next(parts.Count));

    private static List<string> TakeAll(List<string> parts, Random random) => Take(parts, random, parts.Count);

    private static List<string> Take(List<string> parts, Random random, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count)
        {
            var at = random.Next(parts.Count);
            taken.Add(parts[at]);
            parts.RemoveAt(at);
        }
        return taken;
    }

    /// <summary>Runs <c>gb</c> under GNU parallel, two processes at a time, and returns the output.</summary>
    private static async Task<string> ParallelAsync(string[] command, params string[] options)
    {
        try
        {
            using var parallel = Process.Start(new ProcessStartInfo("parallel", ["--will-cite", "-j2", .. options, "dotnet", typeof(CommandLine).Assembly.Location, .. command])
            {
                RedirectStandardOutput = true,
            })!;
            var output = await parallel.StandardOutput.ReadToEndAsync();
            await parallel.WaitForExitAsync();
            Assert.Equal(0, parallel.ExitCode);
            return output;
        }
        catch (Win32Exception)
        {
            Skip.If(true, "GNU parallel is not installed");
            throw;
        }
    }
}

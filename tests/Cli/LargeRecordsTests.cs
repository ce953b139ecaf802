using System.Text;

namespace GrowthBook.Cli.Tests;

/// <summary>Tests that look at the memory of the process, so nothing else may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class LargeRecordsTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """{"features":{"f":{"defaultValue":0,"rules":[{"condition":{"n":{"$gt":1}},"force":1}]}}}""";

    private const string Zero = """{"value":0,"on":false,"off":true,"source":"defaultValue","ruleId":""}""";

    private const string One = """{"value":1,"on":true,"off":false,"source":"force","ruleId":""}""";

    [Fact]
    public async Task A_line_of_20_megabytes_is_a_line()
    {
        var long1 = new string('ä', 10_000_000);
        var records = files.Write("long.jsonl",
            $$$$"""
            {"id":1,"context":{"attributes":{"n":2,"text":"{{{{long1}}}}"}},"feature":"f"}
            {"id":2,"feature":"f","note":"{{{{long1}}}}
            {"id":3,"feature":"f"}
            """);

        var run = await Gb.RunAsync("eval", "--records", records, "--payload", files.Write("payload.json", Payload));

        Assert.Equal(Answer("1", One), run.Lines[0]);
        Assert.StartsWith("""{"id":2,"error":"line 2, """, run.Lines[1], StringComparison.Ordinal);
        Assert.Equal(Answer("3", Zero), run.Lines[2]);
    }

    // 200,000 lines are 24 MB of text. Held in memory, their bytes alone would break the bound.
    [Fact]
    public async Task Many_lines_take_no_more_memory_than_few_and_keep_their_order()
    {
        const int Lines = 200_000;
        var records = files.PathOf("many.jsonl");
        using (var writer = new StreamWriter(records))
        {
            for (var i = 0; i < Lines; i++)
                writer.WriteLine($$$$"""{"id":{{{{i}}}},"context":{"attributes":{"n":{{{{i % 4}}}},"text":"{{{{new string('x', 40)}}}}"}},"feature":"f"}""");
        }
        var payload = files.Write("payload.json", Payload);
        var output = new OrderedAnswers();
        using var terminal = new Terminal(() => Stream.Null, output, TextWriter.Null);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var code = await CommandLine.RunAsync(["eval", "--records", records, "--payload", payload], terminal);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(Lines, output.Count);
        Assert.InRange(output.MostMemory - before, long.MinValue, 8 << 20);
    }

    private static string Answer(string id, string result) =>
        $$$$"""{"id":{{{{id}}}},"result":{{{{result}}}},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{{{{result}}}}}]}""";

    /// <summary>Counts answers, checks each, and looks at the live memory now and then.</summary>
    private sealed class OrderedAnswers : TextWriter
    {
        public int Count { get; private set; }

        public long MostMemory { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            Assert.Equal(Answer($"{Count}", Count % 4 > 1 ? One : Zero), value);
            if (++Count % 20_000 == 0)
                MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}

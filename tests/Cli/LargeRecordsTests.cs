using System.Text;

namespace GrowthBook.Cli.Tests;

/// <summary>Tests that measure the memory of the process, and therefore run one at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class LargeRecordsTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """{"features":{"f":{"defaultValue":0,"rules":[{"condition":{"n":{"$gt":1}},"force":1}]}}}""";

    private const string Zero = """{"value":0,"on":false,"off":true,"source":"defaultValue","ruleId":""}""";

    private const string One = """{"value":1,"on":true,"off":false,"source":"force","ruleId":""}""";

    [Fact]
    public async Task A_line_of_10_megabytes_is_evaluated()
    {
        var long1 = new string('ä', 5_000_000);
        var records = files.Write("long.jsonl",
            $$$$"""
            {"id":1,"context":{"attributes":{"n":2,"text":"{{{{long1}}}}"}},"feature":"f"}
            {"id":2,"context":{},"feature":"f","note":"{{{{long1}}}}
            {"id":3,"context":{},"feature":"f"}
            """);

        var lines = (await Gb.RunAsync("eval", "--records", records, "--payload", files.Write("payload.json", Payload))).Lines;

        Assert.Equal(Line("1", One, $$"""{"n":2,"text":"{{long1}}"}"""), lines[0]);
        Assert.StartsWith("""{"id":2,"error":"line 2, """, lines[1], StringComparison.Ordinal);
        Assert.Equal(Line("3", Zero, "{}"), lines[2]);
    }

    // 25,000 lines are 12 MB of text: holding their bytes would exceed the bound.
    [Fact]
    public async Task Memory_does_not_grow_with_the_number_of_lines_and_their_order_is_kept()
    {
        const int Lines = 25_000;
        var (records, text) = (files.PathOf("many.jsonl"), new string('x', 400));
        using (var writer = new StreamWriter(records))
        {
            for (var i = 0; i < Lines; i++)
                writer.WriteLine($$$$"""{"id":{{{{i}}}},"context":{"attributes":{"n":{{{{i % 4}}}},"text":"{{{{text}}}}"}},"feature":"f"}""");
        }
        var payload = files.Write("payload.json", Payload);
        var output = new OrderedLines(text);
        using var terminal = new Terminal(() => Stream.Null, output, TextWriter.Null);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var code = await CommandLine.RunAsync(["eval", "--records", records, "--payload", payload], terminal);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(Lines, output.Count);
        Assert.InRange(output.MaxMemory - before, long.MinValue, 8 << 20);
    }

    [Fact]
    public async Task Memory_of_a_matrix_does_not_grow_with_the_number_of_users_and_their_order_is_kept()
    {
        const int Users = 25_000;
        var (users, text) = (files.PathOf("users.jsonl"), new string('x', 400));
        using (var writer = new StreamWriter(users))
        {
            for (var i = 0; i < Users; i++)
                writer.WriteLine($$"""{"id":"u-{{i}}","n":{{i % 4}},"text":"{{text}}"}""");
        }
        var output = new OrderedRows();
        using var terminal = new Terminal(() => Stream.Null, output, TextWriter.Null);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var code = await CommandLine.RunAsync(["matrix", files.Write("payload.json", Payload), "--users", users, "--json"], terminal);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(Users, output.Count);
        Assert.InRange(output.MaxMemory - before, long.MinValue, 8 << 20);
    }

    // sha256sum of the payload's bytes, as coreutils print it.
    private static string Line(string id, string result, string attributes) =>
        $$$$"""{"id":{{{{id}}}},"payloadHash":"sha256:21a37d6877cb9156c2f74e232381268e4ef0ee0f4bbee835e73da00d383d18fe","context":{"attributes":{{{{attributes}}}}},"feature":"f","result":{{{{result}}}},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{{{{result}}}}}]}""";

    /// <summary>Checks and counts lines, and measures the live memory every 5,000 lines.</summary>
    private sealed class OrderedLines(string text) : TextWriter
    {
        public int Count { get; private set; }

        public long MaxMemory { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            Assert.Equal(Line($"{Count}", Count % 4 > 1 ? One : Zero, $$"""{"n":{{Count % 4}},"text":"{{text}}"}"""), value);
            if (++Count % 5_000 == 0)
                MaxMemory = Math.Max(MaxMemory, GC.GetTotalMemory(forceFullCollection: true));
        }
    }

    /// <summary>Checks and counts the rows of a matrix, and measures the live memory every 5,000 rows.</summary>
    private sealed class OrderedRows : TextWriter
    {
        public int Count { get; private set; }

        public long MaxMemory { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(string? value)
        {
            if (!value!.StartsWith("{\"user\"", StringComparison.Ordinal))
                return;
            Assert.StartsWith($$"""{"user":"u-{{Count}}","cells":[{"value":{{(Count % 4 > 1 ? 1 : 0)}},""", value, StringComparison.Ordinal);
            if (++Count % 5_000 == 0)
                MaxMemory = Math.Max(MaxMemory, GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}

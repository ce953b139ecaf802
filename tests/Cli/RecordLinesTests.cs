using System.Text;

namespace GrowthBook.Cli.Tests;

public sealed class RecordLinesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("\uFEFF")]
    [InlineData(" \t\r\n", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\n", "1:a")]
    [InlineData("a\r\nb\r\n", "1:a", "2:b")]
    [InlineData("\uFEFFa\nb", "1:a", "2:b")]
    [InlineData("\n\r\n a \n\nb\n \n", "3:a", "5:b")]
    [InlineData("a\rb\nc", "1:a\rb", "2:c")]
    [InlineData("a\n\uFEFFb", "1:a", "2:\uFEFFb")]
    public void Lines_are_numbered_and_trimmed_and_blank_ones_are_skipped(string text, params string[] expected)
    {
        foreach (var chunk in new[] { 1, 2, 3, 7, 1 << 20 })
            Assert.Equal(expected.Where(line => line.Length > 0), Read(new RecordBlocks(new Trickle(text, chunk))));
    }

    private const string TooLong = "the line is longer than 256 MiB, the limit of a line";

    [Fact]
    public void A_line_beyond_the_limit_is_marked_and_the_next_ones_are_read()
    {
        var text = "short\n" + new string('x', 300_000) + "\nafter\n" + new string('y', 300_000);

        var lines = Read(new RecordBlocks(new Trickle(text, 50_000), limit: 100_000));

        Assert.Equal(["1:short", $"2:{TooLong}", "3:after", $"4:{TooLong}"], lines);
    }

    [Fact]
    public void A_block_has_the_lines_that_one_read_completes()
    {
        var blocks = new RecordBlocks(new Trickle("a\nb\nc\nd", 5));

        Assert.Equal(["1:a", "2:b"], Read(blocks.Next()!));
        Assert.Equal(["3:c"], Read(blocks.Next()!));
        Assert.Equal(["4:d"], Read(blocks.Next()!));
        Assert.Null(blocks.Next());
    }

    [Fact]
    public void A_stream_that_fails_ends_with_its_exception()
    {
        var blocks = new RecordBlocks(new Trickle("a\nb", 2) { FailsAtEnd = true });

        Assert.Equal(["1:a"], Read(blocks.Next()!));
        Assert.Equal(["2:b"], Read(blocks.Next()!));
        Assert.Null(blocks.Next());
        Assert.IsType<IOException>(blocks.Failure);
    }

    private static List<string> Read(RecordBlocks blocks)
    {
        var read = new List<string>();
        while (blocks.Next() is { } block)
            read.AddRange(Read(block));
        return read;
    }

    private static List<string> Read(RecordBlock block)
    {
        using var returned = block;
        var read = new List<string>();
        var lines = new RecordLines(block);
        while (lines.Next())
            read.Add($"{lines.Number}:{lines.Error ?? Encoding.UTF8.GetString(lines.Line)}");
        return read;
    }

    /// <summary>A stream that returns a few bytes per read, as pipes do.</summary>
    private sealed class Trickle(string text, int chunk) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public bool FailsAtEnd { get; init; }

        public override int Read(byte[] buffer, int offset, int count) =>
            FailsAtEnd && Position == Length ? throw new IOException("gone") : base.Read(buffer, offset, Math.Min(chunk, count));
    }
}

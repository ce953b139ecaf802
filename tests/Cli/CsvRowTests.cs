namespace GrowthBook.Cli.Tests;

/// <summary>Rows of CSV, line by line.</summary>
public sealed class CsvRowTests
{
    /// <summary>The parser's buffer has 4,096 characters: each part of a row meets its end.</summary>
    [Fact]
    public void A_row_of_any_length_is_read()
    {
        using var row = new CsvRow();
        for (var length = 4_080; length < 4_110; length++)
        {
            var text = new string('x', length);

            Assert.Null(row.Add(1, $"{text},\"{text}"));
            Assert.True(row.IsOpen);
            Assert.Null(row.Add(2, $"\"\"\", {text} "));
            Assert.False(row.IsOpen);
            Assert.Equal([text, $"{text}\n\"", text], row.Take());
        }
    }

    [Theory]
    [InlineData("a, b\u00a0,\tc\u2003", "a", "b", "c")]
    [InlineData(" \"a, b\" ,\" c \"", "a, b", "c")]
    [InlineData("5\" x 6\",say \"\"", "5\" x 6\"", "say \"\"")]
    [InlineData("\"\"\"a\"\"\",\"\"", "\"a\"", "")]
    [InlineData(",,", "", "", "")]
    [InlineData("a\rb,#c", "a\rb", "#c")]
    public void Cells_are_trimmed_and_a_quote_opens_one_only_at_its_start(string line, params string[] cells)
    {
        using var row = new CsvRow();

        Assert.Null(row.Add(1, line));
        Assert.Equal((false, 1), (row.IsOpen, row.Lines));
        Assert.Equal(cells, row.Take());
    }

    [Theory]
    [InlineData("\"a\" b")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("x,\"a\"b\",\"c")]
    public void Text_after_a_closing_quote_ends_the_row_in_its_line(string line)
    {
        using var row = new CsvRow();

        Assert.Equal("text after the closing quote of a cell; write a quote within quotes twice", row.Add(7, line));
        Assert.Equal((7L, 1), (row.FirstLine, row.Lines));
        row.Take();
        Assert.Null(row.Add(8, "\"open"));
        Assert.True(row.IsOpen);
        Assert.Null(row.Add(9, "still open"));
        Assert.Equal("text after the closing quote of a cell in line 10; write a quote within quotes twice", row.Add(10, "end\"x"));
        Assert.Equal((8L, 3), (row.FirstLine, row.Lines));
        row.Take();
        Assert.Null(row.Add(11, "a,b"));
        Assert.Equal(["a", "b"], row.Take());
    }
}

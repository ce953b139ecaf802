namespace GrowthBook.Analysis.Tests.Source;

public sealed class LineMapTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 1, 3)] // the line feed belongs to its line
    [InlineData(3, 2, 1)]
    [InlineData(4, 3, 1)]
    [InlineData(6, 3, 3)]
    public void An_offset_has_a_line_and_a_column(int offset, int line, int column) =>
        Assert.Equal(new LineColumn(line, column), LineMap.Of("ab\n\ncd"u8.ToArray()).PlaceOf(offset));

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(4, 1, 2)]
    [InlineData(0, 1, 1)] // the mark itself
    [InlineData(5, 2, 1)]
    public void A_byte_order_mark_is_in_no_column(int offset, int line, int column) =>
        Assert.Equal(new LineColumn(line, column), LineMap.Of("\uFEFFa\nb"u8.ToArray()).PlaceOf(offset));

    [Fact]
    public void A_column_counts_UTF_16_code_units() => Assert.Equal("1:4", LineMap.Of("ä😀b"u8.ToArray()).PlaceOf(6).ToString());
}

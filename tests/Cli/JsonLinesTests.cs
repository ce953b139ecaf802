using System.Text;

namespace GrowthBook.Cli.Tests;

public sealed class JsonLinesTests
{
    private const string Text = "{\"a\": 1,\n \"b.c\": {\n  \"it's\": [\n   {},\n   [true]\n  ]},\n \"d\":\n  2 }";

    [Theory]
    [InlineData("$", 1)]
    [InlineData("$.a", 1)]
    [InlineData("$['b.c']", 2)]
    [InlineData("$['b.c']['it\\'s']", 3)]
    [InlineData("$['b.c']['it\\'s'][0]", 4)]
    [InlineData("$['b.c']['it\\'s'][1][0]", 5)]
    [InlineData("$['b.c']['it\\'s'][1][9]", 5)]
    [InlineData("$['b.c'].missing.deeper", 2)]
    [InlineData("$.d", 8)]
    [InlineData("$[oops", 1)]
    public void Find_returns_the_line_of_the_value_or_of_its_last_existing_parent(string path, int line) =>
        Assert.Equal(line, JsonLines.Find(Encoding.UTF8.GetBytes(Text), path));

    [Theory]
    [InlineData("$.a.b", 4)]
    [InlineData("$.a.c", 3)]
    public void Of_members_with_the_same_name_the_last_one_counts(string path, int line) =>
        Assert.Equal(line, JsonLines.Find("{\"a\":\n{\"c\":1},\n\"a\":{\"b\":1,\n\"b\":2}}"u8, path));

    [Fact]
    public void Find_returns_null_for_text_that_is_not_json() => Assert.Null(JsonLines.Find("{\"a\""u8, "$.a"));
}

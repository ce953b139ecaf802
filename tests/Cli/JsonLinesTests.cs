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
    public void The_line_is_that_of_the_value_or_of_the_last_on_the_way(string path, int line) =>
        Assert.Equal(line, JsonLines.Find(Encoding.UTF8.GetBytes(Text), path));

    [Fact]
    public void Text_that_is_not_json_has_no_lines() => Assert.Null(JsonLines.Find("{\"a\""u8, "$.a"));
}

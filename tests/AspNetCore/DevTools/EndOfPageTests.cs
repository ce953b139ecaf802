using System.Text;

namespace GrowthBook.AspNetCore.Tests.DevTools;

public sealed class EndOfPageTests
{
    [Theory]
    [InlineData("<p>x</p></body></html>", "<p>x</p>[]</body></html>")]
    [InlineData("<p>x</p></BODY >\r\n</Html\t>\n", "<p>x</p>[]</BODY >\r\n</Html\t>\n")]
    [InlineData("x</body>", "x[]</body>")]
    [InlineData("x</body", "x</body[]")]
    [InlineData("x</body>\n", "x[]</body>\n")]
    [InlineData("x</body><", "x[]</body><")]
    [InlineData("x", "x[]")]
    [InlineData("", "[]")]
    [InlineData("<script>'</body></html>'</script></body></html>", "<script>'</body></html>'</script>[]</body></html>")]
    [InlineData("</body></body></html>", "</body>[]</body></html>")]
    [InlineData("</body></html></body></html>", "</body></html>[]</body></html>")]
    [InlineData("<<</b<</body></html>", "<<</b<[]</body></html>")]
    [InlineData("</body></html><!-- after -->", "</body></html><!-- after -->[]")]
    [InlineData("</body> </ht</body></html >", "</body> </ht[]</body></html >")]
    [InlineData("é</body></html>", "é[]</body></html>")]
    public void The_script_comes_before_the_end_however_the_page_is_cut(string page, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        for (var size = 1; size <= bytes.Length + 1; size++)
        {
            var (end, ready) = (new EndOfPage(), new MemoryStream());
            foreach (var chunk in bytes.Chunk(size))
                end.Add(chunk, ready);
            end.Finish("[]"u8, ready);
            Assert.Equal(expected, Encoding.UTF8.GetString(ready.ToArray()));
        }
    }

    [Fact]
    public void Few_bytes_are_held_back()
    {
        var (end, ready) = (new EndOfPage(), new MemoryStream());
        end.Add(Encoding.UTF8.GetBytes("</body>" + new string(' ', 100_000)), ready);
        Assert.True(ready.Length > 98_000);
        end.Finish("[]"u8, ready);
        Assert.Equal(100_009, ready.Length);
    }
}

using GrowthBook.Pure.Tests.NodeAnswers;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>Relative references.</summary>
public class RelativeUrlTests
{
    [Theory]
    [NodeAnswers("urls", "relative")]
    public void Resolved(string json)
    {
        var row = new Row(json);
        var parsedBase = WebUrl.Parse(row.Text(0));
        Assert.NotNull(parsedBase);
        Assert.Equal(row.AnswerText, WebUrl.Parse(row.Text(1), parsedBase)?.Href);
    }

    // The standard's results where Node 20 has defects.
    [Theory]
    [InlineData("foo:opaque", "x#f", null)]
    [InlineData("foo://h/a", "/..", "foo://h/")]
    [InlineData("https://h/", "/.x/./y", "https://h/.x/y")]
    [InlineData("file:///", "/c:x/..", "file:///")]
    public void Standard_over_node(string baseUrl, string input, string? expected) =>
        Assert.Equal(expected, WebUrl.Parse(input, WebUrl.Parse(baseUrl))?.Href);
}

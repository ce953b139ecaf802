using GrowthBook.Pure.Tests.NodeAnswers;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>Overrides and merged queries, as the reference SDK answers.</summary>
public class QueryStringTests
{
    [Theory]
    [NodeAnswers("targeting", "override")]
    public void Override(string json)
    {
        var row = new Row(json);
        Assert.Equal(row.AnswerNumber, QueryString.Override(row.Text(0), row.Text(1), row.Number(2)));
    }

    [Theory]
    [NodeAnswers("targeting", "merge")]
    public void Merge(string json)
    {
        var row = new Row(json);
        Assert.Equal(row.AnswerText, QueryString.Merge(row.Text(0), row.Text(1)));
    }

#if NET
    [Fact]
    public void Override_allocates_nothing()
    {
        const string Url = "https://h/?a=1&b=2#x\n&exp=1";
        Assert.Equal(1, QueryString.Override("exp", Url, 2));
        Assert.Equal(0, AllocatedBytes.Of(() => QueryString.Override("exp", Url, 2)));
    }
#endif
}

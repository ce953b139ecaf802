using GrowthBook.Pure.Tests.NodeAnswers;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>Absolute URLs.</summary>
public class WebUrlTests
{
    [Theory]
    [NodeAnswers("urls", "absolute")]
    public void An_absolute_url_has_the_members_that_Node_gives(string json)
    {
        var row = new Row(json);
        var url = WebUrl.Parse(row.Text(0));
        Assert.Equal(row.AnswerTexts, url is null ? null
            : [url.Href, url.Origin, url.Host, url.Hostname, url.Port, url.Pathname, url.Search, url.Hash, url.Username, url.Password]);
        Assert.Equal(url?.Href.Split(':')[0] + (url is null ? "" : ":"), url?.Protocol ?? "");
        Assert.Equal(url?.Href, url is null ? null : WebUrl.Parse(url.Href)?.Href);
    }

    // RFC 5893, of whose rule Node 20 does not apply everything.
    [Fact]
    public void A_label_of_both_directions_is_refused() => Assert.Null(WebUrl.Parse("http://xn--a-0hc/"));

    [Fact]
    public void Ten_thousand_segments_need_no_stack()
    {
        var deep = "http://h/" + string.Concat(Enumerable.Repeat("a/../", 10_000));

        Assert.Equal("http://h/", WebUrl.Parse(deep)?.Href);
    }
}

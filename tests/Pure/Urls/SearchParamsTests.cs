using GrowthBook.Pure.Tests.NodeAnswers;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>The pairs of a query, read and written.</summary>
public class SearchParamsTests
{
    [Theory]
    [NodeAnswers("urls", "searchParams")]
    public void Parsed(string json)
    {
        var row = new Row(json);
        Assert.Equal(row.AnswerTexts, FormUrlEncoded.Parse(row.Text(0)).SelectMany(pair => new[] { pair.Key, pair.Value }));
    }

    [Fact]
    public void Written()
    {
        var pairs = new List<KeyValuePair<string, string>>
        {
            new("a b", "*-._~'()"),
            new("\u00e9", "\ud83d\ude00"),
            new("\ud800", ""),
            new("\u20ac", "\u007f\n"),
        };

        var url = WebUrl.Parse("https://u@h:1/p?old#f")?.WithSearchParams(pairs);

        Assert.Equal(
            "https://u@h:1/p?a+b=*-._%7E%27%28%29&%C3%A9=%F0%9F%98%80&%EF%BF%BD=&%E2%82%AC=%7F%0A#f",
            url?.Href);
        Assert.Equal(4, url?.SearchParams.Count);
    }

    [Fact]
    public void No_pairs_remove_the_query() =>
        Assert.Equal("https://h/#f", WebUrl.Parse("https://h/?a#f")?.WithSearchParams(FormUrlEncoded.Parse("")).Href);
}

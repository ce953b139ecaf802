using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>The pairs of a query, read and written.</summary>
public class SearchParamsTests
{
    [Theory]
    [InlineData("a=1&b=2&a=3", "a", "1", "b", "2", "a", "3")]
    [InlineData("")]
    [InlineData("&&=", "", "")]
    [InlineData("a", "a", "")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a+b=c+d", "a b", "c d")]
    [InlineData("%41=%zz&%", "A", "%zz", "%", "")]
    [InlineData("a=%C3%A9%C3", "a", "\u00e9\ufffd")]
    [InlineData("a=%E2%82A%E2%82%AC%ED%A0%80%F0%9F%98%80%F4%90%80%80%F0%80%C1%BF%DF%BF%EE%80%80%f1%80%80", "a", "\ufffdA\u20ac\ufffd\ufffd\ufffd\ud83d\ude00\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\u07ff\ue000\ufffd")]
    [InlineData("%EF%BB%BFa=1", "\ufeffa", "1")]
    [InlineData("a=%4", "a", "%4")]
    [InlineData("a=\u00e9%20", "a", "\u00e9 ")]
    public void Parsed(string query, params string[] namesAndValues) =>
        Assert.Equal(namesAndValues, FormUrlEncoded.Parse(query).SelectMany(pair => new[] { pair.Key, pair.Value }));

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

        WebUrl? url = WebUrl.Parse("https://u@h:1/p?old#f")?.WithSearchParams(pairs);

        Assert.Equal(
            "https://u@h:1/p?a+b=*-._%7E%27%28%29&%C3%A9=%F0%9F%98%80&%EF%BF%BD=&%E2%82%AC=%7F%0A#f",
            url?.Href);
        Assert.Equal(4, url?.SearchParams.Count);
    }

    [Fact]
    public void No_pairs_remove_the_query() =>
        Assert.Equal("https://h/#f", WebUrl.Parse("https://h/?a#f")?.WithSearchParams(FormUrlEncoded.Parse("")).Href);
}

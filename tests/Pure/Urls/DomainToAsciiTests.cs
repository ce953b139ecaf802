using GrowthBook.Pure.Tests.NodeAnswers;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>International domains.</summary>
public class DomainToAsciiTests
{
    [Theory]
    [NodeAnswers("urls", "domains")]
    public void Converted(string json)
    {
        var row = new Row(json);
        Assert.Equal(row.AnswerText, WebUrl.Parse("http://" + row.Text(0))?.Hostname);
    }

    [Fact]
    public void No_limit_on_the_length_of_a_label()
    {
        var label = new string('a', 70) + "\u00e9";

        Assert.Equal("xn--" + new string('a', 70) + "-9eg", DomainToAscii.Convert(label));
    }

    [Fact]
    public void Characters_next_to_escapes_are_kept() =>
        Assert.Equal("xn--a-iv3s", WebUrl.Parse("http://\ud83d\ude00%41")?.Hostname);

    /// <summary>Each character of such a host is looked up in several tables, so a visitor must not choose how many there are.</summary>
    [Theory]
    [InlineData("\u0e01", "\u0e34")]
    [InlineData("%E0%B8%81", "")]
    [InlineData("%41", ".xn--bcher-kva")]
    public void A_host_beyond_ASCII_has_at_most_1000_characters(string character, string end)
    {
        string Url(int length) => "https://" + string.Concat(Enumerable.Repeat(character, length - end.Length)) + end + "/";
        Assert.NotNull(WebUrl.Parse(Url(DomainToAscii.MaxLength)));
        Assert.Null(WebUrl.Parse(Url(DomainToAscii.MaxLength + 1)));
        Assert.Equal(100_000, WebUrl.Parse("https://" + new string('a', 100_000) + "/")!.Host.Length);
    }

    [Fact]
    public void A_page_whose_host_is_too_long_is_targeted_by_no_pattern()
    {
        var experiment = new Experiment("e", "a", "b") { UrlPatterns = [new UrlPattern("simple", "*")] };
        bool IsIn(int length) => Evaluator.RunExperiment(
            new Context { Attributes = new Attributes { ["id"] = "1" }, Url = "https://" + new string('\u0e01', length) + "/" }, experiment).Result.InExperiment;
        Assert.True(IsIn(1000));
        Assert.False(IsIn(1001));
    }
}

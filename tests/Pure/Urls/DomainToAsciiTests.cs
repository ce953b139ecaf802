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
}

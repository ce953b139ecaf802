using System.Text;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>International domains; the expected values are what Node 20 gives.</summary>
public class DomainToAsciiTests
{
    [Theory]
    [InlineData("Example.COM", "example.com")]
    [InlineData("B\u00fccher.example", "xn--bcher-kva.example")]
    [InlineData("fa\u00df.de", "xn--fa-hia.de")]
    [InlineData("\u2260.com", "xn--1ch.com")]
    [InlineData("a\u0300.com", "xn--0ca.com")]
    [InlineData("\u03c3\u03c2", "xn--3xab")]
    [InlineData("a.xn--", null)]
    [InlineData("\ufdfa", null)]
    public void Converted(string domain, string? expected)
    {
        string? host = WebUrl.Parse("http://" + domain)?.Hostname;

        Assert.Equal(expected, host);
    }

    [Fact]
    public void No_limit_on_the_length_of_a_label()
    {
        string label = new string('a', 70) + "\u00e9";

        Assert.Equal("xn--" + new string('a', 70) + "-9eg", DomainToAscii.Convert(label));
    }

    [Fact]
    public void Characters_beside_escapes_are_kept() =>
        Assert.Equal("xn--a-iv3s", WebUrl.Parse("http://\ud83d\ude00%41")?.Hostname);

    [Fact]
    public void Text_that_cannot_be_normalised_is_kept() =>
        Assert.Equal("\ud800", IdnaMapping.Normalize("\ud800", NormalizationForm.FormC));
}

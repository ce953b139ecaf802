using System.Text;
using GrowthBook.Analysis;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>The expectations of the pages are what <c>gb expect</c> reads.</summary>
public sealed class ExpectationTests
{
    public static TheoryData<string> Places => [.. Expected.Select(block => $"{block}")];

    private static IEnumerable<Block> Expected => Pages.Blocks.Where(block => block.Language == "yaml" && block.Text.Contains("\nexpect:", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Places))]
    public void Expectations_hold_for_the_sample_shop(string place)
    {
        var shop = PayloadSource.Read(Encoding.UTF8.GetBytes(Pages.TextOf("samples/shop/payload.json")));

        var report = Expectations.Check(shop, Expected.Single(each => $"{each}" == place).Text);

        Assert.NotEmpty(report.Checks);
        Assert.True(report.Holds, report.ToJson().ToJson());
    }
}

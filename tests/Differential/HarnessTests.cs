using System.Text;

namespace GrowthBook.Pure.Differential;

/// <summary>The suite can fail: it finds tampered records.</summary>
public class HarnessTests
{
    private const string True = """
        {"id":"h1","payload":{"features":{"a":{"defaultValue":7}}},"context":{},"feature":"a","result":{"value":7,"on":true,"off":false,"source":"defaultValue","ruleId":""},"effects":[{"type":"featureEvaluated","featureKey":"a","result":{"value":7,"on":true,"off":false,"source":"defaultValue","ruleId":""}}]}
        """;

    [Fact]
    public void A_true_record_does_not_differ() => Assert.Equal(0, Compare(True).Different);

    [Theory]
    [InlineData("\"value\":7", "\"value\":8")]
    [InlineData("\"on\":true", "\"on\":1")]
    [InlineData("\"ruleId\":\"\"", "\"ruleId\":null")]
    [InlineData("\"off\":false,", "")]
    [InlineData("\"off\":false,", "\"off\":false,\"experiment\":null,")]
    [InlineData("\"featureKey\":\"a\"", "\"featureKey\":\"b\"")]
    [InlineData("\"effects\":[", "\"effects\":[{\"type\":\"featureEvaluated\"},")]
    public void A_tampered_record_differs(string old, string tampered)
    {
        var comparison = Compare(True.Replace(old, tampered, StringComparison.Ordinal));

        Assert.Equal(1, comparison.Different);
        Assert.Contains("\"h1\"", comparison.ToString(), StringComparison.Ordinal);
        Assert.Contains("generate.mjs --seed 42 --only 0", comparison.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":")]
    [InlineData("[]")]
    [InlineData("{\"id\":1,\"feature\":\"a\"}")]
    [InlineData("{\"id\":1,\"feature\":\"a\",\"condition\":{},\"result\":true}")]
    [InlineData("{\"id\":1,\"error\":\"the reference threw\"}")]
    public void A_line_without_a_recorded_result_differs(string line) => Assert.Equal(1, Compare(line).Different);

    [Fact]
    public void Only_a_line_feed_ends_a_line()
    {
        var text = "a\u2028b\rc\u0085\n\nlast " + new string('x', 200_000) + "\nend";
        var lines = Lines.Of(new MemoryStream(Encoding.UTF8.GetBytes(text))).Select(line => Encoding.UTF8.GetString(line.Span)).ToList();

        Assert.Equal(text.Split('\n'), lines);
    }

    private static Comparison Compare(string line)
    {
        var comparison = new Comparison("42");
        comparison.Add(Encoding.UTF8.GetBytes(line));
        return comparison;
    }
}

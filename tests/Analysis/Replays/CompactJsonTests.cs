using System.Text;
using System.Text.Json;

namespace GrowthBook.Analysis.Tests.Replays;

public sealed class CompactJsonTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"é{[,]}: and more than sixteen bytes\"")]
    [InlineData("-0")]
    [InlineData("-10.050e+12")]
    [InlineData("1E5")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""[[],{},[1,"a",{"b":[{}]}],false]""")]
    [InlineData("""{"a":{"b":[1,2,{"c":null}]},"d":"e"}""")]
    public void A_value_is_passed_over(string json)
    {
        Assert.True(IsPassed(json));
        Assert.True(IsPassed($"[{json},{{\"a\":{json}}}]"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tru")]
    [InlineData("nulll")]
    [InlineData("\"a")]
    [InlineData("\"\u0001\"")]
    [InlineData("\"more than sixteen\u001f bytes\"")]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("[")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1}")]
    [InlineData("{]")]
    [InlineData("""{"a"}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{a:1}""")]
    [InlineData("""{1:1}""")]
    [InlineData("""{"a":1]""")]
    [InlineData("[1][2]")]
    public void Invalid_text_is_not(string json) => Assert.False(IsPassed(json));

    [Theory]
    [InlineData("[ ]")]
    [InlineData("\"\\n\"")]
    [InlineData("\"more than sixteen bytes \\n\"")]
    public void White_space_and_escapes_are_left_to_a_reader(string json) => Assert.False(IsPassed(json));

    [Fact]
    public void Sixty_four_levels_are_passed_over_and_no_more()
    {
        Assert.True(IsPassed(new string('[', 64) + new string(']', 64)));
        Assert.False(IsPassed(new string('[', 65) + new string(']', 65)));
        Assert.False(IsPassed(string.Concat(Enumerable.Repeat("{\"a\":[", 32)) + "1" + string.Concat(Enumerable.Repeat("}]", 32))));
    }

    /// <summary>Random texts of the characters of JSON: what is passed over is valid.</summary>
    [Fact]
    public void Only_valid_text_is_passed_over()
    {
        var random = new Random(3);
        string[] parts = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"a\":", "1", "-", "0", ".", "e", "true", "null", "\"", "{\"b\":2}", "[3,4]"];
        var passed = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var json = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => parts[random.Next(parts.Length)]));
            var isValid = IsValid(json);
            Assert.True(IsPassed(json) == isValid, json);
            passed += isValid ? 1 : 0;
        }
        Assert.True(passed > 2000, $"{passed} valid texts");
    }

    private static bool IsPassed(string json)
    {
        var text = new CompactJson(Encoding.UTF8.GetBytes(json));
        return text.PassValue() && text.IsAtEnd;
    }

    private static bool IsValid(string json)
    {
        try
        {
            using var _ = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

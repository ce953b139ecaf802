using System.Text;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>The error of a text that is not JSON names the reason in this library's words, the place and the mend.</summary>
public class MalformedJsonTests
{
    [Theory]
    [InlineData("", "the text is empty", 1, 1)]
    [InlineData(" \n\t", "the text is empty", 2, 2)]
    [InlineData("\uFEFF", "the text is empty", 1, 1)]
    [InlineData("<!DOCTYPE html><title>502</title>", "HTML or XML", 1, 1)]
    [InlineData("\n  <?xml version='1.0'?>", "HTML or XML", 2, 3)]
    [InlineData("{\"features\":{\n\"a\":{\"defaultValue\":tr", "was cut off", 2, 21)]
    [InlineData("{\"a\":", "was cut off", 1, 6)]
    [InlineData("{\"a\":\"text", "was cut off", 1, 11)]
    [InlineData("[1,", "was cut off", 1, 4)]
    [InlineData("{\"a\":{\"b\":1},", "was cut off", 1, 14)]
    [InlineData(",", "was cut off", 1, 1)]
    [InlineData("{\"id\":\"u-1\"},", "a comma after the value; remove it, and in a file of lines write one value per line", 1, 13)]
    [InlineData("1 , \n", "a comma after the value", 1, 3)]
    [InlineData("{ // made by hand\n}", "no comments", 1, 3)]
    [InlineData("{\"a\":1 /* one */}", "no comments", 1, 8)]
    [InlineData("{\"a\":NaN}", "NaN is no JSON number; write null", 1, 6)]
    [InlineData("{\"a\":\n-Infinity}", "Infinity is no JSON number", 2, 2)]
    [InlineData("undefined", "undefined is no JSON value; write null", 1, 1)]
    [InlineData("{\"a\":True}", "write true", 1, 6)]
    [InlineData("{\"a\":1,}", "a comma before the end", 1, 8)]
    [InlineData("[1,]", "a comma before the end", 1, 4)]
    [InlineData("{'a':1}", "single quote", 1, 2)]
    [InlineData("{\"a\":\"x\ny\"}", "control character", 1, 8)]
    [InlineData("{\"a\":\"\\x\"}", "unexpected x; expected one of the escapes of JSON", 1, 8)]
    [InlineData("{\"a\":01}", "no leading zero", 1, 7)]
    [InlineData("{\"a\":+1}", "no leading zero, plus", 1, 6)]
    [InlineData("{a:1}", "unexpected a; expected a name in double quotes", 1, 2)]
    [InlineData("{\"a\" 1}", "no leading zero", 1, 6)]
    [InlineData("{\"a\":}", "unexpected }; expected a value", 1, 6)]
    [InlineData("[}", "unexpected }; expected a value or ]", 1, 2)]
    [InlineData("{\"a\":1,!}", "unexpected !; expected a value, or a name", 1, 8)]
    [InlineData("{} {}", "unexpected {; expected a comma, a colon, or the end", 1, 4)]
    [InlineData("free-returns,1", "unexpected free-returns; expected an object, an array or another value, and a text is in double quotes", 1, 2)]
    [InlineData("{\"a\":truly_1}", "unexpected truly_1; expected a value, and a text is in double quotes", 1, 9)]
    [InlineData("[1,nul]", "unexpected nul; expected a value, or a name in double quotes in an object, and a text is in double quotes", 1, 7)]
    [InlineData("{\"a\":\"tru\ny\"}", "control character", 1, 10)]
    [InlineData("../payload.json", "the text is the name of a file; give the content of the file", 1, 1)]
    [InlineData("payload.JSON", "the text is the name of a file", 1, 1)]
    [InlineData(" C:\\flags\\records.jsonl ", "the text is the name of a file", 1, 2)]
    [InlineData("null.json", "the text is the name of a file", 1, 5)]
    [InlineData("https://cdn.growthbook.io/api/features/sdk-1", "the text is an address; give the content that is there", 1, 1)]
    [InlineData("HTTP://x", "the text is an address", 1, 1)]
    [InlineData("{x.json", "unexpected x", 1, 2)]
    [InlineData("é", "not ASCII; expected an object, an array or another value", 1, 1)]
    public void The_reason_and_the_place_are_named(string text, string reason, int line, int position)
    {
        var error = Assert.Single(Value.Parse(text).Errors);

        Assert.Equal(ErrorSeverity.Fatal, error.Severity);
        Assert.StartsWith("not JSON: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        var place = error.Message[error.Message.LastIndexOf('(')..];
        Assert.StartsWith($"(line {line}, byte ", place, StringComparison.Ordinal);
        Assert.InRange(int.Parse(place.Split(' ')[^1].TrimEnd(')'), System.Globalization.CultureInfo.InvariantCulture), position - 1, position + 2);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Another_encoding_is_named_with_and_without_a_byte_order_mark(string encoding)
    {
        var (mark, bytes) = (Encoding.GetEncoding(encoding).GetPreamble(), Encoding.GetEncoding(encoding).GetBytes("{\"features\":{}}"));

        foreach (var text in new[] { bytes, [.. mark, .. bytes] })
            Assert.StartsWith("not JSON: the text is UTF-16; save it as UTF-8 (line ", Assert.Single(Payload.Parse(text).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4096)]
    public void A_file_of_NUL_bytes_is_damaged(int length) => Assert.StartsWith(
        "not JSON: the text begins with NUL bytes, as that of a damaged file; write it again (line 1, byte 1)", Assert.Single(Payload.Parse(new byte[length]).Errors).Message, StringComparison.Ordinal);

    /// <summary>Whatever the damage, there is a sentence, and it is not System.Text.Json's.</summary>
    [Fact]
    public void Each_damage_of_a_text_has_a_reason()
    {
        const string Good = """{"features":{"é":{"defaultValue":-1.5e3,"rules":[{"force":true,"coverage":0.5},{"force":"x\u00e9\n"}]}},"status":null}""";
        foreach (var inserted in new[] { "", "\0", "}", "]", ",", ":", "\"", "\\", "'", "/", "x", "é", "1", "-", ".", "{", "[", "NaN", "\ud83d\ude00" })
        {
            for (var at = 0; at < Good.Length; at++)
            {
                var damaged = inserted.Length == 0 ? Good[..at] : Good.Insert(at, inserted);
                foreach (var error in Payload.Parse(damaged).Errors.Where(error => error.Severity == ErrorSeverity.Fatal && error.Message != "the payload is not a JSON object"))
                {
                    Assert.Matches(@"^not JSON: [^\n]{10,150} \(line \d+, byte \d+\)$", error.Message);
                    Assert.DoesNotContain("invalid", error.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain("Expected", error.Message, StringComparison.Ordinal);
                }
            }
        }
    }
}

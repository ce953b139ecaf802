namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>
/// Strings are sequences of UTF-16 code units. Half a character survives parsing, evaluation and JSON text, and
/// hashes as ECMAScript hashes it.
/// </summary>
public class LoneSurrogateTests
{
    [Theory]
    [UnderCultures]
    public void Lone_surrogates_survive_from_parse_through_evaluation_to_json_and_back(string culture)
    {
        using var here = new CultureScope(culture);
        var json = """{"features":{"f\ud800":{"defaultValue":0,"rules":[{"id":"\udfff","condition":{"\ud83d":"\udc00\ud800"},"force":{"\ud83e":"x\ud83ey"}}]}}}""";
        var context = Given.Context(json, """{"\ud83d":"\udc00\ud800"}""");

        var (result, effects) = Evaluator.EvalFeature(context, "f\ud800");

        Assert.Equal("x\ud83ey", ((Value.Object)result.Value)["\ud83e"]);
        Assert.Equal("\udfff", result.RuleId);
        var text = effects.ToString();
        Assert.Contains("""{"\ud83e":"x\ud83ey"}""", text, StringComparison.Ordinal);
        Assert.Contains("\"featureKey\":\"f\\ud800\"", text, StringComparison.Ordinal);
        Assert.Equal(effects.ToValue(), Given.Value(text));
        Assert.Equal(text, Given.Value(text).ToJson());
    }

    [Fact]
    public void Text_that_holds_lone_surrogates_itself_reads_like_text_that_escapes_them()
    {
        Assert.Equal(Given.Value("\"a\\ud800b\\udc00\""), Given.Value("\"a\ud800b\udc00\""));
        Assert.Equal("\ud83d\ude00", Given.Value("\"\\ud83d\\ude00\""));
        Assert.Equal("\"\ud83d\ude00\"", Given.Value("\"\\ud83d\\ude00\"").ToJson());
        Assert.Equal("\ud83d\ude00\ud83d", Given.Value("\"\ud83d\ude00\ud83d\""));
    }

    /// <summary>Node: <c>hash("seed", "\ud83e", v)</c>; code units, so a lone half is no U+FFFD.</summary>
    [Fact]
    public void Hashing_walks_code_units()
    {
        Assert.NotEqual(Hashing.Hash("seed", "\ufffd", 2), Hashing.Hash("seed", "\ud83e", 2));
        Assert.Equal(HashV2("seed", "\ud83e"), Hashing.Hash("seed", "\ud83e", 2));
        Assert.Equal(HashV2("seed\ud83d", "\ude00"), Hashing.Hash("seed\ud83d", "\ude00", 2));
    }

    [Fact]
    public void A_secure_attribute_with_half_a_character_has_a_hash_too() =>
        Assert.Equal(SecureAttributes.Hash("s", "\ufffd"), SecureAttributes.Hash("s", "\ud800"));

    private static double HashV2(string seed, string value) => Fnv(Fnv(seed + value).ToString(System.Globalization.CultureInfo.InvariantCulture)) % 10000 / 10000.0;

    private static uint Fnv(string text) => text.Aggregate(0x811c9dc5u, (hash, c) => unchecked((hash ^ c) * 0x01000193u));
}

using System.Text.Json.Serialization;
using LanguageExt;

namespace GrowthBook.LanguageExtTests;

public sealed partial class FeatureResultOptionTests
{
    [Fact]
    public void A_value_that_fits_is_some()
    {
        Assert.Equal(20, ValueOf(Result("20").AsOption<int>()));
        Assert.Equal("on", ValueOf(Result("\"on\"").AsOption<string>()));
        Assert.Equal(new Theme("#0a0"), ValueOf(Result("""{"color":"#0a0"}""").AsOption<Theme>()));
        Assert.Equal(new Theme("#0a0"), ValueOf(Result("""{"color":"#0a0"}""").AsOption(Json.Default.Theme)));
    }

    [Fact]
    public void Default_values_of_a_type_are_some()
    {
        Assert.True(Result("0").AsOption<int>().IsSome);
        Assert.True(Result("false").AsOption<bool>().IsSome);
        Assert.True(Result("\"\"").AsOption<string>().IsSome);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("1.5")]
    [InlineData("\"20\"")]
    public void Null_and_a_value_that_does_not_fit_are_none(string json)
    {
        Assert.True(Result(json).AsOption<int>().IsNone);
        Assert.True(Result(json).AsOption<Theme>().IsNone);
        Assert.True(Result(json).AsOption(Json.Default.Theme).IsNone);
    }

    [Fact]
    public void A_missing_result_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => ((FeatureResult)null!).AsOption<int>());
        Assert.Throws<ArgumentNullException>(() => ((FeatureResult)null!).AsOption(Json.Default.Theme));
    }

    private static FeatureResult Result(string json)
    {
        var payload = Payload.Parse("""{"features":{"f":{"defaultValue":VALUE}}}""".Replace("VALUE", json, StringComparison.Ordinal)).Value;
        return Evaluator.EvalFeature(new Context(payload, new Attributes()), "f").Result;
    }

    private static T? ValueOf<T>(Option<T> option) => option.MatchUnsafe(Some: value => value, None: () => default(T?));

    internal sealed record Theme(string Color);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Theme))]
    private sealed partial class Json : JsonSerializerContext;
}

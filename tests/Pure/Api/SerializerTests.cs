using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>Values within objects that System.Text.Json writes and reads.</summary>
public sealed class SerializerTests
{
    private const string Json = """{"Any":[1,"a",true,null,{"b":1.5}],"Members":{"x":{"y":[]}},"Text":"\u00e9\"","Nothing":null}""";

    [Fact]
    public void Values_are_written_as_the_JSON_that_they_are()
    {
        var holder = JsonSerializer.Deserialize<Holder>(Json)!;
        Assert.Equal(new Value[] { 1, "a", true, Value.Null.Instance, Value.Object.Empty.With("b", 1.5) }, (Value.Array)holder.Any);
        Assert.Equal("é\"", holder.Text.Content);
        Assert.Equal(Value.Null.Instance, holder.Nothing);
        Assert.Equal("""{"Any":[1,"a",true,null,{"b":1.5}],"Members":{"x":{"y":[]}},"Text":"é\"","Nothing":null}""", JsonSerializer.Serialize(holder));
    }

    /// <summary>The default of System.Text.Json protects a page; a user chooses ids.</summary>
    [Theory]
    [InlineData("</script><a b='c&d'>")]
    [InlineData("<")]
    [InlineData("'")]
    public void What_a_user_chose_ends_no_script_element(string text)
    {
        var attributes = new Attributes { ["id"] = text, [text] = "é+" };
        foreach (var options in new[] { JsonSerializerOptions.Default, new() { Encoder = JavaScriptEncoder.Default }, new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) } })
        {
            var json = JsonSerializer.Serialize(new { attributes, Value = (Value)text }, options);
            Assert.True(json.IndexOfAny(['<', '>', '&', '\'']) < 0, json);
            Assert.Equal(attributes, JsonSerializer.Deserialize<Attributes>(JsonSerializer.Serialize(attributes, options)));
            Assert.Contains(JsonSerializer.Serialize(text)[1..^1], json, StringComparison.Ordinal);
        }
        var relaxed = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        Assert.Equal($$"""{"id":"{{text}}","{{text}}":"é+"}""", JsonSerializer.Serialize(attributes, relaxed));
    }

    [Fact]
    public void A_value_of_another_kind_is_an_error() =>
        Assert.Contains("kind Object is wanted, and the JSON is of the kind String", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Holder>("""{"Members":"x"}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_value_that_is_missing_is_written_as_null() =>
        Assert.Equal("""{"Any":null,"Members":null,"Text":null,"Nothing":null}""", JsonSerializer.Serialize(new Holder(null!, null!, null!, null!)));

    private sealed record Holder(Value Any, Value.Object Members, Value.String Text, Value Nothing);
}

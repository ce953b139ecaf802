using System.Text.Json;

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

    [Fact]
    public void A_value_of_another_kind_is_an_error() =>
        Assert.Contains("kind Object is wanted, and the JSON is of the kind String", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Holder>("""{"Members":"x"}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_value_that_is_missing_is_written_as_null() =>
        Assert.Equal("""{"Any":null,"Members":null,"Text":null,"Nothing":null}""", JsonSerializer.Serialize(new Holder(null!, null!, null!, null!)));

    private sealed record Holder(Value Any, Value.Object Members, Value.String Text, Value Nothing);
}

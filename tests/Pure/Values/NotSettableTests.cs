using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>An object of which System.Text.Json reads nothing, because the members of the type cannot be set.</summary>
public sealed class NotSettableTests
{
    private const string Mend = " has no public setter, and no other member of the object is read: use `set` or `init`; the fallback is used";

    [Fact]
    public void A_value_of_which_no_member_can_be_set_does_not_fit()
    {
        Refuses("""{"tags":["x"]}""", new ReadOnlyList(), NotSettableJson.Default.ReadOnlyList, "$.tags" + Mend);
        Refuses("""{"accent":"red","other":1}""", new PrivateSetter(), NotSettableJson.Default.PrivateSetter, "$.accent" + Mend);
        Refuses("""{"full":"a b"}""", new Computed(), NotSettableJson.Default.Computed, "$.full" + Mend);
        Refuses("""{"accent":"red"}""", new Fields(), NotSettableJson.Default.Fields, "$ is an object, and the type has fields in place of properties; use a record; the fallback is used");
        Refuses("""{"inner":[{"tags":["x"]}]}""", new Outer(), NotSettableJson.Default.Outer, "$.inner[0].tags" + Mend);
    }

    [Fact]
    public void A_value_of_which_a_member_is_read_fits()
    {
        Fits("""{"first":"a","full":"a b"}""", new Computed(), NotSettableJson.Default.Computed);
        Fits("""{"other":1}""", new ReadOnlyList(), NotSettableJson.Default.ReadOnlyList);
        Fits("{}", new Fields(), NotSettableJson.Default.Fields);
        Fits("""{"a":1}""", new Empty(), NotSettableJson.Default.Empty);
        Fits("""{"$type":"round","kind":"round","radius":3}""", new Round(), NotSettableJson.Default.Shape);
        Fits("""{"kind":"x","more":3}""", new Extensible(), NotSettableJson.Default.Extensible);
        Fits("""{"hidden":"x"}""", new Ignoring(), NotSettableJson.Default.Ignoring);
    }

    [Fact]
    public void A_member_that_is_populated_is_read()
    {
        Assert.Equal(["x"], Result("""{"tags":["x"]}""").ValueOr(new Populated(), out var error).Tags);
        Assert.Null(error);
        Assert.Equal(["x"], Result("""{"tags":["x"]}""").ValueOr(new PopulatedType(), out error).Tags);
        Assert.Null(error);
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate };
        Assert.Equal(["x"], Result("""{"tags":["x"]}""").ValueOr(new ReadOnlyList(), out error, options).Tags);
        Assert.Null(error);
    }

    private static void Refuses<T>(string json, T fallback, JsonTypeInfo<T> type, string reason)
    {
        Assert.Equal(fallback, Result(json).ValueOr(fallback, type, out var error));
        Assert.EndsWith(": " + reason, error!.Message, StringComparison.Ordinal);
        Assert.Equal(fallback, Result(json).ValueOr(fallback, out error));
        Assert.EndsWith(": " + reason, error!.Message, StringComparison.Ordinal);
    }

    private static void Fits<T>(string json, T fallback, JsonTypeInfo<T> type)
        where T : class
    {
        Assert.NotSame(fallback, Result(json).ValueOr(fallback, type, out var error));
        Assert.Null(error);
        Assert.NotSame(fallback, Result(json).ValueOr(fallback, out error));
        Assert.Null(error);
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    internal sealed class ReadOnlyList
    {
        public List<string> Tags { get; } = [];
    }

    internal sealed class PrivateSetter
    {
        public string Accent { get; private set; } = "blue";

        public void Set(string accent) => Accent = accent;
    }

    internal sealed class Computed
    {
        public string First { get; set; } = "";

        public string Full => First + " b";
    }

    internal sealed class Fields
    {
        public string Accent = "blue";
    }

    internal sealed class Empty;

    internal sealed class Outer
    {
        public List<ReadOnlyList> Inner { get; set; } = [];
    }

    [JsonDerivedType(typeof(Round), "round")]
    internal class Shape
    {
        public virtual string Kind => "";
    }

    internal sealed class Round : Shape
    {
        public override string Kind => "round";

        public int Radius { get; set; }
    }

    internal sealed class Extensible
    {
        public string Kind => "";

        [JsonExtensionData]
        public Dictionary<string, JsonElement> More { get; set; } = [];
    }

    internal sealed class Ignoring
    {
        [JsonIgnore]
        public string Hidden { get; set; } = "";
    }

    internal sealed class Populated
    {
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
        public List<string> Tags { get; } = [];
    }

    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    internal sealed class PopulatedType
    {
        public List<string> Tags { get; } = [];
    }
}

[JsonSerializable(typeof(NotSettableTests.ReadOnlyList))]
[JsonSerializable(typeof(NotSettableTests.PrivateSetter))]
[JsonSerializable(typeof(NotSettableTests.Computed))]
[JsonSerializable(typeof(NotSettableTests.Fields))]
[JsonSerializable(typeof(NotSettableTests.Empty))]
[JsonSerializable(typeof(NotSettableTests.Outer))]
[JsonSerializable(typeof(NotSettableTests.Shape))]
[JsonSerializable(typeof(NotSettableTests.Round))]
[JsonSerializable(typeof(NotSettableTests.Extensible))]
[JsonSerializable(typeof(NotSettableTests.Ignoring))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class NotSettableJson : JsonSerializerContext;

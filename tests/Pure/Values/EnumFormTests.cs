using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>An enum has one name in JSON, wherever it is: alone, in arrays, dictionaries and records, read and written.</summary>
public sealed class EnumFormTests
{
    public enum Plain
    {
        None,
        TwoWords,
    }

    public enum Renamed
    {
        None,

        [JsonStringEnumMemberName("two-words")]
        TwoWords,

        [JsonStringEnumMemberName("TWO-WORDS")]
        Shouted,
    }

    public enum Steps
    {
        None,
        Low,
        Middle,
    }

    [Flags]
    public enum Sides
    {
        None,

        [JsonStringEnumMemberName("left side")]
        Left,
        Right,
    }

    public enum Cased
    {
        None,
        max,
        MAX,
    }

    public enum RenamedByCase
    {
        None,

        [JsonStringEnumMemberName("low")]
        max,

        [JsonStringEnumMemberName("HIGH")]
        MAX,
    }

    [Flags]
    public enum CasedFlags : ulong
    {
        None,
        Left,
        LEFT,
        Right = 1UL << 63,
    }

    [JsonConverter(typeof(JsonStringEnumConverter<Marked>))]
    public enum Marked
    {
        None,

        [JsonStringEnumMemberName("two-words")]
        TwoWords,
    }

    [JsonConverter(typeof(SnakeCase))]
    public enum Snake
    {
        None,
        TwoWords,
    }

    [JsonConverter(typeof(Letters))]
    public enum Letter
    {
        None,
        A,
        Broken,
    }

    private sealed class SnakeCase() : JsonStringEnumConverter<Snake>(JsonNamingPolicy.SnakeCaseLower);

    private sealed class Letters : JsonConverter<Letter>
    {
        public override Letter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() == "a" ? Letter.A : throw new FormatException("no letter");

        public override void Write(Utf8JsonWriter writer, Letter value, JsonSerializerOptions options) => writer.WriteStringValue(value == Letter.A ? "a" : throw new FormatException("no letter"));
    }

    /// <summary>The converter of the serialiser writes a value that is no member as its number.</summary>
    [Fact]
    public void A_value_that_is_no_member_is_what_its_converter_writes() =>
        Assert.Equal(7, Attributes.From(new Dictionary<string, object?> { ["snake"] = (Snake)7 })["snake"].AsInt32());

    [Fact]
    public void A_member_is_written_and_read_by_its_name_in_JSON()
    {
        IsOneName("\"TwoWords\"", Plain.TwoWords);
        IsOneName("\"two-words\"", Renamed.TwoWords);
        IsOneName("\"TWO-WORDS\"", Renamed.Shouted);
        IsOneName("\"two-words\"", Marked.TwoWords);
        IsOneName("\"two_words\"", Snake.TwoWords);
        IsOneName("\"a\"", Letter.A);
        IsOneName("\"left side, Right\"", Sides.Left | Sides.Right);
        IsOneName("7", (Renamed)7, isRead: false);
    }

    [Fact]
    public void Names_that_differ_by_case_are_two_members()
    {
        IsOneName("\"max\"", Cased.max);
        IsOneName("\"MAX\"", Cased.MAX);
        IsOneName("\"low\"", RenamedByCase.max);
        IsOneName("\"HIGH\"", RenamedByCase.MAX);
        IsOneName("\"LEFT, Right\"", CasedFlags.LEFT | CasedFlags.Right);
        Assert.Equal(Cased.max, Read("\"Max\"", Cased.None));
        Assert.Equal(RenamedByCase.MAX, Read("\"high\"", RenamedByCase.None));
        Assert.Equal(CasedFlags.LEFT | CasedFlags.Right, Read("\"right,LEFT\"", CasedFlags.None));
        Assert.Equal(CasedFlags.Left | CasedFlags.Right, Read("\"right,left\"", CasedFlags.None));
    }

    [Fact]
    public void Names_are_read_in_any_case_and_numbers_too()
    {
        Assert.Equal(Renamed.TwoWords, Read("\"Two-Words\"", Renamed.None));
        Assert.Equal(Sides.Left | Sides.Right, Read("\"right,LEFT SIDE\"", Sides.None));
        Assert.Equal(Renamed.TwoWords, Read("1", Renamed.None));
        Assert.Equal(Marked.TwoWords, Read("1", Marked.None));
    }

    /// <summary>As with System.Text.Json: the attribute replaces the name, and adds none.</summary>
    [Fact]
    public void Another_name_gives_the_fallback()
    {
        DoesNotFit("\"TwoWords\"", Renamed.None);
        DoesNotFit("\"TwoWords\"", Marked.None);
        DoesNotFit("\"three_words\"", Snake.None);
        DoesNotFit("\"left side, Up\"", Sides.None);
        DoesNotFit("\"b\"", Letter.None);
        DoesNotFit("true", Renamed.None);
        DoesNotFit("7", Renamed.None);
        DoesNotFit("\"1\"", Plain.None);
        DoesNotFit("\"\"", Plain.None);
        DoesNotFit("\"Two,\"", Plain.None);
        DoesNotFit("\"Low, Middle\"", Steps.None); // 3 is no step
    }

    [Fact]
    public void A_converter_that_throws_is_an_error_that_names_the_attribute()
    {
        var error = Assert.Throws<ArgumentException>(() => Attributes.From(new Dictionary<string, object?> { ["letters"] = new[] { Letter.A, Letter.Broken } }));
        Assert.Contains("\"letters[1]\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("no letter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_metadata_read_the_same_names()
    {
        var result = new FeatureResult(Given.Value("""{"plan":"two-words","sides":"left side"}"""), FeatureResultSource.DefaultValue);
        Assert.Equal(new Choice(Renamed.TwoWords, Sides.Left), result.ValueOr(new Choice(default, default), EnumFormJson.Default.Choice, out var error));
        Assert.Null(error);
        Assert.Equal("""{"plan":"two-words","sides":"left side"}""", Attributes.From(new Choice(Renamed.TwoWords, Sides.Left), EnumFormJson.Default.Choice).ToString());
    }

#if !PURE_NETSTANDARD
    [Fact]
    public void Reading_a_name_allocates_nothing()
    {
        var (plain, renamed) = (Result("\"TwoWords\""), Result("\"two-words\""));
        Assert.Equal(Plain.TwoWords, plain.ValueOr(Plain.None));
        Assert.Equal(0, AllocatedBytes.Of(() => plain.ValueOr(Plain.None)));
        Assert.Equal(0, AllocatedBytes.Of(() => renamed.ValueOr(Renamed.None)));
    }

    /// <summary>The values of an enum's members are made once, also of one with a converter of its own.</summary>
    [Fact]
    public void Writing_a_member_allocates_nothing()
    {
        foreach (var member in new object[] { Plain.TwoWords, Renamed.TwoWords, Marked.TwoWords, Snake.TwoWords, Letter.A, Sides.Left })
        {
            Assert.Same(Value.From(member), Value.From(member));
            Assert.Equal(0, AllocatedBytes.Of(() => Value.From(member)));
        }
        Assert.InRange(AllocatedBytes.Of(() => Value.From(Plain.TwoWords)), 0, 24); // the box of the argument
        var of = new Dictionary<string, Renamed> { ["plan"] = Renamed.TwoWords };
        var texts = new Dictionary<string, string> { ["plan"] = "two-words" };
        Assert.InRange(AllocatedBytes.Of(() => Attributes.From(of)), 0, AllocatedBytes.Of(() => Attributes.From(texts)) + 24);
    }
#endif

    private static void IsOneName<T>(string json, T member, bool isRead = true)
        where T : struct, Enum
    {
        Assert.Equal(json, Value.From(member).ToJson());
        Assert.Equal(json, Value.From((T?)member).ToJson());
        Assert.Equal($"[{json}]", Value.From(new[] { member }).ToJson());
        Assert.Equal(json, Attributes.From(new Dictionary<string, object?> { ["a"] = member })["a"].ToJson());
        Assert.Equal(json, Attributes.From(new Dictionary<string, T> { ["a"] = member })["a"].ToJson());
        Assert.Equal(json, Attributes.FromObject(new { A = member })["a"].ToJson());
        Assert.Equal(json, Attributes.FromObject(new { A = (object)member })["a"].ToJson());
        Assert.Equal(json, Attributes.FromObject(new Holder<T>(member, [member]), new JsonSerializerOptions())["Item"].ToJson());
        Assert.Equal($"[{json}]", Value.From(new List<T?> { member }).ToJson());
        Assert.Equal($"{{\"{json.Trim('"')}\":1}}", Value.From(new Dictionary<T, int> { [member] = 1 }).ToJson());
        Assert.Equal(json, Value.From(JsonValue.Create((object)member)).ToJson());
        if (!isRead)
            return;
        Assert.Equal(member, Read(json, default(T)));
        Assert.Equal(member, Read(json, (T?)null));
        Assert.Equal([member], Read($"[{json}]", Array.Empty<T>()));
        Assert.Equal([member, null], Read($"[{json},null]", Array.Empty<T?>()));
        Assert.Equal([[member]], Read($"[[{json}]]", Array.Empty<T[]>()));
        Assert.Equal([member], Read($"[{json}]", new List<T>()));
        Assert.Equal(member, Read($"{{\"item\":{json},\"all\":[{json}]}}", new Holder<T>(default, [])).All[0]);
        Assert.Equal(member, Read($"{{\"item\":{json},\"all\":[{json}]}}", new Holder<T?>(default, [])).Item);
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    private static T Read<T>(string json, T fallback)
    {
        var value = Result(json).ValueOr(fallback, out var error);
        Assert.Null(error);
        return value;
    }

    private static void DoesNotFit<T>(string json, T fallback)
    {
        Assert.Equal(fallback, Result(json).ValueOr(fallback, out var error));
        Assert.StartsWith($"{json} is not a value of type {typeof(T).Name}", error!.Message, StringComparison.Ordinal);
    }

    private sealed record Holder<T>(T Item, T[] All);

    internal sealed record Choice(Renamed Plan, Sides Sides);
}

[JsonSerializable(typeof(EnumFormTests.Choice))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class EnumFormJson : JsonSerializerContext;

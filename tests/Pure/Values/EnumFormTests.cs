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

    [Flags]
    public enum Sides
    {
        None,

        [JsonStringEnumMemberName("left side")]
        Left,
        Right,
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
    /// <summary>The member in its box, as for any scalar, and nothing to find its name.</summary>
    [Fact]
    public void Reading_a_name_allocates_the_member_only()
    {
        var (plain, renamed) = (Result("\"TwoWords\""), Result("\"two-words\""));
        Assert.Equal(Plain.TwoWords, plain.ValueOr(Plain.None));
        Assert.InRange(AllocatedBytes.Of(() => plain.ValueOr(Plain.None)), 0, 24);
        Assert.InRange(AllocatedBytes.Of(() => renamed.ValueOr(Renamed.None)), 0, 24);
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

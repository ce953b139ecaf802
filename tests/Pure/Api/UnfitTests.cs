using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>A <c>null</c> in a list or dictionary gives the fallback unless its type is known to allow it, as a missing member does.</summary>
public sealed class UnfitTests
{
    [Fact]
    public void Null_elements_of_lists_give_the_fallback()
    {
        Refuses<List<string>>("[null]", "$[0] is null");
        Refuses<ImmutableArray<string>>("""["a",null]""", "$[1] is null");
        Refuses<IReadOnlyList<string>>("[null]", "$[0] is null");
        Refuses<HashSet<string>>("[null]", "$[0] is null");
        Refuses<List<Person>>("[null]", "$[0] is null");
        Refuses<List<List<string>>>("""[["a"],[null]]""", "$[1][0] is null");
        Refuses<List<string[]>>("[[null]]", "$[0][0] is null");
        Refuses<string[]>("""["a",null]""", """["a",null] is not a value of type string[]: $[1] is null""");
        Refuses<string[][]>("""[["a"],["b",null]]""", "string[][]: $[1][1] is null");
    }

    [Fact]
    public void The_first_element_of_an_array_that_does_not_fit_is_the_reason()
    {
        Refuses<int?[]>("[1,null,2.5,null]", "[1,null,2.5,null] is not a value of type int?[]: $[2] is 2.5");
        Refuses<int[][]>("""[[1],[2,"3"],["4"]]""", "int[][]: $[1][1] is \"3\"");
        Refuses<int[][]>("[[1],null]", "int[][]: $[1] is null");
        Refuses<int[][]>("[[1],2]", "int[][]: $[1] is 2");
        Refuses<byte[][]>("""["AA==",[1]]""", "byte[][]: $[1] is [1]");
        Refuses<DayOfWeek[]>("""["Monday","Mon"]""", "DayOfWeek[]: $[1] is \"Mon\"");
        Refuses<Value.String[]>("""["a",1]""", "$[1] is 1");
        Refuses<string[]>($"[\"{new string('x', 200)}\",{{}}]", "$[1] is {}");
        Refuses<string[]>("\"a\"", "\"a\" is not a value of type string[]");
    }

    [Fact]
    public void Null_values_of_dictionaries_give_the_fallback()
    {
        Refuses<Dictionary<string, string>>("""{"a":"x","b":null}""", "$.b is null");
        Refuses<IReadOnlyDictionary<string, List<string>>>("""{"a":[null]}""", "$.a[0] is null");
        Refuses<Dictionary<string, Dictionary<string, string>>>("""{"a":{"b":null}}""", "$.a.b is null");
        Refuses<ImmutableDictionary<string, string>>("""{"a\nb":null}""", "$.a\\u000ab is null");
    }

    [Fact]
    public void Null_elements_in_members_give_the_fallback()
    {
        Refuses<Lists>("""{"names":["a",null]}""", "$.names[1] is null");
        Refuses<Lists>("""{"NAMES":["a",null]}""", "$.names[1] is null");
        Refuses<Lists>("""{"names":[],"rows":[[],["a",null]]}""", "$.rows[1][1] is null");
        Refuses<Lists>("""{"names":[],"texts":{"a":null}}""", "$.texts.a is null");
        Refuses<Lists>("""{"names":[],"array":[null]}""", "$.array[0] is null");
        Refuses<Lists>("""{"names":[],"inner":{"names":[null]}}""", "$.inner.names[0] is null");
        Refuses<Lists>("""{"names":[],"own":[null]}""", "$.own[0] is null");
        Refuses<List<Lists>>("""[{"names":[null]}]""", "$[0].names[0] is null");
    }

    [Fact]
    public void Null_is_an_element_where_the_type_says_so()
    {
        Assert.Equal([1, null], Read<List<int?>>("[1,null]"));
        Assert.Equal([Value.Null.Instance], Read<List<Value>>("[null]"));
        Assert.Equal(new Value[] { "a", Value.Null.Instance }, Read<Value[]>("""["a",null]"""));
        Assert.Equal(JsonValueKind.Object, Read<List<JsonElement>>("""[{"a":null}]""")[0].ValueKind);
        Assert.Equal([null], Read<List<JsonElement>>("[null]").Select(item => item.ValueKind == JsonValueKind.Null ? null : "other"));
        Assert.Null(Read<Dictionary<string, bool?>>("""{"a":null}""")["a"]);
        Assert.Null(Read<Lists>("""{"names":[],"inner":null}""").Inner);
        Assert.Equal(1, Read<Lists>("""{"names":[],"extra":[null],"count":1,"ignored":null,"hidden":null,"converted":["a",null]}""").Count);
    }

#if !PURE_NETSTANDARD
    [Fact]
    public void Null_is_an_element_where_a_members_annotation_says_so()
    {
        Assert.Equal(["a", null], Read<Lists>("""{"names":[],"holes":["a",null]}""").Holes);
        Assert.Equal([[null]], Read<Lists>("""{"names":[],"rowsOfHoles":[[null]]}""").RowsOfHoles);
        Assert.Null(Read<Lists>("""{"names":[],"textsWithHoles":{"a":null}}""").TextsWithHoles["a"]);
        Assert.Equal([null], Read<Lists>("""{"names":[],"oblivious":[null]}""").Oblivious);
        Assert.Equal([null], Read<WithField>("""{"holes":[null]}""").Holes);
    }
#endif

    [Fact]
    public void Source_generated_metadata_refuses_the_same()
    {
        Refuses("[null]", UnfitJson.Default.ListString, "$[0] is null");
        Refuses("""{"a":null}""", UnfitJson.Default.DictionaryStringString, "$.a is null");
        Refuses("""{"names":["a",null]}""", UnfitJson.Default.Lists, "$.names[1] is null");
        Refuses("""{"names":[],"inner":{"names":[null]}}""", UnfitJson.Default.Lists, "$.inner.names[0] is null");
        Refuses("""{"names":null}""", UnfitJson.Default.Lists, "$.names is null");
        Refuses("{}", UnfitJson.Default.Lists, "$.names is missing");
        Refuses("""{"text":"x"}""", TestJson.Default.Banner, "$.size is missing");
        Refuses("""{"text":null,"size":1}""", TestJson.Default.Banner, "$.text is null");
        Assert.Equal(new Banner("x", 1), Result("""{"text":"x","size":1,"ratio":null}""").ValueOr(null!, TestJson.Default.Banner));
        Assert.Equal([1, null], Result("[1,null]").ValueOr(null!, UnfitJson.Default.ListNullableInt32));
#if !PURE_NETSTANDARD
        Assert.Equal(["a", null], Result("""{"names":[],"holes":["a",null]}""").ValueOr(null!, UnfitJson.Default.Lists).Holes);
#endif
    }

    /// <summary>The generated code sets a missing <c>init</c> member to <c>null</c>, and does not run its initializer.</summary>
    [Fact]
    public void A_missing_init_member_of_a_non_nullable_reference_type_gives_the_fallback_with_generated_metadata()
    {
        Assert.Empty(Read<Initialized>("""{"name":"a"}""").Tags);
        Refuses("""{"name":"a"}""", UnfitJson.Default.Initialized, "$.tags is missing");
        Assert.Equal(["x"], Result("""{"name":"a","tags":["x"]}""").ValueOr(null!, UnfitJson.Default.Initialized).Tags);
    }

    /// <summary>As a value of its own, which is what a converter makes of it.</summary>
    [Fact]
    public void Null_is_a_value_where_a_converter_reads_it()
    {
        const string Json = """{"text":"x","extra":null,"element":null,"marks":[null],"mark":null,"converted":null}""";
        foreach (var read in new[] { Read<Readers>(Json), Result(Json).ValueOr(null!, UnfitJson.Default.Readers) })
        {
            Assert.Equal((Value.Null.Instance, JsonValueKind.Null), (read.Extra, read.Element.ValueKind));
            Assert.Equal([new Mark("none")], read.Marks);
            Assert.Equal(new Mark("none"), read.Mark);
            Assert.Equal(["none"], read.Converted);
        }
        Refuses("""{"names":[],"converted":null}""", UnfitJson.Default.Lists, "$.converted is null");
    }

    /// <summary>System.Text.Json reads each of them, so the last one is in use.</summary>
    [Fact]
    public void Of_names_that_differ_by_case_the_last_one_counts() => Refuses<Lists>("""{"names":[],"NAMES":[null]}""", "$.names[0] is null");

#if !PURE_NETSTANDARD
    [Fact]
    public void Annotations_are_read_once_for_all_nulls()
    {
        const int Count = 10_000;
        var nulls = string.Join(",", Enumerable.Repeat("null", Count));
        var rows = string.Join(",", Enumerable.Repeat("[null]", Count));
        Assert.InRange(BytesOf<Lists>("{\"names\":[],\"holes\":[" + nulls + "]}"), 1, Count * 200);
        Assert.InRange(BytesOf<Lists>("{\"names\":[],\"rowsOfHoles\":[" + rows + "]}"), 1, Count * 500);
        Assert.InRange(BytesOf<List<Hole>>("[" + string.Join(",", Enumerable.Repeat("""{"texts":[null]}""", Count)) + "]"), 1, Count * 800);
    }
#endif

#if !PURE_NETSTANDARD
    /// <summary>The metadata of a type are those of the serializer, made once: what is left are the text, its deserialization and two delegates.</summary>
    [Fact]
    public void A_conversion_makes_no_table_of_the_members()
    {
        const string Json = """{"id":"a","age":1,"tags":["x","y"],"flags":{"a":true,"b":false},"friend":{"id":"b","age":2,"tags":["z"],"flags":{}}}""";
        CostsLittleMore("""{"text":"x","size":1}""", TestJson.Default.Banner);
        CostsLittleMore("""{"size":1,"text":"x","ratio":null}""", TestJson.Default.Banner);
        CostsLittleMore(Json, TestJson.Default.Person);
        CostsLittleMore($"[{Json},{Json},{Json}]", UnfitJson.Default.ListPerson);

        // Names that differ from those of the type need one table of the object.
        Assert.InRange(BytesOfMany<Banner>("""{"SIZE":1,"Text":"x"}"""), 1, 900);
        Assert.InRange(BytesOfMany<Banner>("""{"text":"x","size":1,"another":true}"""), 1, 900);
    }

    private static void CostsLittleMore<T>(string json, JsonTypeInfo<T> type)
    {
        var (text, result) = (System.Text.Encoding.UTF8.GetBytes(json), Result(json));
        var most = AllocatedBytes.Of(() => JsonSerializer.Deserialize(text, type)) + (2 * json.Length) + 256;
        Assert.InRange(AllocatedBytes.Of(() => result.ValueOr(default!, type)), 1, most);
        Assert.InRange(BytesOfMany<T>(json), 1, most);
    }

    private static long BytesOfMany<T>(string json)
    {
        var result = Result(json);
        Read<T>(json);
        return AllocatedBytes.Of(() => result.ValueOr<T>(default!));
    }
#endif

    [Fact]
    public void Members_are_no_product_with_properties()
    {
        const int Count = 10_000;
        var members = string.Join(",", Enumerable.Range(0, Count).Select(i => $"\"MEMBER{i}\":1"));
        Assert.InRange(BytesOf<Lists>("{\"NAMES\":[]," + members + "}"), 1, Count * 200);
    }

    private static long BytesOf<T>(string json)
    {
        var result = Result(json);
        Read<T>(json);
        return AllocatedBytes.During(() => result.ValueOr<T>(default!));
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    private static T Read<T>(string json)
    {
        var value = Result(json).ValueOr<T>(default!, out var error);
        Assert.Null(error);
        return value;
    }

    private static void Refuses<T>(string json, string reason)
    {
        Assert.Equal(default, Result(json).ValueOr<T>(default!, out var error));
        Assert.EndsWith(reason + "; the fallback is used", error!.Message, StringComparison.Ordinal);
    }

    private static void Refuses<T>(string json, JsonTypeInfo<T> type, string reason)
    {
        Assert.Equal(default, Result(json).ValueOr(default!, type, out var error));
        Assert.EndsWith(reason + "; the fallback is used", error!.Message, StringComparison.Ordinal);
    }

    private sealed class WithField
    {
        [JsonInclude]
        internal List<string?> Holes = [];
    }
}

public sealed record Lists(List<string> Names, Lists? Inner = null)
{
    public List<List<string>> Rows { get; set; } = [];

    public Dictionary<string, string> Texts { get; set; } = [];

    public string[] Array { get; set; } = [];

    public List<string?> Holes { get; set; } = [];

    public List<List<string?>> RowsOfHoles { get; set; } = [];

    public Dictionary<string, string?> TextsWithHoles { get; set; } = [];

    /// <summary>A list that has its annotation at its own declaration, where it is not read.</summary>
    public OwnList Own { get; set; } = [];

    public int Count { get; init; }

    public string Ignored => "";

    /// <summary>Read by a converter, which decides by itself.</summary>
    [JsonConverter(typeof(NullsAsEmptyConverter))]
    public List<string> Converted { get; set; } = [];

    [JsonIgnore]
    public string Hidden { get; set; } = "";

#nullable disable
    public List<string> Oblivious { get; set; } = [];
#nullable restore
}

public sealed record Hole(List<string?> Texts);

public sealed record Readers(string Text, Value Extra, JsonElement Element, List<Mark> Marks)
{
    public Mark Mark { get; set; } = new("");

    [JsonConverter(typeof(NullAsNoneConverter))]
    public List<string> Converted { get; set; } = [];
}

[JsonConverter(typeof(MarkConverter))]
public sealed record Mark(string Text);

public sealed record Initialized(string Name)
{
    public List<string> Tags { get; init; } = [];

    public string? Note { get; init; }

    public int Size { get; init; }
}

public sealed class NullsAsEmptyConverter : JsonConverter<List<string>>
{
    public override List<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return [.. document.RootElement.EnumerateArray().Select(item => item.GetString() ?? "")];
    }

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options) => throw new NotSupportedException();
}

public sealed class NullAsNoneConverter : JsonConverter<List<string>>
{
    public override bool HandleNull => true;

    public override List<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => [reader.GetString() ?? "none"];

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options) => throw new NotSupportedException();
}

public sealed class MarkConverter : JsonConverter<Mark>
{
    public override bool HandleNull => true;

    public override Mark Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "none");

    public override void Write(Utf8JsonWriter writer, Mark value, JsonSerializerOptions options) => throw new NotSupportedException();
}

public sealed class OwnList : List<string>;

[JsonSerializable(typeof(Lists))]
[JsonSerializable(typeof(Initialized))]
[JsonSerializable(typeof(Readers))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<Person>))]
[JsonSerializable(typeof(List<int?>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class UnfitJson : JsonSerializerContext;

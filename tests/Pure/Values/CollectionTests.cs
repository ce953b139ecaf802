using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Dynamic;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Newtonsoft.Json.Linq;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>Collections, JSON nodes and objects of .NET have the value of their JSON, and what has none is an error.</summary>
public sealed class CollectionTests
{
    private const string Json = """{"s":"x","i":1,"d":1.5,"t":true,"f":false,"n":null,"a":[1,"b",[],{}],"o":{"k":{"l":2}},"date":"2026-02-03T04:05:06.120Z"}""";

    [Fact]
    public void Nodes_of_System_Text_Json()
    {
        using var document = JsonDocument.Parse(Json);
        Same(Json, JsonNode.Parse(Json)!);
        Same(Json, document);
        Same(Json, document.RootElement);
        Same(Json, JsonSerializer.SerializeToNode(document.RootElement)!);
        Same("""{"a":["2026-02-03T04:05:06.000Z","9007199254740993",{"value":1}]}""", new JsonObject
        {
            ["a"] = new JsonArray(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), Beyond, JsonSerializer.SerializeToNode(new Holder(1), Camel)),
        });
        Same("\"x\"", JsonValue.Create("x"));
        Same("{}", new JsonObject());
        Same("[]", new JsonArray());
    }

    /// <summary>Numbers of a node have no .NET type, so an integer that a double does not keep is taken for an id.</summary>
    [Theory]
    [InlineData("12345678901234567", "\"12345678901234567\"")]
    [InlineData("-9007199254740993", "\"-9007199254740993\"")]
    [InlineData("9007199254740993", "\"9007199254740993\"")]
    [InlineData("100000000000000000000000", "\"100000000000000000000000\"")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("-9007199254740992", "-9007199254740992")]
    [InlineData("12345678901234567e1", "123456789012345660")]
    [InlineData("12345678901234567.5", "12345678901234568")]
    [InlineData("1E+17", "100000000000000000")]
    [InlineData("26", "26")]
    public void Large_integers_of_nodes_keep_their_digits(string number, string expected)
    {
        var (json, same) = ($"{{\"id\":{number},\"in\":[{{\"id\":{number}}}]}}", $"{{\"id\":{expected},\"in\":[{{\"id\":{expected}}}]}}");
        using var document = JsonDocument.Parse(json);
        Same(same, document);
        Same(same, document.RootElement);
        Same(same, JsonNode.Parse(json)!);
        Same($"{{\"e\":{same},\"d\":{same},\"n\":{same},\"o\":{same},\"v\":{expected},\"none\":null,\"undefined\":null}}", new
        {
            E = (JsonElement?)document.RootElement,
            D = document,
            N = JsonNode.Parse(json),
            O = (object)document.RootElement,
            V = JsonNode.Parse(number)!.AsValue(),
            None = (JsonElement?)null,
            Undefined = default(JsonElement),
        });
        Assert.Equal(same, Attributes.From(document.RootElement).ToString());
        Assert.Equal(same, Attributes.From(document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value)).ToString());
        Assert.Equal(same, Attributes.FromObject(document.RootElement, new JsonSerializerOptions()).ToString());
    }

    /// <summary>JSON text is read as JavaScript reads it, also by the serializer.</summary>
    [Fact]
    public void Large_integers_of_text_are_numbers()
    {
        Assert.Equal("12345678901234568", JsonSerializer.Deserialize<Value>("12345678901234567")!.ToJson());
        Assert.Equal("""{"id":12345678901234568}""", JsonSerializer.Deserialize<Attributes>("""{"id":12345678901234567}""")!.ToString());
        Assert.Equal("""{"value":100000000000000000,"number":100000000000000000}""", Value.From(new { Value = 1e17, Number = new Value.Number(1e17) }).ToJson());
    }

    /// <summary>The attributes of the official C# SDK.</summary>
    [Fact]
    public void Tokens_of_Newtonsoft()
    {
        Same(Json, JObject.Parse(Json));
        Assert.Equal(Given.Attributes(Json), Attributes.From(JObject.Parse(Json)));
        Same("""["x"]""", new JArray("x"));
        Same("{}", new JObject());
        Same("[]", new JArray());
        var scalars = new (JToken Token, string Json)[]
        {
            (new JValue("x"), "\"x\""), (new JValue(1L), "1"), (new JValue(ulong.MaxValue), "\"18446744073709551615\""), (new JValue(1.5), "1.5"), (new JValue(0.1f), "0.1"),
            (new JValue(0.1m), "0.1"), (new JValue(true), "true"), (new JValue('c'), "\"c\""), (JValue.CreateNull(), "null"), (JValue.CreateUndefined(), "null"),
            (new JValue(new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc)), "\"2026-02-03T04:05:06.000Z\""),
            (new JValue(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(1))), "\"2026-02-03T03:05:06.000Z\""),
            (new JValue(new TimeSpan(1, 2, 3)), "\"01:02:03\""), (new JValue(Guid.Empty), "\"00000000-0000-0000-0000-000000000000\""),
            (new JValue(new Uri("https://a.example/")), "\"https://a.example/\""), (new JValue((object)new byte[] { 1, 2 }), "\"AQI=\""), (new JValue(new BigInteger(Beyond)), "\"9007199254740993\""),
        };
        foreach (var (token, json) in scalars)
            Same(json, token);
    }

    [Fact]
    public void Dictionaries_of_every_kind()
    {
        Same("""{"a":1}""", new Dictionary<string, int> { ["a"] = 1 });
        Same("""{"a":1}""", new ReadOnly<int>(new() { ["a"] = 1 }));
        Same("""{"a":[1]}""", new ReadOnly<int[]>(new() { ["a"] = [1] }));
        Same("""{"a":"b"}""", new ReadOnly<string>(new() { ["a"] = "b" }));
        Same("{}", new ReadOnly<int>([]));
        Same("""{"a":1}""", new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 }));
        Same("""{"a":1}""", ImmutableDictionary<string, int>.Empty.Add("a", 1));
        Same("""{"a":1}""", new ConcurrentDictionary<string, int> { ["a"] = 1 });
        Same("""{"a":1}""", new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary());
        Same("""{"a":1}""", new Hashtable { ["a"] = 1 });
        Same("""{"a":1}""", new ListDictionary { ["a"] = 1 });
        Same("""{"1":"x"}""", new Dictionary<int, string> { [1] = "x" });
        Same("""{"2026-02-03T04:05:06.000Z":1}""", new Dictionary<DateTime, int> { [new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc)] = 1 });
        Same("""{"Friday":1}""", new Dictionary<DayOfWeek, int> { [DayOfWeek.Friday] = 1 });
        Same("""{"9007199254740993":1}""", new Dictionary<long, int> { [Beyond] = 1 });
        Same("""{"a":{"b":1}}""", Expando());
        Same("""{"a":"1","b":["2","3"],"":"4"}""", new NameValueCollection { { "a", "1" }, { "b", "2" }, { "b", "3" }, { null, "4" } });
        Same("""{"a":1,"b":{"value":2}}""", new KeyValuePair<string, object>[] { new("a", 1), new("b", new Holder(2)) });
    }

    [Fact]
    public void Headers_and_queries_of_requests()
    {
        var texts = new Dictionary<string, StringValues> { ["one"] = "1", ["two"] = new(["1", "2"]), ["none"] = StringValues.Empty };
        const string expected = """{"one":"1","two":["1","2"],"none":null}""";
        Same(expected, new HeaderDictionary(texts));
        Same(expected, new QueryCollection(texts));
        Same(expected, new FormCollection(texts));
        Same("{}", new QueryCollection());
        Same("\"1\"", new StringValues("1"));
        IHeaderDictionary headers = new HeaderDictionary(texts);
        IQueryCollection query = new QueryCollection(texts);
        Assert.Equal(Given.Attributes(expected), Attributes.From(headers));
        Assert.Equal(Given.Attributes(expected), Attributes.From(query));
        Assert.Equal(Given.Value(expected), Attributes.FromObject(new { query })["query"]);
    }

    [Fact]
    public void Sequences()
    {
        Same("[1,null]", new List<int?> { 1, null });
        Same("[1,2]", Enumerable.Range(1, 2));
        Same("[1,2]", ImmutableArray.Create(1, 2));
        Same("[1,2]", new ArraySegment<int>([0, 1, 2], 1, 2));
        Same("[[1],[2]]", new[] { new[] { 1 }, [2] });
        Same("""["Friday"]""", new[] { DayOfWeek.Friday });
        Same("[]", new ArrayList());
    }

    [Fact]
    public void Objects_with_properties_or_fields()
    {
        Same("""{"value":1}""", new Holder(1));
        Same("""{"id":"1","seen":"2026-02-03T04:05:06.000Z","day":"Friday","number":"9007199254740993"}""", new
        {
            Id = "1",
            Seen = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
            Day = DayOfWeek.Friday,
            Number = Beyond,
        });
        Same("""{"item1":1,"item2":"a"}""", Tuple.Create(1, "a"));
        Same("""{"item1":1,"item2":"a"}""", (1, "a"));
        Same("""{"inner":{"item1":1,"item2":"a"}}""", new { Inner = (1, "a") });
    }

    /// <summary>The options of the caller name and convert; what they leave open is as everywhere.</summary>
    [Fact]
    public void Serializers_of_the_caller_write_the_same_scalars_unless_they_have_converters()
    {
        var visit = new Visit(new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc), DayOfWeek.Friday, Beyond, Mood.Happy, Other: -Beyond);
        const string scalars = """{"Seen":"2026-02-03T04:05:06.000Z","Day":"Friday","Number":"9007199254740993","Mood":"Happy","Left":null,"Other":"-9007199254740993","Before":null}""";
        Assert.Equal(scalars, Attributes.FromObject(visit, new JsonSerializerOptions()).ToString());
        Assert.Equal(scalars, Attributes.From(visit, CollectionJson.Default.Visit).ToString());
        Assert.Equal("""{"seen":"2026-02-03T04:05:06.000Z","day":"Friday","number":"9007199254740993","mood":"Happy","left":null,"other":"-9007199254740993","before":null}""", Attributes.FromObject(visit).ToString());
        var own = new JsonSerializerOptions { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) } };
        Assert.Equal("FRIDAY", Attributes.FromObject(visit, own)["Day"]);
        var bare = JsonMetadataServices.CreateValueInfo<Attributes>(new JsonSerializerOptions { TypeInfoResolver = CollectionJson.Default }, new AttributesConverter());
        Assert.Equal("""{"own":1}""", Attributes.From(Attributes.Empty, bare).ToString());
    }

    /// <summary>Paths, objects and reasons. Not the data of a theory: its runner prints the objects, which are cyclic.</summary>
    private static (string Path, object Source, string Reason)[] Impossible()
    {
        var list = new List<object?> { 1 };
        list.Add(list);
        var members = new Dictionary<string, object?>();
        members["self"] = members;
        var poco = new Cyclic();
        poco.Items.Add(poco);
        return
        [
            ("[1]", list, "it contains itself"),
            (".self", members, "it contains itself"),
            (".items[0]", poco, "it contains itself"),
            (".tree[0]", new { Tree = new Tree(poco) }, "not converted"),
            ("", () => 1, "convert it to text"),
            ("", Task.FromResult(1), "await it, and give its result"),
            ("", typeof(int), "RuntimeType"),
            ("", Later(), "async"),
            ("", new object(), "it has no public properties"),
            ("", new Throwing(), "no luck"),
            (".a", new { A = new object() }, "it has no public properties"),
            (".b[0]", new { A = (object)1, B = new List<object> { new() } }, "it has no public properties"),
            (".a", new { A = Task.FromResult(1) }, "await it, and give its result"),
            (".a", new { A = (Func<int>)(() => 1) }, "convert it to text"),
            (".a", new { A = CancellationToken.None }, "convert it to text"),
            ("", CancellationToken.None, "convert it to text"),
            ("", new JProperty("a", 1), "it is a member without its object"),
            (".a", new Dictionary<string, object> { ["a"] = new JRaw("{\"a\":1}") }, "it is JSON text; parse it"),
            ("", new JConstructor("Date", 1), "it is no JSON"),
            ("[0]", new JArray(JValue.CreateComment("a")), "it is no JSON"),
            ("", default(ImmutableArray<int>), ""),
            (".a", new Dictionary<string, object> { ["a"] = Fails() }, "no more"),
            ("", new Unopened(), "no start"),
            ("", FailsAsValues(), "no more"),
            ("", new UnopenedTable(), "no start"),
            ("", new UnopenedNames(), "no start"),
            (".k", new[] { new UnopenedGroup() }, "no start"),
            (".a", new Dictionary<string, object> { ["a"] = new object() }, "it has no public properties"),
            ("", new int[,] { { 1, 2 }, { 3, 4 } }, "it has several dimensions; pass an array of arrays"),
            (".m", new Dictionary<string, object> { ["m"] = new string[1, 1, 1] }, "it has several dimensions; pass an array of arrays"),
            ("", System.Net.IPAddress.Loopback, "; pass its text, or an object with the members that conditions use"),
            ("[0].b", new object[] { new Dictionary<string, object> { ["b"] = new object() } }, "it has no public properties"),
            ("", JsonValue.Create(new Throwing(), (JsonTypeInfo<Throwing>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Throwing)))!, "no luck"),
        ];
    }

    [Fact]
    public void An_object_without_a_value_is_an_error_that_names_the_attribute_and_its_type()
    {
        foreach (var (path, source, reason) in Impossible())
        {
            var attempt = Record.Exception(() => Attributes.From(new Dictionary<string, object?> { ["ok"] = 1, ["x"] = source }));
            Assert.True(attempt is ArgumentException, $"{source.GetType()} at `{path}`: {attempt?.ToString() ?? "no exception"}");
            var thrown = (ArgumentException)attempt!;
            Assert.StartsWith($"the attribute \"x{path}\" of type ", thrown.Message, StringComparison.Ordinal);
            Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
            if (path.Length == 0)
                Assert.Contains($"of type {source.GetType()} has no JSON value", thrown.Message, StringComparison.Ordinal);
            Assert.InRange(thrown.Message.Length, 0, 600);
            Assert.Throws<ArgumentException>(() => Value.From(source));
        }
    }

    [Fact]
    public void Keys_of_members_are_texts_of_scalars()
    {
        Assert.Equal("""{"days":{"Friday":1},"at":{"2026-02-03T04:05:06.000Z":2}}""", Attributes.FromObject(new
        {
            Days = new Dictionary<DayOfWeek, int> { [DayOfWeek.Friday] = 1 },
            At = new Dictionary<DateTime, int> { [new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc)] = 2 },
        }).ToString());
        Same("""{"":1,"1.5":2}""", new List<KeyValuePair<object?, int>> { new(null, 1), new(1.5, 2) });
    }

    [Fact]
    public void A_collection_that_occurs_twice_is_no_cycle()
    {
        var shared = new[] { 1 };
        Same("[[1],[1]]", new[] { shared, shared });
    }

    [Fact]
    public void Attributes_of_something_else_than_an_object_are_an_error()
    {
        Assert.Equal("attributes are a JSON object, and the JSON of System.Int32 is 17 (Parameter 'source')", Assert.Throws<ArgumentException>(() => Attributes.FromObject(17)).Message);
        Assert.Throws<ArgumentException>(() => Attributes.FromObject(new[] { 1 }, new JsonSerializerOptions()));
        Assert.Throws<ArgumentException>(() => Attributes.From([1], Api.TestJson.Default.Int32Array));
        Assert.Throws<ArgumentException>(() => Attributes.FromObject(new JArray(1)));
    }

    /// <summary>As JSON has no text for them, ECMAScript writes null.</summary>
    [Fact]
    public void Infinities_and_NaN_are_null_in_every_place()
    {
        object[] numbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, float.NaN, float.PositiveInfinity,
#if !PURE_NETSTANDARD
            Half.NaN,
#endif
        ];
        foreach (var number in numbers)
        {
            Assert.Equal("""{"a":null}""", Attributes.From(new Dictionary<string, object?> { ["a"] = number }).ToString());
            Assert.Equal("""{"a":null}""", Attributes.FromObject(new { A = number }).ToString());
        }
        Assert.Equal("""{"a":null,"b":[null,1.5],"c":null}""", Attributes.FromObject(new { A = double.NaN, B = new[] { float.NaN, 1.5f }, C = (double?)double.PositiveInfinity }).ToString());
    }

    [Fact]
    public void Groups_are_members_by_their_keys()
    {
        var groups = new[] { 1, 2, 3 }.ToLookup(number => number % 2 == 0 ? "even" : "odd");
        Same("""{"odd":[1,3],"even":[2]}""", groups);
        Same("""{"odd":[1,3],"even":[2]}""", new[] { 1, 2, 3 }.GroupBy(number => number % 2 == 0 ? "even" : "odd"));
        Same("""{"groups":{"odd":[1,3],"even":[2]}}""", new { Groups = groups });
    }

    [Fact]
    public void Members_that_are_declared_as_objects_have_the_value_of_their_own_type() => Same(
        """{"a":{"value":1},"b":[1,"x",{"value":2}],"c":null,"d":{"e":1.5}}""",
        new { A = (object)new Holder(1), B = new object[] { 1, "x", new Holder(2) }, C = (object?)null, D = new Dictionary<string, object> { ["e"] = 1.5 } });

    [Fact]
    public void A_context_that_only_serialises_writes_with_its_own_metadata() =>
        Assert.Equal("""{"Value":1}""", Attributes.From(new Written(1), FastPathJson.Default.Written).ToString());

    private static IEnumerable<int> Fails()
    {
        yield return 1;
        throw new InvalidOperationException("no more");
    }

    private static IEnumerable<KeyValuePair<string, Value>> FailsAsValues()
    {
        yield return new("a", 1);
        throw new InvalidOperationException("no more");
    }

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    private const long Beyond = (1L << 53) + 1;

    private static void Same<T>(string json, T source)
    {
        var type = source!.GetType();
        Assert.Equal((type, json), (type, Value.From(source).ToJson()));
        Assert.Equal((type, json), (type, Attributes.From(new Dictionary<string, object?> { ["x"] = source })["x"].ToJson()));
        if (json[0] == '{')
            Assert.Equal((type, json), (type, Attributes.FromObject(source).ToString()));
    }

    private static ExpandoObject Expando()
    {
        var inner = new ExpandoObject();
        ((IDictionary<string, object?>)inner)["b"] = 1;
        var outer = new ExpandoObject();
        ((IDictionary<string, object?>)outer)["a"] = inner;
        return outer;
    }

    private static async IAsyncEnumerable<int> Later()
    {
        await Task.Yield();
        yield return 1;
    }

    private sealed record Holder(int Value);

    private sealed class Cyclic
    {
        public List<object> Items { get; } = [];
    }

    /// <summary>A sequence of its own kind that holds objects too.</summary>
    private sealed class Tree(params object[] items) : IEnumerable<IEnumerable>
    {
        public IEnumerator<IEnumerable> GetEnumerator() => Enumerable.Empty<IEnumerable>().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
    }

    private sealed class Unopened : IEnumerable<KeyValuePair<string, object?>>
    {
        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => throw new InvalidOperationException("no start");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class UnopenedTable : Hashtable
    {
        public override IDictionaryEnumerator GetEnumerator() => throw new InvalidOperationException("no start");
    }

    private sealed class UnopenedNames : NameValueCollection
    {
        public override IEnumerator GetEnumerator() => throw new InvalidOperationException("no start");
    }

    private sealed class UnopenedGroup : IGrouping<string, int>
    {
        public string Key => "k";

        public IEnumerator<int> GetEnumerator() => throw new InvalidOperationException("no start");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Throwing
    {
        public int Bad => throw new InvalidOperationException("no luck");
    }

    private sealed class AttributesConverter : System.Text.Json.Serialization.JsonConverter<Attributes>
    {
        public override Attributes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Attributes.Empty;

        public override void Write(Utf8JsonWriter writer, Attributes value, JsonSerializerOptions options) => writer.WriteRawValue("""{"own":1}""");
    }

    /// <summary>A dictionary that is nothing but read-only.</summary>
    private sealed class ReadOnly<T>(Dictionary<string, T> members) : IReadOnlyDictionary<string, T>
    {
        public int Count => members.Count;

        public IEnumerable<string> Keys => members.Keys;

        public IEnumerable<T> Values => members.Values;

        public T this[string key] => members[key];

        public bool ContainsKey(string key) => members.ContainsKey(key);

        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) => members.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => members.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

public sealed record Visit(DateTime Seen, DayOfWeek Day, long Number, Mood? Mood, DateTime? Left = null, long? Other = null, Mood? Before = null);

public enum Mood
{
    Sad,
    Happy,
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Visit))]
public sealed partial class CollectionJson : System.Text.Json.Serialization.JsonSerializerContext;

public sealed record Written(int Value);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(GenerationMode = System.Text.Json.Serialization.JsonSourceGenerationMode.Serialization)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Written))]
public sealed partial class FastPathJson : System.Text.Json.Serialization.JsonSerializerContext;

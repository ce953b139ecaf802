using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>Attributes from any source are the same immutable JSON object.</summary>
public class AttributesTests
{
    private const string Json = """{"id":"u-1","age":26,"premium":true,"nothing":null,"tags":["a","b"],"device":{"os":"ios"}}""";

    private static readonly Attributes Expected = Given.Attributes(Json);

    [Fact]
    public void From_json_text_utf8_and_elements()
    {
        Assert.Equal(Expected, Attributes.Parse(System.Text.Encoding.UTF8.GetBytes(Json)).Value);
        using var document = JsonDocument.Parse(Json);
        Assert.Equal(Expected, Attributes.From(document.RootElement));
        Assert.Equal(Attributes.Empty, Attributes.From(default(JsonElement)));
        Assert.Equal(Json, Expected.ToString());
    }

    /// <summary>A <c>long</c> of .NET keeps its digits as a string, which hashes otherwise than the number that JSON text has.</summary>
    [Fact]
    public void An_integer_of_json_text_that_loses_digits_is_a_warning()
    {
        foreach (var (digits, read) in new[]
        {
            ("12345678901234567", "12345678901234568"), ("-9007199254740993", "-9007199254740992"), ("18446744073709551615", "18446744073709552000"),
            ("100000000000000000000000", "1e+23"), ("1" + new string('2', 400), "Infinity"),
        })
        {
            var (attributes, errors) = Attributes.Parse("""{"id":"u-1","device":{"serials":[1,""" + digits + "]}}");
            Assert.Equal(read, attributes["device"]["serials"][1] is Value.Number number ? EcmaNumber.ToText(number.Content) : "");
            var error = Assert.Single(errors);
            Assert.Equal((ErrorSeverity.Warning, "$.device.serials[1]"), (error.Severity, error.Path));
            Assert.StartsWith("the integer " + digits[..16], error.Message, StringComparison.Ordinal);
            Assert.EndsWith($"is read as {read}, as JavaScript reads it; write an id as a string", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal("12345678901234567", new Attributes { ["id"] = 12345678901234567L }["id"].AsString());
    }

    [Fact]
    public void Each_reader_of_attributes_warns_of_lost_digits()
    {
        const string attributes = """{"id":12345678901234567,"seats":3}""";
        IsWarning("$.id", Attributes.Parse(attributes).Errors);
        IsWarning("$.attributes.id", Context.Parse($"{{\"attributes\":{attributes}}}", Payload.Empty).Errors);
        IsWarning("$.attributeOverrides.id", Context.Parse($"{{\"attributeOverrides\":{attributes}}}", Payload.Empty).Errors);
        // Numbers outside of the context are those of a payload and of results, which other SDKs write too.
        IsWarning("$.context.attributes.id", EvaluationRecord.Parse($"{{\"id\":12345678901234567,\"context\":{{\"attributes\":{attributes}}},\"feature\":\"f\"}}", Payload.Empty).Errors);

        static void IsWarning(string path, System.Collections.Immutable.ImmutableArray<PayloadError> errors) =>
            Assert.Equal((ErrorSeverity.Warning, path), (Assert.Single(errors) is var error ? error.Severity : default, error.Path));
    }

    [Theory]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740994")]
    [InlineData("1234567890123456")]
    [InlineData("10000000000000000000000")] // 10^22 is exact, and 10^23 is not
    [InlineData("-1200000000000000000000")]
    [InlineData("-9223372036854775808")]
    [InlineData("-9223372036854776000")] // as JavaScript writes it
    [InlineData("0.12345678901234567891")]
    [InlineData("12345678901234567e1")]
    [InlineData("12345678901234567E+1")]
    [InlineData("\"12345678901234567\"")]
    public void A_number_that_keeps_its_digits_or_is_no_integer_is_none(string json) => Assert.Empty(Attributes.Parse("{\"id\":" + json + "}").Errors);

    [Fact]
    public void From_a_collection_initializer_with_implicit_conversions()
    {
        var attributes = new Attributes
        {
            ["id"] = "u-1",
            ["age"] = 26,
            ["premium"] = true,
            ["nothing"] = (string?)null,
            ["tags"] = new[] { "a", "b" },
            ["device"] = Given.Value("""{"os":"ios"}"""),
        };
        Assert.Equal(Expected, attributes);
        Assert.Equal(Expected.GetHashCode(), attributes.GetHashCode());
        Assert.Equal(
            """{"l":1,"d":1.5,"m":0.1,"i":[1,2],"n":[1.5],"v":[1,null],"ns":null,"ni":null,"nd":null,"nv":null}""",
            new Attributes
            {
                ["l"] = 1L,
                ["d"] = 1.5,
                ["m"] = 0.1m,
                ["i"] = new[] { 1, 2 },
                ["n"] = new[] { 1.5 },
                ["v"] = new Value?[] { 1, null },
                ["ns"] = (string[]?)null,
                ["ni"] = (int[]?)null,
                ["nd"] = (double[]?)null,
                ["nv"] = (Value?[]?)null,
            }.ToString());
    }

    [Fact]
    public void From_a_dictionary_of_objects()
    {
        using var document = JsonDocument.Parse("""{"os":"ios"}""");
        var attributes = Attributes.From(new Dictionary<string, object?>
        {
            ["id"] = "u-1",
            ["age"] = 26,
            ["premium"] = true,
            ["nothing"] = null,
            ["tags"] = new ArrayList { "a", 'b' },
            ["device"] = document.RootElement,
        });
        Assert.Equal(Expected, attributes);
    }

    [Theory]
    [UnderCultures]
    public void Every_kind_of_collection_in_a_dictionary_has_its_value_in_any_culture(string culture)
    {
        using var here = new CultureScope(culture);
        var cases = new (object? Source, string Json)[]
        {
            (double.NaN, "null"), (double.PositiveInfinity, "null"),
            (Given.Value("""{"a":[1]}"""), """{"a":[1]}"""), (new List<object?> { 1, null, new[] { "x" } }, """[1,null,["x"]]"""),
            (new Dictionary<string, object?> { ["a"] = new Dictionary<string, object?> { ["b"] = 1.5 } }, """{"a":{"b":1.5}}"""),
            (new Dictionary<string, int> { ["a"] = 1 }, """{"a":1}"""), (new Dictionary<string, string> { ["a"] = "b" }, """{"a":"b"}"""),
            (new Dictionary<string, Value> { ["a"] = 1 }, """{"a":1}"""), (new SortedList<double, bool> { [1.5] = true }, """{"1.5":true}"""),
            (new Hashtable { [new Nameless()] = 1 }, """{"":1}"""), (new Attributes { ["a"] = 1 }, """{"a":1}"""),
            (new HashSet<string> { "a" }, """["a"]"""), (JsonDocument.Parse("[1]").RootElement, "[1]"), (default(JsonElement), "null"),
        };
        foreach (var (source, json) in cases)
            Assert.Equal((source?.GetType(), json), (source?.GetType(), Attributes.From([new KeyValuePair<string, object?>("x", source)])["x"].ToJson()));
        Assert.Equal(culture, CultureInfo.CurrentCulture.Name);
    }

    [Fact]
    public void From_an_object_by_reflection_and_by_a_source_generated_serialiser()
    {
        var person = new Person { Id = "u-1", Age = 3, Tags = ["x"], Flags = { ["Beta"] = true } };
        const string expected = """{"id":"u-1","age":3,"tags":["x"],"flags":{"Beta":true},"friend":null}""";
        Assert.Equal(expected, Attributes.FromObject(person).ToString());
        Assert.Equal(expected, Attributes.From(person, TestJson.Default.Person).ToString());
        Assert.Equal("""{"Id":"1"}""", Attributes.FromObject(new { Id = "1" }, new JsonSerializerOptions()).ToString());
        Assert.Equal(Attributes.Empty, Attributes.FromObject<Person?>(null));
    }

    [Fact]
    public void From_values_the_last_of_a_name_counts()
    {
        Assert.Equal(Given.Attributes("""{"a":2}"""), Attributes.From([new KeyValuePair<string, Value>("a", 1), new KeyValuePair<string, Value>("a", 2)]));
        Assert.Equal(Expected, Attributes.From(Expected.Members));
    }

    [Fact]
    public void They_are_a_dictionary()
    {
        Assert.Equal(6, Expected.Count);
        Assert.Equal(["id", "age", "premium", "nothing", "tags", "device"], Expected.Keys);
        Assert.Equal("u-1", Expected.Values.First());
        Assert.True(Expected.ContainsKey("nothing"));
        Assert.False(Expected.ContainsKey("device.os"));
        Assert.True(Expected.TryGetValue("age", out var age));
        Assert.Equal(26, age);
        Assert.False(Expected.TryGetValue("x", out _));
        Assert.Equal(Value.Null.Instance, Expected["x"]);
        var untyped = ((IEnumerable)Expected).GetEnumerator();
        Assert.True(untyped.MoveNext());
        Assert.Equal("id", ((KeyValuePair<string, Value>)untyped.Current!).Key);
    }

    [Fact]
    public void With_makes_new_ones_and_leaves_the_old_as_they_are()
    {
        var before = Given.Attributes("""{"a":1,"b":2}""");
        Assert.Equal("""{"a":1,"b":3}""", before.With("b", 3).ToString());
        Assert.Equal("""{"a":5,"b":2,"c":6}""", before.With(Given.Attributes("""{"a":5,"c":6}""")).ToString());
        Assert.Same(before, before.With(Attributes.Empty));
        Assert.Same(before, Attributes.Empty.With(before));
        Assert.Equal("""{"a":1,"b":2}""", before.ToString());
    }

    [Fact]
    public void They_are_equal_by_their_members_in_any_order()
    {
        Assert.Equal(Given.Attributes("""{"a":1,"b":[2]}"""), Given.Attributes("""{"b":[2],"a":1}"""));
        Assert.NotEqual(Given.Attributes("""{"a":1}"""), Given.Attributes("""{"a":2}"""));
        Assert.NotEqual(Given.Attributes("""{"a":1}"""), Given.Attributes("""{"b":1}"""));
        Assert.NotEqual(Given.Attributes("""{"a":1}"""), Given.Attributes("""{"a":1,"b":1}"""));
        Assert.False(Expected.Equals(null));
        Assert.False(Expected.Equals((object)"x"));
    }

    private sealed class Nameless
    {
        public override string? ToString() => null;
    }
}

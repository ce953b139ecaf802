using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>A struct with a constructor is read as a record is, although System.Text.Json does not call the constructor of a struct.</summary>
public sealed class StructRecordTests
{
    private const string Reason = "is not a value of type ";

    [Fact]
    public void A_missing_member_gives_the_fallback()
    {
        Refuses("""{"max":5,"unti":"GB"}""", new Limits(1, "MB"), "$.unit is missing");
        Refuses("{}", new Limits(1, "MB"), "$.max is missing");
        Refuses("""{"amount":1.5}""", new Money(9, "EUR"), "$.currency is missing");
        Refuses<Money?>("""{"amount":1.5}""", new Money(9, "EUR"), "$.currency is missing");
        Refuses("""{"value":1}""", new Plain(3), "$.size is missing, and its default is not used: System.Text.Json calls the constructor of a struct only with [JsonConstructor]");
    }

    [Fact]
    public void A_missing_member_within_gives_the_fallback()
    {
        Refuses<Limits[]>("""[{"max":1,"unit":"GB"},{"max":5}]""", [], "$[1].unit is missing");
        Refuses<List<Limits>>("""[{"max":5}]""", [], "$[0].unit is missing");
        Refuses<ImmutableArray<Money?>>("""[null,{"amount":5}]""", [], "$[1].currency is missing");
        Refuses<Dictionary<string, Limits>>("""{"a":{"max":5}}""", [], "$.a.unit is missing");
        Refuses("""{"price":{"amount":5},"cap":null}""", new Order(default, null), "$.price.currency is missing");
        Refuses("""{"price":{"amount":5,"currency":"EUR"},"cap":{"max":1}}""", new Order(default, null), "$.cap.unit is missing");
        Refuses("""{"inner":{"max":1}}""", new Outer(default), "$.inner.unit is missing");
    }

    [Fact]
    public void Null_gives_the_fallback_where_the_type_does_not_allow_it()
    {
        Assert.Equal(new Limits(1, "MB"), Read("""{"max":5,"unit":null}""", new Limits(1, "MB"), out var error));
        Assert.NotNull(error);
        Assert.Equal(new Money(9, "EUR"), Read<Money?>("""{"amount":5,"currency":null}""", new Money(9, "EUR"), out error));
        Assert.NotNull(error);
    }

    [Fact]
    public void A_whole_object_fits()
    {
        Fits(new Limits(5, "GB"), """{"unit":"GB","max":5,"more":true}""");
        Fits(new Limits(5, "GB"), """{"UNIT":"GB","Max":5}""");
        Fits<Money?>(new Money(1.5m, "EUR"), """{"amount":1.5,"currency":"EUR"}""");
        Fits(new Order(new(1, "EUR"), new(2, "GB")), """{"price":{"amount":1,"currency":"EUR"},"cap":{"max":2,"unit":"GB"}}""");
        Fits(new Order(new(1, "EUR"), null), """{"price":{"amount":1,"currency":"EUR"},"cap":null}""");
    }

    [Fact]
    public void A_missing_member_with_a_default_has_it()
    {
        Fits(new WithDefaults(1), """{"a":1}""");
        Fits(new WithDefaults(1, 7, "x", Level.Low, null), """{"a":1,"b":7,"c":"x","level":"Low","other":null}""");
        Assert.Equal([new WithDefaults(1), new WithDefaults(2, 8)], Read<List<WithDefaults>>("""[{"a":1},{"a":2,"b":8}]""", [], out _));
        Fits(new ZeroDefault(1), """{"a":1}""");
        Refuses("""{"b":1}""", new WithDefaults(3), "$.a is missing");
    }

    [Fact]
    public void Values_share_nothing_that_the_constructor_makes()
    {
        Read("""{"name":"a"}""", default(Tagged), out _).Tags.Add("x");
        Assert.Empty(Read("""{"name":"b"}""", default(Tagged), out _).Tags);
    }

    [Fact]
    public void A_missing_member_has_the_default_that_the_constructor_makes_of_its_parameter()
    {
        Fits(new Normalised(0), """{}""");
        Assert.Equal((1, "none"), (Read("""{}""", default(Normalised), out _).Max, Read("""{}""", default(Normalised), out _).Name));
    }

    [Fact]
    public void A_default_of_a_native_integer_is_read() => Fits(new Native(1), """{"a":1}""");

    [Fact]
    public void A_struct_whose_constructor_takes_a_span_is_read_as_before() => Fits(new OfSpan { Name = "a" }, """{"name":"a"}""");

    [Fact]
    public void A_member_without_setter_gives_the_fallback_with_the_mend()
    {
        Refuses("""{"percent":5}""", new ReadOnly(1), "$.percent has no setter: System.Text.Json calls the constructor of a struct only with [JsonConstructor]");
        Fits(new Annotated(5), """{"percent":5}""");
    }

    [Fact]
    public void Own_options_and_generated_metadata_refuse_the_same()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Assert.Equal(default, Result("""{"max":5,"unti":"GB"}""").ValueOr(default(Limits), out var error, options));
        Assert.Contains("$.unit is missing", error!.Message, StringComparison.Ordinal);
        Result("""{"a":1}""").ValueOr(default(WithDefaults), out error, options);
        Assert.Contains("$.b is missing, and its default is not used: System.Text.Json calls", error!.Message, StringComparison.Ordinal);
        Assert.Equal(new ZeroDefault(1), Result("""{"a":1}""").ValueOr(default(ZeroDefault), out _, options));

        Assert.Equal(default, Result("""{"max":5,"unti":"GB"}""").ValueOr(default, StructJson.Default.Limits, out error));
        Assert.Contains("$.unit is missing", error!.Message, StringComparison.Ordinal);
        Assert.Equal(default, Result("""{"currency":"EUR"}""").ValueOr(default, StructJson.Default.Money, out error));
        Assert.Contains("$.amount is missing", error!.Message, StringComparison.Ordinal);
        Result("""[{"price":{"amount":5}}]""").ValueOr([], StructJson.Default.ListOrder, out error);
        Assert.Contains("$[0].price.currency is missing", error!.Message, StringComparison.Ordinal);
        Assert.Equal(new Money(5, "EUR"), Result("""{"amount":5,"currency":"EUR"}""").ValueOr(default, StructJson.Default.Money, out error));
        Assert.Null(error);
        Result("""{"a":1}""").ValueOr(default, StructJson.Default.WithDefaults, out error);
        Assert.Contains("$.b is missing", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_structs_are_read_as_before()
    {
        Fits(new Settable { A = 1 }, """{"a":1}""");
        Fits(new TwoConstructors { A = 1 }, """{"a":1}""");
        Fits(new OwnDefault { A = 1 }, """{"a":1}""");
        Fits(KeyValuePair.Create("a", 1), """{"key":"a","value":1}""");
        Fits(new Annotated(3), "{}");
        Fits<List<DateTime>>([new(2026, 1, 2)], """["2026-01-02T00:00:00"]""");
        Assert.Equal([1, 2], Read<ImmutableArray<int>>("[1,2]", [], out _).ToArray());
        var fields = new JsonSerializerOptions(JsonSerializerDefaults.Web) { IncludeFields = true };
        Assert.Equal((1, null), Result("""{"item1":1}""").ValueOr((0, (string?)"x"), out var error, fields));
        Assert.Null(error);
    }

#if !PURE_NETSTANDARD
    [Fact]
    public void The_constructor_is_looked_up_once()
    {
        const string Json = """{"max":5,"unit":"GB"}""";
        var (text, result) = (System.Text.Encoding.UTF8.GetBytes(Json), Result(Json));
        var most = AllocatedBytes.Of(() => JsonSerializer.Deserialize(text, StructJson.Default.Limits)) + (2 * Json.Length) + 256;
        Assert.InRange(AllocatedBytes.Of(() => result.ValueOr(default, StructJson.Default.Limits)), 1, most);
    }
#endif

    private static void Fits<T>(T expected, string json)
    {
        Assert.Equal(expected, Read<T>(json, default!, out var error));
        Assert.Null(error);
    }

    private static void Refuses<T>(string json, T fallback, string reason)
    {
        Assert.Equal(fallback, Read(json, fallback, out var error));
        Assert.Contains(Reason, error!.Message, StringComparison.Ordinal);
        Assert.EndsWith(reason + "; the fallback is used", error.Message, StringComparison.Ordinal);
    }

    private static T Read<T>(string json, T fallback, out PayloadError? error) => Result(json).ValueOr(fallback, out error);

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    internal enum Level
    {
        Low,
        High,
    }

    internal readonly record struct Money(decimal Amount, string Currency);

    internal record struct Limits(int Max, string Unit);

    internal sealed record Order(Money Price, Limits? Cap);

    internal readonly record struct Outer(Limits Inner);

    internal record struct WithDefaults(int A, int B = 5, string C = "c", Level? Level = Level.High, decimal? Other = 1.5m);

    internal record struct ZeroDefault(int A, int B = 0, string? C = null, DateTime Since = default);

    internal record struct Tagged(string Name, int Size = 1)
    {
        public List<string> Tags { get; init; } = [];
    }

    internal record struct Normalised(int Max = 0, string? Name = null)
    {
        public int Max { get; init; } = Math.Max(Max, 1);

        public string? Name { get; init; } = Name ?? "none";
    }

    internal record struct Native(int A, [property: JsonIgnore] nint Size = 5, [property: JsonIgnore] nuint? Max = 6);

    internal struct OfSpan
    {
        public OfSpan(ReadOnlySpan<char> name, int size = 1) => (Name, Size) = (name.ToString(), size);

        public string Name { get; set; }

        public int Size { get; set; }
    }

    /// <summary>A struct that is no record, and whose constructor refuses the defaults of its parameters.</summary>
    internal struct Plain
    {
        public Plain(int value, int size = 1) =>
            (Value, Size) = (value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value)), size);

        public int Value { get; set; }

        public int Size { get; set; }
    }

    internal readonly struct ReadOnly(int percent)
    {
        public int Percent { get; } = percent;
    }

    [method: JsonConstructor]
    internal readonly struct Annotated(int percent = 3)
    {
        public int Percent { get; } = percent;
    }

    internal struct Settable
    {
        public int A { get; set; }

        public string B { get; set; }
    }

    internal struct TwoConstructors
    {
        public TwoConstructors(int a) => A = a;

        public TwoConstructors(int a, int b) => (A, B) = (a, b);

        public int A { get; set; }

        public int B { get; set; }
    }

    internal struct OwnDefault
    {
        public OwnDefault()
        {
        }

        public OwnDefault(int a, int b) => (A, B) = (a, b);

        public int A { get; set; }

        public int B { get; set; } = 4;
    }
}

[JsonSerializable(typeof(StructRecordTests.Limits))]
[JsonSerializable(typeof(StructRecordTests.Money))]
[JsonSerializable(typeof(StructRecordTests.WithDefaults))]
[JsonSerializable(typeof(List<StructRecordTests.Order>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class StructJson : JsonSerializerContext;

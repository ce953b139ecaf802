using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>A source-generated context without camel case does not read a value in camel case, and the error says so.</summary>
public sealed class OtherCaseTests
{
    private const string Camel = """{"name":"live","size":3}""";

    private const string Mend = "; give the context a PropertyNamingPolicy or PropertyNameCaseInsensitive = true; the fallback is used";

    [Fact]
    public void A_value_of_which_a_member_is_not_read_does_not_fit()
    {
        Refuses(Camel, new Settable { Name = "mine" }, OtherCaseJson.Default.Settable, "$.Name is not read, and the value has name");
        Refuses("""{"other":1,"size":3}""", new Settable { Name = "mine" }, OtherCaseJson.Default.Settable, "$.Size is not read, and the value has size");
        Refuses("""{"Name":"live","size":3}""", new Settable { Name = "mine" }, OtherCaseJson.Default.Settable, "$.Size is not read, and the value has size");
        Refuses("""{"size":3}""", new Initialised { Size = 7 }, OtherCaseJson.Default.Initialised, "$.Size is not read, and the value has size");
    }

    [Fact]
    public void A_missing_required_member_is_named_in_the_case_of_the_value()
    {
        Refuses(Camel, new Positional("mine", 1), OtherCaseJson.Default.Positional, "$.Name is missing, and the value has name");
        Refuses("""{"Name":"live","SIZE":3}""", new Positional("mine", 1), OtherCaseJson.Default.Positional, "$.Size is missing, and the value has SIZE");
        Refuses(Camel, new Needed { Name = "mine" }, OtherCaseJson.Default.Needed, "$.Name is missing, and the value has name");
        Refuses(Camel, new Pair("mine", 1), OtherCaseJson.Default.Pair, "$.Name is missing, and the value has name");
    }

    [Fact]
    public void Members_within_are_looked_at()
    {
        var fallback = new Nest();

        Refuses($$$"""{"One":{{{Camel}}}}""", fallback, OtherCaseJson.Default.Nest, "$.One.Name is not read, and the value has name");
        Refuses($$$"""{"All":[{"Name":"a"},{{{Camel}}}]}""", fallback, OtherCaseJson.Default.Nest, "$.All[1].Name is not read, and the value has name");
        Refuses($$$"""{"ByName":{"a":{{{Camel}}}}}""", fallback, OtherCaseJson.Default.Nest, "$.ByName.a.Name is not read, and the value has name");
        Refuses($$$"""{"Needed":{{{Camel}}}}""", fallback, OtherCaseJson.Default.Nest, "$.Needed.Name is missing, and the value has name");
    }

    [Theory]
    [InlineData("{}", "mine")]
    [InlineData("""{"other":1}""", "mine")]
    [InlineData("""{"computed":3}""", "mine")]
    public void A_value_that_has_no_member_in_another_case_fits(string json, string name)
    {
        var read = Result(json).ValueOr(new Settable { Name = "fallback" }, OtherCaseJson.Default.Settable, out var error);

        Assert.Null(error);
        Assert.Equal((name, 1), (read.Name, read.Size));
    }

    /// <summary>Extension data take each name, so that nothing of the value is lost.</summary>
    [Fact]
    public void A_type_with_extension_data_reads_each_name()
    {
        var read = Result(Camel).ValueOr(new Extended { Name = "fallback" }, OtherCaseJson.Default.Extended, out var error);

        Assert.Null(error);
        Assert.Equal((null, "live"), (read.Name, read.Extra!["name"].GetString()));
        Refuses(Camel, new NeededExtended { Name = "mine" }, OtherCaseJson.Default.NeededExtended, "$.Name is missing, and the value has name");
    }

    [Fact]
    public void A_context_that_reads_any_case_or_camel_case_reads_the_value()
    {
        foreach (var type in new JsonTypeInfo<Settable>[] { AnyCaseJson.Default.Settable, CamelCaseJson.Default.Settable })
        {
            var read = Result(Camel).ValueOr(new Settable(), type, out var error);
            Assert.Null(error);
            Assert.Equal(("live", 3), (read.Name, read.Size));
        }
    }

    [Fact]
    public void Another_fault_of_a_value_keeps_its_message()
    {
        Result("""{"Name":"live","Size":"x"}""").ValueOr(new Needed { Name = "mine" }, OtherCaseJson.Default.Needed, out var error);

        Assert.Contains("Path: $.Size", error!.Message, StringComparison.Ordinal);
    }

    /// <summary>Options of the caller are taken as they are meant.</summary>
    [Fact]
    public void Reading_by_reflection_is_unaffected()
    {
        Assert.Equal(("live", 3), (Result(Camel).ValueOr(new Settable(), out var error).Name, Result(Camel).ValueOr(new Settable()).Size));
        Assert.Null(error);
        Assert.Equal("mine", Result(Camel).ValueOr(new Settable { Name = "fallback" }, out error, new JsonSerializerOptions()).Name);
        Assert.Null(error);
        Result(Camel).ValueOr(new Positional("mine", 1), out error, new JsonSerializerOptions());
        Assert.EndsWith("$.Name is missing; the fallback is used", error!.Message, StringComparison.Ordinal);
    }

    private static void Refuses<T>(string json, T fallback, JsonTypeInfo<T> type, string reason)
    {
        Assert.Equal(fallback, Result(json).ValueOr(fallback, type, out var error));
        Assert.EndsWith($": {reason}{Mend}", error!.Message, StringComparison.Ordinal);
        Assert.StartsWith(json, error.Message, StringComparison.Ordinal);
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    internal sealed class Settable
    {
        public string Name { get; set; } = "mine";

        public int Size { get; set; } = 1;

        public int Computed => Size;
    }

    internal sealed class Initialised
    {
        public int Size { get; init; }
    }

    internal sealed class Needed
    {
        public required string Name { get; set; }

        public int Size { get; set; }
    }

    internal sealed class Extended
    {
        public string? Name { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Extra { get; set; }
    }

    internal sealed class NeededExtended
    {
        public required string Name { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Extra { get; set; }
    }

    internal sealed record Positional(string Name, int Size);

    internal readonly record struct Pair(string Name, int Size);

    internal sealed class Nest
    {
        public Settable? One { get; set; }

        public List<Settable> All { get; set; } = [];

        public Dictionary<string, Settable> ByName { get; set; } = [];

        public Needed? Needed { get; set; }
    }
}

[JsonSerializable(typeof(OtherCaseTests.Settable))]
[JsonSerializable(typeof(OtherCaseTests.Initialised))]
[JsonSerializable(typeof(OtherCaseTests.Needed))]
[JsonSerializable(typeof(OtherCaseTests.Extended))]
[JsonSerializable(typeof(OtherCaseTests.NeededExtended))]
[JsonSerializable(typeof(OtherCaseTests.Positional))]
[JsonSerializable(typeof(OtherCaseTests.Pair))]
[JsonSerializable(typeof(OtherCaseTests.Nest))]
internal sealed partial class OtherCaseJson : JsonSerializerContext;

[JsonSerializable(typeof(OtherCaseTests.Settable))]
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
internal sealed partial class AnyCaseJson : JsonSerializerContext;

[JsonSerializable(typeof(OtherCaseTests.Settable))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class CamelCaseJson : JsonSerializerContext;

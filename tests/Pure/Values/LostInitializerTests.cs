using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>Source-generated metadata set a missing <c>init</c> member to <c>default</c>, and do not run its initializer.</summary>
public sealed class LostInitializerTests
{
    [Fact]
    public void A_missing_member_with_an_initializer_of_another_value_gives_the_fallback()
    {
        Refuses("""{"on":true,"kind":1,"note":"x"}""", "size", new Numbers(), LostInitializerJson.Default.Numbers);
        Refuses("""{"size":1,"kind":1,"note":"x"}""", "on", new Numbers(), LostInitializerJson.Default.Numbers);
        Refuses("""{"size":1,"on":false,"note":"x"}""", "kind", new Numbers(), LostInitializerJson.Default.Numbers);
        Refuses("""{"size":1,"on":false,"kind":1}""", "note", new Numbers(), LostInitializerJson.Default.Numbers);
        Refuses("""{"accent":"red"}""", "size", new Positional("blue"), LostInitializerJson.Default.Positional);
        Refuses("{}", "size", new Structure(), LostInitializerJson.Default.Structure);
    }

    [Fact]
    public void A_value_with_these_members_fits()
    {
        var read = Result("""{"size":0,"on":false,"kind":0,"note":null}""").ValueOr(new Numbers(), LostInitializerJson.Default.Numbers, out var error);

        Assert.Null(error);
        Assert.Equal((0, false, (int?)0, null), (read.Size, read.On, read.Kind, read.Note));
    }

    [Fact]
    public void A_missing_member_without_an_initializer_has_its_default()
    {
        Fits("{}", LostInitializerJson.Default.Plain);
        Fits("{}", LostInitializerJson.Default.Settable);
    }

    /// <summary>The initializer is unknown.</summary>
    [Fact]
    public void A_type_that_no_instance_is_made_of_is_read_as_the_serializer_reads_it()
    {
        Fits("""{"tags":[]}""", LostInitializerJson.Default.Strict);
        Fits("""{"first":1}""", LostInitializerJson.Default.Several);
        Fits("{}", LostInitializerJson.Default.Throwing);
    }

    [Fact]
    public void Reflection_keeps_the_initializer()
    {
        Assert.Equal(20, Result("{}").ValueOr(new Numbers { Size = 1 }, out var error).Size);
        Assert.Null(error);
    }

    private static void Refuses<T>(string json, string member, T fallback, JsonTypeInfo<T> type)
    {
        Assert.Equal(fallback, Result(json).ValueOr(fallback, type, out var error));
        Assert.EndsWith(
            $"$.{member} is missing, and a source-generated context does not use its initializer: use `set`, or a parameter with a default; the fallback is used",
            error!.Message, StringComparison.Ordinal);
    }

    private static void Fits<T>(string json, JsonTypeInfo<T> type)
        where T : class
    {
        Assert.NotNull(Result(json).ValueOr<T?>(null, type!, out var error));
        Assert.Null(error);
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    internal sealed record Numbers
    {
        public int Size { get; init; } = 20;

        public bool On { get; init; } = true;

        public int? Kind { get; init; } = 0;

        public string? Note { get; init; } = "none";
    }

    internal sealed record Positional(string Accent)
    {
        public int Size { get; init; } = 20;
    }

    internal record struct Structure()
    {
        public int Size { get; init; } = 20;
    }

    internal sealed class Plain
    {
        public int Size { get; init; }

        public int? Kind { get; init; }

        public string? Note { get; init; }

        public TimeSpan Wait { get; init; } = TimeSpan.Zero;
    }

    internal sealed class Settable
    {
        public int Size { get; set; } = 20;
    }

    internal sealed class Strict(List<string> tags)
    {
        public List<string> Tags { get; } = [.. tags];

        public int Size { get; init; } = 20;
    }

    [method: JsonConstructor]
    internal sealed class Several(int first)
    {
        public Several(int first, int second)
            : this(first + second)
        {
        }

        public int First { get; } = first;

        public int Size { get; init; } = 20;
    }

    internal sealed class Throwing
    {
        private readonly int _size;

        public int Size { get => _size > 0 ? _size : throw new InvalidOperationException("no size"); init => _size = value; }
    }
}

[JsonSerializable(typeof(LostInitializerTests.Numbers))]
[JsonSerializable(typeof(LostInitializerTests.Positional))]
[JsonSerializable(typeof(LostInitializerTests.Structure))]
[JsonSerializable(typeof(LostInitializerTests.Plain))]
[JsonSerializable(typeof(LostInitializerTests.Settable))]
[JsonSerializable(typeof(LostInitializerTests.Strict))]
[JsonSerializable(typeof(LostInitializerTests.Several))]
[JsonSerializable(typeof(LostInitializerTests.Throwing))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class LostInitializerJson : JsonSerializerContext;

using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Writes the types that System.Text.Json writes in another form than <see cref="PlainObject"/>, so that a property of an
/// object and an entry of a dictionary have the same value.
/// </summary>
internal sealed class ScalarJsonConverter : JsonConverter<object>
{
    // One instance: options with the same converters share the serializer's metadata.
    private static readonly ScalarJsonConverter Instance = new();

    /// <summary>Adds the converter after those of the options, which take precedence.</summary>
    public static JsonSerializerOptions AddTo(JsonSerializerOptions options)
    {
        options.Converters.Add(Instance);
        return options;
    }

    // Nullable types too: a converter of objects cannot be wrapped in one of a nullable type.
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(object) || IsNode(typeToConvert) || IsScalar(ScalarTypes.Underlying(typeToConvert))
        || (typeof(IEnumerable).IsAssignableFrom(typeToConvert) && IsSequence(typeToConvert));

    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new UnreachableException();

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        var type = value.GetType();
        if (type == typeof(object))
            throw Place.Fault(Place.InSerializer(), value, StructuralTypes.WhyNot(type, propertyCount: 0)!);
        // A member that is declared as an object has the value of its own type.
        if (CanConvert(type))
            ValueWriter.Write(PlainObject.ToValue(value, Place.InSerializer()), writer);
        else
            JsonSerializer.Serialize(writer, value, options.GetTypeInfo(type));
    }

    public override void WriteAsPropertyName(Utf8JsonWriter writer, object value, JsonSerializerOptions options) =>
        writer.WritePropertyName(Scalars.Key(value));

    private static bool IsScalar(Type type) => type.IsEnum
        ? !EnumForm.HasConverter(type)
        : type == typeof(DateTime) || type == typeof(DateTimeOffset)
            || type == typeof(double) || type == typeof(float) // infinities and NaN
            || type == typeof(long) || type == typeof(ulong) || type == typeof(decimal) || type == typeof(BigInteger)
            || type == typeof(nint) || type == typeof(nuint)
            || type == typeof(StringBuilder) || type == typeof(ReadOnlyMemory<char>) || type == typeof(Memory<char>)
#if NET
            || type == typeof(Half) || type == typeof(Int128) || type == typeof(UInt128);
#else
            || LaterTypes.Knows(type);
#endif

    /// <summary>Nodes of System.Text.Json, whose large integers it writes as numbers.</summary>
    private static bool IsNode(Type type) =>
        type == typeof(JsonElement) || type == typeof(JsonElement?) || type == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(type);

    /// <summary>Sequences that System.Text.Json writes as arrays, although they are one value or members.</summary>
    private static bool IsSequence(Type type) =>
        typeof(NameValueCollection).IsAssignableFrom(type) || StructuralTypes.IsTextOrTexts(type)
        || StructuralTypes.IsTree(type) || StructuralTypes.HasPairsOfScalars(type);
}

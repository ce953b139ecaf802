using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Reads the types that System.Text.Json reads in another form than <see cref="ScalarTypes"/>, so that a member of an
/// object is read as a feature's value is.
/// </summary>
internal sealed class ScalarTypeConverter : JsonConverter<object>
{
    /// <summary>Enums with a converter of their own keep it.</summary>
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum
        ? !typeToConvert.IsDefined(typeof(JsonConverterAttribute), false)
        : typeToConvert == typeof(DateTime) || typeToConvert == typeof(DateTimeOffset) || typeToConvert == typeof(decimal)
#if NET
            || typeToConvert == typeof(Half)
#endif
            || typeToConvert == typeof(float) || typeToConvert == typeof(BigInteger);

    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return ScalarTypes.Read(PlainObject.ToValue(document.RootElement), typeToConvert)
            ?? throw new JsonException($"{document.RootElement.GetRawText()} is not a value of type {typeToConvert.Name}");
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) => throw new UnreachableException();
}

using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Reads the types that System.Text.Json reads in another form than <see cref="ScalarTypes"/>, so that a member of an
/// object is read as a feature's value is.
/// </summary>
/// <param name="form">The form of the enum that it reads; <c>null</c> if it reads the other types.</param>
internal sealed class ScalarTypeConverter(EnumForm? form = null) : JsonConverter<object>
{
    // Nullable types too: a converter of objects cannot be wrapped in one of a nullable type.
    public override bool CanConvert(Type typeToConvert) => ScalarTypes.Underlying(typeToConvert) is var type && (type.IsEnum ? form is not null : Has(type));

    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var type = ScalarTypes.Underlying(typeToConvert);
        return ScalarTypes.Read(PlainObject.OfText(document.RootElement), type, form) ?? throw Misfit(document.RootElement.GetRawText(), type);
    }

    /// <summary>A key of a dictionary: the text of the value, or of the number.</summary>
    public override object ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.GetString()!;
        return ScalarTypes.Read(new Value.String(name), typeToConvert, form)
            ?? (Value.Parse(name).Value is Value.Number number ? ScalarTypes.Read(number, typeToConvert, form) : null)
            ?? throw Misfit($"the name {ValueWriter.ToJson(new Value.String(name))}", typeToConvert);
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) => throw new UnreachableException();

    private static bool Has(Type type) => type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(decimal)
#if NET
        || type == typeof(Half)
#endif
        || type == typeof(float) || type == typeof(BigInteger);

    private static JsonException Misfit(string value, Type type) => new($"{value} is not a value of type {TypeName.Of(type)}");
}

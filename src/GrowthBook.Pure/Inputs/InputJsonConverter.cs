using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Attributes, contexts and keys of features as evaluation records have them. A context has no payload in JSON: it is read with an
/// empty one. A payload is neither written nor read. In use wherever one occurs; it need not be named.
/// </summary>
public sealed class InputJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Find(ConverterArguments.NotNull(typeToConvert)) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Find(ConverterArguments.NotNull(typeToConvert, options));

    private static JsonConverter? Find(Type type) =>
        type == typeof(Attributes) ? new JsonForm<Attributes>(
            static attributes => attributes.Members, JsonForm.OfObject("an attributes", static (source, _) => Attributes.From(source)))
        : type == typeof(Context) ? new JsonForm<Context>(
            static context => context.ToValue(), JsonForm.OfObject("a context", static (source, faults) => ContextJson.Read(source, Payload.Empty, faults)), isStrict: true)
        : type == typeof(FeatureKey) ? new FeatureKeyForm()
        : type == typeof(Payload) ? new JsonForm<Payload>(
            static _ => throw new NotSupportedException("a compiled payload has no JSON: keep the text that Payload.Parse compiled it from, and send that"),
            static (_, _) => throw new NotSupportedException("a payload is not read by JsonSerializer, which cannot return its faults: call Payload.Parse with the JSON text"))
        : null;
}

/// <summary>Keys of features as strings, also as the names of an object's members.</summary>
internal sealed class FeatureKeyForm : JsonConverter<FeatureKey>
{
    public override FeatureKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : throw new JsonException($"FeatureKey: expected a string, and the JSON is of the kind {reader.TokenType}");

    public override void Write(Utf8JsonWriter writer, FeatureKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override FeatureKey ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, FeatureKey value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}

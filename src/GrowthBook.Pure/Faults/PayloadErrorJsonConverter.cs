using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Faults and their severities as JSON: <c>{"severity":"error","path":"$.features","message":"…"}</c>. In use wherever one
/// occurs; it need not be named.
/// </summary>
public sealed class PayloadErrorJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => ConverterArguments.NotNull(typeToConvert) == typeof(PayloadError) || typeToConvert == typeof(ErrorSeverity);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        ConverterArguments.NotNull(typeToConvert, options) == typeof(ErrorSeverity) ? new JsonNames<ErrorSeverity>(PayloadErrorForm.NameOf) : new PayloadErrorForm();
}

/// <summary>Writes and reads a fault.</summary>
internal sealed class PayloadErrorForm : JsonConverter<PayloadError>
{
    public static string NameOf(ErrorSeverity severity) => severity switch
    {
        ErrorSeverity.Warning => "warning",
        ErrorSeverity.Error => "error",
        _ => "fatal",
    };

    public override PayloadError Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new PayloadError(Severity(Text(document.RootElement, "severity")), Text(document.RootElement, "path"), Text(document.RootElement, "message"));
    }

    public override void Write(Utf8JsonWriter writer, PayloadError value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("severity", NameOf(value.Severity));
        writer.WriteString("path", value.Path);
        writer.WriteString("message", value.Message);
        writer.WriteEndObject();
    }

    private static ErrorSeverity Severity(string name) => name switch
    {
        "warning" => ErrorSeverity.Warning,
        "error" => ErrorSeverity.Error,
        "fatal" => ErrorSeverity.Fatal,
        _ => throw new JsonException($"PayloadError: $.severity: expected warning, error or fatal, and the JSON is \"{PlainText.Of(name, PlainText.MaxName)}\""),
    };

    private static string Text(JsonElement source, string name)
    {
        if (source.ValueKind != JsonValueKind.Object)
            throw new JsonException($"PayloadError: $: expected an object, and the JSON is of the kind {source.ValueKind}");
        if (!source.TryGetProperty(name, out var member))
            throw new JsonException($"PayloadError: $: has no {name}");
        return member.ValueKind == JsonValueKind.String
            ? member.GetString()!
            : throw new JsonException($"PayloadError: $.{name}: expected a string, and the JSON is of the kind {member.ValueKind}");
    }
}

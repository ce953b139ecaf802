using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Values within objects that System.Text.Json writes or reads, as the JSON that they are. In use wherever a
/// <see cref="Value"/> occurs; it need not be named.
/// </summary>
public sealed class ValueJsonConverter : JsonConverter<Value>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(Value).IsAssignableFrom(typeToConvert);

    /// <summary>Reads a value.</summary>
    /// <param name="reader">Positioned at the value.</param>
    /// <param name="typeToConvert">The kind of value that is wanted.</param>
    /// <param name="options">Not looked at.</param>
    /// <returns>The value; JSON <c>null</c> is <see cref="Value.Null"/>.</returns>
    /// <exception cref="JsonException">The JSON is a value of another kind.</exception>
    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var value = PlainObject.OfText(document.RootElement);
        return typeToConvert.IsInstanceOfType(value)
            ? value
            : throw new JsonException($"a value of the kind {typeToConvert.Name} is wanted, and the JSON is of the kind {value.GetType().Name}");
    }

    /// <summary>
    /// Writes a value as its JSON text, safe in a script element: the characters &lt;, &gt;, &amp; and ' are escaped, unless the
    /// writer has <see cref="System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/>.
    /// </summary>
    /// <param name="writer">Takes the text.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">Not looked at.</param>
    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) =>
        ValueWriter.Write(value ?? Value.Null.Instance, writer);
}

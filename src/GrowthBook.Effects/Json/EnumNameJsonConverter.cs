using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Writes and reads the members of an enum by their names in camel case, also as the names of an object's members. In use wherever an
/// enum of this library occurs; it need not be named.
/// </summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class EnumNameJsonConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Find(reader.GetString()!) : throw Unknown($"a value of the kind {reader.TokenType}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => NotNull(writer).WriteStringValue(EnumNames<T>.Of(value));

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Find(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        NotNull(writer).WritePropertyName(EnumNames<T>.Of(value));

    private static T Find(string name) => EnumNames<T>.Find(name) ?? throw Unknown($"\"{PlainText.Of(name, PlainText.MaxName)}\"");

    private static Utf8JsonWriter NotNull(Utf8JsonWriter writer) => writer ?? throw new ArgumentNullException(nameof(writer));

    private static JsonException Unknown(string actual) => new($"{typeof(T).Name}: {EnumNames<T>.Expected}, and the JSON is {actual}");
}

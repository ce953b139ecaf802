using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Refuses JSON for a type that holds objects of the running program, such as exceptions, services and compiled payloads. In use
/// wherever one occurs; it need not be named.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
public sealed class LiveRecordJsonConverter<T> : JsonConverter<T>
{
    /// <summary>Refuses to read.</summary>
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw Refusal("read from");

    /// <summary>Refuses to write.</summary>
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw Refusal("written as");

    private static NotSupportedException Refusal(string what) => new(
        $"{typeof(T).Name} cannot be {what} JSON: it holds objects of the running program; send those of its members that are data");
}

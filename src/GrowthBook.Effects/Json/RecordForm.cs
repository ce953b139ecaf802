using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Writes and reads a record, and the cases of a closed hierarchy, as an object with the names of evaluation records. The options do not
/// affect it. Reading is strict: a missing or malformed member is an error with its path.
/// </summary>
internal sealed class RecordForm<T>(Action<RecordWriter, T> write, Func<RecordMembers, T> read) : JsonConverter<T>
    where T : notnull
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var record = read(new RecordMembers(typeToConvert, "$", document.RootElement));
        return typeToConvert.IsInstanceOfType(record)
            ? record
            : throw new JsonException($"{typeToConvert.Name}: $.type: the JSON is of the case {record.GetType().Name}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        write(new RecordWriter(writer), value);
        writer.WriteEndObject();
    }
}

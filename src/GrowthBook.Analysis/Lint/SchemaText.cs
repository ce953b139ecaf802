using System.Buffers;
using System.Text.Json;

namespace GrowthBook.Analysis;

/// <summary>Changes the JSON text of a schema.</summary>
internal static class SchemaText
{
    /// <summary>The members of an object but one.</summary>
    public static JsonElement Without(JsonElement schema, string name)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(utf8))
        {
            writer.WriteStartObject();
            foreach (var member in schema.EnumerateObject().Where(member => !member.NameEquals(name)))
                member.WriteTo(writer);
            writer.WriteEndObject();
        }
        return JsonElement.Parse(utf8.WrittenSpan);
    }
}

using System.Buffers;
using System.Text.Json;
using Json.Schema;

namespace GrowthBook.Analysis;

/// <summary>Reads schemas.</summary>
internal static class SchemaText
{
    /// <summary>The member of a schema that names its dialect.</summary>
    public const string DialectMember = "$schema";

    /// <summary>The schema with the handlers of a dialect: without its own name of one, whose handlers the library would take.</summary>
    public static JsonSchema Build(JsonElement schema, Dialect dialect) => JsonSchema.Build(
        schema.ValueKind == JsonValueKind.Object ? Without(schema, DialectMember) : schema.Clone(),
        new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = dialect });

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

    /// <summary>The steps of a pointer into a value or a schema: names of members and indices.</summary>
    public static string[] StepsOf(string pointer) =>
        [.. pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
}

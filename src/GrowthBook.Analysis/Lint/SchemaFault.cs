using System.Text.Json;

namespace GrowthBook.Analysis;

/// <summary>Finds the part of a JSON text that keeps it from being a JSON schema.</summary>
internal static class SchemaFault
{
    /// <summary>Keywords with values that are no schemas.</summary>
    private static readonly string[] Values = ["const", "default", "enum", "examples"];

    /// <summary>The fault at its JSON path; <c>null</c> for a schema. A reference is followed only when a value is tested.</summary>
    /// <param name="text">The JSON text.</param>
    public static PayloadError? Of(string text) => LargeStack.Run(() =>
    {
        var dialects = new SchemaDialects();
        if (MessageOf(text, dialects) is not { } message)
            return null;
        var fault = new PayloadError(ErrorSeverity.Fatal, "$", $"no JSON schema: {message}");
        try
        {
            using var document = JsonDocument.Parse(text);
            return fault with { Path = DeepestWith(message, document.RootElement, dialects) };
        }
        catch (JsonException)
        {
            return fault;
        }
    });

    /// <summary>The path of the deepest object that has the fault on its own.</summary>
    private static string DeepestWith(string message, JsonElement root, SchemaDialects dialects)
    {
        var (deepest, depth) = ("$", 0);
        Search(root, new JsonPosition(), 0);
        return deepest;

        void Search(JsonElement part, JsonPosition position, int level)
        {
            if (level > depth && part.ValueKind == JsonValueKind.Object && MessageOf(part.GetRawText(), dialects) == message)
                (deepest, depth) = (position.ToString(), level);
            if (part.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in part.EnumerateObject().Where(member => !Values.Contains(member.Name, StringComparer.Ordinal)))
                {
                    position.Enter(member.Name);
                    Search(member.Value, position, level + 1);
                    position.Leave();
                }
            }
            else if (part.ValueKind == JsonValueKind.Array)
            {
                foreach (var (i, item) in part.EnumerateArray().Index())
                {
                    position.Enter(i);
                    Search(item, position, level + 1);
                    position.Leave();
                }
            }
        }
    }

    private static string? MessageOf(string text, SchemaDialects dialects)
    {
        try
        {
            _ = SchemaLint.Read(text, dialects);
            return null;
        }
        catch (Exception e) when (SchemaLint.IsOfSchema(e))
        {
            return SchemaLint.TextOf(e);
        }
    }
}

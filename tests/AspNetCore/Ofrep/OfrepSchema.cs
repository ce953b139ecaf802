using System.Text.Json;
using Json.Schema;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

/// <summary>The protocol's schema.</summary>
internal static class OfrepSchema
{
    private static readonly JsonElement Definitions = Read();

    /// <summary>Asserts that a text is a JSON value of a definition of the schema.</summary>
    public static void AssertIs(string definition, string json)
    {
        var schema = JsonSchema.FromText($$"""{"$ref":"#/$defs/{{definition}}","$defs":{{Definitions.GetRawText()}}}""");
        using var document = JsonDocument.Parse(json);
        var result = schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        var faults = (result.Details ?? []).Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation} {string.Join(", ", detail.Errors!.Values)}");
        Assert.True(result.IsValid, $"not a {definition}: {json}\n{string.Join("\n", faults)}");
    }

    private static JsonElement Read()
    {
        using var stream = typeof(OfrepSchema).Assembly.GetManifestResourceStream("ofrep.schema.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty("$defs").Clone();
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using Json.Schema;

namespace GrowthBook.Analysis;

/// <summary>GB503: values that do not fit the JSON schema of their feature.</summary>
internal static class SchemaLint
{
    /// <summary>Values of a payload nest deeper than the 64 levels that are the default.</summary>
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 2 * ValueReader.MaxDepth };

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    public static IEnumerable<Finding> Of(PayloadSource source, ImmutableDictionary<string, string> schemas) =>
        from feature in source.Features
        where schemas.ContainsKey(feature.Key)
        from finding in Of(feature, schemas[feature.Key])
        select finding;

    private static IEnumerable<Finding> Of(FeatureSource feature, string text)
    {
        var values = feature.Rules.SelectMany(TypeLint.ValuesOf);
        if (feature.Node["defaultValue"] is { } defaultValue)
            values = values.Prepend(defaultValue);
        try
        {
            var schema = JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
            return [.. values.SelectMany(value => Of(feature.Key, value, schema))];
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or RefResolutionException or ArgumentException or InvalidOperationException)
        {
            // A reference is followed only when a value is tested.
            return [Finding.At(feature.Node, LintCodes.Schema, $"the schema of `{Finding.Name(feature.Key)}` is no JSON schema: {e.Message.TrimEnd('.')}")];
        }
    }

    private static IEnumerable<Finding> Of(string key, SourceNode node, JsonSchema schema)
    {
        using var document = JsonDocument.Parse(node.Value.ToJson(), Depth);
        var results = schema.Evaluate(document.RootElement, Options);
        if (results.IsValid)
            return [];
        var faults = (results.Details ?? [])
            .Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{Place(detail)}{error.Value}"))
            .Distinct()
            .ToArray();
        return [Finding.At(node, LintCodes.Schema, $"the value does not fit the schema of `{Finding.Name(key)}`: {(faults.Length == 0 ? "no value fits it" : string.Join("; ", faults))}")];
    }

    private static string Place(EvaluationResults detail) => detail.InstanceLocation.ToString() is { Length: > 0 } place ? $"{place}: " : "";
}

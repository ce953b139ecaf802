using System.Collections.Immutable;
using System.Text.Json;
using Json.Schema;

namespace GrowthBook.Analysis;

/// <summary>GB503: values that do not fit the JSON schema of their feature.</summary>
internal static class SchemaLint
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    public static IEnumerable<Finding> Of(PayloadSource source, ImmutableDictionary<string, string> schemas) =>
        from feature in source.Features
        where schemas.ContainsKey(feature.Key)
        from finding in Of(feature, schemas[feature.Key])
        select finding;

    private static IEnumerable<Finding> Of(FeatureSource feature, string text)
    {
        var (schema, fault) = Parse(text);
        if (schema is null)
            return [Finding.At(feature.Node, LintCodes.Schema, $"the schema of `{Finding.Name(feature.Key)}` is no JSON schema: {fault}")];
        var values = feature.Rules.SelectMany(TypeLint.ValuesOf);
        return (feature.Node["defaultValue"] is { } defaultValue ? values.Prepend(defaultValue) : values).SelectMany(value => Of(feature.Key, value, schema));
    }

    private static IEnumerable<Finding> Of(string key, SourceNode node, JsonSchema schema)
    {
        using var document = JsonDocument.Parse(node.Value.ToJson());
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

    private static (JsonSchema? Schema, string Fault) Parse(string text)
    {
        try
        {
            return (JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry() }), "");
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or ArgumentException or InvalidOperationException)
        {
            return (null, e.Message.TrimEnd('.'));
        }
    }
}

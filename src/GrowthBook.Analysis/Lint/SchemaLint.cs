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

    /// <summary>Maximum length of a schema, in UTF-16 code units: the library recurses from one reference to the next one.</summary>
    private const int MaxLength = 100_000;

    private static readonly string[] OtherMembers = ["/additionalProperties", "/unevaluatedProperties"];

    public static IEnumerable<Finding> Of(PayloadSource source, LintOptions options)
    {
        var features = source.Features.Where(feature => options.Schemas.ContainsKey(feature.Key)).ToArray();
        var dialects = new SchemaDialects();
        return features.Length == 0 ? [] : LargeStack.Run<Finding[]>(() =>
            [.. features.SelectMany(feature => Of(feature, options.Schemas[feature.Key], options.SchemaFiles.GetValueOrDefault(feature.Key), dialects))]);
    }

    private static IEnumerable<Finding> Of(FeatureSource feature, string text, string? file, SchemaDialects dialects)
    {
        var values = feature.Rules.SelectMany(TypeLint.ValuesOf);
        if (feature.Node["defaultValue"] is { } defaultValue)
            values = values.Prepend(defaultValue);
        try
        {
            var schema = Read(text, dialects);
            return [.. values.SelectMany(value => Of(feature.Key, value, schema, dialects))];
        }
        catch (Exception e) when (IsOfSchema(e))
        {
            // A reference is followed only when a value is tested.
            var schema = file is null ? $"the schema of `{Finding.Name(feature.Key)}`" : $"the schema `{Finding.Name(file)}`";
            return [Finding.At(feature.Node, LintCodes.Schema, $"{schema} is no JSON schema: {TextOf(e)}")];
        }
    }

    /// <summary>Whether an exception of the library says that a text is no schema.</summary>
    internal static bool IsOfSchema(Exception exception) =>
        exception is JsonException or JsonSchemaException or RefResolutionException or ArgumentException or InvalidOperationException;

    /// <summary>What keeps a text from being a schema, in the words of the library where they are a sentence.</summary>
    internal static string TextOf(Exception exception) => exception.Message.StartsWith("Schemas may only", StringComparison.Ordinal)
        ? "a schema is an object, true or false, and nothing else"
        : exception.Message.TrimEnd('.');

    /// <summary>The schema in its dialect, with work that is counted.</summary>
    internal static (JsonSchema Schema, int Keywords) Read(string text, SchemaDialects dialects)
    {
        if (text.Length > MaxLength)
            throw new JsonSchemaException(FormattableString.Invariant($"it has more than {MaxLength:N0} characters"));
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var name = root.ValueKind == JsonValueKind.Object && root.TryGetProperty(SchemaText.DialectMember, out var dialect) ? dialect.ToString() : null;
        if (dialects.Find(name) is not { } counting)
            throw new JsonSchemaException($"its dialect `{Finding.Name(name!)}` is unknown");
        var schema = SchemaText.Build(root, counting);
        return SchemaDialects.KeywordsOf(schema) is { } keywords ? (schema, keywords) : throw new JsonSchemaException("it has a part of another dialect");
    }

    private static IEnumerable<Finding> Of(string key, SourceNode node, (JsonSchema Schema, int Keywords) schema, SchemaDialects dialects)
    {
        using var document = JsonDocument.Parse(node.Value.ToJson(), Depth);
        dialects.BeginValue(schema.Keywords, document.RootElement);
        var results = schema.Schema.Evaluate(document.RootElement, Options);
        if (results.IsValid)
            return [];
        var faults = (results.Details ?? [])
            .Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => IsOfOtherMembers(detail, error.Key) ? OtherMember(detail) : $"{Place(detail)}{error.Value}"))
            .Distinct()
            .ToArray();
        return [Finding.At(node, LintCodes.Schema, $"the value does not fit the schema of `{Finding.Name(key)}`: {(faults.Length == 0 ? "no value fits it" : string.Join("; ", faults))}")];
    }

    /// <summary>Whether a schema that fits nothing stands for the members that are not listed: the library says that it fits nothing.</summary>
    private static bool IsOfOtherMembers(EvaluationResults detail, string keyword) => keyword.Length == 0
        && detail.EvaluationPath.ToString() is var path && OtherMembers.Any(name => path.EndsWith(name, StringComparison.Ordinal));

    private static string OtherMember(EvaluationResults detail)
    {
        var path = detail.InstanceLocation.ToString();
        var at = path.LastIndexOf('/');
        return $"{(at > 0 ? $"{path[..at]}: " : "")}`{Finding.Name(SchemaText.StepsOf(path)[^1])}` is not among the members that the schema allows";
    }

    private static string Place(EvaluationResults detail) => detail.InstanceLocation.ToString() is { Length: > 0 } place ? $"{place}: " : "";
}

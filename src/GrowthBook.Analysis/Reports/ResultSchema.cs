using System.Collections.Immutable;
using System.Text.Json;
using Json.Schema;

namespace GrowthBook.Analysis;

/// <summary>The JSON Schema of a kind of result. Not for several threads: the steps of its expressions are counted.</summary>
internal sealed class ResultSchema
{
    /// <summary>More levels, and more characters of a text, than the schemas distinguish.</summary>
    private const int MaxDepth = 16, MaxText = 200;

    private static readonly EvaluationOptions Quick = new() { OutputFormat = OutputFormat.Flag }, Full = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema;
    private readonly SchemaExpressions _expressions = new();

    private ResultSchema(string text)
    {
        Json = Value.Parse(text).Value!;
        using var document = JsonDocument.Parse(text);
        _schema = SchemaText.Build(document.RootElement, Dialect.Draft202012.Without(SchemaExpressions.Uncounted).With(_expressions.Counting));
    }

    /// <summary>The schema as JSON.</summary>
    public Value Json { get; }

    /// <summary>The schema of a kind that has a page.</summary>
    public static ResultSchema Of(string kind) => new(TextOf(kind));

    /// <summary>The text of the schema of a kind that has a page.</summary>
    public static string TextOf(string kind)
    {
        using var reader = new StreamReader(typeof(ResultSchema).Assembly.GetManifestResourceStream($"{kind}.schema.json")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The places that do not fit, each with a keyword that it does not fit.</summary>
    public ImmutableArray<Misfit> MisfitsOf(Value value)
    {
        using var document = JsonDocument.Parse(ExcerptOf(value).ToJson());
        _expressions.BeginValue();
        return _schema.Evaluate(document.RootElement, Quick).IsValid ? []
            : [.. (_schema.Evaluate(document.RootElement, Full).Details ?? []).Where(detail => detail.Errors is not null).Select(detail => new Misfit(
                SchemaText.StepsOf(detail.InstanceLocation.ToString()), PartAt(SchemaText.StepsOf(detail.EvaluationPath.ToString())), detail.Errors!.ContainsKey("required")))];
    }

    /// <summary>
    /// As much of a value as a schema tells apart. The library throws for a lone surrogate, and for a deep value in the place of one of several words; it
    /// writes long texts to messages.
    /// </summary>
    private static Value ExcerptOf(Value value, int depth = MaxDepth) => value switch
    {
        Value.String { Content: var text } => Utf16.ToWellFormed(text.Length > MaxText ? text[..MaxText] : text),
        Value.Array items => new Value.Array(depth == 0 ? [] : items.Select(item => ExcerptOf(item, depth - 1))),
        Value.Object members => new Value.Object(depth == 0 ? [] : members.Select(member => new KeyValuePair<string, Value>(Utf16.ToWellFormed(member.Key), ExcerptOf(member.Value, depth - 1)))),
        _ => value,
    };

    /// <summary>The part of the schema to which steps lead, with the parts that references name in their place. An index is a step after that of <c>items</c>.</summary>
    private Value PartAt(IEnumerable<string> steps) => steps.Aggregate(Json, (part, step) =>
        step == "$ref" ? Referenced(part) : ((Value.Object)part).TryGetValue(step, out var inner) ? inner : part);

    /// <summary>The part that a schema refers to; the schema itself without a reference.</summary>
    public Value Referenced(Value part) => part["$ref"].AsString() is { } name ? Json["$defs"][SchemaText.StepsOf(name)[^1]] : part;

    /// <summary>A place in a value that does not fit a schema.</summary>
    /// <param name="Steps">The steps that lead to it.</param>
    /// <param name="Schema">What it does not fit.</param>
    /// <param name="LacksMembers">Whether members are missing, and not the value itself wrong.</param>
    internal readonly record struct Misfit(string[] Steps, Value Schema, bool LacksMembers);
}

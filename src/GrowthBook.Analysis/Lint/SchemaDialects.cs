using System.Text.Json;
using Json.Schema;
using Json.Schema.Keywords;

namespace GrowthBook.Analysis;

/// <summary>The dialects of JSON schemas, with handlers whose work is counted for all schemas of a payload.</summary>
internal sealed class SchemaDialects
{
    private static readonly IKeywordHandler[] Uncounted = [.. SchemaReferences.Uncounted, .. SchemaExpressions.Uncounted];

    private readonly SchemaWork _work = new();
    private readonly SchemaReferences _references;
    private readonly SchemaExpressions _expressions = new();
    private readonly (Dialect Dialect, Dialect Counting)[] _dialects;

    public SchemaDialects()
    {
        _references = new(_work);
        _dialects =
        [
            Counting(Dialect.Draft06),
            Counting(Dialect.Draft07),
            Counting(Dialect.Draft201909, _references.Recursive2019),
            Counting(Dialect.Draft202012, _references.DynamicOf2020),
            Counting(Dialect.V1_2026, _references.Dynamic),
        ];
    }

    /// <summary>The dialect of a name, with work that is counted; <c>null</c> for an unknown one. Without a name, the default of the library.</summary>
    public Dialect? Find(string? name) =>
        name is null ? Find(Dialect.Default.Id)
        : Uri.TryCreate(name, UriKind.Absolute, out var id) ? Find(id)
        : null;

    /// <summary>
    /// The number of keywords of a schema, an element of a list counting as one; <c>null</c> if their work is not counted, because a schema of
    /// another dialect in it has its own handlers.
    /// </summary>
    public static int? KeywordsOf(JsonSchema schema)
    {
        var count = 1;
        var (open, seen) = (new Stack<JsonSchemaNode>([schema.Root]), new HashSet<JsonSchemaNode>([schema.Root]));
        while (open.TryPop(out var node))
        {
            foreach (var keyword in node.Keywords)
            {
                if (keyword.Handler is (RefKeyword or DynamicRefKeyword or PatternKeyword or PatternPropertiesKeyword) and not ICountedKeyword)
                    return null;
                count += 1 + (keyword.RawValue.ValueKind == JsonValueKind.Array ? keyword.RawValue.GetArrayLength() : 0);
                foreach (var part in keyword.Subschemas.Where(seen.Add))
                    open.Push(part);
            }
        }
        return count;
    }

    /// <summary>Begins the test of another value.</summary>
    /// <param name="keywords">The keywords of the schema.</param>
    /// <param name="value">The value.</param>
    public void BeginValue(int keywords, JsonElement value)
    {
        _work.BeginValue(keywords, value);
        _references.BeginValue();
        _expressions.BeginValue();
    }

    private Dialect? Find(Uri? id) => _dialects.FirstOrDefault(each => each.Dialect.Id == id).Counting;

    /// <param name="dialect">The dialect of the library.</param>
    /// <param name="dynamic">Its handler of references that are resolved when a value is tested; <c>null</c> if it has none.</param>
    private (Dialect Dialect, Dialect Counting) Counting(Dialect dialect, IKeywordHandler? dynamic = null)
    {
        var counting = dialect.Without(Uncounted).With([_references.Plain, .. _expressions.Counting]);
        return (dialect, dynamic is null ? counting : counting.With([dynamic]));
    }
}

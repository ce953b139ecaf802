using Json.Schema;
using Json.Schema.Keywords;

namespace GrowthBook.Analysis;

/// <summary>The dialects of JSON schemas, with handlers whose work is counted for all schemas of a payload.</summary>
internal sealed class SchemaDialects
{
    private static readonly IKeywordHandler[] Uncounted = [.. SchemaReferences.Uncounted, .. SchemaExpressions.Uncounted];

    private readonly SchemaReferences _references = new();
    private readonly SchemaExpressions _expressions = new();
    private readonly (Dialect Dialect, Dialect Counting)[] _dialects;

    public SchemaDialects() => _dialects =
    [
        Counting(Dialect.Draft06),
        Counting(Dialect.Draft07),
        Counting(Dialect.Draft201909, _references.Recursive2019),
        Counting(Dialect.Draft202012, _references.DynamicOf2020),
        Counting(Dialect.V1_2026, _references.Dynamic),
    ];

    /// <summary>The dialect of a name, with work that is counted; <c>null</c> for an unknown one. Without a name, the default of the library.</summary>
    public Dialect? Find(string? name) =>
        name is null ? Find(Dialect.Default.Id)
        : Uri.TryCreate(name, UriKind.Absolute, out var id) ? Find(id)
        : null;

    /// <summary>Whether all work of a schema is counted: a schema of another dialect in it has its own handlers.</summary>
    public static bool IsCounted(JsonSchema schema)
    {
        var (open, seen) = (new Stack<JsonSchemaNode>([schema.Root]), new HashSet<JsonSchemaNode>([schema.Root]));
        while (open.TryPop(out var node))
        {
            foreach (var keyword in node.Keywords)
            {
                if (keyword.Handler is (RefKeyword or DynamicRefKeyword or PatternKeyword or PatternPropertiesKeyword) and not ICountedKeyword)
                    return false;
                foreach (var part in keyword.Subschemas.Where(seen.Add))
                    open.Push(part);
            }
        }
        return true;
    }

    /// <summary>Begins the test of another value.</summary>
    public void BeginValue()
    {
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

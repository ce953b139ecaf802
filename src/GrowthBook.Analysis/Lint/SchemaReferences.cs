using System.Runtime.CompilerServices;
using Json.Schema;
using Json.Schema.Keywords;
using Dynamic2020 = Json.Schema.Keywords.Draft202012.DynamicRefKeyword;
using Recursive = Json.Schema.Keywords.Draft201909.RecursiveRefKeyword;

namespace GrowthBook.Analysis;

/// <summary>
/// Counts the references of JSON schemas that are followed. Otherwise, a reference that leads back to itself overflows the stack, and two references at
/// each of many levels take exponential time.
/// </summary>
internal sealed class SchemaReferences
{
    /// <summary>Maximum number of references that are followed at once, for one value, and for all values of a payload.</summary>
    public const int MaxNested = 1_000, MaxOfValue = 10_000, Max = 200_000;

    private readonly (Dialect Dialect, Dialect Counting)[] _dialects;
    private int _nested;
    private int _ofValue;
    private int _all;

    public SchemaReferences() => _dialects =
    [
        Counting(Dialect.Draft06),
        Counting(Dialect.Draft07),
        Counting(Dialect.Draft201909, Recursive.Instance, new RecursiveReference(this)),
        Counting(Dialect.Draft202012, Dynamic2020.Instance, new DynamicReference2020(this)),
        Counting(Dialect.V1_2026, DynamicRefKeyword.Instance, new DynamicReference(this)),
    ];

    private interface ICounting;

    /// <summary>The dialect of a name, with references that are counted; <c>null</c> for an unknown one. Without a name, the default of the library.</summary>
    public Dialect? DialectOf(string? name) =>
        name is null ? Find(Dialect.Default.Id)
        : Uri.TryCreate(name, UriKind.Absolute, out var id) ? Find(id)
        : null;

    /// <summary>Whether all references of a schema are counted: a schema of another dialect in it has its own.</summary>
    public static bool AreCountedIn(JsonSchema schema)
    {
        var (open, seen) = (new Stack<JsonSchemaNode>([schema.Root]), new HashSet<JsonSchemaNode>([schema.Root]));
        while (open.TryPop(out var node))
        {
            foreach (var keyword in node.Keywords)
            {
                if (keyword.Handler is (RefKeyword or DynamicRefKeyword) and not ICounting)
                    return false;
                foreach (var part in keyword.Subschemas.Where(seen.Add))
                    open.Push(part);
            }
        }
        return true;
    }

    /// <summary>Begins the test of another value.</summary>
    public void BeginValue() => _nested = _ofValue = 0;

    private Dialect? Find(Uri? id) => _dialects.FirstOrDefault(each => each.Dialect.Id == id).Counting;

    private (Dialect Dialect, Dialect Counting) Counting(Dialect dialect, IKeywordHandler? other = null, IKeywordHandler? counting = null) =>
        (dialect, dialect.Without(other is null ? [RefKeyword.Instance] : [RefKeyword.Instance, other]).With(counting is null ? [new Reference(this)] : [new Reference(this), counting]));

    private KeywordEvaluation Follow(Func<KeywordEvaluation> evaluate)
    {
        if (++_nested > MaxNested || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Fault($"more than {MaxNested:N0} of its references nest; does one lead back to itself?");
        if (++_ofValue > MaxOfValue)
            throw Fault($"one value takes more than {MaxOfValue:N0} of its references");
        if (++_all > Max)
            throw Fault($"the values of the payload take more than {Max:N0} references of schemas");
        var evaluation = evaluate();
        _nested--;
        return evaluation;
    }

    private static JsonSchemaException Fault(FormattableString message) => new(FormattableString.Invariant(message));

    private sealed class Reference(SchemaReferences references) : RefKeyword, ICounting
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => references.Follow(() => base.Evaluate(keyword, context));
    }

    private sealed class RecursiveReference(SchemaReferences references) : Recursive, ICounting
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => references.Follow(() => base.Evaluate(keyword, context));
    }

    private sealed class DynamicReference(SchemaReferences references) : DynamicRefKeyword, ICounting
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => references.Follow(() => base.Evaluate(keyword, context));
    }

    private sealed class DynamicReference2020(SchemaReferences references) : Dynamic2020, ICounting
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => references.Follow(() => base.Evaluate(keyword, context));
    }
}

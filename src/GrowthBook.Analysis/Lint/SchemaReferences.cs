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
/// <param name="work">The work of the schema that a reference leads to.</param>
internal sealed class SchemaReferences(SchemaWork work)
{
    /// <summary>Maximum number of references that are followed at once, for one value, and for all values of a payload.</summary>
    public const int MaxNested = 1_000, MaxOfValue = 10_000, Max = 200_000;

    private int _nested;
    private int _ofValue;
    private int _all;

    /// <summary>The handlers of the library that those of this class replace.</summary>
    public static IKeywordHandler[] Uncounted => [RefKeyword.Instance, Recursive.Instance, Dynamic2020.Instance, DynamicRefKeyword.Instance];

    /// <summary>The handler of <c>$ref</c> in all dialects.</summary>
    public IKeywordHandler Plain => new Reference(this);

    /// <summary>The handler of <c>$recursiveRef</c> in draft 2019-09.</summary>
    public IKeywordHandler Recursive2019 => new RecursiveReference(this);

    /// <summary>The handler of <c>$dynamicRef</c> in draft 2020-12.</summary>
    public IKeywordHandler DynamicOf2020 => new DynamicReference2020(this);

    /// <summary>The handler of <c>$dynamicRef</c> in version 1 of 2026.</summary>
    public IKeywordHandler Dynamic => new DynamicReference(this);

    /// <summary>Begins the test of another value.</summary>
    public void BeginValue() => _nested = _ofValue = 0;

    private KeywordEvaluation Follow(EvaluationContext context, Func<KeywordEvaluation> evaluate)
    {
        if (++_nested > MaxNested || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Fault($"more than {MaxNested:N0} of its references nest; does one lead back to itself?");
        if (++_ofValue > MaxOfValue)
            throw Fault($"one value takes more than {MaxOfValue:N0} of its references");
        if (++_all > Max)
            throw Fault($"the values of the payload take more than {Max:N0} references of schemas");
        work.Take(context.Instance);
        var evaluation = evaluate();
        _nested--;
        return evaluation;
    }

    private static JsonSchemaException Fault(FormattableString message) => new(FormattableString.Invariant(message));

    private sealed class Reference(SchemaReferences references) : RefKeyword, ICountedKeyword
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => references.Follow(context, () => base.Evaluate(keyword, context));
    }

    private sealed class RecursiveReference(SchemaReferences references) : Recursive, ICountedKeyword
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => references.Follow(context, () => base.Evaluate(keyword, context));
    }

    private sealed class DynamicReference(SchemaReferences references) : DynamicRefKeyword, ICountedKeyword
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => references.Follow(context, () => base.Evaluate(keyword, context));
    }

    private sealed class DynamicReference2020(SchemaReferences references) : Dynamic2020, ICountedKeyword
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => references.Follow(context, () => base.Evaluate(keyword, context));
    }
}

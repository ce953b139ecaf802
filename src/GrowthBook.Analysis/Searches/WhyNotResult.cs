using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook.Analysis;

/// <summary>What a search for attributes that give a feature a value found.</summary>
/// <param name="Feature">The key of the feature.</param>
/// <param name="Wanted">The wanted value.</param>
/// <param name="Actual">The present value.</param>
/// <param name="Verdict">The answer.</param>
/// <param name="Changes">The changes that give the value, verified by evaluation; empty unless the answer is <see cref="WhyNotVerdict.Found"/>.</param>
/// <param name="IsSmallest">
/// Whether each change of fewer attributes was evaluated and does not give the value: to the values that conditions mention, and to identifiers of all combinations of
/// buckets. Always <c>true</c> for one change. Otherwise <c>false</c> if identifiers are too many because inputs of one attribute are many or let few users in, or if
/// conditions have other tests than values, short lists and bounds of numbers, such as expressions, versions and tests of lists, or very many lists.
/// </param>
/// <param name="Attributes">The attributes with the changes.</param>
/// <param name="Tried">The number of evaluations.</param>
/// <param name="Reason">The rule that gives the value, the proof that none does, or the limits of the search; lower case, without a final period.</param>
public sealed record WhyNotResult(
    string Feature, Value Wanted, Value Actual, WhyNotVerdict Verdict, ImmutableArray<AttributeChange> Changes, bool IsSmallest,
    Attributes Attributes, int Tried, string Reason)
{
    /// <summary>Whether the search ended because its evaluations took 100,000,000 steps. Default: <c>false</c>.</summary>
    public bool HasReachedStepLimit { get; init; }

    /// <summary>
    /// The result as JSON:
    /// <c>{"kind":"why-not","schemaVersion":1,"feature","wanted","actual","verdict","changes":[{"attribute","from","to"}],"smallest","attributes","tried","hasReachedStepLimit","reason"}</c>.
    /// </summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("kind", "why-not"),
        new("schemaVersion", PartialResult.SchemaVersion),
        new("feature", Feature),
        new("wanted", Wanted),
        new("actual", Actual),
        new("verdict", Verdict switch
        {
            WhyNotVerdict.Present => "present",
            WhyNotVerdict.Found => "found",
            WhyNotVerdict.Impossible => "impossible",
            WhyNotVerdict.NotFound => "notFound",
            _ => throw new UnreachableException(),
        }),
        new("changes", new Value.Array(Changes.Select(change => (Value)change.ToValue()))),
        new("smallest", IsSmallest),
        new("attributes", Attributes.Members),
        new("tried", Tried),
        new("hasReachedStepLimit", HasReachedStepLimit),
        new("reason", Reason),
    ]);
}

/// <summary>The answers to why a feature does not have a value.</summary>
public enum WhyNotVerdict
{
    /// <summary>The feature has the value.</summary>
    Present,

    /// <summary>A change of attributes gives the value.</summary>
    Found,

    /// <summary>No attributes give the value: this is proved.</summary>
    Impossible,

    /// <summary>Neither a change nor a proof was found within the limits.</summary>
    NotFound,
}

/// <summary>A change of one attribute.</summary>
/// <param name="Attribute">The path of the attribute, such as <c>orders.count</c>.</param>
/// <param name="From">The value before; <c>null</c> (JSON) for a missing one.</param>
/// <param name="To">The value after; <c>null</c> (JSON) to remove it.</param>
public sealed record AttributeChange(string Attribute, Value From, Value To)
{
    /// <summary>The change as JSON: <c>{"attribute","from","to"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new([new("attribute", Attribute), new("from", From), new("to", To)]);
}

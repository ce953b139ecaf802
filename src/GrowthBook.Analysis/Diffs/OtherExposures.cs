using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Exposures that users of a feature can lose or gain, of experiments that its rules do not run: those of features that it requires, and <c>tracks</c>.</summary>
/// <param name="Rule">The id of the rule that takes or gives them; <c>""</c> without one.</param>
/// <param name="Number">The place of the rule in its feature, from 1; in the old payload for a removed rule.</param>
/// <param name="Experiments">The keys of the experiments.</param>
/// <param name="Reason">What differs, such as <c>which no longer requires `price`</c>.</param>
public sealed record OtherExposures(string Rule, int Number, ImmutableArray<string> Experiments, string Reason)
{
    /// <summary>
    /// Whether <see cref="Experiments"/> has all of them. Default: yes. Not if there are more than 10, or if the analysis ran out of steps, after which none may be known.
    /// </summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The exposures as JSON: <c>{"rule","number","experiments","complete"?,"reason"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("rule", Rule), new("number", Number), new("experiments", new Value.Array(Experiments.Select(key => (Value)key))),
        .. IsComplete ? (KeyValuePair<string, Value>[])[] : [new("complete", false)], new("reason", Reason),
    ]);
}

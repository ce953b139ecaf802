namespace GrowthBook;

/// <summary>
/// Composition of evaluations: what evaluations return can be queried with <c>from</c> and <c>select</c>, and the
/// effects add up in the order of the query.
/// </summary>
/// <example><code>
/// var ((color, size), effects) =
///     from a in Evaluator.EvalFeature(context, "color")
///     from b in Evaluator.EvalFeature(context, "size")
///     select (a.ValueOr("red"), b.ValueOr(10));
/// </code></example>
public static class EvaluationExtensions
{
    /// <summary>Turns the result of an evaluation into another value; the effects stay.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <typeparam name="TResult">The type of the other value.</typeparam>
    /// <param name="evaluation">The result of an evaluation with its effects.</param>
    /// <param name="selector">Computes the other value.</param>
    /// <returns>The value with the same effects.</returns>
    public static (TResult Result, Effects Effects) Select<T, TResult>(
        this (T Result, Effects Effects) evaluation, Func<T, TResult> selector) =>
        ((selector ?? throw new ArgumentNullException(nameof(selector)))(evaluation.Result), evaluation.Effects);

    /// <summary>Continues with another evaluation; its effects follow those of the first.</summary>
    /// <typeparam name="T">The type of the first result.</typeparam>
    /// <typeparam name="TNext">The type of the second result.</typeparam>
    /// <typeparam name="TResult">The type of the combined value.</typeparam>
    /// <param name="evaluation">The result of the first evaluation with its effects.</param>
    /// <param name="next">The second evaluation.</param>
    /// <param name="selector">Combines both results.</param>
    /// <returns>The value with the effects of both.</returns>
    public static (TResult Result, Effects Effects) SelectMany<T, TNext, TResult>(
        this (T Result, Effects Effects) evaluation,
        Func<T, (TNext Result, Effects Effects)> next,
        Func<T, TNext, TResult> selector)
    {
        _ = next ?? throw new ArgumentNullException(nameof(next));
        _ = selector ?? throw new ArgumentNullException(nameof(selector));
        var (result, effects) = next(evaluation.Result);
        return (selector(evaluation.Result, result), evaluation.Effects + effects);
    }
}

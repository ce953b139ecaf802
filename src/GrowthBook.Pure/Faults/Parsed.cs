using System.Collections.Immutable;
using System.Diagnostics.Contracts;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The result of reading text: a value, and every fault found. Reading never throws because of the text.</summary>
/// <typeparam name="T">The type of the value; nullable where a malformed text has no value.</typeparam>
/// <param name="Value">The value; malformed parts are left out of it.</param>
/// <param name="Errors">The faults in the order of the text, each with its severity and JSON path; empty when there are none.</param>
/// <example><code>var (payload, errors) = Payload.Parse(json);</code></example>
public readonly record struct Parsed<T>([property: JsonPropertyName("value"), JsonRequired] T Value, ImmutableArray<PayloadError> Errors)
{
    /// <summary>Maximum number of errors in the message of an exception.</summary>
    private const int MaxShown = 5;

    /// <summary>The faults in the order of the text, each with its severity and JSON path; empty when there are none.</summary>
    [JsonPropertyName("errors"), JsonRequired]
    public ImmutableArray<PayloadError> Errors { get => field.IsDefault ? [] : field; init; } = Errors;

    /// <summary>Converts the value and keeps the faults.</summary>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="selector">Computes the new value.</param>
    /// <returns>The new value with the same faults.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is <c>null</c>.</exception>
    [Pure]
    public Parsed<TResult> Map<TResult>(Func<T, TResult> selector) =>
        new((selector ?? throw new ArgumentNullException(nameof(selector)))(Value), Errors);

    /// <summary>Reads on with the value; the faults of the second step follow those of the first.</summary>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="next">The second step.</param>
    /// <returns>The value of the second step with the faults of both.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is <c>null</c>.</exception>
    [Pure]
    public Parsed<TResult> Bind<TResult>(Func<T, Parsed<TResult>> next)
    {
        var second = (next ?? throw new ArgumentNullException(nameof(next)))(Value);
        return new(second.Value, Errors.AddRange(second.Errors));
    }

    /// <summary>The query form of <see cref="Map"/>.</summary>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="selector">Computes the new value.</param>
    /// <returns>The new value with the same faults.</returns>
    [Pure]
    public Parsed<TResult> Select<TResult>(Func<T, TResult> selector) => Map(selector);

    /// <summary>The query form of <see cref="Bind"/>.</summary>
    /// <typeparam name="TNext">The type of the second step's value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="next">The second step.</param>
    /// <param name="selector">Computes the new value from both values.</param>
    /// <returns>The new value with the faults of both steps.</returns>
    [Pure]
    public Parsed<TResult> SelectMany<TNext, TResult>(Func<T, Parsed<TNext>> next, Func<T, TNext, TResult> selector)
    {
        _ = selector ?? throw new ArgumentNullException(nameof(selector));
        var first = Value;
        return Bind(next).Map(second => selector(first, second));
    }

    /// <summary>The value of a text that has to be right, such as a literal in code.</summary>
    /// <returns>The value; warnings are no reason to throw.</returns>
    /// <exception cref="FormatException">The text has errors. The message has the first five, each with its JSON path.</exception>
    /// <example><code>Condition.Parse("""{"plan": {"$in": ["pro", "team"]}}""").EnsureValid()</code></example>
    [Pure]
    public T EnsureValid()
    {
        var errors = Errors.RemoveAll(static error => error.Severity == ErrorSeverity.Warning);
        return errors.IsEmpty ? Value
            : throw new FormatException(string.Join("; ", errors.Take(MaxShown)) + (errors.Length > MaxShown ? $"; {errors.Length - MaxShown} more" : ""));
    }

    /// <summary>Whether the values are equal and the same faults were found in the same order.</summary>
    /// <param name="other">The result of another reading.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(Parsed<T> other) => EqualityComparer<T>.Default.Equals(Value, other.Value) && Errors.SequenceEqual(other.Errors);

    /// <inheritdoc/>
    public override int GetHashCode() => Value is null ? 0 : EqualityComparer<T>.Default.GetHashCode(Value);

    /// <summary>The value, and the faults after it.</summary>
    /// <returns>A text such as <c>{"id":"u-1"}; error at $.url: not a string</c>.</returns>
    public override string ToString()
    {
        var value = Value?.ToString() ?? "no value";
        return Errors.IsEmpty ? value : $"{value}; {string.Join("; ", Errors)}";
    }
}

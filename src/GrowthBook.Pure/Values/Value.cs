using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// A JSON value: what attributes hold, what features return, what conditions compare. Immutable and closed:
/// the six nested records are all the cases there are.
/// </summary>
/// <remarks>
/// Equality is structural. Two objects are equal when they hold the same members with equal values in any
/// order; two arrays when they hold equal elements in the same order; <c>0</c> equals <c>-0</c>. (A condition
/// that compares JSON text is stricter about the order of members; see <see cref="Condition"/>.)
/// </remarks>
[CollectionBuilder(typeof(Array), nameof(Array.Of))]
[JsonConverter(typeof(ValueJsonConverter))]
public abstract partial record Value
{
    private protected Value()
    {
    }

    /// <summary>
    /// Whether the value counts as "on": everything except <c>null</c>, <c>false</c>, <c>0</c>, <c>NaN</c> and
    /// <c>""</c>. Empty arrays and objects are on, and so are <c>"0"</c> and <c>"false"</c>.
    /// </summary>
    public bool IsTruthy => this is String text ? text.Content.Length != 0 : IsTruthyOther;

    // No other assembly can override it, which closes the hierarchy: a record's copy constructor is open to all.
    private protected abstract bool IsTruthyOther { get; }

    /// <summary>Reads JSON text.</summary>
    /// <param name="json">The JSON text of any value.</param>
    /// <returns>The value and every fault; no value if the text is not JSON.</returns>
    public static Parsed<Value?> Parse(string json) => ValueReader.Parse<Value>(json, static (value, _) => value);

    /// <summary>Returns the value as JSON text, in ECMAScript's form of numbers and with the members in their order.</summary>
    /// <returns>JSON text; a string has its quotes and escapes.</returns>
    public string ToJson() => ValueWriter.ToJson(this);

    /// <summary>Returns the text of a string as it is, and the JSON text of a value of another kind.</summary>
    /// <returns>The content of a string; otherwise as <see cref="ToJson"/>.</returns>
    public sealed override string ToString() => this is String text ? text.Content : ToJson();

    /// <summary>JSON <c>null</c>. A missing attribute is read as this value.</summary>
    [JsonConverter(typeof(ValueJsonConverter))]
    public sealed record Null : Value
    {
        private Null()
        {
        }

        /// <summary>The only instance.</summary>
        public static Null Instance { get; } = new();

        private protected override bool IsTruthyOther => false;
    }

    /// <summary>JSON <c>true</c> or <c>false</c>.</summary>
    [JsonConverter(typeof(ValueJsonConverter))]
    public sealed record Boolean : Value
    {
        private Boolean(bool content) => Content = content;

        /// <summary>The value <c>true</c>.</summary>
        public static Boolean True { get; } = new(true);

        /// <summary>The value <c>false</c>.</summary>
        public static Boolean False { get; } = new(false);

        /// <summary>The boolean itself.</summary>
        public bool Content { get; }

        private protected override bool IsTruthyOther => Content;

        /// <summary>The instance for <paramref name="content"/>.</summary>
        /// <param name="content">The boolean.</param>
        /// <returns><see cref="True"/> or <see cref="False"/>.</returns>
        public static Boolean Of(bool content) => content ? True : False;
    }

    /// <summary>
    /// A JSON number: an IEEE 754 double, as in ECMAScript. JSON text beyond the range of a double becomes an
    /// infinity, whose JSON text is <c>null</c>.
    /// </summary>
    /// <param name="Content">The number.</param>
    [JsonConverter(typeof(ValueJsonConverter))]
    public sealed record Number(double Content) : Value
    {
        private static readonly Number[] Small =
            [new(0), new(1), new(2), new(3), new(4), new(5), new(6), new(7), new(8), new(9), new(10), new(11), new(12), new(13), new(14), new(15)];

        private protected override bool IsTruthyOther => Content != 0 && !double.IsNaN(Content);

        /// <summary>A value for the number: the same one each time for the integers from 0 to 15, which are most.</summary>
        internal static Number Of(double content) => content >= 0 && content < Small.Length && content == (int)content
            ? Small[(int)content]
            : new Number(content);
    }

    /// <summary>A JSON string: a sequence of UTF-16 code units, which may hold lone surrogates.</summary>
    [JsonConverter(typeof(ValueJsonConverter))]
    public sealed record String : Value
    {
        /// <summary>A string value.</summary>
        /// <param name="content">The text; <c>null</c> counts as the empty string.</param>
        public String(string? content) => Content = content ?? "";

        /// <summary>The text, never <c>null</c>.</summary>
        public string Content { get; }

        private protected override bool IsTruthyOther => throw new UnreachableException(); // IsTruthy tests strings first

        /// <inheritdoc/>
        public override int GetHashCode() => KeyedTexts.Comparer.GetHashCode(Content);
    }
}

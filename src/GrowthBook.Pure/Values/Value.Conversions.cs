using System.Numerics;

namespace GrowthBook;

public abstract partial record Value
{
    /// <summary>
    /// Returns the JSON value of any .NET object, by the rules of
    /// <see cref="Attributes.From(IEnumerable{KeyValuePair{string, object?}})"/>. For types without an implicit
    /// conversion: enums, lists, dictionaries, <c>Nullable</c> types.
    /// </summary>
    /// <param name="source">The object; <c>null</c> gives JSON <c>null</c>.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The object has no JSON value.</exception>
    public static Value From(object? source) => Nesting.Cut(PlainObject.ToValue(source), 1);

    /// <summary>A string, or JSON <c>null</c> for a null reference.</summary>
    /// <param name="content">The text.</param>
    public static implicit operator Value(string? content) =>
        content is null ? Null.Instance : new String(content);

    /// <summary>A string of one UTF-16 code unit.</summary>
    /// <param name="content">The code unit.</param>
    public static implicit operator Value(char content) => new String(content.ToString());

    /// <summary>A boolean.</summary>
    /// <param name="content">The boolean.</param>
    public static implicit operator Value(bool content) => Boolean.Of(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(sbyte content) => new Number(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(byte content) => new Number(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(short content) => new Number(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(ushort content) => new Number(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(int content) => new Number(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(uint content) => new Number(content);

    /// <summary>
    /// A number from -2^53 to 2^53, both inclusive; beyond, the text of its digits, so that an id keeps them: a double
    /// would round it.
    /// </summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(long content) => ScalarNumber.Of(content);

    /// <summary>A number up to 2^53 inclusive; beyond, the text of its digits.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(ulong content) => ScalarNumber.Of(content);

    /// <summary>A number from -2^53 to 2^53, both inclusive; beyond, the text of its digits.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(BigInteger content) => ScalarNumber.Of(content);

    /// <summary>A number with the shortest decimal digits of the <c>float</c>: <c>0.1f</c> is 0.1.</summary>
    /// <param name="content">The number; <c>NaN</c> and the infinities have the JSON text <c>null</c>.</param>
    public static implicit operator Value(float content) => ScalarNumber.Of(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number; <c>NaN</c> and the infinities have the JSON text <c>null</c>.</param>
    public static implicit operator Value(double content) => new Number(content);

    /// <summary>
    /// A number: the nearest double of a fraction, and exactly an integer from -2^53 to 2^53, both inclusive; of an
    /// integer beyond, the text of its digits.
    /// </summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(decimal content) => ScalarNumber.Of(content);

    /// <summary>
    /// A string in UTC as ECMAScript's JSON writes dates, cut to milliseconds: <c>2026-02-03T04:05:06.000Z</c>. A local
    /// time is converted to UTC; a time of no kind counts as UTC.
    /// </summary>
    /// <param name="content">The time.</param>
    public static implicit operator Value(DateTime content) => new String(ScalarDate.Text(content));

    /// <summary>A string in UTC as ECMAScript's JSON writes dates, cut to milliseconds: <c>2026-02-03T04:05:06.000Z</c>.</summary>
    /// <param name="content">The time.</param>
    public static implicit operator Value(DateTimeOffset content) => new String(ScalarDate.Text(content));

    /// <summary>A string in .NET's constant form: <c>1.02:03:04.5000000</c>.</summary>
    /// <param name="content">The duration.</param>
    public static implicit operator Value(TimeSpan content) => new String(ScalarDate.Text(content));

    /// <summary>A string of 36 characters, in lower case: <c>0a0b0c0d-0001-0002-0003-000000000004</c>.</summary>
    /// <param name="content">The id.</param>
    public static implicit operator Value(Guid content) => new String(content.ToString());

    /// <summary>A string such as <c>1.2.3</c>, or JSON <c>null</c> for a null reference.</summary>
    /// <param name="content">The version.</param>
    public static implicit operator Value(Version? content) => content?.ToString();

#if NET
    /// <summary>A string: <c>2012-03-04</c>.</summary>
    /// <param name="content">The date.</param>
    public static implicit operator Value(DateOnly content) => new String(ScalarDate.Text(content));

    /// <summary>A string: <c>04:05:06</c>, with a fraction of seven digits where there is one.</summary>
    /// <param name="content">The time of day.</param>
    public static implicit operator Value(TimeOnly content) => new String(ScalarDate.Text(content));

    /// <summary>A number with the shortest decimal digits of the <c>Half</c>.</summary>
    /// <param name="content">The number; <c>NaN</c> and the infinities have the JSON text <c>null</c>.</param>
    public static implicit operator Value(Half content) => ScalarNumber.Of(content);

    /// <summary>A number from -2^53 to 2^53, both inclusive; beyond, the text of its digits.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(Int128 content) => ScalarNumber.Of(content);

    /// <summary>A number up to 2^53 inclusive; beyond, the text of its digits.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(UInt128 content) => ScalarNumber.Of(content);
#endif

    /// <summary>An array of strings.</summary>
    /// <param name="items">The elements; a null reference gives JSON <c>null</c>.</param>
    public static implicit operator Value(string?[]? items) =>
        items is null ? Null.Instance : new Array(System.Array.ConvertAll(items, item => (Value)item));

    /// <summary>An array of numbers.</summary>
    /// <param name="items">The elements; a null reference gives JSON <c>null</c>.</param>
    public static implicit operator Value(int[]? items) =>
        items is null ? Null.Instance : new Array(System.Array.ConvertAll(items, item => (Value)item));

    /// <summary>An array of numbers.</summary>
    /// <param name="items">The elements; a null reference gives JSON <c>null</c>.</param>
    public static implicit operator Value(double[]? items) =>
        items is null ? Null.Instance : new Array(System.Array.ConvertAll(items, item => (Value)item));

    /// <summary>An array of values.</summary>
    /// <param name="items">The elements; a null reference gives JSON <c>null</c>.</param>
    public static implicit operator Value(Value?[]? items) =>
        items is null ? Null.Instance : new Array((IEnumerable<Value?>)items);
}

namespace GrowthBook;

public abstract partial record Value
{
    /// <summary>A string, or JSON <c>null</c> for a null reference.</summary>
    /// <param name="content">The text.</param>
    public static implicit operator Value(string? content) =>
        content is null ? Null.Instance : new String(content);

    /// <summary>A boolean.</summary>
    /// <param name="content">The boolean.</param>
    public static implicit operator Value(bool content) => Boolean.Of(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(int content) => new Number(content);

    /// <summary>A number; beyond ±2^53 it is rounded to the nearest double, as ECMAScript does.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(long content) => new Number(content);

    /// <summary>A number.</summary>
    /// <param name="content">The number; <c>NaN</c> and the infinities have the JSON text <c>null</c>.</param>
    public static implicit operator Value(double content) => new Number(content);

    /// <summary>A number, rounded to the nearest double.</summary>
    /// <param name="content">The number.</param>
    public static implicit operator Value(decimal content) => new Number((double)content);

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

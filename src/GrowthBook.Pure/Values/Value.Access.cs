namespace GrowthBook;

public abstract partial record Value
{
    /// <summary>The value of a member of an object; JSON <c>null</c> for a missing member, and for a value that is no object.</summary>
    /// <param name="key">The member's name, compared ordinally; a dot in it does not make a path.</param>
    public Value this[string key] => this is Object members ? members.Find(key) ?? Null.Instance : Null.Instance;

    /// <summary>
    /// An element of an array; JSON <c>null</c> for an index without an element, and for a value that is no array. (The indexer of
    /// <see cref="Array"/> itself throws outside the array, as those of .NET's lists do.)
    /// </summary>
    /// <param name="index">The index, counted from 0.</param>
    public Value this[int index] => this is Array array && (uint)index < (uint)array.Count ? array.Items[index] : Null.Instance;

    /// <summary>The elements of an array in their order; none for a value of another kind. A <c>foreach</c> calls this.</summary>
    /// <returns>An enumerator of the elements.</returns>
    public IEnumerator<Value> GetEnumerator() => ((IEnumerable<Value>)(this is Array array ? array.Owned : [])).GetEnumerator();

    /// <summary>Returns the text of a string.</summary>
    /// <returns>The text; <c>null</c> for a value of another kind.</returns>
    public string? AsString() => (this as String)?.Content;

    /// <summary>Returns the boolean. (<see cref="IsTruthy"/> is defined for values of each kind.)</summary>
    /// <returns>The boolean; <c>null</c> for a value of another kind.</returns>
    public bool? AsBoolean() => (this as Boolean)?.Content;

    /// <summary>Returns the number as an <c>int</c>.</summary>
    /// <returns>The number; <c>null</c> for a value of another kind, for a fraction, and outside the range of an <c>int</c>.</returns>
    public int? AsInt32() => this is Number number ? NumberTypes.ToInt32(number.Content) : null;

    /// <summary>Returns the number as a <c>long</c>.</summary>
    /// <returns>The number; <c>null</c> for a value of another kind, for a fraction, and outside the range of a <c>long</c>.</returns>
    public long? AsInt64() => this is Number number ? NumberTypes.ToInt64(number.Content) : null;

    /// <summary>Returns the number.</summary>
    /// <returns>The number; <c>null</c> for a value of another kind.</returns>
    public double? AsDouble() => (this as Number)?.Content;

    /// <summary>Returns the number as a <c>decimal</c>: the digits that ECMAScript writes, and of an integer all its digits.</summary>
    /// <returns>The number; <c>null</c> for a value of another kind, and for a number that no <c>decimal</c> can hold exactly.</returns>
    public decimal? AsDecimal() => this is Number number ? NumberTypes.ToDecimal(number.Content) : null;
}

using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace GrowthBook;

public abstract partial record Value
{
    /// <summary>A JSON array. Equal to another when it holds equal elements in the same order.</summary>
    [CollectionBuilder(typeof(Array), nameof(Of))]
    [JsonConverter(typeof(ValueJsonConverter))]
    public sealed record Array : Value, IReadOnlyList<Value>
    {
        private readonly Value[] _items;

        /// <summary>An array of the elements given.</summary>
        /// <param name="items">
        /// The elements; a <c>null</c> element counts as JSON <c>null</c>, and so does an array or object nested deeper than 256 levels,
        /// counted from this array.
        /// </param>
        public Array(IEnumerable<Value?> items)
            : this((items ?? throw new ArgumentNullException(nameof(items))).Select(item => item is null ? Null.Instance : Nesting.Cut(item, 2)).ToArray())
        {
        }

        /// <summary>Takes ownership of <paramref name="items"/>, which must not change afterwards.</summary>
        internal Array(Value[] items) => _items = items;

        /// <summary>The array without elements.</summary>
        public static Array Empty { get; } = new(System.Array.Empty<Value>());

        /// <summary>Returns an array of the elements given. Collection expressions call this: <c>Value tags = ["vip", "beta"];</c></summary>
        /// <param name="items">
        /// The elements; a <c>null</c> element counts as JSON <c>null</c>, and so does an array or object nested deeper than 256 levels,
        /// counted from this array.
        /// </param>
        /// <returns>The array.</returns>
        public static Array Of(params ReadOnlySpan<Value> items) => new((IEnumerable<Value?>)items.ToArray());

        /// <summary>How many elements there are.</summary>
        public int Count => _items.Length;

        /// <summary>The element at <paramref name="index"/>, counted from 0.</summary>
        /// <param name="index">From 0 inclusive to <see cref="Count"/> exclusive.</param>
        /// <exception cref="IndexOutOfRangeException">The index is outside that range.</exception>
        public new Value this[int index] => _items[index];

        internal ReadOnlySpan<Value> Items => _items;

        private protected override bool IsTruthyOther => true;

        /// <summary>The elements themselves, not to be changed.</summary>
        internal Value[] Owned => _items;

        /// <summary>The elements in their order.</summary>
        /// <returns>An immutable array of the same elements.</returns>
        public ImmutableArray<Value> ToImmutableArray() => ImmutableCollectionsMarshal.AsImmutableArray(_items);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Whether <paramref name="other"/> holds equal elements in the same order.</summary>
        /// <param name="other">Another array.</param>
        /// <returns><c>true</c> when equal.</returns>
        public bool Equals(Array? other) => other is not null && Items.SequenceEqual(other.Items);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = _items.Length;
            foreach (var item in _items)
                hash = unchecked((hash * 31) + item.GetHashCode());
            return hash;
        }
    }
}

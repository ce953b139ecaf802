using System.Buffers;

namespace GrowthBook;

/// <summary>
/// A list that grows in rented arrays, so that collecting many items leaves nothing to the garbage collector. Without
/// it the lists of a large payload would be large objects, each of which brings a full collection nearer.
/// </summary>
internal struct PooledList<T>(int capacity)
{
    private T[] _items = ArrayPool<T>.Shared.Rent(capacity);

    public int Count { get; private set; }

    /// <summary>The items, until something is added or the list is returned.</summary>
    public readonly ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    public void Add(T item)
    {
        Reserve(1)[0] = item;
        Count++;
    }

    /// <summary>Room behind the items; what is written there counts from the <see cref="Commit"/> on.</summary>
    public Span<T> Reserve(int length)
    {
        if (Count + length > _items.Length)
        {
            var larger = ArrayPool<T>.Shared.Rent(Math.Max(_items.Length * 2, Count + length));
            Items.CopyTo(larger);
            Return();
            _items = larger;
        }
        return _items.AsSpan(Count, length);
    }

    public void Commit(int length) => Count += length;

    /// <summary>Gives the rented array back; the list is of no use any more.</summary>
    public readonly void Return() => ArrayPool<T>.Shared.Return(_items, clearArray: true);
}

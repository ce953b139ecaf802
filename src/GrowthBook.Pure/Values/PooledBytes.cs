using System.Buffers;

namespace GrowthBook;

/// <summary>
/// Bytes that grow in rented arrays, which are used again: the text of a large payload would otherwise be one large object
/// after the other, each of which brings a full collection nearer.
/// </summary>
internal struct PooledBytes(int capacity)
{
    private byte[] _items = ArrayPool<byte>.Shared.Rent(capacity);

    public int Count { get; private set; }

    /// <summary>The bytes, until something is added or the array is returned.</summary>
    public readonly ReadOnlySpan<byte> Items => _items.AsSpan(0, Count);

    public void Add(byte item)
    {
        Reserve(1)[0] = item;
        Count++;
    }

    /// <summary>Free space after the bytes; bytes written there count after <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int length)
    {
        if (Count + length > _items.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_items.Length * 2, Count + length));
            Items.CopyTo(larger);
            Return();
            _items = larger;
        }
        return _items.AsSpan(Count, length);
    }

    public void Commit(int length) => Count += length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Commit(bytes.Length);
    }

    /// <summary>Appends a part of the bytes again.</summary>
    public void Repeat(Range part)
    {
        var (start, length) = (part.Start.Value, part.End.Value - part.Start.Value);
        var target = Reserve(length); // may replace the array
        Items.Slice(start, length).CopyTo(target);
        Commit(length);
    }

    /// <summary>
    /// An array with the bytes, and possibly more after them: the rented one where they fill most of it, which spares a copy
    /// of a large group, and else a copy. Nothing may be added or returned any more.
    /// </summary>
    public readonly byte[] Take()
    {
        if (Count > _items.Length / 4 * 3)
            return _items;
        var copy = Items.ToArray();
        Return();
        return copy;
    }

    /// <summary>Gives the rented array back, without the bytes, which may be of users; they are of no use any more.</summary>
    public readonly void Return()
    {
        Array.Clear(_items, 0, Count);
        ArrayPool<byte>.Shared.Return(_items);
    }
}

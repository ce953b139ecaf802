namespace GrowthBook;

/// <summary>
/// A set of strings: short ones of ASCII in one block with a hash index, so that a saved group of ten thousand ids is two
/// arrays and not ten thousand objects; the others, which ids rarely are, by themselves.
/// </summary>
internal sealed class StringSet
{
    /// <summary>
    /// How many items a loop over a whole group does in one call. The runtime compiles a loop of some thousands anew
    /// while it runs, which at the start of a process takes longer than the loop.
    /// </summary>
    public const int Some = 512;

    private const int MaxLength = byte.MaxValue;

    /// <summary>Strings one behind the other, each behind a byte that is its length.</summary>
    private readonly byte[] _block;

    /// <summary>The places of strings in the block, from 1, below a part of their hashes; 0 is empty.</summary>
    private readonly uint[] _slots;

    /// <summary>The bits of a slot that are a place.</summary>
    private readonly uint _places;

    private readonly int _count;
    private readonly HashSet<string>? _others;

    private StringSet(byte[] block, int count, HashSet<string>? others)
    {
        _block = block;
        _count = count;
        _others = others;
        _places = PowerOfTwo(block.Length + 1) - 1;
        _slots = new uint[PowerOfTwo(Math.Max(8, count + (count / 2)))]; // between a third and two thirds full
        var place = 0;
        for (var left = count; left > 0; left -= Some)
            place = Insert(place, Math.Min(left, Some));
    }

    public bool Contains(string text)
    {
        var slots = _slots;
        var places = _places;
        var hash = TextHash.Of(text.AsSpan());
        for (uint at = hash, step = 1; ; at += step++) // comes to every slot, and does not walk along the whole of a crowd
        {
            var slot = slots[at & ((uint)slots.Length - 1)];
            if (slot == 0)
                return _others is not null && _others.Contains(text);
            if (((slot ^ hash) & ~places) == 0 && Utf8.IsAsciiOf(At((int)(slot & places) - 1), text))
                return true;
        }
    }

    /// <summary>The short strings of ASCII in the order in which they were added, with those that were added more than once.</summary>
    public Value[] ToArray()
    {
        var strings = new Value[_count];
        var place = 0;
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = new Value.String(Utf8.GetString(At(place)));
            place = Next(place);
        }
        return strings;
    }

    private ReadOnlySpan<byte> At(int place) => _block.AsSpan(place + 1, _block[place]);

    private int Next(int place) => place + 1 + _block[place];

    /// <summary>Inserts so many of the strings, from a place on, and gives the place behind them.</summary>
    private int Insert(int place, int count)
    {
        for (; count > 0; count--)
        {
            Insert(place);
            place = Next(place);
        }
        return place;
    }

    private void Insert(int place)
    {
        var slots = _slots;
        var ascii = At(place);
        var hash = TextHash.OfAscii(ascii);
        for (uint at = hash, step = 1; ; at += step++)
        {
            ref var slot = ref slots[at & ((uint)slots.Length - 1)];
            if (slot == 0)
            {
                slot = (hash & ~_places) | (uint)(place + 1);
                return;
            }
            if (((slot ^ hash) & ~_places) == 0 && At((int)(slot & _places) - 1).SequenceEqual(ascii))
                return;
        }
    }

    private static uint PowerOfTwo(int minimum)
    {
        var power = 1u;
        while (power < (uint)minimum)
            power *= 2;
        return power;
    }

    /// <summary>Takes strings one behind the other; equal ones count once.</summary>
    internal sealed class Builder
    {
        /// <summary>At first room for ten thousand ids, of which what stays empty costs nothing.</summary>
        private PooledBytes _block = new(1 << 17);
        private int _count;
        private HashSet<string>? _others;

        /// <summary>Whether all strings so far stand in the block, so that <see cref="ToArray"/> gives them back.</summary>
        public bool IsBlock => _others is null;

        public void Add(string text)
        {
            if (text.Length > MaxLength)
            {
                AddOther(text);
                return;
            }
            var room = _block.Reserve(1 + text.Length);
            room[0] = (byte)text.Length;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] > 0x7F)
                {
                    AddOther(text);
                    return;
                }
                room[i + 1] = (byte)text[i];
            }
            Commit(text.Length);
        }

        /// <summary>Adds a string in UTF-8, without making a string of it where that can be.</summary>
        public void Add(ReadOnlySpan<byte> utf8)
        {
            if (utf8.Length > MaxLength)
            {
                AddOther(Utf8.GetString(utf8));
                return;
            }
            var room = _block.Reserve(1 + utf8.Length);
            room[0] = (byte)utf8.Length;
            for (var i = 0; i < utf8.Length; i++)
            {
                if (utf8[i] > 0x7F)
                {
                    AddOther(Utf8.GetString(utf8));
                    return;
                }
                room[i + 1] = utf8[i];
            }
            Commit(utf8.Length);
        }

        /// <summary>The set; the builder is of no use any more.</summary>
        public StringSet Build() => new(_block.Take(), _count, _others);

        private void AddOther(string text) => (_others ??= new HashSet<string>(StringComparer.Ordinal)).Add(text);

        private void Commit(int length)
        {
            _block.Commit(1 + length);
            _count++;
        }
    }
}

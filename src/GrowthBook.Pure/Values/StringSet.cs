using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GrowthBook;

/// <summary>
/// A set of strings in one block with a hash index, so that a saved group of ten thousand ids is two arrays and not ten
/// thousand objects. Users often choose ids, so the hash has a key (<see cref="TextHash"/>).
/// </summary>
internal sealed class StringSet
{
    /// <summary>
    /// How many items a loop over a whole group does in one call. The runtime compiles a loop of some thousands anew
    /// while it runs, which at the start of a process takes longer than the loop.
    /// </summary>
    public const int Some = 512;

    /// <summary>
    /// Strings in one block. Short ASCII strings, as ids are, have a byte each for their length and for each
    /// character. The others have this byte, four that count the bytes of their UTF-16, and these.
    /// </summary>
    private const byte Wide = byte.MaxValue;

    private const int WidePrefix = 1 + sizeof(int);

    private readonly byte[] _block;

    /// <summary>The places of strings in the block, from 1, below a part of their hashes; 0 is empty.</summary>
    private readonly uint[] _slots;

    /// <summary>The bits of a slot that are a place.</summary>
    private readonly uint _places;

    private readonly int _count;

    private StringSet(byte[] block, int length, int count, int longest)
    {
        _block = block;
        _count = count;
        Longest = longest;
        _places = PowerOfTwo(length + 1) - 1;
        _slots = new uint[PowerOfTwo(Math.Max(8, count + (count / 2)))]; // between a third and two thirds full
        var place = 0;
        for (var left = count; left > 0; left -= Some)
            place = Insert(place, Math.Min(left, Some));
    }

    /// <summary>The length of the longest string: a longer one need not be hashed.</summary>
    public int Longest { get; }

    public bool IsEmpty => _count == 0;

    /// <summary>Whether the text is in the set. One that is longer than all of them is not read.</summary>
    public bool Has(string text) => text.Length <= Longest && Contains(text);

    public bool Contains(string text)
    {
        var slots = _slots;
        var places = _places;
        var hash = TextHash.Of(text.AsSpan());
        for (uint at = hash, step = 1; ; at += step++) // reaches every slot, without long runs of occupied slots
        {
            var slot = slots[at & ((uint)slots.Length - 1)];
            if (slot == 0)
                return false;
            if (((slot ^ hash) & ~places) == 0 && IsAt((int)(slot & places) - 1, text))
                return true;
        }
    }

    /// <summary>The strings in the order in which they were added, with those that were added more than once.</summary>
    public Value[] ToArray()
    {
        var strings = new Value[_count];
        var place = 0;
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = new Value.String(_block[place] == Wide ? WideAt(place).ToString() : Utf8.GetString(AsciiAt(place)));
            place = Next(place);
        }
        return strings;
    }

    private ReadOnlySpan<byte> AsciiAt(int place) => _block.AsSpan(place + 1, _block[place]);

    private ReadOnlySpan<char> WideAt(int place) =>
        MemoryMarshal.Cast<byte, char>(_block.AsSpan(place + WidePrefix, WideLength(place)));

    private int WideLength(int place) => BinaryPrimitives.ReadInt32LittleEndian(_block.AsSpan(place + 1));

    private int Next(int place) => _block[place] == Wide ? place + WidePrefix + WideLength(place) : place + 1 + _block[place];

    private bool IsAt(int place, string text) =>
        _block[place] == Wide ? WideAt(place).SequenceEqual(text.AsSpan()) : Utf8.IsAsciiOf(AsciiAt(place), text);

    /// <summary>Inserts a number of the strings from a position on, and returns the position after them.</summary>
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
        var hash = _block[place] == Wide ? TextHash.Of(WideAt(place)) : TextHash.OfAscii(AsciiAt(place));
        for (uint at = hash, step = 1; ; at += step++)
        {
            ref var slot = ref slots[at & ((uint)slots.Length - 1)];
            if (slot == 0)
            {
                slot = (hash & ~_places) | (uint)(place + 1);
                return;
            }
            if (((slot ^ hash) & ~_places) == 0 && AreSame((int)(slot & _places) - 1, place))
                return;
        }
    }

    private bool AreSame(int place, int other) =>
        _block.AsSpan(place, Next(place) - place).SequenceEqual(_block.AsSpan(other, Next(other) - other));

    private static uint PowerOfTwo(int minimum)
    {
        var power = 1u;
        while (power < (uint)minimum)
            power *= 2;
        return power;
    }

    /// <summary>Collects strings; the index has equal strings once.</summary>
    /// <param name="capacity">How many bytes there is room for at first; what stays empty is rented and not touched.</param>
    internal sealed class Builder(int capacity = Builder.SomeThousandIds)
    {
        /// <summary>So that most groups are read into one array, which is then kept or copied once.</summary>
        private const int SomeThousandIds = 1 << 17;

        private PooledBytes _block = new(capacity);
        private int _count;
        private int _longest;

        public void Add(string text)
        {
            var room = _block.Reserve(1 + text.Length);
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] > 0x7F)
                {
                    AddWide(text);
                    return;
                }
                room[i + 1] = (byte)text[i];
            }
            if (text.Length < Wide)
                Commit(room, text.Length);
            else
                AddWide(text);
        }

        /// <summary>Adds a string in UTF-8, without making a string of it where it is short and of ASCII.</summary>
        public void Add(ReadOnlySpan<byte> utf8)
        {
            var room = _block.Reserve(1 + utf8.Length);
            for (var i = 0; i < utf8.Length; i++)
            {
                if (utf8[i] > 0x7F)
                {
                    AddWide(Utf8.GetString(utf8));
                    return;
                }
                room[i + 1] = utf8[i];
            }
            if (utf8.Length < Wide)
                Commit(room, utf8.Length);
            else
                AddWide(Utf8.GetString(utf8));
        }

        /// <summary>The set; the builder is of no use any more.</summary>
        public StringSet Build()
        {
            var length = _block.Count;
            return new StringSet(_block.Take(), length, _count, _longest);
        }

        private void Commit(Span<byte> room, int length)
        {
            room[0] = (byte)length;
            _block.Commit(1 + length);
            Count(length);
        }

        private void AddWide(string text)
        {
            var utf16 = MemoryMarshal.AsBytes(text.AsSpan());
            var room = _block.Reserve(WidePrefix + utf16.Length);
            room[0] = Wide;
            BinaryPrimitives.WriteInt32LittleEndian(room.Slice(1), utf16.Length);
            utf16.CopyTo(room.Slice(WidePrefix));
            _block.Commit(WidePrefix + utf16.Length);
            Count(text.Length);
        }

        private void Count(int length)
        {
            _count++;
            _longest = Math.Max(_longest, length);
        }
    }
}

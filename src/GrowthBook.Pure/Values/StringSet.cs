namespace GrowthBook;

/// <summary>
/// A set of strings in one block of characters with a hash index, so that a saved group of ten thousand ids is
/// three arrays and not ten thousand objects.
/// </summary>
internal sealed class StringSet
{
    /// <summary>
    /// How many items a loop over a whole group does in one call. The runtime compiles a loop of some thousands anew
    /// while it runs, which at the start of a process takes longer than the loop.
    /// </summary>
    public const int Some = 512;

    private readonly char[] _text;
    private readonly int[] _starts;

    /// <summary>As in a <see cref="FeatureTable"/>: numbers of strings, from 1, below a part of their hashes.</summary>
    private readonly uint[] _slots;

    private StringSet(char[] text, int[] starts, uint[] slots)
    {
        _text = text;
        _starts = starts;
        _slots = slots;
    }

    public bool Contains(ReadOnlySpan<char> text) => SlotOf(text, out _) != 0;

    /// <summary>The strings in the order in which they were added, with those that were added more than once.</summary>
    public Value[] ToArray()
    {
        var strings = new Value[_starts.Length - 1];
        for (var i = 0; i < strings.Length; i++)
            strings[i] = new Value.String(At(i).ToString());
        return strings;
    }

    private ReadOnlySpan<char> At(int index) => _text.AsSpan(_starts[index], _starts[index + 1] - _starts[index]);

    /// <summary>The slot that a string has, or the empty one that it would get.</summary>
    private ref uint SlotOf(ReadOnlySpan<char> text, out uint tag)
    {
        var slots = _slots;
        var hash = TextHash.Of(text);
        var mask = (uint)slots.Length - 1;
        tag = hash & ~mask;
        for (uint at = hash, step = 1; ; at += step++) // comes to every slot, and does not walk along the whole of a crowd
        {
            ref var slot = ref slots[at & mask];
            if (slot == 0 || ((slot & ~mask) == tag && At((int)(slot & mask) - 1).SequenceEqual(text)))
                return ref slot;
        }
    }

    /// <summary>Takes strings one behind the other; equal ones count once.</summary>
    internal sealed class Builder
    {
        private PooledList<char> _text = new(256);
        private PooledList<int> _ends = new(64);

        public void Add(string text)
        {
            text.AsSpan().CopyTo(_text.Reserve(text.Length));
            Commit(text.Length);
        }

        /// <summary>Adds a string in UTF-8, without making a string of it.</summary>
        public void Add(ReadOnlySpan<byte> utf8)
        {
            var room = _text.Reserve(utf8.Length); // a UTF-8 sequence never has more UTF-16 code units than bytes
            for (var i = 0; i < utf8.Length; i++)
            {
                if (utf8[i] > 0x7F)
                {
                    Add(Utf8.GetString(utf8));
                    return;
                }
                room[i] = (char)utf8[i];
            }
            Commit(utf8.Length);
        }

        /// <summary>The set; the builder is of no use any more.</summary>
        public StringSet Build()
        {
            var count = _ends.Count;
            var starts = new int[count + 1];
            _ends.Items.CopyTo(starts.AsSpan(1));
            var size = 8;
            while (size < count + (count / 2)) // between a third and two thirds full
                size *= 2;
            var set = new StringSet(_text.Items.ToArray(), starts, new uint[size]);
            for (var i = 0; i < count; i += Some)
                set.Insert(i, Math.Min(count, i + Some));
            _text.Return();
            _ends.Return();
            return set;
        }

        private void Commit(int length)
        {
            _text.Commit(length);
            _ends.Add(_text.Count);
        }
    }

    /// <summary>Inserts the strings from one index to another: some at a time, for the reason that <see cref="Some"/> gives.</summary>
    private void Insert(int first, int end)
    {
        for (var i = first; i < end; i++)
            Insert(i);
    }

    private void Insert(int index)
    {
        ref var slot = ref SlotOf(At(index), out var tag);
        if (slot == 0)
            slot = tag | (uint)(index + 1);
    }
}

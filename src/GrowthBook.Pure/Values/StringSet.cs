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
    private readonly int[] _slots;

    private StringSet(char[] text, int[] starts, int[] slots)
    {
        _text = text;
        _starts = starts;
        _slots = slots;
    }

    public bool Contains(ReadOnlySpan<char> text)
    {
        for (var slot = (int)TextHash.Of(text) & (_slots.Length - 1); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (index < 0)
                return false;
            if (At(index).SequenceEqual(text))
                return true;
        }
    }

    private ReadOnlySpan<char> At(int index) => _text.AsSpan(_starts[index], _starts[index + 1] - _starts[index]);

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
            var set = new StringSet(_text.Items.ToArray(), starts, new int[size]);
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
        var text = At(index);
        var slot = (int)TextHash.Of(text) & (_slots.Length - 1);
        while (_slots[slot] != 0)
        {
            if (At(_slots[slot] - 1).SequenceEqual(text))
                return;
            slot = (slot + 1) & (_slots.Length - 1);
        }
        _slots[slot] = index + 1;
    }
}

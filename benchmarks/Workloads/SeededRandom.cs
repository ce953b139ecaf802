namespace GrowthBook.Benchmarks;

/// <summary>
/// Pseudo-random numbers (mulberry32) that are the same on every runtime, which <see cref="Random"/> does not promise.
/// </summary>
internal sealed class SeededRandom(uint seed)
{
    private uint _state = seed;

    /// <summary>A number from 0 inclusive to <paramref name="end"/> exclusive.</summary>
    public int Below(int end) => (int)((ulong)Next() * (uint)end >> 32);

    /// <summary>A number between both, both inclusive.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>So many different ones of the items, in a random order.</summary>
    public T[] Pick<T>(IReadOnlyList<T> items, int count)
    {
        var all = items.ToArray();
        Shuffle(all);
        return all[..count];
    }

    public void Shuffle<T>(T[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Hexadecimal digits, as in the ids of rules.</summary>
    public string Hexadecimal(int digits) => string.Create(digits, this, static (text, random) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = "0123456789abcdef"[random.Below(16)];
    });

    /// <summary>36 characters in the form of a UUID of version 4, as in the seeds of rules.</summary>
    public string Uuid() =>
        $"{Hexadecimal(8)}-{Hexadecimal(4)}-4{Hexadecimal(3)}-{"89ab"[Below(4)]}{Hexadecimal(3)}-{Hexadecimal(12)}";

    private uint Next()
    {
        unchecked
        {
            _state += 0x6D2B79F5;
            var mixed = (_state ^ (_state >> 15)) * (_state | 1);
            mixed ^= mixed + ((mixed ^ (mixed >> 7)) * (mixed | 61));
            return mixed ^ (mixed >> 14);
        }
    }
}

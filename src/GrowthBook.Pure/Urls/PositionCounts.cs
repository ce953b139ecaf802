namespace GrowthBook.Urls;

/// <summary>A count per position, with sums over the first positions in logarithmic time: a Fenwick tree.</summary>
internal readonly struct PositionCounts(int length)
{
    private readonly int[] _sums = new int[length + 1];

    /// <summary>Adds to the count of a position.</summary>
    public void Add(int position, int change)
    {
        for (var i = position + 1; i < _sums.Length; i += i & -i)
            _sums[i] += change;
    }

    /// <summary>The sum of the counts of the positions before one.</summary>
    public int CountBefore(int position)
    {
        var sum = 0;
        for (var i = position; i > 0; i -= i & -i)
            sum += _sums[i];
        return sum;
    }

    /// <summary>The position whose count of 1 has so many others before it.</summary>
    public int PositionOf(int before)
    {
        var step = 1;
        while (step * 2 < _sums.Length)
            step *= 2;
        var position = 0;
        for (; step > 0; step /= 2)
        {
            if (position + step < _sums.Length && _sums[position + step] <= before)
            {
                position += step;
                before -= _sums[position];
            }
        }
        return position;
    }
}

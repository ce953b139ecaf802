namespace GrowthBook.Analysis;

/// <summary>The combinations of arms that the maps of one source give, which have intervals of its buckets.</summary>
internal sealed class BucketCells
{
    private readonly int[] _starts;
    private readonly int[] _cells;
    private readonly int _grain;

    private BucketCells(List<(int[] Arms, int Count)> cells, int[] starts, int[] ofStarts, int grain) => (Cells, _starts, _cells, _grain) = (cells, starts, ofStarts, grain);

    /// <summary>The arms of each combination, in the order of the assignments and their factors of the source, with its number of buckets.</summary>
    public List<(int[] Arms, int Count)> Cells { get; }

    public static BucketCells Of(BucketSource source, IReadOnlyList<Assignment> assignments)
    {
        var maps = assignments.SelectMany(assignment => assignment.Factors).Where(factor => factor.Source == source).Select(factor => factor.Map).ToArray();
        var starts = maps.SelectMany(map => map.Starts).Distinct().Order().ToArray();
        var (groups, cells, ofStarts) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<(int[] Arms, int Count)>(), new int[starts.Length]);
        for (var i = 0; i < starts.Length; i++)
        {
            var count = (i + 1 < starts.Length ? starts[i + 1] : source.Grain) - starts[i];
            var arms = Array.ConvertAll(maps, map => map[starts[i]]);
            var key = string.Join(' ', arms);
            if (groups.TryGetValue(key, out var at))
            {
                cells[at] = (arms, cells[at].Count + count);
            }
            else
            {
                groups.Add(key, at = cells.Count);
                cells.Add((arms, count));
            }
            ofStarts[i] = at;
        }
        return new BucketCells(cells, starts, ofStarts, source.Grain);
    }

    /// <summary>The index of the combination of each bucket.</summary>
    public int[] OfBuckets()
    {
        var ofBuckets = new int[_grain];
        for (var i = 0; i < _starts.Length; i++)
            ofBuckets.AsSpan(_starts[i], (i + 1 < _starts.Length ? _starts[i + 1] : _grain) - _starts[i]).Fill(_cells[i]);
        return ofBuckets;
    }
}

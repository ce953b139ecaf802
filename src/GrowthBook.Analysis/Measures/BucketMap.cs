using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A function from the buckets of a source to arms, constant on intervals. An arm is an index from 0, or <see cref="None"/>.</summary>
internal sealed class BucketMap
{
    /// <summary>The arm of buckets in no range.</summary>
    public const int None = -1;

    private readonly int _grain;

    private BucketMap(int grain, ImmutableArray<int> starts, ImmutableArray<int> arms)
    {
        _grain = grain;
        (Starts, Arms) = (starts, arms);
    }

    /// <summary>The first bucket of each interval, ascending from 0.</summary>
    public ImmutableArray<int> Starts { get; }

    /// <summary>The arm of each interval.</summary>
    public ImmutableArray<int> Arms { get; }

    /// <summary>Whether each bucket has the same arm, so that the bucket decides nothing.</summary>
    public bool IsConstant => Arms.All(arm => arm == Arms[0]);

    /// <summary>The arm of a bucket.</summary>
    public int this[int index]
    {
        get
        {
            var at = Starts.BinarySearch(index);
            return Arms[at >= 0 ? at : ~at - 1];
        }
    }

    /// <summary>The map of ranges as the evaluator reads them: where they overlap, the first one counts.</summary>
    public static BucketMap Of(BucketSource source, ImmutableArray<BucketRange> ranges)
    {
        var bounds = new SortedSet<int> { 0 };
        foreach (var range in ranges)
        {
            bounds.Add(FirstFrom(range.Start, source));
            bounds.Add(FirstFrom(range.End, source));
        }
        bounds.Remove(source.Grain);
        int[] firsts = [.. bounds];
        var painted = Painted(firsts, source, ranges);
        var (starts, arms) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
        for (var i = 0; i < firsts.Length; i++)
        {
            if (arms.Count > 0 && arms[^1] == painted[i])
                continue;
            starts.Add(firsts[i]);
            arms.Add(painted[i]);
        }
        return new BucketMap(source.Grain, starts.ToImmutable(), arms.ToImmutable());
    }

    /// <summary>The arm of each interval. An interval is painted once, by the first range that includes it; painted ones are skipped.</summary>
    private static int[] Painted(int[] firsts, BucketSource source, ImmutableArray<BucketRange> ranges)
    {
        var arms = new int[firsts.Length];
        Array.Fill(arms, None);
        int[] next = [.. Enumerable.Range(0, firsts.Length + 1)];
        for (var arm = 0; arm < ranges.Length; arm++)
        {
            var (first, end) = (Unpainted(IndexOf(FirstFrom(ranges[arm].Start, source))), FirstFrom(ranges[arm].End, source));
            for (; first < firsts.Length && firsts[first] < end; first = Unpainted(first))
            {
                arms[first] = arm;
                next[first] = first + 1;
            }
        }
        return arms;

        int IndexOf(int bucket) => Array.BinarySearch(firsts, bucket) is >= 0 and var at ? at : firsts.Length;

        int Unpainted(int from)
        {
            while (next[from] != from)
                from = next[from] = next[next[from]];
            return from;
        }
    }

    /// <summary>The map of all buckets to arm 0.</summary>
    public static BucketMap Whole(BucketSource source) => new(source.Grain, [0], [0]);

    /// <summary>The map of ranges that pass a user on: arm 0 in any of them.</summary>
    public static BucketMap Passing(BucketSource source, ImmutableArray<BucketRange> ranges) =>
        Of(source, ranges).Select(static arm => arm < 0 ? None : 0);

    /// <summary>The map with other arms.</summary>
    public BucketMap Select(Func<int, int> arm) => new(_grain, Starts, [.. Arms.Select(arm)]);

    /// <summary>The map of those buckets that have, or do not have, an arm in another map of the same source.</summary>
    public BucketMap Where(BucketMap other, bool hasArm)
    {
        int[] starts = [.. Starts.Concat(other.Starts).Distinct().Order()];
        return new BucketMap(_grain, [.. starts], [.. starts.Select(start => other[start] >= 0 == hasArm ? this[start] : None)]);
    }

    /// <summary>Whether a bucket has an arm in both maps of one source.</summary>
    public bool Overlaps(BucketMap other) => Starts.Concat(other.Starts).Any(start => this[start] >= 0 && other[start] >= 0);

    /// <summary>Whether each bucket has an arm in one of the maps, which are of one source.</summary>
    public static bool CoverAll(IReadOnlyCollection<BucketMap> maps)
    {
        var end = 0;
        foreach (var (first, last) in maps.SelectMany(map => map.Intervals()).OrderBy(interval => interval.First))
        {
            if (first > end)
                return false;
            end = Math.Max(end, last);
        }
        return maps.Any(map => map._grain == end);
    }

    /// <summary>The intervals with an arm, each with its first bucket and the one after its last.</summary>
    private IEnumerable<(int First, int End)> Intervals()
    {
        for (var i = 0; i < Starts.Length; i++)
        {
            if (Arms[i] >= 0)
                yield return (Starts[i], i + 1 < Starts.Length ? Starts[i + 1] : _grain);
        }
    }

    /// <summary>The number of buckets of each arm.</summary>
    /// <param name="arms">The number of arms; buckets of higher arms are not counted.</param>
    public ImmutableArray<int> Counts(int arms)
    {
        var counts = new int[arms];
        for (var i = 0; i < Starts.Length; i++)
        {
            if ((uint)Arms[i] < (uint)arms)
                counts[Arms[i]] += (i + 1 < Starts.Length ? Starts[i + 1] : _grain) - Starts[i];
        }
        return [.. counts];
    }

    /// <summary>The index of the first bucket that is at least a bound; the grain without one.</summary>
    public static int FirstFrom(double bound, BucketSource source)
    {
        if (double.IsNaN(bound) || bound > 1)
            return source.Grain; // no comparison with NaN holds, so that its range is empty
        var index = bound <= 0 ? 0 : (int)Math.Ceiling(bound * source.Grain);
        while (index > 0 && source.BucketAt(index - 1) >= bound)
            index--;
        while (index < source.Grain && source.BucketAt(index) < bound)
            index++;
        return index;
    }
}

namespace GrowthBook.Analysis;

/// <summary>
/// Places one interval of buckets per arm so that the most buckets keep their arm; of those placements, so that the fewest change from one arm
/// to another. Exact, by dynamic programming over the sets of arms that are placed and the end of the last one.
/// </summary>
internal sealed class RangePlacement
{
    /// <summary>The number of arms up to which all orders are considered; the work doubles with each arm.</summary>
    private const int MaxExact = 10;

    private const int Unreachable = int.MinValue / 2;

    private readonly int _grain;
    private readonly int[] _lengths;
    private readonly int[] _order;
    private readonly int[][] _kept;
    private readonly int[] _included;

    private RangePlacement(int[] old, int[] lengths)
    {
        (_grain, _lengths) = (old.Length, lengths);
        _order = [.. Enumerable.Range(0, lengths.Length).Where(arm => lengths[arm] > 0).OrderBy(arm => Array.IndexOf(old, arm) is >= 0 and var first ? first : _grain)];
        _kept = [.. lengths.Select((_, arm) => Sums(old, bucket => bucket == arm))];
        _included = Sums(old, bucket => bucket >= 0);
    }

    /// <summary>The first bucket of each arm.</summary>
    /// <param name="old">The present arm of each bucket; below 0 for none.</param>
    /// <param name="lengths">The wanted number of buckets of each arm; their sum is at most the number of buckets.</param>
    /// <returns>The starts, and whether all orders of the arms were considered.</returns>
    public static (int[] Starts, bool IsMinimal) Of(int[] old, int[] lengths)
    {
        var placement = new RangePlacement(old, lengths);
        return (placement.Starts(), placement.IsExact);
    }

    private bool IsExact => _order.Length <= MaxExact;

    /// <summary>The states: sets of placed arms as bits or, with too many arms, the number of arms placed in their present order.</summary>
    private int States => IsExact ? 1 << _order.Length : _order.Length + 1;

    private int[] Starts()
    {
        var (best, last) = (new int[States][], new sbyte[States][]);
        for (var state = 0; state < States; state++)
            (best[state], last[state]) = Best(state, best);
        var starts = new int[_lengths.Length];
        for (var (state, end) = (States - 1, _grain); state > 0;)
        {
            if (last[state][end] is >= 0 and var at)
            {
                starts[_order[at]] = end -= _lengths[_order[at]];
                state = Before(state, at);
            }
            else
            {
                end--;
            }
        }
        return starts;
    }

    /// <summary>The best score of a state within each number of first buckets, with the last arm; -1 for a bucket of no arm.</summary>
    private (int[] Best, sbyte[] Last) Best(int state, int[][] before)
    {
        var (best, last) = (new int[_grain + 1], new sbyte[_grain + 1]);
        Array.Fill(last, (sbyte)-1);
        if (state == 0)
            return (best, last);
        for (var end = 0; end <= _grain; end++)
        {
            best[end] = end == 0 ? Unreachable : best[end - 1];
            for (var at = _order.Length - 1; at >= 0; at--)
            {
                var start = end - _lengths[_order[at]];
                if (start < 0 || !CanBeLast(state, at) || before[Before(state, at)][start] + Score(_order[at], start, end) is var score && score <= best[end])
                    continue;
                (best[end], last[end]) = (score, (sbyte)at);
            }
        }
        return (best, last);
    }

    private bool CanBeLast(int state, int at) => IsExact ? (state >> at & 1) == 1 : state == at + 1;

    private int Before(int state, int at) => IsExact ? state & ~(1 << at) : at;

    /// <summary>The score of one bucket that has an arm and gets another, each below 0 for none. One that keeps its arm counts more than all that change.</summary>
    public static int ScoreOfBucket(int grain, int old, int @new) => old < 0 || @new < 0 ? 0 : old == @new ? grain + 1 : -1;

    private int Score(int arm, int start, int end)
    {
        var kept = _kept[arm][end] - _kept[arm][start];
        return (kept * (_grain + 1)) - (_included[end] - _included[start] - kept);
    }

    /// <summary>The number of matching buckets before each index.</summary>
    private static int[] Sums(int[] old, Func<int, bool> matches)
    {
        var sums = new int[old.Length + 1];
        for (var i = 0; i < old.Length; i++)
            sums[i + 1] = sums[i] + (matches(old[i]) ? 1 : 0);
        return sums;
    }
}

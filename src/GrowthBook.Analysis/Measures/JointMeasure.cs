using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>
/// The exact joint distribution of several assignments over the random inputs of users: within one source by intervals, across
/// sources as a product.
/// </summary>
internal static class JointMeasure
{
    /// <summary>Maximum number of combinations of intervals that are measured.</summary>
    public const int MaxCells = 1 << 20;

    /// <summary>Maximum number of assignments that are measured together.</summary>
    public const int MaxAssignments = 100;

    /// <summary>Takes one combination of outcomes.</summary>
    /// <param name="outcomes">The arm of each assignment, -1 for none.</param>
    /// <param name="weight">The number of combinations of buckets; the sum over all calls is the product of the sources' grains.</param>
    internal delegate void Visitor(ReadOnlySpan<int> outcomes, BigInteger weight);

    /// <summary>Visits every combination of outcomes, some of them several times.</summary>
    /// <param name="assignments">The assignments.</param>
    /// <param name="visit">Takes each combination.</param>
    /// <param name="work">The steps that are left for all measures of a change; <c>null</c> without a limit.</param>
    /// <returns>Whether there are at most <see cref="MaxCells"/>, and steps for them; otherwise nothing is visited.</returns>
    public static bool Each(IReadOnlyList<Assignment> assignments, Visitor visit, WorkLimit? work = null)
    {
        var factors = assignments.Sum(assignment => (long)assignment.Factors.Length);
        var sources = assignments.SelectMany(assignment => assignment.Factors).Select(factor => factor.Source).Distinct().ToArray();
        var intervals = assignments.Sum(assignment => assignment.Factors.Sum(factor => (long)factor.Map.Starts.Length));
        if (factors > MaxAssignments || work?.TryTake((sources.Length * factors) + (intervals * factors)) is false)
            return false;
        var cells = Array.ConvertAll(sources, source => CellsOf(source, assignments));
        var combinations = cells.Aggregate(1.0, (product, groups) => product * groups.Count);
        if (combinations > MaxCells || work?.TryTake((long)combinations * Math.Max(1, factors)) is false)
            return false;
        var arms = assignments.Select(assignment => new int[assignment.Factors.Length]).ToArray();
        Visit(0, BigInteger.One);
        return true;

        void Visit(int at, BigInteger weight)
        {
            if (at == sources.Length)
            {
                Span<int> outcomes = stackalloc int[arms.Length];
                for (var i = 0; i < arms.Length; i++)
                    outcomes[i] = Assignment.Outcome(arms[i]);
                visit(outcomes, weight);
                return;
            }
            foreach (var (values, count) in cells[at])
            {
                var next = 0;
                for (var i = 0; i < assignments.Count; i++)
                {
                    for (var j = 0; j < arms[i].Length; j++)
                    {
                        if (assignments[i].Factors[j].Source == sources[at])
                            arms[i][j] = values[next++];
                    }
                }
                Visit(at + 1, weight * count);
            }
        }
    }

    /// <summary>The combinations of arms that the maps of one source give, with their numbers of buckets.</summary>
    public static List<(int[] Arms, int Count)> CellsOf(BucketSource source, IReadOnlyList<Assignment> assignments)
    {
        var maps = assignments.SelectMany(assignment => assignment.Factors).Where(factor => factor.Source == source).Select(factor => factor.Map).ToArray();
        var starts = maps.SelectMany(map => map.Starts).Distinct().Order().ToArray();
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var cells = new List<(int[] Arms, int Count)>();
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
                groups.Add(key, cells.Count);
                cells.Add((arms, count));
            }
        }
        return cells;
    }
}

using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>
/// The joint distribution of several assignments over the random inputs of users: within one source by intervals, across independent
/// sources as a product, and across <see cref="DependentInputs"/> by a sample.
/// </summary>
internal static class JointMeasure
{
    /// <summary>Maximum number of combinations of intervals that are measured.</summary>
    public const int MaxCells = 1 << 20;

    /// <summary>Maximum number of assignments that are measured together.</summary>
    public const int MaxAssignments = 100;

    /// <summary>The weight of one state of a sample. A combination that no state has is possible, with the weight 1.</summary>
    private const long WeightOfState = 1 << 20;

    /// <summary>Why a measure is missing: it has too many inputs, or too many combinations of their intervals.</summary>
    public const string TooManyInputs = "too many random inputs for a measure";

    /// <summary>Why a measure is missing: the seeds that the analysis hashes for samples are too many or too long.</summary>
    public const string NoSample = "no steps left for a sample of its buckets of hash version 1";

    /// <summary>The characters that a sample of a seed costs next to its own.</summary>
    private const int SampleCost = 16;

    /// <summary>Takes one combination of outcomes.</summary>
    /// <param name="outcomes">The arm of each assignment, -1 for none.</param>
    /// <param name="weight">
    /// The number of combinations of buckets, of which the sum over all calls is the product of the sources' grains; with dependent inputs a number that is
    /// proportional to their share, and above 0 wherever the combination is not proved to be impossible.
    /// </param>
    internal delegate void Visitor(ReadOnlySpan<int> outcomes, BigInteger weight);

    /// <summary>Visits every combination of outcomes, some of them several times.</summary>
    /// <param name="assignments">The assignments.</param>
    /// <param name="visit">Takes each combination.</param>
    /// <param name="work">The steps that are left for all measures of a change; <c>null</c> without a limit.</param>
    /// <returns>Whether there are at most <see cref="MaxCells"/>, and steps for them; otherwise nothing is visited.</returns>
    public static bool Each(IReadOnlyList<Assignment> assignments, Visitor visit, WorkLimit? work = null) => Visit(assignments, visit, work) is null;

    /// <summary>Visits as <see cref="Each"/> does.</summary>
    /// <param name="assignments">The assignments.</param>
    /// <param name="visit">Takes each combination.</param>
    /// <param name="work">The steps that are left for all measures of a change; <c>null</c> without a limit.</param>
    /// <returns>Why nothing was visited, <see cref="TooManyInputs"/> or <see cref="NoSample"/>; <c>null</c> for a measure.</returns>
    public static string? Visit(IReadOnlyList<Assignment> assignments, Visitor visit, WorkLimit? work)
    {
        var factors = assignments.Sum(assignment => (long)assignment.Factors.Length);
        var sources = assignments.SelectMany(assignment => assignment.Factors).Select(factor => factor.Source).Distinct().ToArray();
        var intervals = assignments.Sum(assignment => assignment.Factors.Sum(factor => (long)factor.Map.Starts.Length));
        if (factors > MaxAssignments || work?.TryTake((sources.Length * factors) + (intervals * factors)) is false)
            return TooManyInputs;
        var cells = Array.ConvertAll(sources, source => BucketCells.Of(source, assignments));
        var combinations = cells.Aggregate(1.0, (product, each) => product * each.Cells.Count);
        if (combinations > MaxCells || work?.TryTake((long)combinations * Math.Max(1, factors)) is false)
            return TooManyInputs;
        if (Samples(sources, cells, work) is not { } samples)
            return NoSample;
        var arms = assignments.Select(assignment => new int[assignment.Factors.Length]).ToArray();
        bool[] isSampled = [.. sources.Select((_, i) => samples.Exists(sample => sample.Has(i)))];
        var chosen = new int[sources.Length];
        VisitFrom(0, BigInteger.One);
        return null;

        void VisitFrom(int at, BigInteger weight)
        {
            if (at == sources.Length)
            {
                Span<int> outcomes = stackalloc int[arms.Length];
                for (var i = 0; i < arms.Length; i++)
                    outcomes[i] = Assignment.Outcome(arms[i]);
                foreach (var sample in samples)
                    weight *= sample.WeightOf(chosen);
                visit(outcomes, weight);
                return;
            }
            for (chosen[at] = 0; chosen[at] < cells[at].Cells.Count; chosen[at]++)
            {
                var (values, count) = cells[at].Cells[chosen[at]];
                var next = 0;
                for (var i = 0; i < assignments.Count; i++)
                {
                    for (var j = 0; j < arms[i].Length; j++)
                    {
                        if (assignments[i].Factors[j].Source == sources[at])
                            arms[i][j] = values[next++];
                    }
                }
                VisitFrom(at + 1, isSampled[at] ? weight : weight * count);
            }
        }
    }

    /// <summary>The samples of the inputs that depend on each other; <c>null</c> without steps left.</summary>
    private static List<Sample>? Samples(BucketSource[] sources, BucketCells[] cells, WorkLimit? work)
    {
        var (samples, limit) = (new List<Sample>(), work?.Samples ?? WorkLimit.OfSamples());
        foreach (var dependent in Enumerable.Range(0, sources.Length).Where(i => sources[i].State is not null && cells[i].Cells.Count > 1).GroupBy(i => sources[i].State).Select(same => same.ToArray()))
        {
            if (dependent.Length < 2)
                continue;
            if (!limit.TryTake(dependent.Sum(i => SampleCost + (long)sources[i].Seed.Length)))
                return null;
            samples.Add(Sample.Of(dependent, sources, cells));
        }
        return samples;
    }

    /// <summary>How often each combination of cells of dependent inputs occurs in a sample of states.</summary>
    /// <param name="Inputs">The indices of the inputs.</param>
    /// <param name="Sizes">The number of cells of each.</param>
    /// <param name="Counts">The number of states by combination.</param>
    private sealed record Sample(int[] Inputs, int[] Sizes, int[] Counts)
    {
        public static Sample Of(int[] inputs, BucketSource[] sources, BucketCells[] cells)
        {
            var sizes = Array.ConvertAll(inputs, i => cells[i].Cells.Count);
            var combinations = new int[DependentInputs.SampleSize];
            for (var k = 0; k < inputs.Length; k++)
            {
                var (buckets, ofBuckets) = (DependentInputs.BucketsOf(sources[inputs[k]]), cells[inputs[k]].OfBuckets());
                for (var i = 0; i < combinations.Length; i++)
                    combinations[i] = (combinations[i] * sizes[k]) + ofBuckets[buckets[i]];
            }
            var counts = new int[sizes.Aggregate(1, (product, size) => product * size)];
            foreach (var combination in combinations)
                counts[combination]++;
            return new Sample(inputs, sizes, counts);
        }

        public bool Has(int input) => Array.IndexOf(Inputs, input) >= 0;

        public BigInteger WeightOf(int[] chosen)
        {
            var combination = 0;
            for (var k = 0; k < Inputs.Length; k++)
                combination = (combination * Sizes[k]) + chosen[Inputs[k]];
            return (Counts[combination] * WeightOfState) + 1;
        }
    }
}

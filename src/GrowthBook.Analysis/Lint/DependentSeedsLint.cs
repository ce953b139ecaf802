using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// GB303: experiments of different seeds whose variations depend on each other, because hash version 1 hashes the seeds after the identifier.
/// </summary>
internal static class DependentSeedsLint
{
    /// <summary>The pairs of experiments that are compared, the characters of seeds that are hashed, and the experiments of one attribute whose arms are kept.</summary>
    private const int MaxPairs = 20_000, MaxHashed = 100_000, MaxSampled = 2048;

    /// <summary>The states that are sampled for a pair, and the most cells of its table: the association of independent ones is below 0.06.</summary>
    private const int SampleSize = 4096, MaxCells = 1024;

    /// <summary>The least mean of users per cell, and the largest p-value.</summary>
    private const double MinPerCell = 5, MaxP = 1e-6;

    /// <summary>The least association, as Cramér's V, that is a finding.</summary>
    private const double MinAssociation = 0.1;

    private const int MaxSteps = 5_000_000;

    /// <summary>The findings. Each attribute has its share of the steps that are left; those with few experiments come first and leave theirs to the others.</summary>
    public static IEnumerable<Finding> Of(IEnumerable<ExperimentSource> experiments)
    {
        var (pairs, hashed, exclusion) = (new WorkLimit(MaxPairs), new WorkLimit(MaxHashed), new ExclusionProof(new WorkLimit(MaxSteps)));
        var groups = experiments.Select((each, index) => new Candidate(each, index)).Where(each => each.Input is { Source.State: not null, Map.IsConstant: false })
            .GroupBy(each => each.Input.Source.Attribute, StringComparer.Ordinal).Select(same => same.ToArray()).Where(same => same.Length > 1).OrderBy(same => same.Length).ToArray();
        for (var i = 0; i < groups.Length; i++)
        {
            var (found, isWhole) = Compare(groups[i], pairs.Share(groups.Length - i), hashed.Share(groups.Length - i), exclusion);
            foreach (var finding in found)
                yield return finding;
            if (!isWhole)
                yield return Finding.At(groups[i][0].Source.Node, LintCodes.NotProved, $"experiments of hash version 1 that hash `{Finding.Name(groups[i][0].Input.Source.Attribute)}` are not all compared: there are {groups[i].Length} of them");
        }
    }

    /// <summary>
    /// Compares the experiments of one attribute, those with the nearest seeds of one length first, and whether all were compared. Each
    /// experiment has one finding, with the first one in the text that it depends on.
    /// </summary>
    private static (Finding[] Findings, bool IsWhole) Compare(Candidate[] same, WorkLimit pairs, WorkLimit hashed, ExclusionProof exclusion)
    {
        Candidate[] ordered = [.. same.OrderBy(each => each.Input.Source.Seed.Length).ThenBy(each => each.Input.Source.Seed, StringComparer.Ordinal).ThenBy(each => each.Index)];
        var arms = ordered.Take(MaxSampled).TakeWhile(each => hashed.TryTake(1 + each.Input.Source.Seed.Length)).Select(each => each.Sample()).ToArray();
        var found = new SortedDictionary<int, (Candidate First, Candidate Later, double V)>();
        for (var distance = 1; distance < arms.Length && pairs.TryTake(arms.Length - distance); distance++)
        {
            for (var i = distance; i < arms.Length; i++)
            {
                var ((first, ofFirst), (later, ofLater)) = ((ordered[i - distance], arms[i - distance]), (ordered[i], arms[i]));
                if (first.Index > later.Index)
                    ((first, ofFirst), (later, ofLater)) = ((later, ofLater), (first, ofFirst));
                if (first.IsOther(later) && !(found.TryGetValue(later.Index, out var known) && known.First.Index < first.Index)
                    && first.AssociationWith(later, ofFirst, ofLater) is > MinAssociation and var v && !exclusion.Holds(first.Excluded, later.Excluded))
                {
                    found[later.Index] = (first, later, v);
                }
            }
        }
        return ([.. found.Values.Select(pair => At(pair.First, pair.Later, pair.V))], arms.Length == ordered.Length && !pairs.IsSpent);
    }

    private static Finding At(Candidate first, Candidate later, double v) => Finding.At(later.Source.At("seed"), LintCodes.SharedSeed, FormattableString.Invariant(
        $"experiment `{later.Key}` depends on `{first.Key}` at {first.Source.Node.Place}: hash version 1 gives the seeds `{later.Seed}` and `{first.Seed}` similar buckets, with a Cramér's V of {v:0.00}; hash version 2 for one of them mends it too"));

    /// <summary>An experiment.</summary>
    /// <param name="source">The experiment.</param>
    /// <param name="index">Its place in the order of the text.</param>
    private sealed class Candidate(ExperimentSource source, int index)
    {
        public ExperimentSource Source => source;

        public int Index => index;

        public ExclusionProof.Candidate Excluded { get; } = new(new CompiledExperiment(source.Experiment));

        public Assignment.Factor Input => Excluded.Assignment.Factors[^1];

        public string Key => Finding.Name(source.Experiment.Key);

        public string Seed => Finding.Name(Input.Source.Seed);

        private int Arms => source.Experiment.Variations.Length;

        /// <summary>The arms of a sample of users. An experiment has at most as many arms as there are buckets.</summary>
        public short[] Sample() => Array.ConvertAll(DependentInputs.BucketsOf(Input.Source, SampleSize), bucket => (short)Input.Map[bucket]);

        /// <summary>Whether another experiment has another seed; one of the same seed has a finding of its own.</summary>
        public bool IsOther(Candidate later) => source.Experiment.Key != later.Source.Experiment.Key && Input.Source != later.Input.Source;

        /// <summary>Cramér's V of the users in both, by their arms in each, with Bergsma's correction; 0 if the sample can be independent, or is too small for a test.</summary>
        public double AssociationWith(Candidate later, short[] own, short[] others)
        {
            if ((long)Arms * later.Arms > MaxCells)
                return 0;
            Span<long> counts = stackalloc long[Arms * later.Arms];
            counts.Clear();
            for (var i = 0; i < own.Length; i++)
            {
                if (own[i] >= 0 && others[i] >= 0)
                    counts[(own[i] * later.Arms) + others[i]]++;
            }
            if (!IsAssociated(counts, later.Arms))
                return 0;
            var table = ImmutableArray.CreateBuilder<ImmutableArray<long>>(Arms);
            for (var arm = 0; arm < Arms; arm++)
                table.Add([.. counts.Slice(arm * later.Arms, later.Arms)]);
            var test = Independence.Test(table.ToImmutable());
            return test.P < MaxP ? test.CramersV : 0;
        }

        /// <summary>Whether the users are enough for a test, and Cramér's V without a correction exceeds the least one. Most pairs do not, so it allocates nothing.</summary>
        private static bool IsAssociated(ReadOnlySpan<long> counts, int columns)
        {
            Span<long> ofRows = stackalloc long[counts.Length / columns], ofColumns = stackalloc long[columns];
            ofRows.Clear();
            ofColumns.Clear();
            for (var i = 0; i < counts.Length; i++)
            {
                ofRows[i / columns] += counts[i];
                ofColumns[i % columns] += counts[i];
            }
            var (total, squares) = (0.0, 0.0);
            foreach (var count in ofRows)
                total += count;
            for (var i = 0; i < counts.Length; i++)
            {
                if (counts[i] > 0)
                    squares += (double)counts[i] * counts[i] / ((double)ofRows[i / columns] * ofColumns[i % columns]);
            }
            var degrees = Math.Min(ofRows.Length - ofRows.Count(0L), ofColumns.Length - ofColumns.Count(0L)) - 1;
            return total >= MinPerCell * counts.Length && degrees > 0 && (squares - 1) / degrees > MinAssociation * MinAssociation;
        }
    }
}

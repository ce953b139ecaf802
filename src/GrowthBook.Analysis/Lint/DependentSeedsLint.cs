using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// GB303: experiments of different seeds whose variations depend on each other, because hash version 1 hashes the seeds after the identifier.
/// </summary>
internal static class DependentSeedsLint
{
    /// <summary>The pairs of experiments that are compared, and the characters of seeds that are hashed: the first ones.</summary>
    private const int MaxPairs = 20_000, MaxHashed = 100_000;

    /// <summary>The states that are sampled for a pair, and the most cells of its table: the association of independent ones is below 0.06.</summary>
    private const int SampleSize = 4096, MaxCells = 1024;

    /// <summary>The least mean of users per cell, and the largest p-value.</summary>
    private const double MinPerCell = 5, MaxP = 1e-6;

    /// <summary>The least association, as Cramér's V, that is a finding.</summary>
    private const double MinAssociation = 0.1;

    private const int MaxSteps = 5_000_000;

    public static IEnumerable<Finding> Of(IEnumerable<ExperimentSource> experiments)
    {
        var (pairs, hashed, exclusion) = (new WorkLimit(MaxPairs), new WorkLimit(MaxHashed), new ExclusionProof(new WorkLimit(MaxSteps)));
        var all = experiments.Select(each => new Sampled(each)).Where(each => each.Input is { Source.State: not null, Map.IsConstant: false });
        foreach (var same in all.GroupBy(each => each.Input.Source.Attribute, StringComparer.Ordinal))
        {
            var before = new List<Sampled>();
            foreach (var later in same)
            {
                if (!hashed.TryTake(1 + later.Input.Source.Seed.Length) || !pairs.TryTake(before.Count))
                    yield break;
                later.Sample();
                foreach (var first in before)
                {
                    if (first.IsOther(later) && first.AssociationWith(later) is > MinAssociation and var v && !exclusion.Holds(first.Candidate, later.Candidate))
                    {
                        yield return Finding.At(later.Source.At("seed"), LintCodes.SharedSeed, FormattableString.Invariant(
                            $"experiment `{later.Key}` depends on `{first.Key}` at {first.Source.Node.Place}: hash version 1 gives the seeds `{later.Seed}` and `{first.Seed}` similar buckets, with a Cramér's V of {v:0.00}"));
                        break;
                    }
                }
                before.Add(later);
            }
        }
    }

    /// <summary>An experiment, with the arms of a sample of users.</summary>
    private sealed class Sampled(ExperimentSource source)
    {
        private int[] _arms = [];

        public ExperimentSource Source => source;

        public ExclusionProof.Candidate Candidate { get; } = new(new CompiledExperiment(source.Experiment));

        public Assignment.Factor Input => Candidate.Assignment.Factors[^1];

        public string Key => Finding.Name(source.Experiment.Key);

        public string Seed => Finding.Name(Input.Source.Seed);

        private int Arms => source.Experiment.Variations.Length;

        public void Sample() => _arms = [.. DependentInputs.BucketsOf(Input.Source, SampleSize).Select(bucket => Input.Map[bucket])];

        /// <summary>Whether another experiment has another seed; one of the same seed has a finding of its own.</summary>
        public bool IsOther(Sampled later) => source.Experiment.Key != later.Source.Experiment.Key && Input.Source != later.Input.Source;

        /// <summary>Cramér's V of the users in both, with Bergsma's correction; 0 if the sample can be independent, or is too small for a test.</summary>
        public double AssociationWith(Sampled later)
        {
            if ((long)Arms * later.Arms > MaxCells)
                return 0;
            Span<long> counts = stackalloc long[Arms * later.Arms];
            counts.Clear();
            for (var i = 0; i < _arms.Length; i++)
            {
                if (_arms[i] >= 0 && later._arms[i] >= 0)
                    counts[(_arms[i] * later.Arms) + later._arms[i]]++;
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

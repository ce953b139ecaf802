namespace GrowthBook.Analysis;

/// <summary>
/// GB303: experiments of different seeds whose variations depend on each other, because hash version 1 hashes the seeds after the identifier.
/// </summary>
internal static class DependentSeedsLint
{
    /// <summary>The pairs of experiments that are compared, the characters of seeds that are hashed, and the experiments of one attribute whose arms are kept.</summary>
    private const int MaxPairs = 20_000, MaxHashed = 100_000, MaxSampled = 2048;

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
        var arms = ordered.Take(MaxSampled).TakeWhile(each => hashed.TryTake(1 + each.Input.Source.Seed.Length)).Select(each => ArmAssociation.Sample(each.Input)).ToArray();
        var found = new SortedDictionary<int, (Candidate First, Candidate Later, double V)>();
        for (var distance = 1; distance < arms.Length && pairs.TryTake(arms.Length - distance); distance++)
        {
            for (var i = distance; i < arms.Length; i++)
            {
                var ((first, ofFirst), (later, ofLater)) = ((ordered[i - distance], arms[i - distance]), (ordered[i], arms[i]));
                if (first.Index > later.Index)
                    ((first, ofFirst), (later, ofLater)) = ((later, ofLater), (first, ofFirst));
                if (first.IsOther(later) && !(found.TryGetValue(later.Index, out var known) && known.First.Index < first.Index)
                    && ArmAssociation.Of(ofFirst, first.Arms, ofLater, later.Arms) is { } v && !exclusion.Holds(first.Excluded, later.Excluded))
                {
                    found[later.Index] = (first, later, v);
                }
            }
        }
        return ([.. found.Values.Select(pair => At(pair.First, pair.Later, pair.V))], arms.Length == ordered.Length && !pairs.IsSpent);
    }

    private static Finding At(Candidate first, Candidate later, double v) => Finding.At(later.Source.At("seed"), LintCodes.SharedSeed,
        $"experiment `{later.Key}` depends on `{first.Key}` at {first.Source.Node.Place}: {Similar(later.Input.Source, first.Input.Source, v)}");

    /// <summary>That two seeds are alike, in words.</summary>
    public static string Similar(BucketSource one, BucketSource other, double v) => FormattableString.Invariant(
        $"hash version 1 gives the seeds `{Finding.Name(one.Seed)}` and `{Finding.Name(other.Seed)}` similar buckets, with a Cramér's V of {v:0.00}; hash version 2 for one of them mends it too");

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

        public int Arms => source.Experiment.Variations.Length;

        /// <summary>Whether another experiment has another seed; one of the same seed has a finding of its own.</summary>
        public bool IsOther(Candidate later) => source.Experiment.Key != later.Source.Experiment.Key && Input.Source != later.Input.Source;
    }
}

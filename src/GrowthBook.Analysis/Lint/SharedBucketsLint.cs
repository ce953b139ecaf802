namespace GrowthBook.Analysis;

/// <summary>GB303 and GB304: experiments that share buckets with each other, or with what decides who reaches them.</summary>
internal static class SharedBucketsLint
{
    /// <summary>The number of experiments of a namespace or filter that each of the others is compared with: the first ones.</summary>
    private const int MaxCompared = 1000;

    /// <summary>The steps of all comparisons of seeds, and of all comparisons of filters.</summary>
    private const int MaxSteps = 5_000_000;

    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var experiments = source.Experiments.ToArray();
        return SharedSeeds(experiments).Concat(DependentSeedsLint.Of(experiments)).Concat(SkewedSharesLint.Of(source)).Concat(Namespaces(experiments)).Concat(Filters(experiments));
    }

    public static bool Overlap(BucketRange left, BucketRange right) => Math.Max(left.Start, right.Start) < Math.Min(left.End, right.End);

    /// <summary>Experiments of one seed, unless no user is in both: then the effect of one shows in no user of the other.</summary>
    private static IEnumerable<Finding> SharedSeeds(ExperimentSource[] experiments)
    {
        var work = new WorkLimit(MaxSteps);
        var exclusion = new ExclusionProof(work);
        foreach (var same in experiments.GroupBy(each => BucketsOf(each.Experiment)))
        {
            var before = new List<(ExperimentSource Source, ExclusionProof.Candidate Candidate)>();
            foreach (var later in same)
            {
                var candidate = new ExclusionProof.Candidate(new CompiledExperiment(later.Experiment));
                if (before.Find(each => each.Source.Experiment.Key != later.Experiment.Key
                    && !exclusion.Holds(each.Candidate, candidate) && work.TryTake(1)) is { Source: { } first }) // without steps left, no exclusion is proved
                {
                    yield return Finding.At(later.At("seed"), LintCodes.SharedSeed,
                        $"experiment `{Finding.Name(later.Experiment.Key)}` has the seed `{Finding.Name(same.Key.Seed)}` of `{Finding.Name(first.Experiment.Key)}` at {first.Node.Place}");
                }
                if (before.Count < MaxCompared)
                    before.Add((later, candidate));
            }
        }
    }

    private static (string Attribute, string Seed, double Version) BucketsOf(Experiment experiment)
    {
        var compiled = new CompiledExperiment(experiment);
        return (compiled.HashAttribute, compiled.Seed.Seed, experiment.HashVersion is null or 0 ? Hashing.DefaultVersion : experiment.HashVersion.Value);
    }

    private static IEnumerable<Finding> Namespaces(ExperimentSource[] experiments) =>
        from same in experiments.Where(each => each.Experiment is { Namespace: not null, Filters.IsDefault: true }).GroupBy(each => each.Experiment.Namespace!.Id)
        let ordered = same.Select(each => (Source: each, each.Experiment, Hashed: HashedBy(each.Experiment))).ToArray()
        from i in Enumerable.Range(0, ordered.Length)
        let later = ordered[i]
        let first = ordered.Take(Math.Min(i, MaxCompared)).FirstOrDefault(before => before.Experiment.Key != later.Experiment.Key
            && (Overlap(before.Experiment.Namespace!.Range, later.Experiment.Namespace!.Range) || !HashAlike(before.Hashed, later.Hashed)))
        where first.Source is not null
        select Finding.At(later.Source.At("namespace"), LintCodes.NamespaceOverlap, HashAlike(first.Hashed, later.Hashed)
            ? $"experiment `{Finding.Name(later.Experiment.Key)}` overlaps `{Finding.Name(first.Experiment.Key)}` at {first.Source.Node.Place} in the namespace `{Finding.Name(same.Key)}`"
            : $"experiment `{Finding.Name(later.Experiment.Key)}` and `{Finding.Name(first.Experiment.Key)}` at {first.Source.Node.Place} hash other attributes for the namespace `{Finding.Name(same.Key)}`");

    /// <summary>The attribute that an experiment hashes, and the one for users without it; <c>null</c> without a fallback.</summary>
    private static (string Attribute, string? Fallback) HashedBy(Experiment experiment)
    {
        var compiled = new CompiledExperiment(experiment);
        return (compiled.HashAttribute, compiled.IsSticky ? compiled.FallbackAttribute : null);
    }

    /// <summary>Whether the hashes of two experiments are those of one attribute for each user, also of one without the hashed attribute.</summary>
    private static bool HashAlike((string Attribute, string? Fallback) left, (string Attribute, string? Fallback) right) =>
        left.Attribute == right.Attribute && (left.Fallback is null || right.Fallback is null || left.Fallback == right.Fallback);

    /// <summary>Filters of one seed with ranges that overlap in part, unless something else excludes: equal ones are meant to share their users.</summary>
    private static IEnumerable<Finding> Filters(ExperimentSource[] experiments)
    {
        var (work, known) = (new WorkLimit(MaxSteps), new Dictionary<BucketSource, List<(ExperimentSource Experiment, ExclusionProof.Candidate Candidate, BucketMap Map)>>());
        var exclusion = new ExclusionProof(work);
        foreach (var experiment in experiments.Where(each => !each.Experiment.Filters.IsDefault))
        {
            var candidate = new ExclusionProof.Candidate(new CompiledExperiment(experiment.Experiment));
            foreach (var (source, map) in candidate.Assignment.Factors[..^1])
            {
                if (!known.TryGetValue(source, out var before))
                    known.Add(source, before = []);
                if (before.Find(each => each.Experiment.Experiment.Key != experiment.Experiment.Key && OverlapInPart(each.Map, map, work)
                    && !exclusion.Holds(each.Candidate, candidate) && work.TryTake(0)) is { Experiment: { } first }) // without steps left, no exclusion is proved
                {
                    yield return Finding.At(experiment.At("filters"), LintCodes.NamespaceOverlap,
                        $"experiment `{Finding.Name(experiment.Experiment.Key)}` overlaps `{Finding.Name(first.Experiment.Key)}` at {first.Node.Place} in a filter of the seed `{Finding.Name(source.Seed)}`");
                }
                if (before.Count < MaxCompared)
                    before.Add((experiment, candidate, map));
            }
        }
    }

    /// <summary>Whether two maps of one source have a common bucket; <c>false</c> without steps left.</summary>
    private static bool Overlap(BucketMap left, BucketMap right, WorkLimit work) => work.TryTake((long)left.Starts.Length + right.Starts.Length) && left.Overlaps(right);

    private static bool OverlapInPart(BucketMap left, BucketMap right, WorkLimit work) =>
        Overlap(left, right, work) && !(left.Starts.SequenceEqual(right.Starts) && left.Arms.SequenceEqual(right.Arms));
}

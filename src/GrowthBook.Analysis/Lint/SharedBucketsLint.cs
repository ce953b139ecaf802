namespace GrowthBook.Analysis;

/// <summary>GB303 and GB304: experiments that share buckets.</summary>
internal static class SharedBucketsLint
{
    /// <summary>The number of experiments of a namespace that each of the others is compared with: the first ones.</summary>
    private const int MaxCompared = 1000;

    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var experiments = source.Experiments.ToArray();
        return SharedSeeds(experiments).Concat(Namespaces(experiments));
    }

    public static bool Overlap(BucketRange left, BucketRange right) => Math.Max(left.Start, right.Start) < Math.Min(left.End, right.End);

    private static IEnumerable<Finding> SharedSeeds(ExperimentSource[] experiments) =>
        from same in experiments.GroupBy(each => BucketsOf(each.Experiment))
        from later in same.Skip(1)
        where later.Experiment.Key != same.First().Experiment.Key
        select Finding.At(later.At("seed"), LintCodes.SharedSeed,
            $"experiment `{Finding.Name(later.Experiment.Key)}` has the seed `{Finding.Name(same.Key.Seed)}` of `{Finding.Name(same.First().Experiment.Key)}` at {same.First().Node.Place}");

    private static (string Attribute, string Seed, double Version) BucketsOf(Experiment experiment)
    {
        var compiled = new CompiledExperiment(experiment);
        return (compiled.HashAttribute, compiled.Seed.Seed, experiment.HashVersion is null or 0 ? Hashing.DefaultVersion : experiment.HashVersion.Value);
    }

    private static IEnumerable<Finding> Namespaces(ExperimentSource[] experiments) =>
        from same in experiments.Where(each => each.Experiment is { Namespace: not null, Filters.IsDefault: true }).GroupBy(each => each.Experiment.Namespace!.Id)
        let ordered = same.ToArray()
        from i in Enumerable.Range(0, ordered.Length)
        let first = ordered.Take(Math.Min(i, MaxCompared)).FirstOrDefault(before => before.Experiment.Key != ordered[i].Experiment.Key
            && Overlap(before.Experiment.Namespace!.Range, ordered[i].Experiment.Namespace!.Range))
        where first is not null
        select Finding.At(ordered[i].At("namespace"), LintCodes.NamespaceOverlap,
            $"experiment `{Finding.Name(ordered[i].Experiment.Key)}` overlaps `{Finding.Name(first.Experiment.Key)}` at {first.Node.Place} in the namespace `{Finding.Name(same.Key)}`");
}

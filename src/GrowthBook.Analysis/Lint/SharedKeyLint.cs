namespace GrowthBook.Analysis;

/// <summary>GB314: rules that run one experiment in different ways. Exposures have its key only, so that they do not tell the rules apart.</summary>
internal static class SharedKeyLint
{
    public static IEnumerable<Finding> Of(PayloadSource source) =>
        from same in source.Experiments.Where(IsExposed).GroupBy(each => each.Experiment.Key, StringComparer.Ordinal)
        where same.Skip(1).Any()
        let first = new Definition(same.First())
        from later in same.Skip(1)
        let differences = new Definition(later).DifferencesFrom(first).ToArray()
        where differences.Length > 0
        select Finding.At(later.At(differences[0].Member), LintCodes.AmbiguousKey,
            $"experiment `{Finding.Name(same.Key)}` has {List(differences.Select(each => each.Own))}; {NameOf(first.Source)} at {first.Source.Node.Place} runs it with {List(differences.Select(each => each.Others))}");

    /// <summary>Whether exposures of an experiment can have its key. Another code names one without a choice, without a key, or with an unknown hash version.</summary>
    private static bool IsExposed(ExperimentSource source) => source.Experiment is { Key.Length: > 0, Variations.Length: >= 2 } experiment
        && Hashing.IsKnown(experiment.HashVersion) && (source.Rule is not null || (ExperimentDoubts.IsToRun(experiment) && experiment.Force is null));

    private static string NameOf(ExperimentSource source) => source.Rule is { } rule ? $"rule {rule} of `{Finding.Name(rule.Feature)}`" : "the payload's own experiment";

    private static string List(IEnumerable<string> parts) => string.Join(", ", parts);

    /// <summary>A difference of two definitions.</summary>
    /// <param name="Member">The member that has it.</param>
    /// <param name="Own">What the later definition has, in words.</param>
    /// <param name="Others">What the first one has.</param>
    private readonly record struct Difference(string Member, string Own, string Others);

    /// <summary>How a rule runs an experiment.</summary>
    private sealed class Definition
    {
        private readonly CompiledExperiment _compiled;
        private readonly BucketSource _buckets;
        private readonly string? _bandit;
        private readonly double[] _shares;
        private readonly double _rounding;

        public Definition(ExperimentSource source)
        {
            Source = source;
            _compiled = new CompiledExperiment(source.Experiment);
            _bandit = source.Rule is { Compiled: Rule.Experiment { Bandit: not null } } ? source.Rule.BanditReference : null;
            _buckets = BucketSource.Of(_compiled.HashAttribute, _compiled.Seed.Seed, source.Experiment.HashVersion)!;
            var counts = BucketMap.Of(_buckets, _compiled.Ranges).Counts(source.Experiment.Variations.Length);
            var included = counts.Sum();
            _shares = included == 0 ? [] : [.. counts.Select(count => (double)count / included)];
            _rounding = included == 0 ? 0 : 1.0 / included;
        }

        public ExperimentSource Source { get; }

        public IEnumerable<Difference> DifferencesFrom(Definition first)
        {
            if (Variations != first.Variations)
                yield return new("variations", Shown.Count(Variations, "variation"), Shown.Count(first.Variations, "variation"));
            else if (FirstVariation(i => KeyOf(i) != first.KeyOf(i)) is { } key)
                yield return new("meta", Key(key), first.Key(key));
            if (_bandit != first._bandit)
                yield return new("contextualBanditRef", Bandit, first.Bandit);
            else if (Variations == first.Variations && _bandit is null && FirstVariation(i => HasOtherShare(i, first)) is { } share)
                yield return new(Source.Experiment.Ranges.IsDefault ? "weights" : "ranges", Share(share), first.Share(share));
            if (_buckets.Attribute != first._buckets.Attribute)
                yield return new("hashAttribute", $"the hash attribute `{Finding.Name(_buckets.Attribute)}`", $"`{Finding.Name(first._buckets.Attribute)}`");
            if (_buckets.Seed != first._buckets.Seed)
                yield return new("seed", $"the seed `{Finding.Name(_buckets.Seed)}`", $"the seed `{Finding.Name(first._buckets.Seed)}`");
            if (_buckets.Version != first._buckets.Version)
                yield return new("hashVersion", FormattableString.Invariant($"hash version {_buckets.Version}"), FormattableString.Invariant($"version {first._buckets.Version}"));
        }

        private int Variations => Source.Experiment.Variations.Length;

        private string Bandit => _bandit is null ? "weights of its own" : $"the contextual bandit `{Finding.Name(_bandit)}`";

        private int? FirstVariation(Func<int, bool> differs)
        {
            for (var i = 0; i < Variations; i++)
            {
                if (differs(i))
                    return i;
            }
            return null;
        }

        private string KeyOf(int variation) => ExperimentLint.KeyOf(Source.Experiment, variation);

        private string Key(int variation) => FormattableString.Invariant($"the key `{Finding.Name(KeyOf(variation))}` of variation {variation}");

        private string Share(int variation) => FormattableString.Invariant($"{Shown.Share(Math.Round(_shares[variation], 6))} of its users in variation {variation}");

        /// <summary>Whether a share of the included users differs by more than rounding to buckets. The shares of no users are not compared.</summary>
        private bool HasOtherShare(int variation, Definition first) => _shares.Length > 0 && first._shares.Length > 0
            && Math.Abs(_shares[variation] - first._shares[variation]) > _rounding + first._rounding + 1e-9;
    }
}

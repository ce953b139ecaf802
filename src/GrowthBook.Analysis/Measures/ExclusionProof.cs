namespace GrowthBook.Analysis;

/// <summary>
/// Proves that no user is in two experiments, apart from users whose variation is stored. All proofs share a limit of steps; without steps left
/// nothing is proved.
/// </summary>
/// <param name="work">The limit.</param>
internal sealed class ExclusionProof(WorkLimit work)
{
    private const int MaxSteps = 5_000_000;

    /// <summary>Makes proofs with a limit of their own.</summary>
    public ExclusionProof()
        : this(new WorkLimit(MaxSteps))
    {
    }

    /// <summary>Whether no user is in both, for all of the rules and leaves that run each.</summary>
    public bool Holds(IReadOnlyList<Candidate> left, IReadOnlyList<Candidate> right) => left.All(one => right.All(other => Holds(one, other)));

    /// <summary>
    /// Whether one experiment ends the evaluation before the other, which holds for a user as long as the attributes stay, or both hash the same text
    /// with the same seed and have no bucket in common: of a namespace, a filter, or their own.
    /// </summary>
    public bool Holds(Candidate left, Candidate right)
    {
        if (left.EndsBefore(right) || right.EndsBefore(left))
            return true;
        for (var i = 0; i < left.Assignment.Factors.Length; i++)
        {
            for (var j = 0; j < right.Assignment.Factors.Length; j++)
            {
                var (one, other) = (left.Assignment.Factors[i], right.Assignment.Factors[j]);
                if (!work.TryTake(1))
                    return false;
                if (one.Source != other.Source || !HashTheSame(left, i, right, j))
                    continue;
                if (!work.TryTake((long)one.Map.Starts.Length + other.Map.Starts.Length))
                    return false;
                if (!one.Map.Overlaps(other.Map))
                    return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Whether inputs of one attribute are hashes of one text for each user who is in both. Users without the attribute are in both by two
    /// fallback attributes only; filters have none.
    /// </summary>
    private static bool HashTheSame(Candidate left, int i, Candidate right, int j) =>
        !left.FallsBack(i) || !right.FallsBack(j) || left.Fallback == right.Fallback;

    /// <summary>An experiment of a rule or a leaf.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="feature">The feature of the rule. Default: the payload's own experiments have none, and places of rules do not count.</param>
    /// <param name="index">The index of the rule.</param>
    internal sealed class Candidate(CompiledExperiment experiment, WrittenFeature? feature = null, int index = 0)
    {
        public Assignment Assignment { get; } = Assignment.Of(experiment);

        public string? Fallback { get; } = experiment.IsSticky ? experiment.FallbackAttribute : null;

        /// <summary>Whether an input has no bucket of the experiment, so that no user is in it.</summary>
        public bool IsEmpty => Assignment.HasEmptyFactor;

        /// <summary>Whether a user of the experiment never reaches the other one, which is a later rule of the same feature: no variation passes through.</summary>
        public bool EndsBefore(Candidate other) => feature is not null && ReferenceEquals(feature, other.Feature) && index < other.Index
            && !Enumerable.Range(0, experiment.Source.Variations.Length).Any(variation => experiment.Meta(variation)?.Passthrough is true);

        private WrittenFeature? Feature => feature;

        private int Index => index;

        /// <summary>Whether an input is of the fallback attribute for users without the hashed one: all but filters are.</summary>
        public bool FallsBack(int factor) => Fallback is not null && (factor == Assignment.Factors.Length - 1 || experiment.Filters is null);
    }
}

namespace GrowthBook.Analysis;

/// <summary>
/// Counts the assignments of users to the arms of experiments and rollouts, by evaluation. A commutative monoid of integers:
/// <see cref="Merge"/>.
/// </summary>
/// <remarks>Mutable; one thread at a time.</remarks>
public sealed class AssignmentCounter
{
    private readonly Simulation _simulation;
    private readonly long[][] _counts;
    private readonly int[] _arms;
    private readonly Dictionary<(int, int), long[]> _tables = [];

    internal AssignmentCounter(Simulation simulation)
    {
        _simulation = simulation;
        _counts = [.. simulation.Experiments.Select(experiment => new long[experiment.Arms.Length])];
        _arms = new int[simulation.Experiments.Length];
        foreach (var pair in simulation.Pairs)
            _tables.Add((pair.Left, pair.Right), new long[_counts[pair.Left].Length * _counts[pair.Right].Length]);
    }

    /// <summary>The number of users.</summary>
    public long Users { get; private set; }

    /// <summary>The number of lines of a file that are no user.</summary>
    public long Unread { get; private set; }

    /// <summary>The number of users with other counts in an application with sticky buckets, if it is not known whether it has them.</summary>
    internal long Undecided { get; private set; }

    /// <summary>Adds lines that cannot be read.</summary>
    /// <param name="lines">Their number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 0.</exception>
    public void AddUnread(long lines)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        Unread += lines;
    }

    /// <summary>Evaluates what the payload decides by chance for a user.</summary>
    /// <param name="attributes">The user's attributes.</param>
    public void Add(Attributes attributes)
    {
        Users++;
        System.Array.Fill(_arms, -1);
        var context = StickyBucketing.Of(new Context(_simulation.Probed, attributes), _simulation.HasStickyBuckets);
        Undecided += _simulation.HasStickyBuckets is null && IsUndecided(context) ? 1 : 0;
        foreach (var (feature, number) in _simulation.Features)
        {
            var state = new EvaluationState(context, null);
            var result = FeatureEvaluation.Walk(number, ref state);
            CountEffects(feature, context, state.Effects);
            CountResult(feature, result);
        }
        foreach (var (experiment, at) in _simulation.OwnExperiments)
        {
            if (Evaluator.RunExperiment(context, experiment).Result is { InExperiment: true, HashUsed: true } drawn)
                Count(at, drawn.VariationId);
        }
        foreach (var ((left, right), table) in _tables)
        {
            if (_arms[left] >= 0 && _arms[right] >= 0)
                table[(_arms[left] * _counts[right].Length) + _arms[right]]++;
        }
    }

    /// <summary>Adds the counts of another counter of the same simulation.</summary>
    /// <param name="other">The other one, which stays as it is.</param>
    public void Merge(AssignmentCounter other)
    {
        Users += (other ?? throw new ArgumentNullException(nameof(other))).Users;
        Unread += other.Unread;
        Undecided += other.Undecided;
        for (var i = 0; i < _counts.Length; i++)
            Add(_counts[i], other._counts[i]);
        foreach (var (pair, table) in _tables)
            Add(table, other._tables[pair]);
    }

    /// <summary>The counts as JSON: <c>{"users","unread","undecided"?,"counts","tables"}</c>.</summary>
    internal Value.Object ToValue() => new(
    [
        new("users", Users),
        new(Analysis.Unread.Member, Unread),
        .. StickyBucketing.UndecidedOf(Undecided),
        new("counts", new Value.Array(_counts.Select(Array))),
        new("tables", new Value.Object(_tables.Select(table => new KeyValuePair<string, Value>(FormattableString.Invariant($"{table.Key.Item1},{table.Key.Item2}"), Array(table.Value))))),
    ]);

    private bool IsUndecided(Context context)
    {
        if (!_simulation.Fallbacks.Has(context))
            return false;
        var user = context with { Payload = _simulation.Payload.Compiled };
        return _simulation.Features.Any(feature => _simulation.Fallbacks.Decide(user, feature.Key))
            || _simulation.OwnExperiments.Any(own => VariationOf(user, own.Experiment) != VariationOf(StickyBucketing.With(user), own.Experiment));
    }

    private static int VariationOf(Context context, Experiment experiment) =>
        Evaluator.RunExperiment(context, experiment).Result is { InExperiment: true, HashUsed: true } drawn ? drawn.VariationId : BucketMap.None;

    private void CountEffects(string feature, Context context, Effects effects)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            // A prerequisite's experiment is counted with its own feature.
            if (effects[i] is Effect.ExperimentViewed { Result: { InExperiment: true, FeatureId: { } owner } drawn } viewed)
            {
                if (owner == feature && _simulation.IndexOf(viewed.Experiment, owner) is >= 0 and var at)
                    Count(at, drawn.VariationId);
            }
            else if (_simulation.Probes.ReachedBy(effects[i]) is var (rollout, fallback, index) && rollout.ArmOf(context.Attributes, context.StickyBuckets is null ? null : fallback) is { } arm)
            {
                _counts[index][arm + 1]++;
            }
        }
    }

    /// <summary>Counts the variation of the feature's value, unless its exposure is counted: an equal one of a prerequisite is reported in its place.</summary>
    private void CountResult(string feature, FeatureResult result)
    {
        if (result is { Source: FeatureResultSource.Experiment, Experiment: { } experiment, ExperimentResult: { InExperiment: true } drawn }
            && _simulation.IndexOf(experiment, feature) is >= 0 and var at && _arms[at] < 0)
        {
            Count(at, drawn.VariationId);
        }
    }

    private void Count(int at, int variation)
    {
        _counts[at][variation]++;
        _arms[at] = variation;
    }

    private static void Add(long[] sums, long[] counts)
    {
        for (var i = 0; i < sums.Length; i++)
            sums[i] += counts[i];
    }

    private static Value Array(long[] counts) => new Value.Array(counts.Select(count => (Value)count));
}

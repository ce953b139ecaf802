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

    /// <summary>The users by the cells of the values that each row hashes; <c>null</c> before the first one. <c>null</c> as a whole for users without values in common.</summary>
    private readonly long[]?[][]? _cells;

    internal AssignmentCounter(Simulation simulation, bool countsValues)
    {
        _cells = countsValues ? [.. simulation.Experiments.Select(experiment => new long[]?[experiment.Attributes.Length])] : null;
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
                Count(at, drawn);
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
        for (var i = 0; i < (_cells?.Length ?? 0); i++)
        {
            for (var j = 0; j < _cells![i].Length; j++)
            {
                if (other._cells![i][j] is { } cells)
                    Add(_cells[i][j] ??= new long[SharedValues.Cells], cells);
            }
        }
        foreach (var (pair, table) in _tables)
            Add(table, other._tables[pair]);
    }

    /// <summary>The counts as JSON: <c>{"users","unread","undecided"?,"counts","cells"?,"tables"}</c>.</summary>
    internal Value.Object ToValue() => new(
    [
        new("users", Users),
        new(Analysis.Unread.Member, Unread),
        .. StickyBucketing.UndecidedOf(Undecided),
        new("counts", new Value.Array(_counts.Select(Array))),
        .. _cells is null ? (KeyValuePair<string, Value>[])[] : [new(SharedValues.Member, new Value.Array(_cells.Select(row => (Value)new Value.Array(row.Select(cells => Array(cells ?? []))))))],
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
                    Count(at, drawn);
            }
            else if (_simulation.Probes.ReachedBy(effects[i]) is var (rollout, fallback, index) && rollout.IdsOf(context.Attributes, context.StickyBuckets is null ? null : fallback) is { } ids)
            {
                _counts[index][rollout.ArmOf(ids) + 1]++;
                for (var factor = 0; factor < ids.Length; factor++)
                {
                    if (!rollout.Factors[factor].Map.IsConstant)
                        CountValue(index, factor, ids[factor]);
                }
            }
        }
    }

    /// <summary>Counts the variation of the feature's value, unless its exposure is counted: an equal one of a prerequisite is reported in its place.</summary>
    private void CountResult(string feature, FeatureResult result)
    {
        if (result is { Source: FeatureResultSource.Experiment, Experiment: { } experiment, ExperimentResult: { InExperiment: true } drawn }
            && _simulation.IndexOf(experiment, feature) is >= 0 and var at && _arms[at] < 0)
        {
            Count(at, drawn);
        }
    }

    private void Count(int at, ExperimentResult drawn)
    {
        _counts[at][drawn.VariationId]++;
        _arms[at] = drawn.VariationId;
        CountValue(at, 0, Shown.Text(drawn.HashValue));
    }

    private void CountValue(int at, int attribute, string value)
    {
        if (_cells is not null)
            (_cells[at][attribute] ??= new long[SharedValues.Cells])[SharedValues.CellOf(value)]++;
    }

    private static void Add(long[] sums, long[] counts)
    {
        for (var i = 0; i < sums.Length; i++)
            sums[i] += counts[i];
    }

    private static Value Array(long[] counts) => new Value.Array(counts.Select(count => (Value)count));
}

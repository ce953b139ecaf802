using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Counts the assignments of many users and compares them with the shares that the payload promises.</summary>
public sealed class Simulation
{
    /// <summary>The kind of these results.</summary>
    public const string Kind = "simulate";

    /// <summary>Maximum number of users, up to which counts are exact numbers of JSON: 2⁵³ − 1.</summary>
    public const long MaxUsers = PartialShape.MaxCount;

    /// <summary>The number of users that one thread evaluates at a time.</summary>
    private const int ChunkSize = 4096;

    /// <summary>Index of each experiment, by the object that effects name; those of contextual bandits have an object per evaluation.</summary>
    private readonly Dictionary<Experiment, int> _byExperiment = new(ReferenceEqualityComparer.Instance);

    private readonly List<(string Feature, string Key, int? Leaf, int At)> _byLeaf = [];

    private Simulation(WrittenPayload payload, bool? hasStickyBuckets)
    {
        (Payload, HasStickyBuckets) = (payload, hasStickyBuckets);
        Fallbacks = FallbackUsers.Of(payload.Compiled, payload.Parts.Features.Select(feature => feature.Key), payload.Parts.Experiments);
        var shares = new SharesMeasure(payload.Parts);
        var experiments = ImmutableArray.CreateBuilder<SimulatedExperiment>();
        var features = ImmutableArray.CreateBuilder<(string, int)>();
        var probes = new RolloutProbes(payload.Compiled);
        var own = ImmutableArray.CreateBuilder<(Experiment, int)>();
        var rules = new List<(int At, WrittenFeature? Feature, WrittenRule Rule)>();
        foreach (var feature in payload.Parts.Features)
        {
            var compiled = payload.Compiled.Features[payload.Compiled.Features.NumberOf(feature.Key)].Rules;
            var rollouts = new Dictionary<WrittenRule, int>();
            for (var i = 0; i < feature.Rules.Length; i++)
            {
                if (feature.Rules[i] is { Experiment: not null, IsBandit: false } experiment)
                    rules.Add((experiments.Count, feature, experiment));
                if (SimulatedExperiment.Rollout(feature, feature.Rules[i], shares) is { } rollout)
                {
                    rollouts.Add(feature.Rules[i], experiments.Count);
                    experiments.Add(rollout);
                }
                AddExperiments(feature, feature.Rules[i], compiled[i], shares, experiments);
            }
            if (rollouts.Count > 0 || feature.Rules.Any(rule => rule.Experiment is not null))
                features.Add((feature.Key, probes.Add(feature, rule => rollouts.GetValueOrDefault(rule, -1))));
        }
        foreach (var rule in payload.Parts.Experiments)
        {
            rules.Add((experiments.Count, null, rule));
            own.Add((rule.Experiment! with { UrlPatterns = default }, experiments.Count));
            experiments.Add(SimulatedExperiment.Of(null, rule, rule.Experiments[0], shares));
        }
        Pairs = OverlapMeasure.Pairs(rules, shares);
        (Experiments, Features, OwnExperiments) = (experiments.ToImmutable(), features.ToImmutable(), own.ToImmutable());
        (Probes, Probed) = (probes, probes.ToPayload());
    }

    /// <summary>The payload.</summary>
    public WrittenPayload Payload { get; }

    /// <summary>Whether the application has sticky buckets; <c>null</c> if it is not known: users are then counted without them.</summary>
    public bool? HasStickyBuckets { get; }

    /// <summary>The users who can depend on sticky buckets.</summary>
    internal FallbackUsers Fallbacks { get; }

    internal ImmutableArray<SimulatedExperiment> Experiments { get; }

    /// <summary>The payload with probes, which say who reaches a rollout.</summary>
    internal Payload Probed { get; }

    /// <summary>The features with experiments or rollouts, with their numbers in <see cref="Probed"/>.</summary>
    internal ImmutableArray<(string Key, int Number)> Features { get; }

    /// <summary>The probes, which know their reports.</summary>
    internal RolloutProbes Probes { get; }

    /// <summary>The payload's own experiments, on all pages, with their indices.</summary>
    internal ImmutableArray<(Experiment Experiment, int At)> OwnExperiments { get; }

    /// <summary>The pairs of experiments whose users are compared, with what is exact about them.</summary>
    internal ImmutableArray<OverlapMeasure> Pairs { get; }

    /// <summary>Prepares a simulation.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="hasStickyBuckets">
    /// Whether the application has sticky buckets, so that a <c>fallbackAttribute</c> counts. Default: not known; the counts are those of an application without, and
    /// the result has the number of users who depend on it.
    /// </param>
    /// <returns>The simulation.</returns>
    public static Simulation Of(WrittenPayload payload, bool? hasStickyBuckets = null)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new Simulation(hasStickyBuckets is false ? payload.WithoutStickyBuckets() : payload, hasStickyBuckets);
    }

    /// <summary>
    /// Evaluates generated users: their identifiers are unique, and other attributes have values that the payload's conditions mention.
    /// Uses all processors; the counts do not depend on their number.
    /// </summary>
    /// <param name="users">The number of users of all shards together, from 0 to <see cref="MaxUsers"/>, both inclusive.</param>
    /// <param name="seed">The seed of the users.</param>
    /// <param name="shard">The part of the users that is evaluated.</param>
    /// <param name="progress">Takes the number of users so far, of all shards; called for one number after the other, in ascending order.</param>
    /// <param name="cancellation">Ends the simulation early.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of users is below 0 or above <see cref="MaxUsers"/>.</exception>
    public PartialResult Run(long users, ulong seed, Shard shard, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        if (users is < 0 or > MaxUsers)
            throw new ArgumentOutOfRangeException(nameof(users), users, $"the number of users is from 0 to {MaxUsers}");
        var generated = new GeneratedUsers(Payload.Parts, seed);
        var total = new AssignmentCounter(this, countsValues: false); // identifiers are unique
        var (gate, done) = (new Lock(), 0L);
        Parallel.For(0L, (users + ChunkSize - 1) / ChunkSize, new ParallelOptions { CancellationToken = cancellation }, () => new AssignmentCounter(this, countsValues: false), (chunk, _, counter) =>
        {
            for (var i = chunk * ChunkSize; i < Math.Min(users, (chunk + 1) * ChunkSize); i++)
            {
                cancellation.ThrowIfCancellationRequested(); // a chunk of a large payload takes seconds
                var hash = generated.HashOf(i);
                if (shard.Has(hash))
                    counter.Add(generated.Of(hash));
            }
            if (progress is not null)
            {
                lock (gate)
                    progress(done += Math.Min(users - (chunk * ChunkSize), ChunkSize));
            }
            return counter;
        }, counter =>
        {
            lock (gate)
                total.Merge(counter);
        });
        return Result(total, shard, new Value.Object([new("users", users), new("seed", seed)]));
    }

    /// <summary>An empty counter, which takes users from elsewhere.</summary>
    /// <returns>The counter.</returns>
    public AssignmentCounter NewCounter() => new(this, countsValues: true);

    /// <summary>The counts of one shard as a partial result.</summary>
    /// <param name="counter">The counts.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="population">What identifies the users: members that all shards have in common.</param>
    /// <returns>The partial result.</returns>
    public PartialResult Result(AssignmentCounter counter, Shard shard, Value.Object population) => PartialResult.OfShard(
        Kind,
        new Value.Object(
        [
            new("payload", Payload.Hash),
            .. StickyBucketing.MembersOf(HasStickyBuckets),
            new("population", population),
            new("experiments", new Value.Array(Experiments.Select(experiment => (Value)experiment.ToValue()))),
            new("overlaps", new Value.Object(Pairs.Where(pair => pair.IsExact).Select(pair => new KeyValuePair<string, Value>(pair.Name, pair.ToValue())))),
        ]),
        shard,
        (counter ?? throw new ArgumentNullException(nameof(counter))).ToValue());

    /// <summary>The index of the experiment that an effect names; -1 for one that is not counted.</summary>
    internal int IndexOf(Experiment experiment, string feature)
    {
        if (_byExperiment.TryGetValue(experiment, out var at))
            return at;
        var leaf = experiment.ContextualBandit?.LeafId is >= 0 and var id ? id : (int?)null;
        foreach (var entry in _byLeaf)
        {
            if (entry.Leaf == leaf && entry.Key == experiment.Key && entry.Feature == feature)
                return entry.At;
        }
        return -1;
    }

    private void AddExperiments(
        WrittenFeature feature, WrittenRule written, Rule compiled, SharesMeasure shares, ImmutableArray<SimulatedExperiment>.Builder experiments)
    {
        foreach (var arm in written.Experiments)
        {
            if (!written.IsBandit)
                _byExperiment[((Rule.Experiment)compiled).Compiled.Source] = experiments.Count;
            else
                _byLeaf.Add((feature.Key, arm.Compiled.Source.Key, arm.Leaf, experiments.Count));
            experiments.Add(SimulatedExperiment.Of(feature, written, arm, shares));
        }
    }
}

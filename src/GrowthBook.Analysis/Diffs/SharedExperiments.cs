using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Finds the experiments of which a change can give users of a feature another variation by the <c>tracks</c> of rules. These exposures have a variation for all users
/// of a rule, so that no measure of buckets tells which one a user had.
/// </summary>
internal static class TrackedMoves
{
    /// <summary>Maximum number of experiments of a feature.</summary>
    private const int MaxKeys = 10;

    /// <summary>
    /// The keys of experiments that a user of a feature can be exposed to before and after, by <c>tracks</c> before or after, and not always with one variation; also by
    /// features that it requires. The first 10.
    /// </summary>
    /// <param name="feature">The feature's key.</param>
    /// <param name="pairs">The rules of the feature.</param>
    /// <param name="payloads">Both payloads.</param>
    public static ImmutableArray<string> Of(string feature, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, PayloadPair payloads)
    {
        if (!payloads.HasTracks || !Differ(pairs, payloads))
            return [];
        var (before, after) = (Exposed(feature, payloads.Old, payloads), Exposed(feature, payloads.New, payloads));
        return [.. before.Keys.Where(key => after.TryGetValue(key, out var other) && (before[key].IsTracked || other.IsTracked) && before[key].Variations.Union(other.Variations).Skip(1).Any()).Take(MaxKeys)];
    }

    private static bool Differ(ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs, PayloadPair payloads) =>
        pairs.Any(pair => pair.Old is null || pair.New is null || payloads.IsAffected(pair.Old, pair.New)) || MovedItems.Of([.. pairs.Select(pair => pair.Old!.Index)]).Count > 0;

    /// <summary>The experiments that evaluations of a feature can expose users to; without steps left, those that are found.</summary>
    private static Dictionary<string, Exposure> Exposed(string feature, WrittenPayload payload, PayloadPair payloads)
    {
        var (open, seen, exposed) = (new Stack<string>([feature]), new HashSet<string>([feature], StringComparer.Ordinal), new Dictionary<string, Exposure>(StringComparer.Ordinal));
        while (open.TryPop(out var key))
        {
            foreach (var rule in payload.Parts.Find(key)?.Rules ?? [])
            {
                if (!payloads.Work.TryTake(1))
                    return exposed;
                if (rule.Experiment is { } experiment)
                    Of(experiment.Key).Variations.UnionWith(Enumerable.Range(0, experiment.Variations.Length).Select(variation => ExperimentLint.KeyOf(experiment, variation)));
                foreach (var viewed in rule.Force?.Tracks ?? [])
                {
                    var exposure = Of(viewed.Experiment.Key);
                    exposure.IsTracked = true;
                    exposure.Variations.Add(viewed.Result.Key);
                }
                foreach (var needed in References.Prerequisites(rule.Json).Where(seen.Add))
                    open.Push(needed);
            }
        }
        return exposed;

        Exposure Of(string experiment) => exposed.TryGetValue(experiment, out var known) ? known : exposed[experiment] = new Exposure();
    }

    /// <summary>How a feature exposes users to an experiment.</summary>
    private sealed class Exposure
    {
        /// <summary>The keys of the variations.</summary>
        public HashSet<string> Variations { get; } = new(StringComparer.Ordinal);

        /// <summary>Whether a rule has it in its <c>tracks</c>.</summary>
        public bool IsTracked { get; set; }
    }
}

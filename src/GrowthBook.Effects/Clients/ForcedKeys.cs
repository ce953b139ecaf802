namespace GrowthBook.Client;

/// <summary>
/// Compares the forced features and variations of the options with each payload that comes into use, and logs a key that the payload
/// does not have and an index out of range, once per key. Called by one thread at a time.
/// </summary>
internal sealed class ForcedKeys(Context template, GuardedLogger logger)
{
    private readonly HashSet<(string Option, string Key)> _logged = [];

    /// <summary>Whether the options force a feature or a variation.</summary>
    public static bool AreIn(Context template) => !template.ForcedVariations.IsEmpty || template.ForcedFeatureValues.Count > 0;

    public void Check(Payload payload)
    {
        foreach (var feature in template.ForcedFeatureValues.Where(forced => !payload.HasFeature(forced.Key)))
            LogUnknown(nameof(GrowthBookOptions.ForcedFeatures), feature.Key, payload.FeatureKeys);
        if (template.ForcedVariations.IsEmpty)
            return;
        var counts = VariationCounts(payload);
        foreach (var forced in template.ForcedVariations)
        {
            if (!counts.TryGetValue(forced.Key, out var count))
                LogUnknown(nameof(GrowthBookOptions.ForcedVariations), forced.Key, counts.Keys);
            else if ((forced.Value < 0 || forced.Value >= count) && _logged.Add((nameof(GrowthBookOptions.ForcedVariations), forced.Key)))
                EvaluationLog.ForcedOutOfRange(logger, forced.Value, Plain(forced.Key), count - 1);
        }
    }

    /// <summary>The number of variations by the experiment's key; of several experiments with one key the largest.</summary>
    private static Dictionary<string, int> VariationCounts(Payload payload)
    {
        var counts = new Dictionary<string, int>(KeyedTexts.Comparer);
        foreach (var experiment in payload.FeatureExperiments.Concat(payload.Experiments))
            counts[experiment.Key] = Math.Max(experiment.Variations.Length, counts.TryGetValue(experiment.Key, out var count) ? count : 0);
        return counts;
    }

    private void LogUnknown(string option, string key, IEnumerable<string> known)
    {
        if (!_logged.Add((option, key)))
            return;
        if (NearestName.Near(key, known) is { } nearest)
            EvaluationLog.ForcedUnknown(logger, option, Plain(key), Plain(nearest));
        else
            EvaluationLog.ForcedUnknown(logger, option, Plain(key));
    }

    private static string Plain(string key) => PlainText.Of(key, PlainText.MaxName);
}

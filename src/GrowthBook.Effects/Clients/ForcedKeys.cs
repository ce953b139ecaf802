using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Logs forced features and experiments that a payload does not have, forced indices out of range, forced values of another kind than their feature's, and texts that are nearly one,
/// once per key. A forced key can be a visitor's text, so the number of logged keys is bounded. Thread-safe.
/// </summary>
/// <param name="logger">The logger.</param>
/// <param name="origin">Who forces the keys, as the log names it.</param>
internal sealed class ForcedKeys(GuardedLogger logger, string origin)
{
    private const string ObjectText = """
        "{\"columns\": 3}"
        """;

    /// <summary>The longest key of a feature that is looked for in another key, where there are as many candidates as colons, and of a logged experiment.</summary>
    private const int LongestFeature = 200;

    private readonly LoggedKeys _features = new();
    private readonly LoggedKeys _kinds = new();
    private readonly LoggedKeys _texts = new();
    private readonly LoggedKeys _experiments = new();
    private volatile VariationCounts? _counts;

    /// <summary>Whether a context forces a feature or a variation.</summary>
    public static bool AreIn(Context context) => !context.ForcedVariations.IsEmpty || context.ForcedFeatureValues.Count > 0;

    /// <summary>Checks what a context forces.</summary>
    /// <param name="payload">The payload in use.</param>
    /// <param name="context">The context.</param>
    /// <param name="checkedBefore">A context whose forced values are checked already. Default: none.</param>
    public void Check(Payload payload, Context context, Context? checkedBefore = null)
    {
        foreach (var forced in context.ForcedFeatureValues)
        {
            if (checkedBefore is null || !checkedBefore.ForcedFeatureValues.TryGetValue(forced.Key, out var before) || !before.Equals(forced.Value))
                CheckFeature(payload, forced.Key, forced.Value);
        }
        foreach (var forced in context.ForcedVariations)
        {
            if (checkedBefore?.ForcedVariations.Contains(forced) != true)
                CheckVariation(payload, forced.Key, forced.Value);
        }
    }

    /// <summary>Checks the key of a forced feature, and the kind of its value.</summary>
    public void CheckFeature(Payload payload, string key, Value value)
    {
        if (!IsKnown(payload))
            return;
        var shown = key;
        if (payload.HasFeature(key))
        {
            if (!_kinds.IsDone(key) && ForcedKind.Of(payload, key, value) is { } kind && _kinds.Add(ref shown) == true)
                EvaluationLog.ForcedKind(logger, origin, shown, kind.Forced, kind.Own, value.IsTruthy ? "on" : "off", kind.Mend);
            if (value is Value.String { Content: { Length: > 0 } text })
                CheckText(payload, key, text);
            return;
        }
        if (_features.Add(ref shown) != true)
            return;
        if (FeatureOfMember(payload, key) is { } feature)
            EvaluationLog.ForcedObject(logger, origin, shown, feature, ObjectText);
        else if (CountsOf(payload).ContainsKey(key))
            EvaluationLog.ForcedFeatureIsExperiment(logger, origin, shown);
        else
            LogUnknown("feature", key, shown, payload.FeatureKeys);
    }

    /// <summary>Looks at the first texts that are forced, for one that the feature never has and that is nearly one of its values. Another one may be a value that is not published yet.</summary>
    private void CheckText(Payload payload, string key, string text)
    {
        var pair = $"{PlainText.Of(key, LongestFeature / 2)} {text}";
        if (_texts.Add(ref pair) != true)
            return;
        string[] own = [.. payload.ValuesOf(key).OfType<Value.String>().Select(value => value.Content)];
        if (!own.Contains(text) && NearestName.Near(text, own) is { } nearest)
            EvaluationLog.ForcedNearValue(logger, origin, PlainText.Of(key, LongestFeature), PlainText.Of(nearest, PlainText.MaxName));
    }

    /// <summary>Checks the key of an experiment and the index of its forced variation.</summary>
    public void CheckVariation(Payload payload, string key, int index)
    {
        if (!IsKnown(payload))
            return;
        var counts = CountsOf(payload);
        var isKnown = counts.TryGetValue(key, out var count);
        var shown = key;
        if ((isKnown && index >= 0 && index < count) || _experiments.Add(ref shown) != true)
            return;
        if (isKnown)
            EvaluationLog.ForcedOutOfRange(logger, origin, shown, index, count - 1);
        else if (payload.HasFeature(key))
            EvaluationLog.ForcedExperimentIsFeature(logger, origin, shown, Experiments(payload, key));
        else
            LogUnknown("experiment", key, shown, counts.Keys);
    }

    /// <summary>The keys of a feature's experiments, at most three.</summary>
    private static string Experiments(Payload payload, string feature) =>
        string.Join(", ", payload.ExperimentsOf(feature).Select(experiment => PlainText.Of(experiment.Key, LongestFeature)).Distinct().Take(3)) is { Length: > 0 } keys ? keys : "it has none";

    /// <summary>The feature of whose object a configuration made a key, such as <c>theme</c> for <c>theme:accent</c>; <c>null</c> if there is none.</summary>
    private static string? FeatureOfMember(Payload payload, string key)
    {
        for (var end = key.LastIndexOf(':', Math.Min(key.Length - 1, LongestFeature)); end > 0; end = key.LastIndexOf(':', end - 1))
        {
            if (payload.HasFeature(key.Substring(0, end)))
                return key.Substring(0, end);
        }
        return null;
    }

    /// <summary>Without a payload every key is unknown, and other log lines say why there is none.</summary>
    private bool IsKnown(Payload payload) => logger.IsEnabled(LogLevel.Warning) && !ReferenceEquals(payload, Payload.Empty);

    private Dictionary<string, int> CountsOf(Payload payload) =>
        (_counts is { } cached && ReferenceEquals(cached.Payload, payload) ? cached : _counts = new VariationCounts(payload)).ByKey;

    private void LogUnknown(string kind, string key, string shown, IEnumerable<string> known)
    {
        if (NearestName.Near(key, known) is { } nearest)
            EvaluationLog.ForcedUnknown(logger, kind, origin, shown, nearest);
        else
            EvaluationLog.ForcedUnknown(logger, kind, origin, shown);
    }

    /// <summary>The number of variations by the experiment's key; of several experiments with one key the largest.</summary>
    private sealed class VariationCounts
    {
        public VariationCounts(Payload payload)
        {
            Payload = payload;
            foreach (var experiment in payload.FeatureExperiments.Concat(payload.Experiments))
                ByKey[experiment.Key] = Math.Max(experiment.Variations.Length, ByKey.TryGetValue(experiment.Key, out var count) ? count : 0);
        }

        public Payload Payload { get; }

        public Dictionary<string, int> ByKey { get; } = new(KeyedTexts.Comparer);
    }
}

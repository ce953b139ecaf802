using System.Collections;
using System.Collections.Immutable;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// The results of all features of a payload for one user, in the payload's order, with the effects of each evaluation. Immutable.
/// </summary>
[JsonConverter(typeof(AllFeaturesJsonConverter))]
public sealed class AllFeatures : IReadOnlyDictionary<string, FeatureResult>
{
    private readonly FeatureTable _features;
    private readonly FeatureResult?[] _results;
    private readonly EffectRange[] _effects;

    internal AllFeatures(FeatureTable features, FeatureResult?[] results, EffectRange[] effectRanges, Effects effects) =>
        (_features, _results, _effects, Effects) = (features, results, effectRanges, effects);

    /// <summary>The effects of all evaluations, in order, including duplicates.</summary>
    public Effects Effects { get; }

    /// <summary>The number of features.</summary>
    public int Count => _features.Count;

    /// <summary>The keys of the features.</summary>
    public IEnumerable<string> Keys => _features;

    /// <summary>The results.</summary>
    public IEnumerable<FeatureResult> Values => this.Select(static feature => feature.Value);

    /// <summary>The result of a feature.</summary>
    /// <param name="key">The feature's key.</param>
    /// <exception cref="KeyNotFoundException">The payload has no such feature.</exception>
    public FeatureResult this[string key] => TryGetValue(key, out var result) ? result : throw new KeyNotFoundException($"the payload has no feature `{key}`");

    /// <summary>The effects of the evaluation of one feature. Run them if you use the feature.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>Its exposures and usages, and those of its prerequisites; none for a feature that the payload does not have.</returns>
    public Effects EffectsOf(FeatureKey key)
    {
        if (NumberOf(key.ToString()) is not (>= 0 and var number))
            return Effects.None;
        var (start, count, hasReachedStepLimit) = _effects[number];
        var effects = new EffectsBuilder(count);
        for (var i = start; i < start + count; i++)
            effects.Add(Effects[i]);
        return effects.Build(hasReachedStepLimit);
    }

    /// <summary>
    /// The results as a payload for the JavaScript SDK (<c>initSync({payload})</c>) and for other SDKs, in the form of a remote
    /// evaluation: each feature has only the user's value. It has no targeting rules.
    /// </summary>
    /// <param name="tracks">
    /// Whether a feature that is part of an experiment carries its exposures, so that the SDK that evaluates it there tracks them,
    /// when it uses the feature. Default: yes.
    /// </param>
    /// <param name="includes">Chooses the features by their keys; a page's source shows all of them to its reader. Default: <c>null</c>, all.</param>
    /// <returns><c>{"features":{KEY:{"defaultValue":VALUE}}}</c>; with exposures <c>{"rules":[{"force":VALUE,"tracks":[…]}]}</c>.</returns>
    public Value.Object ToPayload(bool tracks = true, Func<string, bool>? includes = null) => ToPayload(_ => tracks, includes);

    /// <summary>The results as <see cref="ToPayload(bool, Func{string, bool})"/> gives them, with chosen exposures.</summary>
    /// <param name="tracks">Whether a feature carries an exposure; <c>false</c> for one that is tracked elsewhere.</param>
    /// <param name="includes">Chooses the features by their keys. Default: <c>null</c>, all.</param>
    /// <returns>The payload.</returns>
    public Value.Object ToPayload(Func<Effect.ExperimentViewed, bool> tracks, Func<string, bool>? includes = null)
    {
        _ = tracks ?? throw new ArgumentNullException(nameof(tracks));
        var features = this
            .Where(feature => includes is null || includes(feature.Key))
            .Select(feature => new KeyValuePair<string, Value>(feature.Key, Form(feature.Value, EffectsOf(feature.Key).OfType<Effect.ExperimentViewed>().Where(tracks))));
        return new Value.Object([new("features", new Value.Object(features))]);
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
#if NET
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out FeatureResult value)
#else
    public bool TryGetValue(string key, out FeatureResult value)
#endif
    {
        var number = NumberOf(key ?? throw new ArgumentNullException(nameof(key)));
        value = number < 0 ? null! : _results[number]!;
        return number >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, FeatureResult>> GetEnumerator()
    {
        for (var i = 0; i < _features.Count; i++)
        {
            var number = _features.NumberAt(i);
            yield return new KeyValuePair<string, FeatureResult>(_features[number].Key, _results[number]!);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The JSON text of <see cref="ToPayload(bool, Func{string, bool})"/> without the character <c>&lt;</c>, so that it is safe in a <c>script</c> element of a page.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToPayload().ToString().Replace("<", "\\u003c"); // In JSON a < occurs in strings only.

    /// <summary>The effects of one feature among those of all.</summary>
    /// <param name="Start">The index of the first.</param>
    /// <param name="Count">Their number.</param>
    /// <param name="HasReachedStepLimit">Whether a test of the feature's evaluation did not match because no steps were left.</param>
    internal readonly record struct EffectRange(int Start, int Count, bool HasReachedStepLimit);

    private static Value.Object Form(FeatureResult result, IEnumerable<Effect.ExperimentViewed> tracked)
    {
        var exposures = tracked.Select(Track).ToImmutableArray();
        return exposures.IsEmpty
            ? new Value.Object([new("defaultValue", result.Value)])
            : new Value.Object([new("rules", new Value.Array([new Value.Object([new("force", result.Value), new("tracks", new Value.Array(exposures))])]))]);
    }

    private static Value Track(Effect.ExperimentViewed viewed)
    {
        var (experiment, result) = viewed.WithoutTargeting();
        return new Value.Object([new("experiment", experiment.ToValue()), new("result", result.ToValue())]);
    }

    private int NumberOf(string key) => _features.NumberOf(key) is >= 0 and var number && _results[number] is not null ? number : -1;
}

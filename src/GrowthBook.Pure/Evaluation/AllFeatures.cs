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
    /// <summary>How many exposures the payload form has, for each feature and beyond.</summary>
    private const int ExposuresPerFeature = 10;
    private const int MoreExposures = 1000;

    /// <summary>How many effects are looked at for the payload form, for each exposure that it can have.</summary>
    private const int EffectsPerExposure = 10;

    private readonly FeatureTable _features;
    private readonly FeatureResult?[] _results;

    /// <summary>By entry the number of its evaluation in the ranges.</summary>
    private readonly int[] _evaluations;
    private readonly EffectRanges _ranges;

    internal AllFeatures(FeatureTable features, FeatureResult?[] results, int[] evaluations, EffectRanges ranges, Effects effects) =>
        (_features, _results, _evaluations, _ranges, Effects) = (features, results, evaluations, ranges, effects);

    /// <summary>
    /// The effects of all evaluations, in order. Those of a prerequisite are listed once, however many features need it. Two features that run
    /// one experiment both have its exposure: see <see cref="Effects.Distinct"/>.
    /// </summary>
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
    /// <returns>
    /// Its exposures and usages, and those of its prerequisites, as <see cref="Evaluator.EvalFeature"/> returns them; of prerequisites that form
    /// a cycle possibly in another order. None for a feature that the payload does not have.
    /// </returns>
    public Effects EffectsOf(FeatureKey key)
    {
        var limit = int.MaxValue;
        return NumberOf(key.ToString()) is >= 0 and var number ? ListEffects(number, ref limit) : Effects.None;
    }

    /// <summary>The effects of the evaluations of several features, each exposure and usage once. Run them if you use the features.</summary>
    /// <param name="keys">The keys of the features.</param>
    /// <returns>Their exposures and usages, and those of their prerequisites, in order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> or one of them is <c>null</c>.</exception>
    public Effects EffectsOf(IEnumerable<string> keys)
    {
        var (log, listed, limit, hasReachedStepLimit) = (new EffectLog(), new ListedEffects(), int.MaxValue, false);
        foreach (var key in keys ?? throw new ArgumentNullException(nameof(keys)))
        {
            if (NumberOf(key ?? throw new ArgumentNullException(nameof(keys), "a key is null")) is >= 0 and var number)
                hasReachedStepLimit |= _ranges.List(_evaluations[number], Effects, listed, ref log, ref limit);
        }
        return log.Build(hasReachedStepLimit);
    }

    /// <summary>
    /// The results as a payload for the JavaScript SDK (<c>initSync({payload})</c>) and for other SDKs, in the form of a remote
    /// evaluation: each feature has only the user's value. It has no targeting rules.
    /// </summary>
    /// <param name="tracks">
    /// Whether a feature that is part of an experiment carries its exposures, so that the SDK that evaluates it there tracks them,
    /// when it uses the feature. Default: yes. The payload has at most ten exposures per feature and 1,000 more, whatever its prerequisites, and
    /// 4,000,000 characters of identifiers and of exposures that several features carry; beyond, features carry no exposure.
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
        var exposures = (ExposuresPerFeature * Count) + MoreExposures;
        var limit = EffectsPerExposure * exposures;
        var made = new TrackedExposures();
        var features = new List<KeyValuePair<string, Value>>(Count);
        for (var i = 0; i < Count; i++)
        {
            var number = _features.NumberAt(i);
            if (includes is not null && !includes(_features[number].Key))
                continue;
            var tracked = ListEffects(number, ref limit).OfType<Effect.ExperimentViewed>().Where(tracks).Take(exposures).Select(made.Take).OfType<Value>().ToImmutableArray();
            exposures -= tracked.Length;
            features.Add(new(_features[number].Key, Form(_results[number]!, tracked)));
        }
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

    private static Value.Object Form(FeatureResult result, ImmutableArray<Value> exposures) => exposures.IsEmpty
        ? new Value.Object([new("defaultValue", result.Value)])
        : new Value.Object([new("rules", new Value.Array([new Value.Object([new("force", result.Value), new("tracks", new Value.Array(exposures))])]))]);

    private Effects ListEffects(int number, ref int limit)
    {
        var log = new EffectLog();
        var hasReachedStepLimit = _ranges.ListOwn(_evaluations[number], Effects, ref log, ref limit)
            ?? _ranges.List(_evaluations[number], Effects, new ListedEffects(), ref log, ref limit);
        return log.Build(hasReachedStepLimit);
    }

    private int NumberOf(string key) => _features.NumberOf(key) is >= 0 and var number && _features[number].Exists ? number : -1;
}

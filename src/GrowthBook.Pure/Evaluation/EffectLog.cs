namespace GrowthBook;

/// <summary>The effects of one evaluation, in which no exposure and no usage is repeated. A mutable value: it is passed by reference.</summary>
internal struct EffectLog
{
    /// <summary>Up to this many effects are searched one by one and not hashed.</summary>
    private const int LinearSearchLimit = 16;

    private EffectsBuilder _effects;

    /// <summary>The exposures, once effects are many.</summary>
    private HashSet<Effect.ExperimentViewed>? _viewed;

    /// <summary>The value last reported for each feature, once effects are many.</summary>
    private Dictionary<string, Value>? _reported;

    /// <summary>A log with room for a number of effects.</summary>
    public EffectLog(int capacity) => _effects = new EffectsBuilder(capacity);

    public readonly int Count => _effects.Count;

    public readonly Effect this[int index] => _effects[index];

    /// <param name="hasReachedStepLimit">Whether a test of the evaluation did not match because no steps were left.</param>
    public readonly Effects Build(bool hasReachedStepLimit) => _effects.Build(hasReachedStepLimit);

    /// <summary>Adds an effect, although the log may have it.</summary>
    public void Add(Effect effect) => _effects.Add(effect);

    /// <summary>Step 14: adds an exposure, unless the log has it.</summary>
    public void View(Effect.ExperimentViewed viewed)
    {
        if (_viewed is null && _effects.Count >= LinearSearchLimit)
            _viewed = ViewedSoFar();
        if (_viewed is null ? !HasViewed(viewed) : _viewed.Add(viewed))
            _effects.Add(viewed);
    }

    /// <summary>Adds the usage of a feature, unless the last one of the feature had the same value.</summary>
    public void Report(Effect.FeatureEvaluated evaluated)
    {
        if (_reported is null && _effects.Count >= LinearSearchLimit)
            _reported = ReportedSoFar();
        if (LastReport(evaluated.FeatureKey) is { } last && ValueEquality.SameJson(last, evaluated.Result.Value))
            return;
        if (_reported is not null)
            _reported[evaluated.FeatureKey] = evaluated.Result.Value;
        _effects.Add(evaluated);
    }

    private readonly HashSet<Effect.ExperimentViewed> ViewedSoFar()
    {
        var viewed = new HashSet<Effect.ExperimentViewed>(SameExposure.Instance);
        for (var i = 0; i < _effects.Count; i++)
        {
            if (_effects[i] is Effect.ExperimentViewed earlier)
                viewed.Add(earlier);
        }
        return viewed;
    }

    private readonly Dictionary<string, Value> ReportedSoFar()
    {
        var reported = new Dictionary<string, Value>(KeyedTexts.Comparer);
        for (var i = 0; i < _effects.Count; i++)
        {
            if (_effects[i] is Effect.FeatureEvaluated earlier)
                reported[earlier.FeatureKey] = earlier.Result.Value;
        }
        return reported;
    }

    private readonly bool HasViewed(Effect.ExperimentViewed viewed)
    {
        for (var i = 0; i < _effects.Count; i++)
        {
            if (_effects[i] is Effect.ExperimentViewed earlier && earlier.IsSameExposure(viewed))
                return true;
        }
        return false;
    }

    private readonly Value? LastReport(string featureKey)
    {
        if (_reported is not null)
            return _reported.TryGetValue(featureKey, out var value) ? value : null;
        for (var i = _effects.Count - 1; i >= 0; i--)
        {
            if (_effects[i] is Effect.FeatureEvaluated earlier && Utf16.Equal(earlier.FeatureKey, featureKey))
                return earlier.Result.Value;
        }
        return null;
    }
}

namespace GrowthBook;

/// <summary>
/// What one evaluation knows and has come to so far. A mutable value on the stack of the evaluation, passed by
/// reference; nothing of it outlives the call.
/// </summary>
internal struct EvaluationState
{
    /// <summary>How many prerequisites are followed on the call stack before <see cref="LargeEvaluation"/> takes over.</summary>
    private const int SmallPrerequisites = 64;

    /// <summary>Up to this many effects are walked and their keys not hashed, which would make strings of them.</summary>
    private const int Walked = 16;

    private readonly LargeEvaluation? _large;
    private EffectsBuilder _effects;
    private HashSet<string>? _viewed;
    private FeaturePath _path;
    private int _prerequisites;

    /// <summary>The user, as conditions and hashing see one. Made once, for whatever the rules ask of it.</summary>
    public readonly Subject User;

    /// <summary>What conditions may look at besides the user.</summary>
    public readonly ConditionScope Scope;

    public EvaluationState(Context context, Trace? trace, LargeEvaluation? large)
    {
        Context = context;
        Trace = trace;
        User = Subject.User(context);
        Scope = new ConditionScope(context.Payload.SavedGroups, trace);
        StickyBuckets = context.StickyBuckets;
        _large = large;
    }

    public Context Context { get; }

    public Trace? Trace { get; }

    public readonly LargeEvaluation? Large => _large;

    /// <summary>The stored assignments with those made so far; <c>null</c> while sticky bucketing is off.</summary>
    public StickyBuckets? StickyBuckets { get; private set; }

    /// <summary>
    /// Whether the prerequisites are too many or too deep for the call stack, or lead back to where they came from, so
    /// that the evaluation must start again.
    /// </summary>
    public bool IsExhausted { get; private set; }

    public readonly Effects Effects => _effects.Build();

    /// <summary>Follows a prerequisite on the call stack.</summary>
    /// <param name="from">The feature that has it, <c>null</c> for an inline experiment.</param>
    /// <param name="to">The feature that it is.</param>
    /// <returns><c>false</c> when that cannot be, and the evaluation is exhausted.</returns>
    public bool TryFollow(string? from, string to)
    {
        if (++_prerequisites > SmallPrerequisites || (from is not null && !_path.TryAdd(from)) || _path.Contains(to))
            IsExhausted = true;
        return !IsExhausted;
    }

    /// <summary>Comes back to the feature that <see cref="TryFollow"/> went from.</summary>
    public void Return() => _path.RemoveLast();

    /// <summary>Step 13.5: remembers an assignment, for what is evaluated next and for whoever stores it.</summary>
    public void Assign(StickyAssignmentDocument document)
    {
        StickyBuckets = StickyBuckets!.With(document);
        _effects.Add(new Effect.StickyBucketAssigned(document));
    }

    /// <summary>Step 14: reports an exposure, once within the evaluation.</summary>
    public void View(Effect.ExperimentViewed viewed)
    {
        if (_viewed is null && _effects.Count >= Walked)
            _viewed = ViewedSoFar();
        if (_viewed is null ? !HasViewed(viewed) : _viewed.Add(viewed.DeduplicationKey))
            _effects.Add(viewed);
    }

    /// <summary>Reports the usage of a feature, unless its last report within the evaluation had the same value.</summary>
    public void Report(Effect.FeatureEvaluated evaluated)
    {
        if (LastReport(evaluated.FeatureKey) is { } last && ValueEquality.SameJson(last, evaluated.Result.Value))
            return;
        if (_large is not null)
            _large.Reported[evaluated.FeatureKey] = evaluated.Result.Value;
        _effects.Add(evaluated);
    }

    private readonly HashSet<string> ViewedSoFar()
    {
        var viewed = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _effects.Count; i++)
        {
            if (_effects[i] is Effect.ExperimentViewed earlier)
                viewed.Add(earlier.DeduplicationKey);
        }
        return viewed;
    }

    private readonly bool HasViewed(Effect.ExperimentViewed viewed)
    {
        for (var i = 0; i < _effects.Count; i++)
        {
            if (_effects[i] is Effect.ExperimentViewed earlier
                && earlier.Experiment.Key == viewed.Experiment.Key
                && earlier.DeduplicationKey == viewed.DeduplicationKey)
            {
                return true;
            }
        }
        return false;
    }

    private readonly Value? LastReport(string featureKey)
    {
        if (_large is not null)
            return _large.Reported.TryGetValue(featureKey, out var value) ? value : null;
        for (var i = _effects.Count - 1; i >= 0; i--)
        {
            if (_effects[i] is Effect.FeatureEvaluated earlier && Utf16.Equal(earlier.FeatureKey, featureKey))
                return earlier.Result.Value;
        }
        return null;
    }
}

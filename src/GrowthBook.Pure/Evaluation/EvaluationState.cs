using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>
/// The state of one evaluation. A mutable value on the stack of the evaluation, passed by reference; none of it outlives
/// the call.
/// </summary>
internal struct EvaluationState
{
    /// <summary>The number of prerequisites from which on results are kept, so that diamonds are evaluated once.</summary>
    private const int ManyPrerequisites = 64;

    /// <summary>Up to this many effects are searched one by one and not hashed.</summary>
    private const int LinearSearchLimit = 16;

    private EffectsBuilder _effects;
    private HashSet<Effect.ExperimentViewed>? _viewed;
    private int _prerequisites;
    private PageUrl? _url;

    /// <summary>The user, as conditions and hashing see one. Made once, for all rules.</summary>
    public readonly Subject User;

    /// <summary>The scope of conditions without the user.</summary>
    public ConditionScope Scope;

    public EvaluationState(Context context, Trace? trace)
    {
        Context = context;
        Trace = trace;
        User = context.User;
        Scope = new ConditionScope(context.Payload.SavedGroups, trace);
        StickyBuckets = context.StickyBuckets;
    }

    private EvaluationState(in EvaluationState earlier, string url)
    {
        var context = earlier.Context;
        var isSameUrl = ReferenceEquals(url, context.Url);
        Context = isSameUrl && ReferenceEquals(earlier.StickyBuckets, context.StickyBuckets)
            ? context
            : context with { StickyBuckets = earlier.StickyBuckets, Url = url };
        User = earlier.User;
        Scope = earlier.Scope.Next();
        StickyBuckets = earlier.StickyBuckets;
        _url = isSameUrl ? earlier._url : null;
    }

    public Context Context { get; }

    public Trace? Trace { get; }

    /// <summary>The results so far; <c>null</c> while prerequisites are few, and evaluating one again costs less.</summary>
    public EvaluationMemo? Memo { get; private set; }

    /// <summary>The generation of the memo, for a feature whose evaluation begins now.</summary>
    public readonly int Generation => Memo is null ? EvaluationMemo.BeforeMemo : Memo.Generation;

    /// <summary>The stored assignments with those made so far; <c>null</c> while sticky bucketing is off.</summary>
    public StickyBuckets? StickyBuckets { get; private set; }

    public readonly Effects Effects => _effects.Build(Scope.HasReachedStepLimit);

    /// <summary>
    /// The state of the next evaluation of a call that evaluates several for one user: without effects, with the assignments made so
    /// far, and with the steps that are left.
    /// </summary>
    public readonly EvaluationState Next() => new(this, Context.Url);

    /// <summary>The state of the next evaluation at another URL, see <see cref="Next()"/>.</summary>
    public readonly EvaluationState NextAt(string url) => new(this, url);

    /// <summary>Adds the effects to those of earlier evaluations.</summary>
    public readonly void AddEffectsTo(ref EffectsBuilder all)
    {
        for (var i = 0; i < _effects.Count; i++)
            all.Add(_effects[i]);
    }

    /// <summary>The URL of the context, parsed at its first use.</summary>
    public PageUrl Url => _url ??= new PageUrl(Context.Url);

    /// <summary>Counts a prerequisite, and keeps results from the <see cref="ManyPrerequisites"/>th on.</summary>
    public void CountPrerequisite()
    {
        if (++_prerequisites == ManyPrerequisites)
            Memo = StartMemo();
    }

    /// <summary>Step 13.5: keeps an assignment for the rest of the evaluation and reports it, to be stored.</summary>
    public void Assign(StickyAssignmentDocument document)
    {
        StickyBuckets = StickyBuckets!.With(document);
        _effects.Add(new Effect.StickyBucketAssigned(document));
    }

    /// <summary>Step 14: reports an exposure, once within the evaluation.</summary>
    public void View(Effect.ExperimentViewed viewed)
    {
        if (_viewed is null && _effects.Count >= LinearSearchLimit)
            _viewed = ViewedSoFar();
        if (_viewed is null ? !HasViewed(viewed) : _viewed.Add(viewed))
            _effects.Add(viewed);
    }

    /// <summary>Reports the usage of a feature, unless its last report within the evaluation had the same value.</summary>
    public void Report(Effect.FeatureEvaluated evaluated)
    {
        if (LastReport(evaluated.FeatureKey) is { } last && ValueEquality.SameJson(last, evaluated.Result.Value))
            return;
        Memo?.NoteReport(evaluated);
        _effects.Add(evaluated);
    }

    private readonly EvaluationMemo StartMemo()
    {
        var memo = new EvaluationMemo();
        for (var i = 0; i < _effects.Count; i++)
        {
            if (_effects[i] is Effect.FeatureEvaluated evaluated)
                memo.NoteReport(evaluated);
        }
        return memo;
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
        if (Memo is not null)
            return Memo.LastReport(featureKey);
        for (var i = _effects.Count - 1; i >= 0; i--)
        {
            if (_effects[i] is Effect.FeatureEvaluated earlier && Utf16.Equal(earlier.FeatureKey, featureKey))
                return earlier.Result.Value;
        }
        return null;
    }
}

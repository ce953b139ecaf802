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

    private readonly AllFeaturesMemo? _all;
    private EffectLog _effects;
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

    /// <summary>The state of a call that evaluates all features.</summary>
    /// <param name="context">The context.</param>
    /// <param name="all">Keeps the results.</param>
    /// <param name="capacity">The number of effects that are expected.</param>
    public EvaluationState(Context context, AllFeaturesMemo all, int capacity)
        : this(context, null)
    {
        Memo = _all = all;
        _effects = new EffectLog(capacity);
    }

    private EvaluationState(in EvaluationState earlier, string url)
    {
        var context = earlier.Context;
        var isSameUrl = ReferenceEquals(url, context.Url);
        Context = isSameUrl && ReferenceEquals(earlier.StickyBuckets, context.StickyBuckets)
            ? context
            : context with { StickyBuckets = earlier.StickyBuckets, Url = url };
        User = earlier.User;
        Scope = earlier.Scope;
        // A URL can force variations, so that results at another one may differ.
        Memo = isSameUrl ? earlier.Memo : null;
        _prerequisites = isSameUrl ? earlier._prerequisites : 0;
        StickyBuckets = earlier.StickyBuckets;
        _url = isSameUrl ? earlier._url : null;
    }

    public Context Context { get; }

    public Trace? Trace { get; }

    /// <summary>The results so far; <c>null</c> while prerequisites are few, and evaluating one again costs less.</summary>
    public EvaluationMemo? Memo { get; private set; }

    public readonly int EffectCount => _effects.Count;

    /// <summary>The stored assignments with those made so far; <c>null</c> while sticky bucketing is off.</summary>
    public StickyBuckets? StickyBuckets { get; private set; }

    public readonly Effects Effects => _effects.Build(Scope.HasReachedStepLimit);

    /// <summary>
    /// The state of the next evaluation of a call that evaluates several for one user: without effects, with the assignments made so
    /// far, with the steps that are left, and with the results of prerequisites.
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
            Memo ??= new PrerequisiteMemo();
    }

    /// <summary>Begins the evaluation of a feature.</summary>
    /// <returns>A mark for <see cref="Keep"/>.</returns>
    public readonly int Begin(int feature) => Memo is null ? EvaluationMemo.BeforeMemo : Memo.Begin(feature, this);

    /// <summary>Ends the evaluation of a feature, whose result may be kept.</summary>
    public readonly void Keep(int feature, FeatureResult result, int mark) => Memo?.Keep(feature, result, mark, this);

    /// <summary>Notes that a feature needs one that is being evaluated.</summary>
    public readonly void CloseCycle(int feature)
    {
        _all?.FindCycle(feature, this);
        Trace?.CloseCycle();
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
        if (_all is null)
            _effects.View(viewed);
        else
            _effects.Add(viewed); // each feature has its own; those of one feature are told apart when they are listed
    }

    /// <summary>Reports the usage of a feature, unless its last report within the evaluation had the same value.</summary>
    public void Report(Effect.FeatureEvaluated evaluated)
    {
        if (_all is null)
            _effects.Report(evaluated);
        else
            _effects.Add(evaluated);
    }
}

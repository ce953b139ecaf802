namespace GrowthBook;

/// <summary>
/// The results of features within one call, so that each feature is evaluated once and diamonds of prerequisites cost no more than their
/// features. A feature's result does not depend on the feature that requires it. A sticky assignment made meanwhile can change results:
/// then they are dropped, and are not kept of features that are being evaluated.
/// </summary>
internal abstract class EvaluationMemo
{
    /// <summary>The mark of a feature whose evaluation began before there was a memo; its result is not kept.</summary>
    public const int BeforeMemo = -1;

    /// <summary>The number of times that results are dropped; it bounds the cost of diamonds whatever the payload.</summary>
    private const int MaxDrops = 100;

    /// <summary>The experiment, by its key, whose assignment was looked up; <c>null</c> where several have that key.</summary>
    private readonly Dictionary<string, CompiledExperiment?> _lookups = new(KeyedTexts.Comparer);

    /// <summary>The number of times that results were dropped.</summary>
    protected int Drops { get; private set; }

    /// <summary>The number of assignments.</summary>
    protected int Assignments { get; private set; }

    /// <summary>The result of a feature that is required; <c>null</c> where it has to be evaluated.</summary>
    public abstract FeatureResult? Find(int feature, in EvaluationState state);

    /// <summary>Begins the evaluation of a feature.</summary>
    /// <returns>A mark for <see cref="Keep"/>.</returns>
    public abstract int Begin(int feature, in EvaluationState state);

    /// <summary>Ends the evaluation of a feature and keeps its result, unless results were dropped since its mark.</summary>
    public abstract void Keep(int feature, FeatureResult result, int mark, in EvaluationState state);

    /// <summary>Notes that an experiment's result depends on the assignments of its key.</summary>
    public void NoteLookup(CompiledExperiment experiment)
    {
        var key = experiment.Source.Key;
        _lookups[key] = !_lookups.TryGetValue(key, out var earlier) || earlier == experiment ? experiment : null;
    }

    /// <summary>Drops the results that an assignment of the experiment can change.</summary>
    /// <param name="experiment">The experiment that assigned a variation.</param>
    /// <param name="isFoundAgain">Whether the experiment itself gives the same variation when it runs again.</param>
    public void NoteAssignment(CompiledExperiment experiment, bool isFoundAgain)
    {
        Assignments++;
        var isLookedUpElsewhere = _lookups.TryGetValue(experiment.Source.Key, out var only) && only is null;
        if ((isFoundAgain && !isLookedUpElsewhere) || Drops >= MaxDrops)
            return;
        Drops++;
        Drop();
    }

    /// <summary>Drops all results.</summary>
    protected abstract void Drop();
}

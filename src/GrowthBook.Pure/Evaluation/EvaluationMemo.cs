namespace GrowthBook;

/// <summary>
/// The results of features within one evaluation, kept once its prerequisites are many, so that each feature is evaluated
/// once and diamonds of prerequisites cost no more than their features. A feature's result does not depend on the feature
/// that requires it. A sticky assignment made meanwhile can change results: then they are dropped, and a new generation
/// begins.
/// </summary>
internal sealed class EvaluationMemo
{
    /// <summary>The generation of a feature whose evaluation began before there was a memo; its result is not kept.</summary>
    public const int BeforeMemo = -1;

    /// <summary>The number of times that results are dropped; it bounds the cost of diamonds whatever the payload.</summary>
    private const int MaxGenerations = 100;

    private readonly Dictionary<int, FeatureResult> _results = [];

    /// <summary>The value last reported for each feature.</summary>
    private readonly Dictionary<string, Value> _reported = new(KeyedTexts.Comparer);

    /// <summary>The experiment, by its key, whose assignment was looked up; <c>null</c> where several have that key.</summary>
    private readonly Dictionary<string, CompiledExperiment?> _lookups = new(KeyedTexts.Comparer);

    /// <summary>The number of times that results were dropped.</summary>
    public int Generation { get; private set; }

    public FeatureResult? Find(int feature) => _results.TryGetValue(feature, out var result) ? result : null;

    /// <summary>Keeps a result, unless results were dropped since its evaluation began.</summary>
    public void Keep(int feature, FeatureResult result, int generation)
    {
        if (generation == Generation)
            _results[feature] = result;
    }

    public Value? LastReport(string featureKey) => _reported.TryGetValue(featureKey, out var value) ? value : null;

    public void NoteReport(Effect.FeatureEvaluated evaluated) => _reported[evaluated.FeatureKey] = evaluated.Result.Value;

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
        var isLookedUpElsewhere = _lookups.TryGetValue(experiment.Source.Key, out var only) && only is null;
        if ((isFoundAgain && !isLookedUpElsewhere) || Generation >= MaxGenerations)
            return;
        Generation++; // the features that are being evaluated now are not kept either
        _results.Clear();
    }
}

namespace GrowthBook;

/// <summary>How far the rules of a feature could be evaluated: to the answer, or to a prerequisite that must be known first.</summary>
internal readonly struct Step
{
    private Step(Effect.FeatureEvaluated? answer, Prerequisite? needed)
    {
        Answer = answer;
        Needed = needed;
    }

    /// <summary>The answer of the feature; <c>null</c> where a prerequisite is needed.</summary>
    public Effect.FeatureEvaluated? Answer { get; }

    /// <summary>The prerequisite to evaluate next; <c>null</c> where there is an answer.</summary>
    public Prerequisite? Needed { get; }

    public static Step Answered(Effect.FeatureEvaluated answer) => new(answer, null);

    public static Step Needs(Prerequisite prerequisite) => new(null, prerequisite);
}

namespace GrowthBook.Cli;

/// <summary>What a record evaluates: a feature, an experiment in code, or a condition, which has neither.</summary>
/// <param name="Feature">The key of the feature; <c>null</c> for another subject.</param>
/// <param name="Experiment">The key of the experiment; <c>null</c> for another subject.</param>
internal readonly record struct ReplaySubject(string? Feature, string? Experiment)
{
    public static ReplaySubject Of(EvaluationRecord record) => record.Subject switch
    {
        EvaluationSubject.OfFeature feature => new ReplaySubject(feature.Key.ToString(), null),
        EvaluationSubject.OfExperiment inline => new ReplaySubject(null, inline.Experiment.Key),
        EvaluationSubject.OfCondition => default,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The number of UTF-16 code units of the key.</summary>
    public int Length => (Feature ?? Experiment ?? "").Length;

    /// <summary>The members that name the subject in JSON.</summary>
    public IEnumerable<KeyValuePair<string, Value>> Members() => [new("feature", OrNull(Feature)), new("experiment", OrNull(Experiment))];

    /// <summary>The subject for people.</summary>
    public override string ToString() => Feature ?? (Experiment is null ? "(condition)" : $"experiment {Experiment}");

    private static Value OrNull(string? key) => key is null ? Value.Null.Instance : key;
}

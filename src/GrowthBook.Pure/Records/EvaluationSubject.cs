using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The request of an evaluation record: one of the three nested records.</summary>
[JsonConverter(typeof(RecordJsonConverter))]
public abstract record EvaluationSubject
{
    private protected EvaluationSubject()
    {
    }

    internal abstract (string Name, Value Value) Member { get; }

    internal abstract (Value Result, Effects Effects) Evaluate(Context context);

    /// <summary>A feature.</summary>
    /// <param name="Key">Its key.</param>
    [JsonConverter(typeof(RecordJsonConverter))]
    public sealed record OfFeature(FeatureKey Key) : EvaluationSubject
    {
        internal override (string Name, Value Value) Member => ("feature", Key.ToString());

        internal override (Value Result, Effects Effects) Evaluate(Context context)
        {
            var (result, effects) = Evaluator.EvalFeature(context, Key);
            return (result.ToValue(), effects);
        }
    }

    /// <summary>An inline experiment.</summary>
    /// <param name="Experiment">The experiment.</param>
    [JsonConverter(typeof(RecordJsonConverter))]
    public sealed record OfExperiment(Experiment Experiment) : EvaluationSubject
    {
        internal override (string Name, Value Value) Member => ("experiment", Experiment.ToValue());

        internal override (Value Result, Effects Effects) Evaluate(Context context)
        {
            var (result, effects) = Evaluator.RunExperiment(context, Experiment);
            return (result.ToValue(), effects);
        }
    }

    /// <summary>A condition against the attributes.</summary>
    /// <param name="Condition">The condition.</param>
    [JsonConverter(typeof(RecordJsonConverter))]
    public sealed record OfCondition(Condition Condition) : EvaluationSubject
    {
        internal override (string Name, Value Value) Member => ("condition", Condition.Source);

        internal override (Value Result, Effects Effects) Evaluate(Context context) =>
            (Evaluator.EvalCondition(context, Condition, out var hasReachedStepLimit), new EffectsBuilder().Build(hasReachedStepLimit));
    }
}

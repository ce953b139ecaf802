using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Explanations and their parts as their <c>ToValue</c> gives them. They are written and not read: their JSON has less than they have.
/// In use wherever one occurs; it need not be named.
/// </summary>
public sealed class TraceJsonConverter : JsonConverterFactory
{
    private const string Mend = "the JSON of a trace leaves out parts; send the EvaluationRecord and call Evaluator.Explain where it is read";

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Find(ConverterArguments.NotNull(typeToConvert)) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Find(ConverterArguments.NotNull(typeToConvert, options));

    private static JsonConverter? Find(Type type) =>
        typeof(TraceStep).IsAssignableFrom(type) ? JsonForm.WriteOnly<TraceStep>(TraceJson.Of, Mend)
        : type == typeof(Explanation) ? JsonForm.WriteOnly<Explanation>(TraceJson.Of, Mend)
        : type == typeof(ExperimentExplanation) ? JsonForm.WriteOnly<ExperimentExplanation>(TraceJson.Of, Mend)
        : type == typeof(FeatureTrace) ? JsonForm.WriteOnly<FeatureTrace>(TraceJson.Of, Mend)
        : type == typeof(RuleTrace) ? JsonForm.WriteOnly<RuleTrace>(TraceJson.Of, Mend)
        : type == typeof(UserBucket) ? new JsonForm<UserBucket>(TraceJson.Of, JsonForm.OfObject("a user's bucket", TraceJson.ReadUserBucket))
        : type == typeof(RuleKind) ? new JsonNames<RuleKind>(RuleKinds.ToName)
        : type == typeof(RuleOutcome) ? new JsonNames<RuleOutcome>(RuleOutcomes.ToName)
        : type == typeof(PrerequisiteEvaluation) ? new JsonNames<PrerequisiteEvaluation>(PrerequisiteEvaluations.ToName)
        : null;
}

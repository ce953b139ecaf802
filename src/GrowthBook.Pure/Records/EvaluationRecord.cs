using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// One line of evaluation records: the request with its context, and for a recording also the answer. It
/// can be evaluated (again) at any time, on any machine, with the same outcome.
/// </summary>
/// <param name="Id">The id of the record, of any JSON type; <c>null</c> without one.</param>
/// <param name="Context">The payload, the user and the switches.</param>
/// <param name="Subject">The feature, experiment or condition to evaluate.</param>
/// <param name="Recorded">The recorded answer; <c>null</c> for a request.</param>
[JsonConverter(typeof(RecordJsonConverter))]
public sealed partial record EvaluationRecord(Value? Id, Context Context, EvaluationSubject Subject, EvaluationAnswer? Recorded = null)
{
    private static readonly Value UnknownFeature = FeatureResultSources.ToName(FeatureResultSource.UnknownFeature);

    /// <summary>
    /// The hash of the payload from <see cref="HashPayload"/>, by which a record names a payload that it does not contain;
    /// <c>null</c> without one. Not looked at by <see cref="Evaluate"/> and <see cref="Replay"/>; <see cref="Parse(string, Payload, string)"/>
    /// warns of another payload. Default: <c>null</c>.
    /// </summary>
    public string? PayloadHash { get; init; }

    /// <summary>The recording of a feature's evaluation.</summary>
    /// <param name="context">The context of the evaluation.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="evaluation">The outcome, as <see cref="Evaluator.EvalFeature"/> returns it.</param>
    /// <returns>A record with its answer, without an id.</returns>
    public static EvaluationRecord Of(Context context, FeatureKey key, (FeatureResult Result, Effects Effects) evaluation) =>
        Of(context, new EvaluationSubject.OfFeature(key), evaluation.Result.ToValue(), evaluation.Effects);

    /// <summary>The recording of an inline experiment's evaluation.</summary>
    /// <param name="context">The context of the evaluation.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="evaluation">The outcome, as <see cref="Evaluator.RunExperiment"/> returns it.</param>
    /// <returns>A record with its answer, without an id.</returns>
    public static EvaluationRecord Of(
        Context context, Experiment experiment, (ExperimentResult Result, Effects Effects) evaluation) =>
        Of(context, new EvaluationSubject.OfExperiment(experiment ?? throw new ArgumentNullException(nameof(experiment))), evaluation.Result.ToValue(), evaluation.Effects);

    /// <summary>Evaluates the record.</summary>
    /// <returns>The result and the effects.</returns>
    public EvaluationAnswer Evaluate()
    {
        var (result, effects) = Subject.Evaluate(Context);
        return EvaluationAnswer.Of(result, effects);
    }

    /// <summary>Evaluates the record and records the answer, in the place of an earlier one.</summary>
    /// <returns>The recording: the question and its answer.</returns>
    public EvaluationRecord WithAnswer() => this with { Recorded = Evaluate() };

    /// <summary>Evaluates a recording again.</summary>
    /// <returns>
    /// The differences between the recorded and the present outcome. A request, whose <see cref="Recorded"/> is <c>null</c>, differs in
    /// <c>$.result</c> and <c>$.effects</c>, which have no recorded value. A recording that was read without a payload differs in <c>$.payload</c> only.
    /// </returns>
    public ImmutableArray<RecordDifference> Replay()
    {
        var actual = Evaluate();
        var differences = RecordDifference.Between(Subject, Recorded, actual);
        return Recorded is not null && !differences.IsEmpty && LacksPayload(actual) ? [RecordDifference.OfMissingPayload] : differences;
    }

    /// <summary>Whether the feature is unknown because the record was read without a payload.</summary>
    private bool LacksPayload(EvaluationAnswer actual) => Subject is EvaluationSubject.OfFeature && ReferenceEquals(Context.Payload, Payload.Empty)
        && actual.Result is Value.Object result && result["source"].Equals(UnknownFeature);

    /// <summary>The hash by which a recording can name its payload.</summary>
    /// <param name="utf8Json">The JSON text of the payload, byte for byte.</param>
    /// <returns><c>sha256:</c> and 64 lower-case hexadecimal digits.</returns>
    public static string HashPayload(ReadOnlySpan<byte> utf8Json) => "sha256:" + Sha256.Hex(utf8Json);

    private static EvaluationRecord Of(Context context, EvaluationSubject subject, Value result, Effects effects) => new(
        null, context ?? throw new ArgumentNullException(nameof(context)), subject, EvaluationAnswer.Of(result, effects));
}
